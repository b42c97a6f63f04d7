"""Fields: sizes known beforehand, coordinates of the paper, members that stand alone."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from inrflow.config.networks.ffn import Ffn
from inrflow.config.networks.nerv import Nerv
from inrflow.config.tracing import Tracing
from inrflow.errors import InputError
from inrflow.fields.lattice import lattice
from inrflow.fields.resolve import build
from inrflow.fitting.evaluate import paint
from inrflow.fitting.fit import Fit
from inrflow.fitting.stages import sizes
from inrflow.io.digest import digest_file
from inrflow.tracing.canvas import Canvas
from inrflow.tracing.layout import canvas_bytes
from laws.fields import FIELDS, every_ffn, every_field, ffn, fit_of, nerv
from oracles import xinc_maps

PAPER = (30, 128, 256, 3)


def test_the_published_sizes() -> None:
    assert Ffn(architecture="ffn").parameters(PAPER) == 30 * 32_971
    decoder = Nerv(architecture="nerv")
    assert decoder.parameters(PAPER) == 978_557
    assert decoder.widths(PAPER) == [37, 31, 26, 22]


def test_the_published_sizes_when_built() -> None:
    shape = (2, *PAPER[1:])
    assert sizes(build({"architecture": "ffn"}, shape, 0))["parameters"] == 2 * 32_971
    assert sizes(build({"architecture": "nerv"}, shape, 0))["parameters"] == 978_557


@every_field
def test_the_closed_form_counts_the_parameters(name: str) -> None:
    field, shape = fit_of(name).field, FIELDS[name][1]
    counted = sizes(field)["parameters"]
    assert counted == field.options.parameters(shape)
    fixed = field.frequencies.numel() if name.startswith("ffn") else 0
    if name.startswith(("ffn", "nerv")):
        assert sizes(field)["fixed_numbers"] == fixed


@every_field
@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_the_closed_form_counts_the_bytes_of_a_canvas(
    canvas_of: Callable[..., Canvas], name: str, dtype: str
) -> None:
    fit, canvas = fit_of(name), canvas_of(name, dtype)
    arrays = [a for stage in canvas.stages for _, a in canvas.root[stage].arrays()]
    stored = sum(array.size * array.dtype.itemsize for array in arrays)
    assert canvas_bytes(fit.field.options, fit.shape, Tracing(dtype=dtype)) == stored


@pytest.mark.parametrize("name", ["ffn-tiles", "nerv-tiles"])
def test_files_take_little_more_than_the_closed_form(
    canvas_of: Callable[..., Canvas], name: str
) -> None:
    fit, store = fit_of(name), Path(canvas_of(name).root.store.root)
    chunks = sum(p.stat().st_size for p in store.rglob("c/**/*") if p.is_file())
    assert chunks < 1.15 * canvas_bytes(fit.field.options, fit.shape, Tracing())


@every_field
def test_the_plan_is_what_is_built(canvas_of: Callable[..., Canvas], name: str) -> None:
    canvas, fit = canvas_of(name), fit_of(name)
    plan = fit.field.options.plan(fit.shape)
    assert [stage.name for stage in plan] == list(fit.field.traced) == canvas.stages
    for stage in plan:
        assert canvas.view(stage.name, 0, "released").neurons == stage.neurons
        assert canvas.root[stage.name].attrs["neurons"] == stage.neurons


@pytest.mark.parametrize("size", [(5, 9), (9, 5), (6, 6), (1, 4), (128, 256)], ids=str)
def test_the_longer_side_spans_minus_one_to_one(size: tuple[int, int]) -> None:
    torch.testing.assert_close(lattice(*size), xinc_maps.ffn_coordinates(*size), rtol=0, atol=1e-6)


def test_a_picture_of_one_pixel_has_a_coordinate() -> None:
    torch.testing.assert_close(lattice(1, 1), torch.tensor([[-1.0, -1.0]]))


def test_fourier_features_are_the_literal_ones() -> None:
    field = build(ffn(width=7), (2, 5, 9, 3), 0)
    found = field.encode(lattice(5, 9))
    for member in range(2):
        coordinates = xinc_maps.ffn_coordinates(5, 9)
        wanted = xinc_maps.ffn_features(coordinates, field.frequencies[member])
        torch.testing.assert_close(found[member], wanted, rtol=0, atol=1e-5)


def test_times_are_embedded_in_float64() -> None:
    options = nerv(2, 2, embedding_levels=80, lattice=(1, 1), budget=900)
    field = build(options, (30, 4, 4, 3), 0)
    found = field.encode(field.inputs)
    for frame in range(30):
        wanted = xinc_maps.nerv_embedding({"base": 1.25, "levels": 80}, frame / 30)
        torch.testing.assert_close(found[frame], wanted, rtol=0, atol=0)


@every_ffn
def test_a_member_is_what_it_would_be_alone(name: str) -> None:
    network, shape = FIELDS[name]
    more = build(network, (shape[0] + 2, *shape[1:]), 0).state_dict()
    for key, value in build(network, shape, 0).state_dict().items():
        torch.testing.assert_close(value, more[key][: shape[0]], rtol=0, atol=0)


@every_field
def test_seeds_fix_the_weights(name: str) -> None:
    network, shape = FIELDS[name]
    one, same, other = (build(network, shape, seed).state_dict() for seed in (3, 3, 4))
    assert all(torch.equal(value, same[key]) for key, value in one.items())
    differ = {key for key, value in one.items() if not torch.equal(value, other[key])}
    assert {key for key in one if key.endswith("affine.weight")} <= differ


@every_field
def test_the_seed_alone_decides_not_torchs_generator(name: str) -> None:
    network, shape = FIELDS[name]
    torch.manual_seed(0)
    before = torch.get_rng_state()
    one = build(network, shape, 1).state_dict()
    torch.manual_seed(5)
    two = build(network, shape, 1).state_dict()
    assert all(torch.equal(value, two[key]) for key, value in one.items())
    torch.manual_seed(0)
    assert torch.equal(torch.get_rng_state(), before)


@every_field
def test_a_fit_comes_back_as_written(name: str, tmp_path: Path) -> None:
    fit = fit_of(name)
    for run in ("one", "two"):
        fit.write(tmp_path / f"{run}.safetensors")
    assert digest_file(tmp_path / "one.safetensors") == digest_file(tmp_path / "two.safetensors")
    found = Fit.read(tmp_path / "one.safetensors")
    assert (found.network, found.recipe, found.seed, found.shape) == (
        fit.network, fit.recipe, fit.seed, fit.shape)  # fmt: skip
    np.testing.assert_array_equal(paint(found.field), paint(fit.field))


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    fit = fit_of("ffn")
    Fit(fit.field, ffn(width=6), {}, 0).write(tmp_path / "fit.safetensors")
    with pytest.raises(InputError, match="expected weights of its network") as caught:
        Fit.read(tmp_path / "fit.safetensors")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("network", "said"),
    [
        (nerv(2, 2), "paints 8x12 px, but the signal is 8x13 px"),
        (nerv(2, 2, lattice=(4, 3)), "paints 16x12 px"),
        (ffn(widht=3), "unknown key widht; did you mean 'width'"),
        (ffn(layers=1), "layers: "),
        ({"architecture": "sirne"}, "architecture: .*did you mean 'siren'"),
        ({"architecture": "lattice"}, "architecture: .*lattice"),
        ({}, "architecture: "),
    ],
    ids=str,
)
def test_a_network_that_cannot_be_is_refused(network: dict, said: str) -> None:
    with pytest.raises(InputError, match=said):
        build(network, (2, 8, 13, 3), 0)


def test_a_budget_without_a_channel_is_refused() -> None:
    with pytest.raises(InputError, match="leaves no channel"):
        build(nerv(2, 2, budget=1), (2, 8, 12, 3), 0)
