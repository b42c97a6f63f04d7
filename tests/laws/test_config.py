"""The configuration: documents in step with the models, files that load, errors of one line."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from inrflow.config import document
from inrflow.config.check import check
from inrflow.config.readers.files import files_of
from inrflow.config.readers.video import Video
from inrflow.config.root import Config
from inrflow.errors import InputError

ROOT = Path(__file__).parents[2]
DEFAULT = ROOT / "config" / "config.yaml"
OVERLAYS = sorted(p for p in (ROOT / "config").rglob("*.yaml") if p != DEFAULT)


def load(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text())


def merged(below: dict, above: dict) -> dict:
    """Lay a dictionary over another as Snakemake does: dictionaries merge, the rest replaces."""
    both = dict(below)
    for key, value in above.items():
        inner = isinstance(value, dict) and isinstance(below.get(key), dict)
        both[key] = merged(below[key], value) if inner else value
    return both


def refused(change: dict[str, Any]) -> str:
    """The error of the default with a change."""
    with pytest.raises(InputError) as caught:
        check(Config, merged(load(DEFAULT), change))
    return str(caught.value)


def test_the_schema_and_the_manual_are_in_step_with_the_models() -> None:
    assert (ROOT / document.SCHEMA).read_text() == document.schema()
    assert (ROOT / document.MANUAL).read_text() == document.manual()


def test_the_documents_can_be_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    document.main()
    assert (tmp_path / document.MANUAL).read_text() == document.manual()
    assert (tmp_path / document.SCHEMA).read_text() == document.schema()


def test_every_key_is_in_the_manual_with_its_meaning() -> None:
    text, schema = document.manual(), Config.model_json_schema()
    for name, block in schema["$defs"].items():
        assert f"## {name}" in text
        for key, entry in block["properties"].items():
            assert f"| `{key}` |" in text
            told = {"description", "$ref", "const", "oneOf"} & set(entry)
            assert told, f"{name}.{key} has no description"


def test_the_default_is_valid() -> None:
    config = check(Config, load(DEFAULT))
    assert len(config.signals) >= 2 and len(config.fields) >= 2 and len(config.seeds) >= 2


@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda p: str(p.relative_to(ROOT / "config")))
def test_every_overlay_is_valid_over_the_default(overlay: Path) -> None:
    config = check(Config, merged(load(DEFAULT), load(overlay)))
    for signal in config.signals.values():
        shape = signal.shape()
        for entry in config.fields.values():
            if shape is not None and entry.network.architecture == "ffn":
                assert entry.network.parameters(shape) > 0


def test_the_smoke_overlay_fits_each_signal_with_each_field() -> None:
    config = check(Config, merged(load(DEFAULT), load(ROOT / "config" / "smoke.yaml")))
    for signal in ("street", "bikes"):
        for field in ("ffn", "nerv", "nerv-identity"):
            assert config.fields[field].network.plan(config.signals[signal].shape())[-1].last


NETWORK = {"architecture": "ffn"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sedes": [1]}, "config: unknown key sedes; did you mean 'seeds'?"),
        ({"tracing": {"dtpye": 1}}, "unknown key tracing.dtpye; did you mean 'dtype'?"),
        ({"xinc": {"figures": {"fist": {}}}}, "xinc.figures.fist; did you mean 'fits'?"),
        ({"fields": {"ffn": {"network": {"widht": 3}}}}, "; did you mean 'width'?"),
        ({"fields": {"ffn": {"recipe": {"step": 3}}}}, "; did you mean 'steps'?"),
        ({"signals": {"bikes": {"pathh": "x"}}}, "; did you mean 'path'?"),
        ({"signals": {"bikes": {"crop": {"hight": 3}}}}, "; did you mean 'height'?"),
        ({"tracing": {"threads": "many"}}, "tracing.threads: "),
        ({"tracing": {"threads": "many"}}, "found 'many' (str)"),
        ({"tracing": {"dtype": "float64"}}, "tracing.dtype: "),
        ({"fields": {"ffn": {"network": {"width": 0}}}}, "found 0 (int)"),
        ({"fields": {"ffn": {"network": {"architecture": "sirne"}}}}, "did you mean 'siren'?"),
        ({"signals": {"street": {"reader": "vidoe"}}}, "vidoe"),
        ({"signals": {"street": {"reader": None}}}, "signals.street"),
        ({"fields": {"new": {"network": NETWORK}}}, "fields.new.recipe: Field required"),
        ({"seeds": [1, 1]}, "seeds: expected distinct numbers from 0 up, found [1, 1]"),
        ({"seeds": [-1]}, "seeds: expected distinct numbers from 0 up, found [-1]"),
        ({"seeds": []}, "seeds: "),
        ({"fields": {"a/b": {}}}, "a/b"),
        ({"signals": {"my clip": {"reader": "street"}}}, "name 'my clip': expected letters"),
        ({"signals": {"..": {"reader": "street"}}}, "name '..': expected letters"),
        ({"xinc": {"signals": ["stret"]}}, "did you mean 'street'?"),
        ({"xinc": {"fields": ["nerf"]}}, "did you mean 'nerv'?"),
        ({"xinc": {"area_shares": [1.5]}}, "xinc.area_shares"),
        ({"xinc": {"grid": [0, 4]}}, "xinc.grid"),
        ({"fields": {"nerv": {"network": {"strides": [2, 0]}}}}, "strides"),
        ({"signals": None}, "signals: "),
    ],
    ids=str,
)
def test_a_wrong_configuration_is_one_line(change: dict[str, Any], said: str) -> None:
    message = refused(change)
    assert said in message
    assert "\n" not in message and len(message) < 300


def test_several_problems_are_counted() -> None:
    message = refused({"seeds": [1, 1], "tracing": {"threads": 0, "chunk_mib": 0}})
    assert message.endswith("(and 2 more)")


def test_blocks_do_not_change_after_loading() -> None:
    config = check(Config, load(DEFAULT))
    with pytest.raises(ValueError, match="frozen"):
        config.tracing.threads = 3


def test_files_behind_a_path(tmp_path: Path) -> None:
    for name in ("b.png", "a.png"):
        (tmp_path / name).touch()
    assert files_of(str(tmp_path)) == [str(tmp_path / "a.png"), str(tmp_path / "b.png")]
    assert files_of(str(tmp_path / "a.png")) == [str(tmp_path / "a.png")]
    assert files_of("wheel:a/b") == files_of("skimage:cat") == []
    assert files_of("missing.mp4") == ["missing.mp4"]
    assert Video(reader="video", path="x", start=2, stop=9, step=3).shape() is None
