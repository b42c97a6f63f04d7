"""A whole picture painted with its graph: the same values and gradients as a plain fit's."""

import numpy as np
import pytest
import torch

from inrflow.config.recipe import Recipe
from inrflow.fields.field import Field
from inrflow.fields.pointwise import Pointwise
from inrflow.fields.resolve import build
from inrflow.fitting.batches import of_decoder, of_pixels
from inrflow.fitting.evaluate import paint
from inrflow.fitting.optimise import add_gradients
from inrflow.fitting.whole import painter, whole
from laws.fields import FIELDS

NAMES = ["siren", "siren-cells", "siren-kept", "incode", "mfn", "wire", "local-global"]


def made(name: str) -> tuple[Field, torch.Tensor]:
    """Return a field that has seen some values, and the values."""
    network, shape = FIELDS[name]
    field = build(network, shape, 0)
    values = torch.from_numpy(np.random.default_rng(0).random(shape, np.float32))
    field.observe(values)
    return field, values


def plain_gradients(field: Field, values: torch.Tensor) -> list[torch.Tensor]:
    """Return the gradients of one step of a plain fit to all samples."""
    recipe = Recipe(learning_rate=1e-3, steps=1)
    if isinstance(field, Pointwise):
        batch = next(of_pixels(field, values.flatten(0, 2), recipe, 0))
    else:
        batch = next(of_decoder(field, values, recipe, 0))
    field.zero_grad()
    add_gradients(field, batch, "mse", 1)
    return [p.grad.clone() for p in field.parameters() if p.requires_grad]


@pytest.mark.parametrize("name", [*NAMES, *(n for n in FIELDS if n.startswith(("oinr", "nerv")))])
def test_the_whole_is_what_frames_paint_with_the_gradients_of_a_plain_fit(name: str) -> None:
    field, values = made(name)
    drawn = whole(field)
    wanted = plain_gradients(field, values)
    field.zero_grad()
    there = torch.ones_like(values)
    if isinstance(field, Pointwise):
        there = field.cells.present[..., None].expand(values.shape)
    errors = (painter(field)() - values).square() * there
    (errors.sum() / there.sum() + field.penalty()).backward()
    found = [p.grad for p in field.parameters() if p.requires_grad]
    for one, other in zip(found, wanted, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)
    field.eval()
    np.testing.assert_allclose(drawn.detach().numpy(), paint(field), rtol=0, atol=2e-5)
