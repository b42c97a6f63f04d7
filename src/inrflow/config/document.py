"""The JSON schema and the table of all keys, both made from the models.

Run `python -m inrflow.config.document` from the root of a checkout to rewrite them.
"""

import json
from pathlib import Path
from typing import Any

from inrflow.config.root import Config

SCHEMA = Path("workflow/schemas/config.schema.json")
MANUAL = Path("config/README.md")
HEAD = """# Configuration

`config.yaml` is the default, `smoke.yaml` the tiny variant that the tests use, and files under
`paper/` hold published settings. An overlay is a file with only the keys that differ:

    snakemake --configfile my-overlay.yaml -- xinc

The column `default` holds for an entry with a name of its own; `ffn`, `nerv`, `street` and `bikes`
start from `config.yaml`. Dictionaries merge, lists are replaced. To drop a default entry, name the
ones that you want under `xinc.signals` and `xinc.fields`; an entry that needs another reader or
architecture than the default's needs a name of its own.
Every key, generated from the models in `inrflow.config`:
"""


def schema() -> str:
    """Return the JSON schema of the configuration, as text."""
    return json.dumps(Config.model_json_schema(), indent=1, sort_keys=True) + "\n"


def manual() -> str:
    """Return the manual of the configuration, as markdown."""
    whole = Config.model_json_schema()
    parts = [HEAD, _section("(top level)", whole)]
    parts += [_section(name, block) for name, block in sorted(whole["$defs"].items())]
    return "\n".join(parts)


def _section(name: str, block: dict[str, Any]) -> str:
    """Return one model's heading, description and table."""
    rows = [
        f"## {name}",
        "",
        block.get("description", ""),
        "",
        "| key | type | default | meaning |",
    ]
    rows.append("|---|---|---|---|")
    for key, entry in block["properties"].items():
        default = json.dumps(entry["default"]) if "default" in entry else "required"
        default = "its own defaults" if default.startswith("{") else f"`{default}`"
        cells = (f"`{key}`", _kind(entry), default, entry.get("description", ""))
        rows.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
    return "\n".join([*rows, ""])


def _kind(entry: dict[str, Any]) -> str:
    """Return a short name of a property's type."""
    if "$ref" in entry:
        return entry["$ref"].split("/")[-1]
    fixed = entry.get("enum", [entry["const"]] if "const" in entry else [])
    if fixed:
        return " or ".join(f'`"{value}"`' for value in fixed)
    for union in ("anyOf", "oneOf"):
        if union in entry:
            return " or ".join(_kind(member) for member in entry[union])
    if isinstance(entry.get("additionalProperties"), dict):
        return f"name -> {_kind(entry['additionalProperties'])}"
    if entry.get("type") == "array" and isinstance(entry.get("items"), dict):
        return f"list of {_kind(entry['items'])}"
    return {"array": "list", "object": "block"}.get(entry.get("type", ""), entry.get("type", "any"))


def main() -> None:
    """Rewrite both documents."""
    for path, text in ((SCHEMA, schema()), (MANUAL, manual())):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
