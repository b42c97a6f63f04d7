"""Gradients of an operator, tile by tile: those of the whole lattice at the memory of one tile."""

from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor

from inrflow.config.recipe import Recipe
from inrflow.errors import InputError
from inrflow.fields.field import Field
from inrflow.fields.halo import Tile, paint_tile, tiles_of
from inrflow.fields.initialise import generator
from inrflow.fitting.batches import STREAM, orders


def gradients_in_tiles(
    field: Field,
    values: Float[Tensor, "frame y x channel"],
    recipe: Recipe,
    seed: int,
    error: Callable[[Tensor], Tensor],
) -> Callable[[], Float[Tensor, "1"]]:
    """Return what adds the gradients of one step and returns its loss.

    Without `recipe.batch` a step sees all tiles, and its gradients are those of the whole lattice
    at once, to rounding; with it so many random ones, each once before any again.

    Args:
        field: an operator.
        values: the whole signal.
        recipe: `tile`, `batch`.
        seed: of the order of tiles.
        error: of differences, one by one.
    """
    tiles, lattice = tiles_of(field, recipe.tile), values.reshape(*field.sides, values.shape[3])
    drawn = orders(len(tiles), recipe.batch, generator(seed, *STREAM))

    def add() -> Float[Tensor, "1"]:
        order = next(drawn)
        some = tiles if order is None else [tiles[number] for number in order]
        return _backward(field, lattice, some, error)

    return add


def refuse_tiles(field: Field, recipe: Recipe) -> None:
    """Refuse tiles of a field that does not paint its lattice at once, and draws that repeat.

    Raises:
        InputError: such a field, or draws with replacement.
    """
    if recipe.tile is None:
        return
    if getattr(field, "reach", None) is None:
        raise InputError(
            "recipe.tile: expected null for a field that is no chain of kernels on a lattice, "
            f"found {recipe.tile}"
        )
    if recipe.sampling == "replacement":
        raise InputError("recipe.sampling: expected 'epoch' for a field of tiles, found another")


def _backward(
    field: Field,
    lattice: Float[Tensor, "*lattice channel"],
    tiles: list[Tile],
    error: Callable[[Tensor], Tensor],
) -> Float[Tensor, "1"]:
    """Add the gradients of the mean error over all samples of some tiles, and of the penalty."""
    counted = sum(tile.samples for tile in tiles) * lattice.shape[-1]
    total = lattice.new_zeros(1)
    for tile in tiles:
        wanted = lattice[tile.own].movedim(-1, 0)[None]
        part = error(paint_tile(field, tile) - wanted).sum() / counted
        part.backward()
        total += part.detach()
    penalty = field.penalty()
    if isinstance(penalty, Tensor) and penalty.requires_grad:
        penalty.backward()
    return total
