"""Networks whose cells only a signal tells; apart from sizes, which the Snakefile works out."""

from typing import Any

from inrflow.fitting.occupied import resolve_kept
from inrflow.signals.signal import Signal


def settled(params: dict[str, Any], signal: Signal) -> dict[str, Any]:
    """Return parameters of `matched` whose networks' cells are read off the signal.

    Args:
        params: `network`, and `families` where they are given.
        signal: in which cells are occupied or not.

    Raises:
        InputError: see `resolve_kept`.
    """
    families = {name: resolve_kept(one, signal) for name, one in params.get("families", {}).items()}
    network = resolve_kept(params["network"], signal)
    return params | {"network": network} | ({"families": families} if families else {})
