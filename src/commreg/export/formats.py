"""The export formats: one package of this folder each, whose `__init__` declares it as FORMAT.

The declarations import nothing heavy, so that help and completion are quick. The module that writes a format is
imported when it is used. A new export is a new package with a FORMAT; nothing else names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from commreg.values.format_folder import FormatFolder

if TYPE_CHECKING:
    from commreg.export.request import ExportRequest


@dataclass(frozen=True, slots=True)
class ExportOption:
    """An option of the command line that only some formats have: a flag, or text if `metavar` names what it takes."""

    name: str
    help: str
    metavar: str = ""

    @property
    def default(self) -> str | bool:
        """The value if the option is not used."""
        return "" if self.metavar else False


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format that a register can be exported in.

    `module` has `render(request) -> str | bytes`: the same register on the same as-of date gives the same bytes. It may
    have `remarks(request) -> Iterator[str]`: what the person who sends the file should know. `audience` is the one that
    it is written for unless another is chosen.
    """

    name: str
    description: str
    module: str
    audience: Literal["public", "internal"] = "internal"
    options: tuple[ExportOption, ...] = ()

    def render(self, request: ExportRequest) -> str | bytes:
        """The file."""
        content: str | bytes = import_module(self.module).render(request)
        return content

    def remarks(self, request: ExportRequest) -> Iterator[str]:
        """What the person who sends the file should know, a line each."""
        module = import_module(self.module)
        if hasattr(module, "remarks"):
            yield from module.remarks(request)


_FOLDER: FormatFolder[ExportFormat] = FormatFolder("commreg.export", are_packages=True)


@cache
def export_formats() -> Mapping[str, ExportFormat]:
    """Every format by name: those for colleagues first, then those made to be published."""
    formats = sorted(map(_FOLDER.get, _FOLDER.names()), key=lambda declared: (declared.audience, declared.name))
    return {export_format.name: export_format for export_format in formats}
