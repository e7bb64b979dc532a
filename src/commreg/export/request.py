"""The forms that a register comes in from and leaves in for other programs, one module each.

A form that goes out has `render(outgoing) -> str | bytes`; the same register as at the same day gives the same bytes.
It may have `remarks(outgoing) -> Iterator[str]`: what whoever sends it should know, for stderr.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.register.redact import RedactedRegister


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What goes out: the records chosen, as one audience may see them, by id; and what they came from.

    `published` is the whole register for that audience, with what it withholds; `options` are those of the command
    line that one form alone has, by name.
    """

    records: tuple[ContractView, ...]
    published: RedactedRegister
    settings: Settings
    as_of: date
    heading: str
    options: dict[str, str | bool]
    left_out: int = 0  # files that had errors, and are in no form
