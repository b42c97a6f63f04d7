"""Decoding: from the checkpoint alone, on the field's own lattice or another of its domain."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from inrflow.config.editing import Region, Span
from inrflow.config.recipe import Recipe
from inrflow.editing.decode import decode, decode_fit
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.fitting.optimise import optimise
from inrflow.signals.signal import Signal
from laws.fields import ffn, nerv, noise

SIREN = {"architecture": "siren", "width": 6, "layers": 3}
RECIPE = Recipe(learning_rate=1e-2, steps=3, device="cpu")


def fitted(network: dict[str, Any], *shape: int, **told: Any) -> Fit:
    signal = Signal(noise(*shape), np.arange(shape[0], dtype=np.float64), {}, **told)
    field = build(network, signal.shape, 0)
    optimise(field, signal, RECIPE, 0)
    return Fit(field.eval(), network, {}, 0, signal.described)


FITS = {
    "sound": (SIREN, (1, 1, 23, 1), "wav"),
    "picture": (SIREN, (1, 8, 9, 3), "png"),
    "cells": (SIREN | {"partition": [2, 3]}, (1, 8, 10, 3), "png"),
    "film": (SIREN, (3, 8, 10, 3), "mp4"),
    "volume": (SIREN, (4, 5, 6, 1), "nii.gz"),
    "frames": (ffn(), (2, 8, 10, 3), "npy"),
    "clip": (nerv(2, 2), (2, 8, 12, 3), "npy"),
}
KINDS = {"sound": "audio", "picture": "image", "cells": "image", "volume": "volume"}


@pytest.mark.parametrize("name", FITS)
def test_a_checkpoint_alone_decodes_to_its_format(name: str, tmp_path: Path) -> None:
    network, shape, suffix = FITS[name]
    kind = KINDS.get(name, "video")
    wide = {"value_range": (-1.0, 1.0)} if kind == "audio" else {}
    fit = fitted(network, *shape, kind=kind, spacing=(1.0, 1.0, 0.01), **wide)
    fit.write(tmp_path / "fit.safetensors")
    out = tmp_path / f"out.{suffix}"
    decode_fit({}, fit=tmp_path / "fit.safetensors", decoded=out)
    assert out.stat().st_size > 0
    again = decode(Fit.read(tmp_path / "fit.safetensors")).signal
    np.testing.assert_array_equal(again.values, paint(fit.field).clip(0, 1))
    assert (again.kind, again.value_range) == (kind, wide.get("value_range", (0.0, 1.0)))


def test_a_finer_lattice_holds_the_old_one_and_keeps_its_ends() -> None:
    fit = fitted(SIREN, 1, 8, 9, 1, kind="image", spacing=(1.0, 0.5, 0.5))
    fine = decode(fit, size=[15, 17]).signal
    coarse = decode(fit).signal
    np.testing.assert_allclose(fine.values[:, ::2, ::2], coarse.values, atol=1e-6)
    assert fine.spacing == (1.0, 0.25, 0.25)


def test_an_affine_is_stretched_with_the_lattice() -> None:
    source = {"affine": np.diag([2.0, 3.0, 4.0, 1.0]).tolist()}
    fit = fitted(SIREN, 4, 5, 7, 1, kind="volume")
    fit = Fit(fit.field, fit.network, {}, 0, fit.described | {"source": source})
    found = np.array(decode(fit, size=[7, 9, 13]).signal.source["affine"])
    np.testing.assert_allclose(np.diag(found), [1.0, 1.5, 2.0, 1.0])


def test_pixels_as_areas_are_cut_into_parts_of_themselves() -> None:
    network = SIREN | {"partition": [2, 3], "frame": [[-0.5, 7.5], [-0.5, 8.5]]}
    source = {"affine": np.diag([3.0, 2.0, 1.0, 1.0]).tolist()}
    fit = fitted(network, 1, 8, 9, 1, kind="image", spacing=(1.0, 2.0, 3.0))
    fit = Fit(fit.field, fit.network, {}, 0, fit.described | {"source": source})
    found = decode(fit, size=[32, 27]).signal
    assert found.spacing == (1.0, 0.5, 1.0)
    np.testing.assert_allclose(np.array(found.source["affine"])[:3, 3], [-1.0, -0.75, 0.0])
    part = decode(fit, Region(y=Span(start=1, stop=6), x=Span(start=3, stop=9)), [32, 27])
    assert part.box[1:] == (slice(4, 24), slice(9, 27))
    np.testing.assert_allclose(part.signal.values, found.values[:, 4:24, 9:27], atol=1e-6)
    assert part.present.all()


def test_a_clip_lasts_as_long_on_more_frames() -> None:
    fit = fitted(SIREN, 4, 5, 6, 3)
    fit = Fit(fit.field, fit.network, {}, 0, fit.described | {"source": {"rate": 10.0}})
    assert decode(fit, size=[7, 5, 6]).signal.source["rate"] == pytest.approx(20)


@pytest.mark.parametrize("partition", [None, [3, 2]])
def test_any_coordinate_is_painted_as_on_the_lattice(partition: list[int] | None) -> None:
    field = build(SIREN | {"partition": partition}, (1, 7, 6, 2), 0)
    index = torch.arange(42)[None]
    with torch.no_grad():
        found = field.at(field.coordinates(index)[0])
        torch.testing.assert_close(found.reshape(7, 6, 2), field.decode(0))


def test_a_clip_is_painted_at_other_times() -> None:
    field = build(nerv(2, 2), (2, 8, 12, 3), 0)
    with torch.no_grad():
        torch.testing.assert_close(
            field.resampled((4, 8, 12, 3)).decode(2), field.decode(1), rtol=0, atol=0
        )


@pytest.mark.parametrize(
    ("network", "shape", "size", "said"),
    [
        (SIREN, (1, 8, 9, 1), [4], "decode.size: expected 2 numbers"),
        (SIREN, (1, 8, 9, 1), [1, 9], "any coordinate, on as many axes as"),
        (SIREN | {"partition": [4, 4]}, (1, 8, 9, 1), [3, 9], "a sample in each of"),
        (ffn(), (2, 8, 9, 3), [3, 8, 9], "any coordinate of its own frames"),
        (nerv(2, 2), (2, 8, 12, 3), [2, 8, 13], "any time on its own lattice"),
    ],
    ids=str,
)
def test_what_lies_outside_a_fields_domain_is_refused(
    network: dict, shape: tuple, size: list[int], said: str
) -> None:
    fit = Fit(build(network, shape, 0), network, {}, 0)
    with pytest.raises(InputError, match=said) as caught:
        decode(fit, size=size)
    assert "\n" not in str(caught.value)


def test_a_checkpoint_of_another_version_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fit.safetensors"
    monkeypatch.setattr("inrflow.fitting.fit.VERSION", 1)
    Fit(build(SIREN, (1, 4, 4, 1), 0), SIREN, {}, 0).write(path)
    monkeypatch.undo()
    with pytest.raises(InputError, match="expected a fit of version 2, found 1; refit"):
        Fit.read(path)
