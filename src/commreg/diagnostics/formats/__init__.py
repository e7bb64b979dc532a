"""The formats of findings, for people, programs and CI. A format changes neither the findings nor the exit code.

Each module of this folder is one format: its name is the format's name, and its `FORMAT` the format. A new format is a
new module, and nothing else. A module is imported only when its format is used, so that start-up stays quick.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from commreg.diagnostics.report import FindingsReport

DEFAULT = "text"


@dataclass(frozen=True, slots=True)
class FindingsFormat:
    """A format of findings. `render` ends with a line end.

    A format `for_terminals` is coloured and wrapped when it goes to one.
    """

    name: str
    render: Callable[[FindingsReport], str]
    for_terminals: bool = False


def format_names() -> list[str]:
    """The names of all formats, the default first."""
    names = {path.stem for folder in __path__ for path in Path(folder).glob("*.py")} - {"__init__", DEFAULT}
    return [DEFAULT, *sorted(names)]


def get_format(name: str) -> FindingsFormat:
    """The format of a name in `format_names()`."""
    return cast("FindingsFormat", import_module(f"{__name__}.{name}").FORMAT)
