"""The models of a folder: one file there is one more name that the configuration knows."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from inrflow.config.base import Strict


def models_in(package: ModuleType, tag: str) -> tuple[type[Strict], ...]:
    """Return the model of each module of a package that is its namesake and has the field `tag`.

    Args:
        package: `inrflow.config.networks`, where `local_global.py` has `LocalGlobal`, or
            `inrflow.config.readers`.
        tag: `architecture` or `reader`.
    """
    found = []
    for name in sorted(module.name for module in iter_modules(package.__path__)):
        module = import_module(f"{package.__name__}.{name}")
        models = {key.lower(): model for key, model in vars(module).items()}
        model = models.get(name.replace("_", ""))
        if isinstance(model, type) and issubclass(model, Strict) and tag in model.model_fields:
            found.append(model)
    return tuple(found)
