"""The lines of a booklet page: labels with texts, and what replaces a withheld or missing value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commreg.model.vocabularies import Vocabulary
from commreg.planning.contract_view import ContractView
from commreg.register.redact import UNPUBLISHED
from commreg.values.dates import long_date
from commreg.values.money import format_pounds
from commreg.values.redacted import Redacted

NOT_RECORDED = "not recorded"


Text = str | Redacted


@dataclass(frozen=True, slots=True)
class Line:
    """A field: its label and its text, or several texts. `rating` is set on the line of a rating."""

    label: str
    values: tuple[Text, ...]
    rating: str = ""

    @property
    def blank(self) -> bool:
        """Whether the field is not recorded."""
        return self.values == (NOT_RECORDED,)


class FieldLines:
    """Makes the lines of one contract; a withheld value is replaced by its redaction."""

    def __init__(self, view: ContractView) -> None:
        self.view = view

    def yield_required(self, label: str, field: str, value: str | None) -> Iterator[Line]:
        """A field that every contract should have: “not recorded” if it is blank."""
        yield Line(label, (self.view.redaction_of(field) or value or NOT_RECORDED,))

    def yield_optional(self, label: str, field: str, *texts: str | None) -> Iterator[Line]:
        """A field that only some contracts have: no line if it is blank or for internal use only.

        A field of a group that is withheld as a whole has no line of its own.
        """
        if any(field.startswith(f"{name}.") for name in self.view.redacted):
            return
        values: tuple[Text, ...] = tuple(value for value in texts if value)
        if hidden := self.view.redaction_of(field):
            values = () if hidden.words == UNPUBLISHED else (hidden,)
        if values:
            yield Line(label, values)


def label_of(words: Vocabulary, word: str | None) -> str | None:
    """The label of a word of a vocabulary; None if there is no word."""
    return words.label(word) if word else None


def day_text(value: date | None) -> str | None:
    """A day as 31 March 2022; None if there is none."""
    return long_date(value) if value else None


def pounds_text(value: Decimal | None) -> str | None:
    """An amount in pounds; None if there is none."""
    return None if value is None else format_pounds(value)


def title_of(name: str | None, views_by_id: Mapping[str, ContractView]) -> str | None:
    """The title of a contract, or its id if it is not in the paper."""
    return views_by_id[name].contract.title if name and name in views_by_id else name
