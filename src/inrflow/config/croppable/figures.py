"""Options of the figures of the study `croppable` that show its tables."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from inrflow.config.base import Strict
from inrflow.config.comparison import Group
from inrflow.config.croppable.crops import one_of
from inrflow.config.names import nearest


class TablesFigure(Strict):
    """Every fit of every table as a point, PSNR beside the released code's measure."""

    tables: list[str] | None = Field(
        None, description="names under `tables`, in the figure's order; null: all"
    )


class FactorsFigure(Strict):
    """What more cells cost and save: seconds, memory, PSNR."""

    tables: list[str] = Field(
        [], description="names under `tables` whose fields differ in their cells; empty: no figure"
    )
    measure: Literal["psnr", "released"] = Field(
        "psnr", description="measure upwards; released: that of the paper's released code"
    )
    logarithmic: bool = Field(True, description="logarithmic axes of seconds")


class ShareFigure(Strict):
    """Quality over the share of the parameters that serve all cells."""

    tables: list[str] = Field(
        [], description="names under `tables` whose fields differ in that share; empty: no figure"
    )
    beside: list[str] = Field(
        [], description="fields of the same groups that are shown besides, as lines"
    )


class CroppableFigures(Strict):
    """One block a figure: a change redraws that figure alone."""

    tables: TablesFigure = TablesFigure()
    factors: FactorsFigure = FactorsFigure()
    share: ShareFigure = ShareFigure()

    def refuse(self, tables: Mapping[str, Any], groups: Mapping[str, Group]) -> None:
        """Refuse tables that there are not, and fields that their groups do not have.

        Args:
            tables: the study's.
            groups: the study's.
        """
        for figure in ("tables", "factors", "share"):
            for name in getattr(self, figure).tables or []:
                if name not in tables:
                    near = nearest(name, tables)
                    raise ValueError(f"figures.{figure}.tables: unknown name {name!r}{near}")
        for name in self.share.tables:
            group = tables[name].group
            for field in self.share.beside:
                one_of("figures.share.beside", field, groups[group].fields, group)
