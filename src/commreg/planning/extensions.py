"""Extensions of a term: the ends they lead to, the last days to give notice, and which can still be used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

from commreg.law import last_working_day
from commreg.model.contract import Extension, Term
from commreg.model.settings import Policy
from commreg.planning.derived import derived, derived_property
from commreg.planning.notice_days import last_notice_day
from commreg.values.dates import boundary, end_of_months
from commreg.values.durations import Duration


@dataclass(frozen=True, slots=True)
class ExtensionStep:
    """An extension that was used or can be used, with the end before it and the end after it, both inclusive."""

    number: int = field(metadata=derived("number", "Number of the extension in the contract, from 1."))
    extension: Extension
    from_end: date = field(metadata=derived("day", "The end that it extends; blank if it is not used and cannot be."))
    to_end: date = field(
        metadata=derived("day", "The last day of service with it; blank if it is not used and cannot be.")
    )
    counted_from: date  # the boundary that `months_in_all` were added to
    months_in_all: int


@dataclass(frozen=True, slots=True)
class Option(ExtensionStep):
    """An extension that is available. `notice` is the council's usual one if it has none of its own."""

    notice: Duration = field(
        metadata=derived("text", "Notice period, such as 6m or 12w; the usual notice if the contract has none.")
    )

    @property
    @derived_property("day", "The last day to give notice; blank if it was used or declined, or has lapsed.")
    def notice_by(self) -> date:
        """The last day to give notice; the end that it extends if no notice is needed."""
        return last_notice_day(self.from_end, self.notice)

    @property
    @derived_property(
        "day", "The last working day by then; blank if the bank holidays of that year are not published yet."
    )
    def notice_by_working_day(self) -> date | None:
        """The last working day in England on or before `notice_by`; None if its bank holidays are not listed."""
        return last_working_day(self.notice_by)

    notice_by_default: bool = field(
        metadata=derived("flag", "Whether that day uses the council's usual notice because the contract gives none.")
    )

    def has_notice_passed(self, as_of: date) -> bool:
        """Whether the last day for notice in the contract has passed. The council's usual notice binds nobody."""
        return not self.notice_by_default and self.notice_by < as_of


@dataclass(frozen=True, slots=True)
class ExtensionNotice:
    """An extension and the first day it would run on beside the successor; or one whose own notice day has passed."""

    option: Option
    beside_from: date | None = None
    is_missed: bool = False


def extension_steps(term: Term) -> Iterator[ExtensionStep]:
    """Yield the extensions used and available, in order; none for an open-ended contract.

    Declined and lapsed extensions are passed over. Months are added from the boundary as signed; an extension that
    names a day starts the sum again from that day.
    """
    if term.end is None:
        return
    base, months, end = boundary(term.end), 0, term.end
    for number, extension in enumerate(term.extensions or (), 1):
        if extension.state not in ("exercised", "available"):
            continue
        before = end
        if extension.until:
            base, months, end = boundary(extension.until), 0, extension.until
        else:
            months += extension.months or 0
            end = end_of_months(base, months)
        yield ExtensionStep(number, extension, before, end, base, months)


def last_used(term: Term) -> ExtensionStep | None:
    """The last extension that was used."""
    used = [step for step in extension_steps(term) if step.extension.state == "exercised"]
    return used[-1] if used else None


def extended_end(term: Term) -> date | None:
    """The end as signed with the extensions used, ignoring any termination or renewal; None without an end."""
    used = last_used(term)
    return used.to_end if used else term.end


def are_options_recorded(term: Term) -> bool:
    """Whether it is recorded how a term with an end can go on: its extensions, none or some, or automatic renewal."""
    return term.end is None or term.extensions is not None or term.renewal is not None


def available_options(term: Term, policy: Policy) -> tuple[Option, ...]:
    """The extensions recorded as available, in order, even if the last day for notice has passed."""
    if term.terminated or term.closed_on:
        return ()
    return tuple(
        Option(
            step.number,
            step.extension,
            step.from_end,
            step.to_end,
            step.counted_from,
            step.months_in_all,
            step.extension.notice or Duration(policy.notice_months, "m"),
            notice_by_default=step.extension.notice is None,
        )
        for step in extension_steps(term)
        if step.extension.state == "available"
    )


def usable_options(term: Term, policy: Policy, as_of: date) -> tuple[Option, ...]:
    """The extensions that can still be used on `as_of`, in order: the one rule that every output follows.

    The first whose end, or whose own last day for notice, has passed cannot be used, nor any after it.
    """
    options = available_options(term, policy)
    return tuple(takewhile(lambda option: option.from_end >= as_of and not option.has_notice_passed(as_of), options))


def missed_option(term: Term, policy: Policy, as_of: date) -> Option | None:
    """The first available extension that cannot be used because its own last day for notice has passed."""
    usable = len(usable_options(term, policy, as_of))
    option = next(iter(available_options(term, policy)[usable:]), None)
    return option if option and option.has_notice_passed(as_of) else None
