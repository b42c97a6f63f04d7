"""From plain dictionaries to checked models, and errors of one line."""

import types
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from inrflow.config.names import nearest
from inrflow.errors import InputError

Model = TypeVar("Model", bound=BaseModel)
LONG = 80  # characters of a value that an error shows


def check(model: type[Model], values: dict[str, Any], where: str = "config") -> Model:
    """Return `values` as `model`.

    Raises:
        InputError: naming the key, what was expected, what was found, the nearest valid name.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InputError(f"{where}: {one_line(model, error)}") from None


def one_line(model: type[BaseModel], error: ValidationError) -> str:
    """Return the first problem as one line; how many more there are at its end."""
    # a mistyped key is the cause of the right one's being missing
    first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    key = ".".join(map(str, _as_written(model, first["loc"])))
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    if first["type"] == "extra_forbidden":
        siblings = _keys_at(model, first["loc"][:-1])
        return f"unknown key {key}{nearest(first['loc'][-1], siblings)}{more}"
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "value_error":
        return f"{key + ': ' if key else ''}{message}{more}"
    if first["type"] == "union_tag_invalid":
        tag, valid = first["ctx"]["tag"], first["ctx"]["expected_tags"].replace("'", "")
        which = first["ctx"]["discriminator"].strip("'")
        return f"{key}.{which}: unknown name {tag!r}{nearest(tag, valid.split(', '))}{more}"
    if first["type"] == "union_tag_not_found":
        which = first["ctx"]["discriminator"].strip("'")
        return f"{key}.{which}: expected it, found none{more}"
    if first["type"] == "missing":
        return f"{key}: {message}{more}"
    found = first.get("input")
    told = repr(found) if len(repr(found)) <= LONG else f"{repr(found)[:LONG]}..."
    return f"{key}: {message}, found {told} ({type(found).__name__}){more}"


def _as_written(model: type[BaseModel], location: tuple) -> list[str | int]:
    """Return a location as the user wrote it, without the tags that pydantic adds for unions."""
    kind: Any = model
    written = []
    for step in location:
        if _is_model(kind) or get_origin(kind) in (dict, list, tuple):
            written.append(step)
        known = not _is_model(kind) or step in kind.model_fields
        kind = _descend(kind, step) if known else None
    return written


def _keys_at(model: type[BaseModel], location: tuple) -> list[str]:
    """Return the keys that are valid at a location of a pydantic error."""
    kind: Any = model
    for step in location:
        kind = _descend(kind, step)
    return list(kind.model_fields) if _is_model(kind) else []


def _descend(kind: Any, step: str | int) -> Any:
    """Follow one step of an error's location: a key, an index, or a union's tag."""
    if _is_model(kind):
        return _plain(kind.model_fields[step].annotation)
    if get_origin(kind) in (dict, list, tuple):
        return _plain(get_args(kind)[-1])
    for member in get_args(kind):
        if _is_model(member) and any(
            step in get_args(f.annotation) for f in member.model_fields.values()
        ):
            return member
    return kind


def _plain(kind: Any) -> Any:
    """Strip `Annotated` and a lone `None` alternative."""
    if hasattr(kind, "__metadata__"):
        kind = kind.__origin__
    if get_origin(kind) in (Union, types.UnionType):
        members = [m for m in get_args(kind) if m is not types.NoneType]
        if len(members) == 1:
            return _plain(members[0])
    return kind


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
