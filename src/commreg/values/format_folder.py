"""A folder of formats: one module for each format, which has the format's name and declares it as FORMAT."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Generic, TypeVar, cast

F = TypeVar("F")


@dataclass(frozen=True)
class FormatFolder(Generic[F]):
    """The formats of a package. A module is imported only when its format is used, so that start-up stays quick."""

    package: str
    default: str

    def names(self) -> list[str]:
        """The names of all formats, the default first."""
        package: Any = import_module(self.package)
        return sorted(
            (info.name for info in iter_modules(package.__path__)), key=lambda name: (name != self.default, name)
        )

    def get(self, name: str) -> F:
        """The format of a name in `names()`."""
        return cast("F", import_module(f"{self.package}.{name}").FORMAT)
