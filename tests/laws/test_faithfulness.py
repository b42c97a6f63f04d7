"""Silencing is a network with weights at zero, and orders are judged by what is lost."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.stats import spearmanr

from inrflow.analysis.faithfulness.curves import WHOLE, areas_under, curve, steps
from inrflow.analysis.faithfulness.damage import damages, sample, spearman
from inrflow.analysis.faithfulness.orders import Order, by_weight
from inrflow.analysis.faithfulness.regions import regions_of
from inrflow.analysis.faithfulness.silence import Cut, cut
from inrflow.analysis.faithfulness.stage import measure_faithfulness
from inrflow.analysis.few import FEW
from inrflow.analysis.groupings.labels import Labels
from inrflow.analysis.groupings.make import Choice, make_labels
from inrflow.analysis.measure import measure
from inrflow.fields.activations import identity
from inrflow.fields.field import Step
from inrflow.fields.layer import Layer
from inrflow.fields.linear import MemberLinear
from inrflow.measures.quality import psnr
from inrflow.signals.signal import Segments, Signal
from inrflow.tracing.operators import contributions
from laws.fields import (
    ADVISED,
    FIELDS,
    POINTWISE,
    every_field,
    every_pointwise,
    fit_of,
    noise,
    of,
    trace,
)

CLOSE = {"rtol": 1e-4, "atol": 1e-5}


def none(one: Cut) -> torch.Tensor:
    """Keep no neuron."""
    return torch.zeros(one.count("weights"), dtype=torch.bool)


def some(one: Cut) -> torch.Tensor:
    """Keep about half of the neurons."""
    source = torch.Generator().manual_seed(3)
    return torch.rand(one.count("weights"), generator=source) < 0.5


def zeroed(name: str, stage: str, frame: int, keep: torch.Tensor) -> torch.Tensor:
    """The picture of a copy of the network whose weights are set to 0 one by one."""
    field = deepcopy(fit_of(name).field)
    affine = field.stages[stage].affine
    with torch.no_grad():
        for neuron in (~keep).nonzero().flatten().tolist():
            if field.samples == "pixel":
                affine.weight[:, neuron] = 0
            else:
                i, o = divmod(neuron, affine.out_channels)
                for kind in {"weight", "mixing", "level"} & set(affine._parameters):
                    getattr(affine, kind)[o, i] = 0
        return field.decode(frame).clamp(0, 1)


# weights that serve several stages, and complex ones, cannot be set to 0 for one neuron alone
SEPARATE = [name for name in FIELDS if name not in of(*ADVISED, "wire", "wire2d")]


@pytest.mark.parametrize("name", SEPARATE)
@pytest.mark.parametrize("which", [none, some])
def test_silencing_is_a_network_with_those_weights_at_zero(
    name: str, which: Callable[[Cut], torch.Tensor]
) -> None:
    fit = fit_of(name)
    frame, before = fit.shape[0] - 1, deepcopy(fit.field.state_dict())
    for stage, one in cut(fit.field, frame).items():
        if stage in fit.field.traced:
            keep = which(one)
            wanted = zeroed(name, stage, frame, keep)
            torch.testing.assert_close(one.paint("weights", keep), wanted, **CLOSE)
    for key, value in fit.field.state_dict().items():
        assert torch.equal(value, before[key])


@every_field
def test_silencing_everything_leaves_the_picture_of_the_biases(name: str) -> None:
    fit = fit_of(name)
    one = cut(fit.field, 0)[fit.field.traced[-1]]
    silent = torch.zeros_like(one.step.neurons)
    wanted = one.raster(one.step.stage(silent, {}).detach()).clamp(0, 1)
    torch.testing.assert_close(one.paint("weights", none(one)), wanted, **CLOSE)


@every_field
def test_silencing_nothing_changes_nothing(name: str) -> None:
    fit = fit_of(name)
    with torch.no_grad():
        wanted = fit.field.decode(0).clamp(0, 1)
    for stage in fit.field.traced:
        one = cut(fit.field, 0)[stage]
        torch.testing.assert_close(one.paint("weights", ~none(one)), wanted, **CLOSE)
        assert (damages(one, "weights", np.arange(one.count("weights"))[:2]) >= 0).all()


@every_field
def test_at_the_last_stage_a_neuron_takes_its_contribution_less_its_bias_share(name: str) -> None:
    fit = fit_of(name)
    step = (one := cut(fit.field, 0)[fit.field.traced[-1]]).step
    affine, pointwise = step.stage.affine, fit.field.samples == "pixel"
    bias = 0 if affine.bias is None else affine.bias
    with torch.no_grad():
        mixture, count = step.mixture, step.neurons.shape[2 if pointwise else 1]
        parts = contributions(affine, step.neurons)
        for neuron in {0, one.count("weights") - 1}:
            keep = ~none(one)
            keep[neuron] = False
            lost = torch.zeros_like(mixture)
            if pointwise:
                lost += parts[neuron] - bias / count
            else:
                i, o = divmod(neuron, mixture.shape[1])
                lost[:, o] = parts[i][:, o] - (bias if isinstance(bias, int) else bias[o]) / count
            left = one.raster(step.stage.after(mixture - lost, {}))
            torch.testing.assert_close(one.paint("weights", keep), left.clamp(0, 1), **CLOSE)


@every_pointwise
def test_a_silent_unit_is_a_silent_feature_of_the_next_layer(name: str) -> None:
    fit = fit_of(name)
    first, second = (cut(fit.field, 0)[stage] for stage in fit.field.traced[-2:])
    neurons = np.arange(first.count("units"))
    close = {"rtol": 1e-3, "atol": 1e-9}
    place = fit.field.sources[second.step.name].index(first.step.name)
    before = sum(part.shape[-1] for part in second.step.parts[:place])
    units, features = damages(first, "units", neurons), damages(second, "weights", before + neurons)
    np.testing.assert_allclose(units, features, **close)


def independent(strength: np.ndarray) -> Cut:
    """A last layer whose every neuron paints one pixel of its own, grey."""
    count = len(strength)
    linear = MemberLinear(1, count, 3)
    with torch.no_grad():
        linear.weight.fill_(1)
        linear.bias.fill_(0)
    neurons = torch.diag(torch.from_numpy(strength.astype(np.float32)))[None]
    layer, made = Layer(linear, identity), linear(neurons)
    return Cut(Step("head", layer, (neurons,), made, made, {}), (), lambda values: values)


def order_of(scores: np.ndarray, name: str = "share") -> Order:
    """An order of one frame."""
    return Order(name, name, 0, "weights", scores[None].astype(np.float64))


def test_true_damage_ranks_independent_effects_perfectly() -> None:
    strength = np.random.default_rng(0).uniform(0.05, 1, 12)
    one = independent(strength)
    found = damages(one, "weights", np.arange(12))
    np.testing.assert_allclose(found, strength**2 / 12, rtol=1e-5)
    assert spearman(3 * strength, found) == pytest.approx(1)
    truth = one.step.output.detach().numpy()[:, None]
    everywhere = {WHOLE: np.ones((1, 1, 12), bool)}
    curves = curve([one], order_of(found), list(range(13)), truth, everywhere)
    lost = np.concatenate([[1e-20], np.cumsum(np.sort(found)[::-1])])
    np.testing.assert_allclose(curves["psnr"], -10 * np.log10(lost), rtol=1e-4)


def test_no_order_has_less_area_than_that_by_damage() -> None:
    generator = np.random.default_rng(1)
    one = independent(generator.uniform(0.05, 1, 10))
    scores = {"share": damages(one, "weights", np.arange(10))}
    scores |= {f"random{i}": generator.random(10) for i in range(5)}
    truth = one.step.output.detach().numpy()[:, None] + np.float32(0.01)
    everywhere = {WHOLE: np.ones((1, 1, 10), bool)}
    parts = [
        curve([one], order_of(values, name), list(range(11)), truth, everywhere)
        for name, values in scores.items()
    ]
    areas = areas_under(pd.concat(parts).assign(stage="head")).set_index("definition")["area"]
    assert areas.idxmin() == "share"


def test_a_curve_is_the_psnr_of_each_region() -> None:
    fit = fit_of("nerv-2-2")
    one = cut(fit.field, 0)["block1"]
    truth, left = noise(1, *fit.shape[1:]), np.arange(12) < 5
    masks = {WHOLE: np.ones((1, 8, 12), bool), "left": np.tile(left, (1, 8, 1))}
    order = by_weight([one], "weights")
    curves = curve([one], order, [0, 3], truth, masks | {"empty": ~masks[WHOLE]})
    keep = torch.ones(one.count("weights"), dtype=torch.bool)
    keep[torch.from_numpy(order.ranks(0)[:3])] = False
    painted = one.paint("weights", keep).numpy()[None]
    rows = curves[curves["silenced"] == 3].set_index("region")
    found = rows["psnr"]
    assert rows["area"].to_dict() == pytest.approx({WHOLE: 1, "left": 5 / 12})
    assert found[WHOLE] == pytest.approx(psnr(truth, painted)[0])
    assert found["left"] == pytest.approx(psnr(truth[:, :, left], painted[:, :, left])[0])


def test_steps_and_samples_are_whole_and_distinct() -> None:
    assert steps([0, 0.01, 0.02, 0.5, 1], 45) == [0, 1, 22, 45]
    assert steps([0, 0.1, 1], 3) == [0, 3]
    drawn = sample(100, 64, np.random.default_rng(0))
    assert len(set(drawn.tolist())) == 64
    np.testing.assert_array_equal(drawn, sample(100, 64, np.random.default_rng(0)))
    np.testing.assert_array_equal(sample(5, 64, np.random.default_rng(0)), np.arange(5))


@pytest.mark.parametrize("seed", range(5))
def test_rank_correlation_is_scipys(seed: int) -> None:
    generator = np.random.default_rng(seed)
    one, other = generator.integers(0, 6, 20).astype(float), generator.random(20)
    assert spearman(one, other) == pytest.approx(spearmanr(one, other).statistic)
    assert spearman(np.zeros(20), other) is None
    assert spearman(one[:3], other[:3]) is None


def test_things_and_stuff_divide_the_segments_and_few_pixels_are_no_region() -> None:
    maps = np.array([[[0, 0, 1, 2, -1, 0]]], np.int32).repeat(FEW, 1)
    levels = np.array([[[1, 1, 1, 1, 0, 1]]], np.int32).repeat(FEW, 1)
    maps[0, 0, 3] = 3  # a pixel of a segment, and one too few of another
    levels[0, 0, 0] = 2
    names = {"segments": ["road", "car", "tree", "bird"], "levels": ["0-0.5", "0.5-0.9", "0.9-1"]}
    at = {"segments": [0], "levels": [0]}
    labels = Labels({"segments": maps, "levels": levels}, at, names, [0])
    table = [{"id": i, "name": n, "thing": n == "car"} for i, n in enumerate(names["segments"])]
    found = regions_of(labels, Segments(maps, table), [0], 4)
    wanted = {WHOLE: 6 * FEW, "things": FEW, "stuff": 4 * FEW, "segment road": 3 * FEW}
    wanted |= {"segment car": FEW, "luminance 0-0.5": FEW}  # the tree has FEW - 1
    assert {name: int(mask.sum()) for name, mask in found.items()} == wanted
    plain = regions_of(labels, None, [0], 1)
    assert list(plain) == [WHOLE, "luminance 0-0.5", "luminance 0.5-0.9"]


@pytest.mark.parametrize("name", ["ffn-frames", "local-global", "nerv-2-2", "oinr"])
def test_the_stage_tells_of_every_reading_and_repeats_itself(name: str, tmp_path: Path) -> None:
    fit, files = fit_of(name), {k: tmp_path / k for k in ("frames", "fit", "measures", "labels")}
    count = fit.shape[0]
    signal = Signal(noise(*fit.shape), np.arange(count, dtype=np.float64), {})
    signal.write(files["frames"])
    fit.write(files["fit"])
    labels = make_labels(signal, None, Choice(list(range(count)), [0, count - 1], 2, (2, 2)))
    labels.write(files["labels"])
    canvas = trace(tmp_path / "canvas", fit)
    measure(canvas, labels, ["corrected", "paper", "released"], [0.5], files["measures"])
    options = {"frames": 2, "shares": [0, 0.2, 1], "draws": 2, "sample": 6}
    params = {"signal": "s", "field": "f", "seed": 0, "threads": 1, "draw_seed": 0, "segments": 3}
    tables = []
    for run in ("one", "two"):
        outputs = {k: tmp_path / f"{run}.{k}" for k in ("curves", "damage", "scalars")}
        measure_faithfulness(params | options, **files, **outputs)
        tables.append([pd.read_parquet(path) for path in outputs.values()])
    for first, second in zip(*tables, strict=True):
        pd.testing.assert_frame_equal(first, second)
    curves, _, scalars = tables[0]
    readings = {"share", "paper", "released", "weight", "random"}
    units = {"weight of units", "random of units"} if name in POINTWISE else set()
    assert set(curves["order"]) == readings | units
    assert not scalars["value"].isna().any()
    assert set(scalars["measure"]) == {"damage_spearman", "area_under_psnr"}
    start = curves[(curves["silenced"] == 0) & (curves["region"] == WHOLE)]["psnr"]
    np.testing.assert_allclose(start, start.iloc[0], rtol=1e-4)
