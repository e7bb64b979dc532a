"""What is to be exported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.register.redact import RedactedRegister


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """The contracts to export, by id, as one audience may see them, and the register that they come from.

    `published` is the whole register for that audience, with what it withholds. `options` are those of the format.
    """

    views: tuple[ContractView, ...]
    published: RedactedRegister
    settings: Settings
    as_of: date
    heading: str
    options: dict[str, str | bool]
    files_with_errors: int = 0  # the number of files
