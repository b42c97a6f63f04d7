"""Subjects fitted as one ensemble: each as it would be by itself, to rounding."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from inrflow.brain.impute.fields import FIRST, HISTORY, fit_fields
from inrflow.brain.impute.fit import fitted, fitted_together
from inrflow.brain.impute.method import field_of
from inrflow.brain.impute.written import SCORES
from inrflow.brain.scan import read_volume
from inrflow.brain.slices import sliced
from inrflow.config.brain.drop import Drop
from inrflow.errors import InputError
from inrflow.fields.ensemble import joined
from inrflow.fields.resolve import build
from inrflow.fitting.fit import Fit
from laws.test_slice_fits import NETWORKS, SHAPE, clinical, field, params, volume

OPERATORS = ["added", "channels"]
NAMES = ["a", "b", "c"]


@pytest.mark.parametrize("thickness", [1, 2])
@pytest.mark.parametrize("over", ["nothing", "linear"])
@pytest.mark.parametrize("network", OPERATORS)
def test_together_each_is_fitted_as_alone(
    network: str, over: str, thickness: int, tmp_path: Path
) -> None:
    """Cold, and warm after it: volumes, weights and losses."""
    slices = sliced(Drop(gap=3, thickness=thickness), SHAPE, "here")
    measured = {name: slices.measure(volume(seed)) for seed, name in enumerate(NAMES)}
    asked = field(NETWORKS[network], 5, over=over)
    for begin in (None, tmp_path / FIRST):
        alone = [fitted(asked, slabs, slices, begin) for slabs in measured.values()]
        for one, other in zip(alone, fitted_together(asked, measured, slices, begin), strict=True):
            np.testing.assert_allclose(one.volume, other.volume, atol=1e-5)
            losses = (found.history["loss"] for found in (one, other))
            np.testing.assert_allclose(*losses, rtol=1e-4)
            weights = (found.fit.field.state_dict() for found in (one, other))
            torch.testing.assert_close(*weights, rtol=1e-4, atol=1e-5)
        alone[0].fit.write(tmp_path / FIRST)
    assert not np.allclose(alone[0].volume, alone[1].volume, atol=1e-3)


@pytest.mark.parametrize("padding", ["zeros", "circular"])
@pytest.mark.parametrize("bias", [True, False])
def test_an_ensemble_paints_its_fields_channels_one_after_the_other(
    padding: str, bias: bool
) -> None:
    options = NETWORKS["channels"] | {"padding": padding, "bias": bias}
    fields = [build(options, (9, 7, 8, 2), seed) for seed in range(3)]
    painted = torch.cat([one.decode(4) for one in fields], dim=2)
    whole = joined(fields)
    torch.testing.assert_close(whole.decode(4), painted)
    with torch.no_grad():
        for weights in whole.parameters():
            weights.mul_(0.5)
    torch.testing.assert_close(torch.cat([one.decode(4) for one in fields], dim=2), whole.decode(4))
    assert joined(fields[:1]) is fields[0]


def test_a_part_may_be_fitted_two_by_two(tmp_path: Path) -> None:
    """Three subjects: an ensemble of two, and one alone; what is written is of one by one."""
    scans = {name: volume(seed) for seed, name in enumerate(NAMES)}
    here = dict(zip(("dropped", "scans"), clinical(tmp_path, scans, Drop(gap=3)), strict=True))
    alone, together = tmp_path / "alone", tmp_path / "together"
    fit_fields(params(names=NAMES), **here, out=alone)
    fit_fields(params(names=NAMES, together=2), **here, out=together)
    for name in NAMES:
        found = [read_volume(place / f"{name}.nii.gz")[0] for place in (alone, together)]
        np.testing.assert_allclose(*found, atol=1e-3)  # of 100
    assert (alone / "c.nii.gz").read_bytes() == (together / "c.nii.gz").read_bytes()
    for file, columns in ((SCORES, ["subject", "part", "steps"]), (HISTORY, ["subject", "step"])):
        tables = [pd.read_csv(place / file)[columns] for place in (alone, together)]
        pd.testing.assert_frame_equal(*tables)
    fits = [Fit.read(place / FIRST) for place in (alone, together)]
    assert fits[0].shape == fits[1].shape
    torch.testing.assert_close(*(fit.field.state_dict() for fit in fits))


def test_a_subject_that_diverges_is_named() -> None:
    slices = sliced(Drop(gap=3), SHAPE, "here")
    measured = {name: slices.measure(volume(seed)) for seed, name in enumerate(NAMES)}
    measured["b"] = measured["b"] * np.float32(1e30)
    with pytest.raises(InputError, match="found inf at step 0 of b; a lower learning_rate"):
        fitted_together(field(NETWORKS["added"]), measured, slices)


def test_fields_of_coordinates_are_fitted_one_by_one() -> None:
    with pytest.raises(InputError, match=r"methods.mine.together: expected 1 .* found 2"):
        field_of(params("waves", together=2), (9, 7, 8, 1))
