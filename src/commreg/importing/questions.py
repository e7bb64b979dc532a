"""What a newer spreadsheet leaves open about an entry, so that nothing is written before somebody has answered.

Most registers overwrite the end date when an extension is used. The end in a contract file is the end as signed, and
never moves: the extension is recorded as used instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.model.contract import Contract
from commreg.planning.extensions import extension_steps
from commreg.values.text import normalize_for_search

_SIMILAR = 0.8  # share of letters that two spellings of a name have in common


@dataclass(frozen=True, slots=True)
class Change:
    """A field for which the row has a different value. None: not recorded, or not in the row."""

    path: FieldPath
    before: object | None
    after: object | None

    @property
    def field(self) -> str:
        """The field as it is written in messages."""
        return format_path(self.path)


class QuestionKind(StrEnum):
    """What has to be answered."""

    OTHER_SUPPLIER = "other supplier"
    OPTION_USED = "option used"


@dataclass(frozen=True, slots=True)
class Question:
    """A question about an entry; `answers` are the changes to make instead if the answer is yes."""

    kind: QuestionKind
    answers: tuple[Change, ...] = ()


def settle(
    contract: Contract, recorded: Contract, changes: Sequence[Change]
) -> tuple[tuple[Change, ...], Question | None]:
    """The changes to an entry, and what is open about them; None if they can be written as they are.

    An end that is the recorded one with the extensions used is no change.
    """
    if any(change.path == ("provider", "name") for change in changes) and not _is_same_name(
        recorded.provider.name, contract.provider.name
    ):
        return tuple(changes), Question(QuestionKind.OTHER_SUPPLIER)
    if any(change.path == ("term", "end") for change in changes) and contract.term.end:
        steps = list(extension_steps(recorded.term))
        numbers = [step.number for step in steps if step.to_end == contract.term.end]
        if numbers:
            used = [step for step in steps if step.number <= numbers[0] and step.extension.state != "exercised"]
            answers = [
                Change(("term", "extensions", step.number - 1, "state"), step.extension.state, "exercised")
                for step in used
            ]
            rest = [change for change in changes if not _is_about_the_end(change)]
            if not answers:
                return tuple(rest), None
            return tuple(changes), Question(QuestionKind.OPTION_USED, (*answers, *rest))
    return tuple(changes), None


def _is_about_the_end(change: Change) -> bool:
    return change.path[:2] in (("term", "end"), ("term", "extensions"))


def _is_same_name(before: str, after: str) -> bool:
    """Whether two names can be spellings of one: Ltd for Limited, a letter more or less."""
    first, second = (normalize_for_search(name).replace("limited", "ltd") for name in (before, after))
    return SequenceMatcher(None, first, second).ratio() >= _SIMILAR
