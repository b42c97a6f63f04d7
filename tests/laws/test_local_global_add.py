"""The Local-Global network that adds: one map for both terms of a sum."""

from math import sqrt
from typing import Any

import torch

from inrflow.fields.resolve import build

PICTURE = (1, 7, 9, 3)


def adding(**options: Any) -> dict[str, Any]:
    small = {"width": 3, "global_width": 5, "layers": 3, "partition": [2, 3]}
    return {"architecture": "local_global_add", **small, **options}


def test_a_sum_is_mixed_with_weights_that_are_stored_once() -> None:
    field = build(adding(layers=4), PICTURE, 0)
    stored = {name: tuple(value.shape) for name, value in field.state_dict().items()}
    assert {name: shape for name, shape in stored.items() if "weight" in name} == {
        "stages.global1.affine.weight": (1, 2, 5),
        "stages.local1.affine.weight": (6, 2, 3),
        "stages.merge1.affine.weight": (1, 5, 3),
        "stages.global2.affine.weight": (1, 5, 5),
        "stages.local2.affine.once.weight": (6, 3, 3),
        "stages.merge2.affine.weight": (1, 5, 3),
        "stages.global3.affine.weight": (1, 5, 5),
        "stages.local3.affine.once.weight": (6, 3, 3),
        "stages.merge3.affine.weight": (1, 5, 3),
        "stages.head.affine.once.weight": (6, 3, 3),
    }
    assert all(stage.shared is None for stage in field.options.plan(PICTURE))
    drawn = torch.randn(2, 6, 4, 3, generator=torch.Generator().manual_seed(0))
    tied, parts = field.stages["local2"].affine, drawn.unbind()
    both = torch.cat(parts, dim=2)
    wanted = both @ tied.weight + tied.bias
    torch.testing.assert_close(tied(*parts), wanted)
    torch.testing.assert_close(tied(both), wanted)
    torch.testing.assert_close(tied.scaled(3.0, *parts), 3 * wanted)


def test_weights_of_a_sum_are_drawn_by_the_width_of_one_term() -> None:
    field = build(adding(width=14, global_width=84, hidden_omega=30), PICTURE, 0)
    bounds = {
        "global1.affine": (1 / 2, 2), "global2.affine": (sqrt(6 / 84) / 30, 84),
        "local1.affine": (1 / 2, 2), "local2.affine.once": (0.02182, 14),
        "merge1.affine": (sqrt(6 / 84) / 30, 84), "merge2.affine": (sqrt(6 / 84) / 30, 84),
        "head.affine.once": (0.02182, 14),
    }  # fmt: skip
    for name, (bound, inputs) in bounds.items():
        part = field.stages.get_submodule(name)
        assert 0.85 * bound < part.weight.abs().max() <= bound * 1.001, name
        assert 0.5 * inputs**-0.5 < part.bias.abs().max() <= inputs**-0.5, name
