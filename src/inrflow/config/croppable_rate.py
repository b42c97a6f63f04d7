"""Options of the rate curve: bytes kept against area kept."""

from pydantic import Field

from inrflow.config.base import Strict


class RateCurve(Strict):
    """Fits cropped to boxes about the middle, beside a network that has to be refitted."""

    group: str | None = Field(None, description="name under `groups`; null: no rate curve")
    signals: list[str] | None = Field(None, description="signals of the group; null: all")
    fields: list[str] = Field([], description="fields of the group that are cropped: with cells")
    refitted: str | None = Field(
        None,
        description="a field of the group without cells: its file stays whole, and it is fitted "
        "anew to the kept samples at the size of the first field's crop; null: none",
    )
    areas: int = Field(
        3, ge=0, description="how many of the boxes smaller than all it is refitted on, evenly"
    )

    def chosen(self, signals: list[str]) -> list[str]:
        """Return the signals that have a curve; none without a group.

        Args:
            signals: of the group.
        """
        if self.group is None:
            return []
        return signals if self.signals is None else self.signals
