"""SIRENs as several repositories have them: a chain of linear layers, sin(omega (W h + b)) between.

A layer's tensors are called `net.net.K.0` in the siren repository, `net.K.linear`, and `net.K` for
the linear output, in its notebook and in WIRE's, INCODE's and Local-Global's.
"""

from pathlib import Path
from typing import Any, Literal

from pydantic import Field
from torch import Tensor

from inrflow.config.check import check
from inrflow.config.networks.axes import axes_of
from inrflow.errors import InputError
from inrflow.fields.tensors import load_tensors
from inrflow.fitting.fit import Fit
from inrflow.fitting.foreign.build import filled
from inrflow.fitting.foreign.size import Clip
from inrflow.signals.signal import Kind, Signal

LAYOUTS = ("net.net.{}.0", "net.{}.linear", "net.{}")


class Origin(Clip):
    """What a SIREN's weights do not say."""

    first_omega: float = Field(30.0, gt=0, description="omega of the first layer")
    hidden_omega: float = Field(30.0, gt=0, description="omega of the later layers")
    order: tuple[int, ...] | None = Field(
        None,
        description="which of the file's coordinates runs along each axis of the signal (t or z, "
        "y, x; those of more than one sample); null: the same order, as in the siren repository; "
        "[1, 0]: column before row",
    )
    extent: float = Field(
        1.0, gt=0, description="the file's coordinates span [-extent, extent]; 100 for its sounds"
    )
    output: Literal["identity", "signed", "tanh", "sigmoid"] = Field(
        "signed", description="output map; signed: it paints in [-1, 1]"
    )
    kind: Kind | None = Field(None, description="of the signal; null: image, or video of frames")
    rate: float | None = Field(None, gt=0, description="of a sound, Hz")

    def described(self) -> dict[str, Any]:
        """Return what the painted numbers stand for, as `Signal.described` has it."""
        kind = self.kind or ("image" if self.frames == 1 else "video")
        if kind != "audio":
            spacing, units = (1.0, 1.0, 1.0), ("frame", "px", "px")
            return Signal.described_as(kind, (0.0, 1.0), spacing, units)
        if self.rate is None:
            raise InputError("import-siren: expected the `rate` of a sound in Hz, found none")
        return Signal.described_as(kind, (-1.0, 1.0), (1.0, 1.0, 1 / self.rate), ("", "", "s"))


def import_siren(params: dict[str, Any], *, weights: Path, fit: Path) -> None:
    """Turn a published SIREN of one signal into a fit.

    Args:
        params: `height`, `width`, and what else `Origin` has.
        weights: input, `.safetensors` or a PyTorch state dict.
        fit: output.
    """
    origin = check(Origin, params, "import-siren")
    siren_from_state(load_tensors(weights), origin, str(weights)).write(fit)


def siren_from_state(state: dict[str, Tensor], origin: Origin, where: str) -> Fit:
    """Return a fit from a SIREN's state dict.

    Args:
        state: the tensors; prefixes `module.` and `model.` are dropped.
        origin: what they do not say.
        where: the file's name, for errors.

    Raises:
        InputError: another architecture, tensors missing, shapes that do not chain, other axes.
    """
    layers = layers_of(state, where)
    width, features = layers[0][0].shape
    shape = origin.shape(layers[-1][0].shape[0])
    axes = axes_of(shape)
    order = origin.order or tuple(range(len(axes)))
    if len(axes) != features or sorted(order) != list(range(features)):
        raise InputError(
            f"{where}: expected a signal of {features} axes and their order for weights of "
            f"{features} coordinates, found {shape[:3]} and {list(order)}"
        )
    told = origin.model_dump(include={"first_omega", "hidden_omega", "output"})
    network = {"architecture": "siren", "width": width, "layers": len(layers), **told}
    # theirs is (output, input) for one network, ours (member, input, output) for many
    weights = [weight.mT[None] for weight, _ in layers]
    weights[0] = weights[0][:, list(order)] * origin.extent
    mine = {}
    for k, (weight, (_, bias)) in enumerate(zip(weights, layers, strict=True), 1):
        mine[f"stages.layer{k}.affine.weight"] = weight
        mine[f"stages.layer{k}.affine.bias"] = bias[None, None]
    return Fit(filled(network, shape, mine, where), network, {}, -1, origin.described())


def layers_of(state: dict[str, Tensor], where: str) -> list[tuple[Tensor, Tensor]]:
    """Return (weight, bias) of each layer, as they are in the file; errors as above."""
    left = {k.removeprefix("module.").removeprefix("model."): v for k, v in state.items()}
    layers: list[tuple[Tensor, Tensor]] = []
    while name := _named(left, len(layers)):
        weight, bias = left.pop(f"{name}.weight"), left.pop(f"{name}.bias", None)
        if bias is None:
            raise InputError(f"{where}: expected a SIREN, missing {name}.bias")
        before = layers[-1][0].shape[0] if layers else weight.shape[-1]
        hidden = layers[0][0].shape[0] if len(layers) > 1 else before
        if weight.ndim != 2 or weight.shape[1] != before or len(bias) != len(weight):
            raise InputError(
                f"{where}: expected {name}.weight of shape (outputs, {before}) and a bias of its "
                f"outputs, found {tuple(weight.shape)} and {tuple(bias.shape)}"
            )
        if before != hidden:
            raise InputError(
                f"{where}: expected hidden layers of one width, found {hidden} and {before}"
            )
        layers.append((weight, bias))
    if len(layers) < 2 or left:
        forms = ", ".join(f"{form.format('K')}.weight" for form in LAYOUTS)
        found = ", ".join(sorted(left)[:3]) or "fewer than two layers"
        raise InputError(f"{where}: expected a SIREN's {forms} and biases alone, found {found}")
    return layers


def _named(state: dict[str, Tensor], layer: int) -> str | None:
    names = (form.format(layer) for form in LAYOUTS)
    return next((name for name in names if f"{name}.weight" in state), None)
