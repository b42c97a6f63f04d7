"""The study `encode`: it runs, runs nothing twice, and a new seed leaves the others' fits alone."""

from pathlib import Path
from typing import Any

import pytest

from workflow.folders import Folder

pytestmark = [pytest.mark.xdist_group("encode"), pytest.mark.slow]
FITS = "results/encode/fits/pictures/coffee"
FIGURES = "figure_encode_table figure_encode_orders figure_encode_curves figure_encode_pictures"
AFTER_FITS = {*FIGURES.split(), "figure_encode_spectra", "encode_tables"}


def small(**change: Any) -> dict[str, Any]:
    """One picture, two fields, one seed, and a change of the study's block."""
    group = {"signals": ["coffee"], "fields": ["siren", "oinr"]}
    block = {"only": ["pictures"], "seeds": [0], "groups": {"pictures": group}}
    return {"encode": block | change}


@pytest.fixture(scope="module")
def encoded(fresh: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a folder in which the study was run."""
    folder = fresh.copy(tmp_path_factory.mktemp("encode") / "done")
    code, said = folder.run("--cores", "2", "--", "encode", change=small())
    assert code == 0, said
    return folder


def pending(folder: Folder, change: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Return the rules that would run again, and the fields that would be fitted again."""
    rows = [row for row in folder.rows("encode", change) if row[5] != "no update"]
    fitted = {row[0].split("/")[5] for row in rows if row[2] == "encode_fit"}
    return {row[2] for row in rows}, fitted


def test_the_study_leaves_tables_and_figures_and_nothing_to_be_done(encoded: Folder) -> None:
    results = encoded.path / "results/encode"
    made = {path.relative_to(results).as_posix() for path in results.rglob("*.png")}
    names = {"table", "orders", "curves/pictures", "spectra/pictures", "pictures/pictures/coffee"}
    assert made == {f"figures/{name}.png" for name in names}
    tables = {path.name for path in (results / "tables").glob("*.csv")}
    assert tables == {"fits.csv", "fields.csv", "pairs.csv", "orders.csv"}
    code, said = encoded.run("-n", "--", "encode", change=small())
    assert code == 0
    assert "Nothing to be done" in said


def test_options_of_figures_redraw_them_alone(encoded: Folder) -> None:
    figures = {"curves": {"logarithmic": False}, "pictures": {"zoom": 3}}
    wanted = {"figure_encode_curves", "figure_encode_pictures"}
    assert pending(encoded, small(figures=figures)) == (wanted, set())


def test_a_changed_field_is_searched_and_fitted_alone(encoded: Folder) -> None:
    change = small() | {"fields": {"siren": {"network": {"first_omega": 20.0}}}}
    assert pending(encoded, change) == (AFTER_FITS | {"search", "encode_fit"}, {"siren"})


def test_a_new_seed_leaves_the_fits_of_the_others(encoded: Folder, tmp_path: Path) -> None:
    folder = encoded.copy(tmp_path / "copy")
    change = small(seeds=[0, 1])
    rules, fitted = pending(folder, change)
    assert rules == AFTER_FITS | {"encode_fit"}
    assert fitted == {"siren", "oinr"}
    old = sorted((folder.path / FITS).glob("*/0/*"))
    before = [path.read_bytes() for path in old]
    code, said = folder.run("--cores", "2", "--until", "encode_fit", "--", "encode", change=change)
    assert code == 0, said
    assert [path.read_bytes() for path in old] == before  # with the seconds that they took
    assert len(list((folder.path / FITS).glob("*/1/*"))) == len(old) == 10
