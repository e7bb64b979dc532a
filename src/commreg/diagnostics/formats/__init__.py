"""The formats of findings, for people, programs and CI. A format changes neither the findings nor the exit code.

Each module of this folder is one format: its name is the format's name, and its `FORMAT` the format. A new format is a
new module, and nothing else. A module is imported only when its format is used, so that start-up stays quick.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commreg.values.format_folder import FormatFolder

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


_FOLDER: FormatFolder[FindingsFormat] = FormatFolder(__name__, DEFAULT)
format_names = _FOLDER.names
get_format = _FOLDER.get
