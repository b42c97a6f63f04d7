"""CONTRIBUTING's example of a new architecture runs, fits and is traced as it stands there."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from pydantic import TypeAdapter

import inrflow.config.networks
import inrflow.fields
from inrflow.config.discover import models_in
from inrflow.config.recipe import Recipe
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.fitting.optimise import optimise
from inrflow.fitting.stages import sizes
from inrflow.measures.quality import psnr
from inrflow.signals.signal import Signal
from laws.fields import noise, trace

GUIDE = Path(__file__).parents[2] / "CONTRIBUTING.md"
PACKAGES = {
    "src/inrflow/config/networks": inrflow.config.networks,
    "src/inrflow/fields": inrflow.fields,
}
NETWORK = {"architecture": "chirp", "width": 12, "layers": 3, "omega": 10.0}


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The guide's files, as if they lay in the package's folders."""
    text = GUIDE.read_text()
    found = re.findall(r"`(src/\S+)/(chirp\.py)`.*?```python\n(.*?)```", text, re.DOTALL)
    assert [folder for folder, *_ in found] == list(PACKAGES)
    for number, (folder, name, code) in enumerate(found):
        place = tmp_path / str(number)
        place.mkdir()
        (place / name).write_text(code)
        package = PACKAGES[folder]
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(place)])
    yield
    for package in PACKAGES.values():
        sys.modules.pop(f"{package.__name__}.chirp", None)


@pytest.mark.usefixtures("example")
def test_the_configuration_knows_it() -> None:
    (model,) = (
        m for m in models_in(inrflow.config.networks, "architecture") if m.__name__ == "Chirp"
    )
    assert TypeAdapter(model).validate_python(NETWORK).width == 12


@pytest.mark.usefixtures("example")
@pytest.mark.parametrize("partition", [None, [2, 3]])
def test_it_is_fitted_decoded_and_traced(partition: list[int] | None, tmp_path: Path) -> None:
    network, shape = NETWORK | {"partition": partition}, (1, 9, 8, 3)
    signal = Signal(noise(*shape) * 0.2 + 0.4, np.zeros(1), {})
    field = build(network, shape, 0)
    assert sizes(field)["parameters"] == field.options.parameters(shape)
    optimise(field, signal, Recipe(learning_rate=1e-2, steps=150, device="cpu"), 0)
    Fit(field.eval(), network, {}, 0).write(tmp_path / "fit.safetensors")
    fit = Fit.read(tmp_path / "fit.safetensors")
    assert psnr(signal.values, paint(fit.field))[0] > 25  # noise of 0.2: its mean alone has 24.8
    canvas = trace(tmp_path / "canvas.zarr", fit)
    for stage in canvas.stages:
        assert canvas.completeness_error(stage) < 1e-4
        assert canvas.view(stage, 0).map_of(0).isfinite().all()
    total = torch.stack([canvas.map_of("layer3", n, 0) for n in range(12)]).sum(0)
    head = torch.from_numpy(paint(fit.field)[0] * 2 - 1).sum(-1)
    torch.testing.assert_close(total, head, rtol=1e-4, atol=1e-4)
