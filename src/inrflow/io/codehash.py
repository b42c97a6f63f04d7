"""A content hash of the code behind a stage.

Snakemake cannot see a change in the package. The hash of a stage's import closure, passed as a
parameter, makes it see one, and only in the stages that the change can reach. Comments,
docstrings and layout do not count.
"""

import ast
import hashlib
import io
import tokenize
from functools import cache
from pathlib import Path

import inrflow

ROOT = Path(inrflow.__file__).parent
LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING}


def code_hash(*modules: str) -> str:
    """Return the hash of the import closure of modules of this package, 16 hexadecimal digits.

    Modules that are chosen by name at run time (a field, a reader) are invisible to the static
    closure: name them beside the stage's own module.

    Raises:
        ModuleNotFoundError: no such module in the package.
    """
    return _hash_of(tuple(sorted(modules)))


@cache
def _hash_of(modules: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for name in sorted(closure(*modules)):
        digest.update(f"{name}:{module_hash(name)}\n".encode())
    return digest.hexdigest()[:16]


def closure(*modules: str) -> set[str]:
    """Return all modules of the package that the given ones import, themselves included."""
    seen: set[str] = set()
    todo = list(modules)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(_imports(name))
            todo.append(name.rpartition(".")[0])
        # the root package holds the version alone: a release must not refit anything
        todo = [module for module in todo if "." in module]
    return seen


@cache
def module_hash(name: str) -> str:
    """Return the sha256 of a module's tokens, less comments, documentation and layout."""
    return _text_hash(_file(name).read_text(encoding="utf-8"))


@cache
def _text_hash(source: str) -> str:
    """Return the hash of a module's text: it is parsed once, wherever it stands."""
    documentation = _documentation(ast.parse(source))
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    kept = [
        (tokenize.tok_name[token.type], "" if token.type == tokenize.INDENT else token.string)
        for token in tokens
        if token.type not in LAYOUT
        and not any(start <= token.start < end for start, end in documentation)
    ]
    return hashlib.sha256(repr(kept).encode()).hexdigest()


def _documentation(tree: ast.Module) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return where documentation stands: bare strings, and `description=` of config keys."""
    bare = (n for n in ast.walk(tree) if isinstance(n, ast.Expr | ast.keyword))
    texts = [
        node.value
        for node in bare
        if getattr(node, "arg", None) == "description"
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]
    return [((n.lineno, n.col_offset), (n.end_lineno, n.end_col_offset)) for n in texts]


@cache
def _imports(name: str) -> tuple[str, ...]:
    """Return the package's modules that a module names in its import statements."""
    named = _names_imported(_file(name).read_text(encoding="utf-8"))
    return tuple(module for module in named if _exists(module))


@cache
def _names_imported(source: str) -> tuple[str, ...]:
    """Return what a module's text imports from the package, modules or names in them."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(name for name in found if name.startswith("inrflow."))


def _exists(name: str) -> bool:
    try:
        _file(name)
    except ModuleNotFoundError:
        return False
    return True


def _file(name: str) -> Path:
    base = ROOT.joinpath(*name.split(".")[1:])
    for candidate in (base.with_suffix(".py"), base / "__init__.py"):
        if candidate.is_file():
            return candidate
    raise ModuleNotFoundError(f"no module {name} in the package")
