"""Extensions and breaks of a term: the ends they lead to, the last days to give notice, and which can still be used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from commreg.model.contract import Break, Extension, Term
from commreg.model.settings import Policy
from commreg.planning.derived import derived, derived_property
from commreg.values.dates import add_months, boundary, last_day


@dataclass(frozen=True, slots=True)
class ExtensionStep:
    """An extension that was used or can be used, with the end before it and the end after it, both inclusive."""

    number: int = field(metadata=derived("number", "Number of the extension in the contract, from 1."))
    extension: Extension
    from_end: date = field(metadata=derived("day", "The end that it extends; blank if it was declined or has lapsed."))
    to_end: date = field(
        metadata=derived("day", "The last day of service if it is used; blank if it was declined or has lapsed.")
    )


@dataclass(frozen=True, slots=True)
class Option(ExtensionStep):
    """An extension that can still be used. `notice_months` is the council's usual notice if it has none of its own."""

    notice_months: int = field(
        metadata=derived("number", "Months of notice; the council's usual notice if the contract has none.")
    )

    @property
    @derived_property("day", "The last day to give notice; blank if it can no longer be used.")
    def notice_by(self) -> date:
        """The last day to give notice: the boundary of the end it extends, less the months of notice.

        With no notice period it is the end itself: a contract that has ended cannot be extended.
        """
        return min(self.from_end, add_months(boundary(self.from_end), -self.notice_months))

    notice_by_default: bool = field(
        metadata=derived("flag", "Whether that day uses the council's usual notice because the contract gives none.")
    )


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
            end = last_day(add_months(base, months))
        yield ExtensionStep(number, extension, before, end)


def current_end(term: Term) -> date | None:
    """The last day of service with the extensions used, or the day of termination."""
    if term.terminated:
        return term.terminated.on
    return extended_end(term)


def extended_end(term: Term) -> date | None:
    """The end as signed with the extensions used, ignoring any termination; None for an open-ended contract."""
    end = term.end
    for step in extension_steps(term):
        if step.extension.state == "exercised":
            end = step.to_end
    return end


def break_notice_by(clause: Break) -> date | None:
    """The last day to give notice of a break: the boundary of its day less the months; None without a notice period."""
    if clause.notice_months is None:
        return None
    return min(clause.on, add_months(boundary(clause.on), -clause.notice_months))


def usable_options(term: Term, policy: Policy) -> tuple[Option, ...]:
    """The extensions that can still be used, in order."""
    if term.terminated or term.closed_on:
        return ()
    return tuple(
        Option(
            step.number,
            step.extension,
            step.from_end,
            step.to_end,
            policy.notice_months if step.extension.notice_months is None else step.extension.notice_months,
            notice_by_default=step.extension.notice_months is None,
        )
        for step in extension_steps(term)
        if step.extension.state == "available"
    )
