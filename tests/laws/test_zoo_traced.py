"""Every architecture's shares add up to what it paints, whatever bends its mixtures."""

from pathlib import Path

import pytest
import torch

from inrflow.fitting.fit import Fit
from laws.fields import stack, trace
from laws.test_zoo import every_variant, field_of

SHAPE = (1, 6, 7, 3)
RESTLESS = ("gauss", "wire", "wire2d")  # not 0 at 0: a later layer's value there is no neuron's


@every_variant
@pytest.mark.parametrize("partition", [None, [1, 2]], ids=["whole", "cells"])
def test_maps_sum_to_the_picture_less_later_biases(
    variant: str, partition: list[int] | None, tmp_path: Path
) -> None:
    field = field_of(variant, SHAPE, width=6, layers=3, partition=partition, output="identity")
    with torch.no_grad():
        for stage in list(field.stages.values())[1:]:
            stage.affine.bias.zero_()
        picture = field.decode(0).sum(-1)
    network = field.options.model_dump()
    canvas = trace(tmp_path / "canvas", Fit(field.eval(), network, {}, 3))
    for name in canvas.stages[variant in RESTLESS :]:
        total = stack(canvas.view(name, 0)).sum(0)
        torch.testing.assert_close(total, picture, rtol=1e-4, atol=2e-5)
