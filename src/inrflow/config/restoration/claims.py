"""The claims of the study `restoration`: which methods of a task are compared."""

from typing import Literal

from pydantic import Field

from inrflow.config.base import Strict

ClaimName = Literal[
    "comparable_restoration", "local_global_helps", "beats_classical", "oracle_flatters"
]
BEST = "classical"  # stands for the best classical method of a picture


class Held(Strict):
    """Two methods of a task, or of all tasks, that a claim is held against."""

    task: str = Field(description="name under `tasks`")
    first: str = Field(description="field that the claim is about")
    second: str | None = Field(
        None,
        description="field that it is compared with; `classical`: the classical method of the "
        "largest mean on that picture; null: its own number is judged",
    )
