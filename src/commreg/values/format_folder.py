"""A folder of formats: one module or package for each format, which declares it as FORMAT."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Generic, TypeVar, cast

F = TypeVar("F")


@dataclass(frozen=True)
class FormatFolder(Generic[F]):
    """The formats of a package. A module is imported only when its format is used, so that start-up stays quick.

    With `are_packages` each format is a package of the folder; otherwise each is a module.
    """

    package: str
    default: str = ""
    are_packages: bool = False

    def names(self) -> list[str]:
        """The names of the modules of all formats, the default first."""
        package: Any = import_module(self.package)
        modules = (info.name for info in iter_modules(package.__path__) if info.ispkg is self.are_packages)
        return sorted(modules, key=lambda name: (name != self.default, name))

    def get(self, name: str) -> F:
        """The format of a name in `names()`."""
        return cast("F", import_module(f"{self.package}.{name}").FORMAT)
