"""The study `restoration`: what fits see, which steps are reported, what tables say."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from inrflow.config.check import check
from inrflow.config.recipe import Recipe
from inrflow.config.restoration.task import Task
from inrflow.config.root import Config
from inrflow.errors import InputError
from inrflow.fields.resolve import build
from inrflow.restoration.classical.references import references
from inrflow.restoration.fit import framed, restore
from inrflow.restoration.problem import Problem, posed
from inrflow.restoration.selections import selections
from inrflow.restoration.tables import best_of, differences, taken
from inrflow.signals.signal import Signal
from laws.fields import siren

PHOTON = {"kind": "photon", "photons": 20}
RECIPE = Recipe(learning_rate=1e-2, steps=6, evaluations=3)


def task(measurement: dict[str, Any], **options: Any) -> Task:
    """Return a small task."""
    told = {"signals": ["a"], "fields": ["f"], "budget": None, "steps": 6, "held_out": 0.2}
    return Task(measurement=measurement, **told | options)


def problem(measurement: dict[str, Any], side: int = 12, channels: int = 1) -> Problem:
    """Return measurements of a smooth picture."""
    y, x = np.mgrid[0:side, 0:side] / side
    planes = [0.5 + 0.4 * np.sin(5 * y + 3 * x + c) for c in range(channels)]
    values = np.stack(planes, axis=-1).astype(np.float32)[None]
    signal = Signal(values, np.zeros(1), {}, "image")
    return posed(task(measurement), signal, 3, torch.device("cpu"))


def changed(posed: Problem, where: torch.Tensor) -> Problem:
    """Return a problem some of whose measurements are others."""
    other = torch.where(where, posed.measured + 0.7, posed.measured)
    return Problem(posed.operator, posed.truth, other, posed.held)


@pytest.mark.parametrize(
    "measurement",
    [PHOTON, {"kind": "downsampling", "factor": 2}, {"kind": "tomography", "angles": 9}],
)
def test_a_fit_does_not_depend_on_measurements_that_are_held_out(
    measurement: dict[str, Any],
) -> None:
    told = problem(measurement)
    assert 0 < int(told.held.sum()) < told.held.numel()
    plain = restore(siren(), told, RECIPE, 0)
    other = restore(siren(), changed(told, told.held), RECIPE, 0)
    np.testing.assert_array_equal(plain.pictures["fixed"], other.pictures["fixed"])
    np.testing.assert_array_equal(plain.curve["kept"], other.curve["kept"])
    assert not np.allclose(plain.curve["held_out"], other.curve["held_out"])
    torch.testing.assert_close(told.seen, changed(told, told.held).seen, rtol=0, atol=0)


@pytest.mark.parametrize("measurement", [PHOTON, {"kind": "tomography", "angles": 9}])
def test_what_is_chosen_blindly_does_not_depend_on_the_truth(measurement: dict[str, Any]) -> None:
    told = problem(measurement, side=16)
    other = replace(told, truth=told.truth[::-1].copy())
    fits = [restore(siren(), one, RECIPE, 0) for one in (told, other)]
    for name in set(fits[0].pictures) - {"oracle"}:
        np.testing.assert_array_equal(*(fit.pictures[name] for fit in fits))
    found = [references(one.operator, one.measured.numpy(), one.truth, 0) for one in (told, other)]
    for one, same in zip(*found, strict=True):
        assert one.choice == "oracle" or np.array_equal(one.picture, same.picture)


def test_errors_of_kept_and_held_out_measurements_are_means_of_their_own() -> None:
    told = problem({"kind": "downsampling", "factor": 3}, channels=3)
    painted = torch.rand(1, 12, 12, 3, generator=torch.Generator().manual_seed(0))
    kept, held = told.errors(painted)
    means = painted[0].numpy().reshape(4, 3, 4, 3, 3).mean(axis=(1, 3))
    squares = (means - told.measured.numpy()) ** 2
    away = told.held.numpy()
    assert float(kept) == pytest.approx(squares[~away].mean(), rel=1e-5)
    assert float(held) == pytest.approx(squares[away].mean(), rel=1e-5)


def test_the_known_noise_is_that_of_the_measurements() -> None:
    told = problem({"kind": "photon", "photons": 25, "readout": 1.5}, side=64)
    found = float(((told.measured.numpy() - told.truth) ** 2).mean())
    assert told.noise == pytest.approx(found, rel=0.05)
    assert problem({"kind": "downsampling", "factor": 2}).noise is None


def test_selections_are_the_last_the_least_held_out_the_best_and_the_first_within_noise() -> None:
    curve = pd.DataFrame(
        {"kept": [9, 4, 3, 2], "held_out": [8, 5, 6, 7], "psnr": [1.0, 2.0, 4.0, 3.0]}
    )
    assert selections(curve, 3.5) == {"fixed": 3, "blind": 1, "oracle": 2, "discrepancy": 2}
    assert selections(curve, 1.0)["discrepancy"] == 3
    assert selections(curve) == {"fixed": 3, "blind": 1, "oracle": 2}


def test_pictures_are_those_of_the_selected_rows() -> None:
    told = problem(PHOTON)
    course = restore(siren(), told, RECIPE, 0)
    assert set(course.pictures) == set(course.chosen)
    for name, row in course.chosen.items():
        clamped = course.pictures[name].clip(0, 1)
        mse = ((clamped.astype(np.float64) - told.truth) ** 2).mean()
        assert course.curve["psnr"][row] == pytest.approx(-10 * np.log10(mse), rel=1e-6)
    assert course.curve["step"].tolist() == [2, 4, 6]


def test_pixels_as_areas_cover_the_same_areas_at_any_resolution() -> None:
    told = problem({"kind": "downsampling", "factor": 2, "protocol": "centres"})
    network = framed(siren(partition=[2, 3], frame=None), told)
    field = build(network, told.lattice, 0)
    finer = field.resampled(told.whole)
    coarse, fine = (
        one.coordinates(torch.arange(one.shape[1] * one.shape[2])[None])[0].unflatten(
            0, one.shape[1:3]
        )
        for one in (field, finer)
    )
    quads = fine.unflatten(0, (6, 2)).unflatten(2, (6, 2)).mean(dim=(1, 3))
    torch.testing.assert_close(quads, coarse, rtol=0, atol=1e-6)
    assert fine[0, 0].tolist() == pytest.approx([-1 + 1 / 12] * 2)
    again = finer.resampled(told.lattice)
    assert again.frame == field.frame
    owners = [torch.zeros(one.shape[1] * one.shape[2], dtype=torch.long) for one in (field, finer)]
    for owner, one in zip(owners, (field, finer), strict=True):
        index, real = one.cells.samples()
        for member in range(one.members):
            owner[index[member][real[member]]] = member
    blocks = owners[0].reshape(6, 6).repeat_interleave(2, 0).repeat_interleave(2, 1)
    assert (blocks == owners[1].reshape(12, 12)).float().mean() > 0.8  # cells of 6, 2 px each


def rows(kind: str, method: str, selection: str, psnr: list[float]) -> pd.DataFrame:
    """Return the rows of a method: one a seed."""
    told = {"task": "t", "signal": "a", "method": method, "kind": kind, "selection": selection}
    seeds = range(len(psnr))
    return pd.DataFrame(
        [told | {"seed": s, "psnr": p, "ssim": p / 50} for s, p in zip(seeds, psnr, strict=True)]
    )


def test_fields_are_held_against_the_best_that_a_user_could_have_chosen() -> None:
    table = pd.concat(
        [
            rows("field", "siren", "blind", [20.0, 22.0]),
            rows("field", "wire", "blind", [25.0, 24.0]),
            rows("field", "wire", "oracle", [26.0, 26.0]),
            rows("classical", "plain", "fixed", [21.0, 21.0]),
            rows("classical", "tuned", "blind", [23.0, 24.0]),
            rows("classical", "tuned", "oracle", [27.0, 27.0]),
        ],
        ignore_index=True,
    )
    classical = table[table["kind"] == "classical"]
    assert best_of(taken(classical, "blind"), "psnr")[0] == "tuned"
    found = differences(table, {"t": "siren"})
    found = found[found["measure"] == "psnr"].set_index(["selection", "first", "second"])
    assert found.loc[("blind", "wire", "tuned"), "difference"] == pytest.approx(1.0)
    assert found.loc[("oracle", "wire", "tuned"), "difference"] == pytest.approx(-1.0)
    assert found.loc[("blind", "wire", "siren"), "difference"] == pytest.approx(3.5)
    assert ("oracle", "wire", "siren") not in found.index


def test_a_field_that_cannot_paint_the_picture_is_refused_before_it_is_fitted() -> None:
    told = problem({"kind": "downsampling", "factor": 2, "protocol": "released"})
    labels = {"shape": [1, 6, 6], "runs": [[0, 18], [1, 18]]}
    with pytest.raises(InputError, match="expected the lattice of the label map"):
        restore(siren(partition=labels), told, RECIPE, 0)


def test_an_operator_is_refused_where_its_lattice_would_shift_the_picture() -> None:
    network = {"architecture": "oinr", "levels": 2, "channels": [4]}
    told = problem({"kind": "downsampling", "factor": 2, "protocol": "centres"})
    with pytest.raises(InputError, match=r"downsampling.protocol: expected `area` or `released`"):
        restore(network, told, RECIPE, 0)
    told = problem({"kind": "downsampling", "factor": 2})
    assert framed(network, told) == network


def test_a_film_is_refused() -> None:
    film = Signal(np.zeros((2, 4, 4, 1), np.float32), np.arange(2.0), {}, "video")
    with pytest.raises(InputError, match="expected one picture, found 2 frames"):
        posed(task(PHOTON), film, 0, torch.device("cpu"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"recipe": {"steps": 3}}, "recipe.steps: expected none"),
        ({"recipe": {"batch": 3}}, "recipe.batch: expected none"),
        ({"search": {"signal": "a", "steps": 2}}, "expected another picture"),
        ({"fields": ["f", "f"]}, "expected names that differ"),
    ],
)
def test_tasks_that_cannot_be_are_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        task(PHOTON, **change)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"signals": ["cup"]}, "restoration.tasks.t.signals: unknown name 'cup'; did you mean"),
        ({"fields": ["sirn"]}, "restoration.tasks.t.fields: unknown name 'sirn'; did you mean"),
        ({"recipe": {"schedul": {}}}, "restoration.tasks.t: recipe: unknown key schedul"),
        ({"search": {"signal": "cup", "steps": 2}}, "tasks.t.search.signal: unknown name 'cup'"),
        ({"search": {"signal": "cap", "steps": 2, "seed": 1}}, "search.seed: expected none of"),
    ],
)
def test_a_study_of_what_does_not_exist_is_one_line(change: dict[str, Any], said: str) -> None:
    told = {"measurement": PHOTON, "signals": ["cups"], "fields": ["siren"]}
    told |= {"budget": None, "steps": 3} | change
    picture = {"reader": "image", "path": "x.png"}
    values = {
        "signals": {"cups": picture, "cap": picture},
        "fields": {"siren": {"network": siren(), "recipe": {"learning_rate": 1e-3, "steps": 2}}},
        "seeds": [0],
        "restoration": {"tasks": {"t": told}},
    }
    with pytest.raises(InputError, match=said) as error:
        check(Config, values)
    assert "\n" not in str(error.value)
