"""The dates that follow from a contract on a given day.

Three ends, never one field for all: the *initial* end as signed; the *current* end, with the extensions used (or the
day of termination); the *final* end, with the extensions that can still be used. All sums in months are done on the
boundary, the day after an end, and from the boundary as signed, so that two extensions of six months equal one of
twelve. The recommissioning window is the last 18 months of the current term, and never opens before the start
(Rutland, report 187/2021, paragraph 3.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from commreg.model.contract import Break, Contract, Extension, Term
from commreg.model.settings import Policy
from commreg.planning.derived import derived, derived_property
from commreg.values.dates import add_months, boundary, last_day, long_date
from commreg.values.durations import format_months


class State(StrEnum):
    """Where a contract stands on a day."""

    NOT_STARTED = "not started"
    RUNNING = "running"
    OPEN_ENDED = "open-ended"
    ENDED = "ended, still open"
    CLOSED = "closed"
    SUPERSEDED = "superseded"
    TERMINATED = "terminated"
    DRAFT = "draft"  # nothing is awarded yet

    @property
    def is_inactive(self) -> bool:
        """Whether there is nothing to do about its end: no longer, or, of a draft, not yet."""
        return self in (State.CLOSED, State.SUPERSEDED, State.TERMINATED, State.DRAFT)


@dataclass(frozen=True, slots=True)
class ExtensionStep:
    """An extension that was used or can be: its place in the list from 1, the end before it and the end it leads to."""

    number: int = field(metadata=derived("number", "Its place in the contract's list, from 1."))
    extension: Extension
    from_end: date = field(metadata=derived("day", "The end it extends; blank where it was declined or lapsed."))
    to_end: date = field(metadata=derived("day", "The last day it leads to; blank likewise."))


@dataclass(frozen=True, slots=True)
class Option(ExtensionStep):
    """An extension that can still be used. `notice_months` are the council's usual ones if it has none of its own."""

    notice_months: int = field(metadata=derived("number", "Months of notice."))

    @property
    @derived_property("day", "The last day to serve notice, where it can still be used.")
    def notice_by(self) -> date:
        """The last day to serve notice: the boundary of the end it extends, less the months of notice.

        With no months of notice it is the end itself: a contract that has ended cannot be extended.
        """
        return min(self.from_end, add_months(boundary(self.from_end), -self.notice_months))

    notice_by_default: bool = field(
        metadata=derived("flag", "Whether that day rests on the council's usual notice, as the contract has none.")
    )


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What is so of one contract on `as_of`. All ends are last days of service; None where there is no end date."""

    as_of: date
    options: tuple[Option, ...]
    state: State = field(
        metadata=derived("text", "Where the contract stands on the day: running, ended, still open, closed …")
    )
    start: date = field(metadata=derived("day", "The first day of service."))
    initial_end: date | None = field(metadata=derived("day", "The last day as signed."))
    current_end: date | None = field(
        metadata=derived("day", "The last day with the extensions used, or the day of termination.")
    )
    final_end: date | None = field(metadata=derived("day", "The last day if every extension still available is used."))

    @property
    @derived_property("number", "Days to the current end; 0 on the last day, negative after it.")
    def days_left(self) -> int | None:
        """Days from as_of to the current end; 0 on the last day, negative after it."""
        return (self.current_end - self.as_of).days if self.current_end else None

    @property
    def next_option(self) -> Option | None:
        """The extension that would be used next."""
        return self.options[0] if self.options else None

    @property
    @derived_property("day", "The final end, where an extension is still available.")
    def can_extend_to(self) -> date | None:
        """The final end; None where no extension is available."""
        return self.final_end if self.options else None

    @property
    @derived_property("day", "The last day to serve notice of the next extension.")
    def notice_by(self) -> date | None:
        """The last day to serve notice of the next extension; None where none is available."""
        return self.options[0].notice_by if self.options else None

    @property
    @derived_property("flag", "Whether that day rests on the council's usual notice, as the contract has none.")
    def notice_by_default(self) -> bool | None:
        """Whether `notice_by` uses the council's usual notice; None where no extension is available."""
        return self.options[0].notice_by_default if self.options else None

    window_months: int = field(metadata=derived("number", "Length of the recommissioning window, in months."))
    window_opens: date | None = field(
        metadata=derived("day", "The day the recommissioning window opens, from the current end.")
    )

    @property
    @derived_property("flag", "Whether it is open.")
    def window_open(self) -> bool:
        """Whether the recommissioning window is open: it has opened and the contract is not over."""
        return self.window_opens is not None and self.window_opens <= self.as_of and not self.state.is_inactive

    @property
    @derived_property("number", "Days since it opened; negative while it is to open.")
    def days_in_window(self) -> int | None:
        """Days since the window opened; negative while it is still to open."""
        return (self.as_of - self.window_opens).days if self.window_opens else None

    final_window_opens: date | None = field(metadata=derived("day", "The same from the final end."))
    successor: str | None = field(
        metadata=derived(
            "text", "Id of the contract that takes over, where the register has one.", ("recommissioning.successor",)
        )
    )
    successor_start: date | None = field(metadata=derived("day", "The first day of that contract."))


def derive_facts(
    contract: Contract,
    as_of: date,
    policy: Policy,
    successor: str | None = None,
    successor_start: date | None = None,
    *,
    drafted: bool = False,
) -> ContractFacts:
    """All dates of a contract on `as_of`. `successor` is the contract that takes over, where the register has one.

    `drafted` says that the successor it names is a draft, which is none yet.
    """
    term, named = contract.term, contract.recommissioning.successor if contract.recommissioning else None
    current = current_end(term)
    options = _options(term, policy) if current else ()
    final = options[-1].to_end if options else current
    months = policy.window_months
    if contract.recommissioning and contract.recommissioning.window_months:
        months = contract.recommissioning.window_months
    return ContractFacts(
        as_of=as_of,
        state=State.DRAFT if contract.draft else _state(term, current, as_of, successor_start),
        start=term.start,
        initial_end=term.end,
        current_end=current,
        final_end=final,
        window_months=months,
        window_opens=window_opens(term.start, current, months),
        final_window_opens=window_opens(term.start, final, months),
        options=options,
        successor=successor or (named if not drafted else None),
        successor_start=successor_start,
    )


def window_opens(start: date, end: date | None, months: int) -> date | None:
    """The boundary of `end` less `months`, and never before `start`."""
    return max(start, add_months(boundary(end), -months)) if end else None


def extension_steps(term: Term) -> Iterator[ExtensionStep]:
    """Extensions used and available, in order. None for an open-ended contract; declined and lapsed lead nowhere.

    Months are added up from the boundary as signed; an extension that names a day starts the sum afresh.
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
    """The last day of service as things stand: extensions used, or the day of termination."""
    if term.terminated:
        return term.terminated.on
    return extended_end(term)


def extended_end(term: Term) -> date | None:
    """The end as signed with the extensions used, whatever became of it later; None for an open-ended contract."""
    end = term.end
    for step in extension_steps(term):
        if step.extension.state == "exercised":
            end = step.to_end
    return end


def break_notice_by(clause: Break) -> date | None:
    """The last day to give notice of a break: the boundary of its day less the months; None where none is recorded."""
    if clause.notice_months is None:
        return None
    return min(clause.on, add_months(boundary(clause.on), -clause.notice_months))


def _options(term: Term, policy: Policy) -> tuple[Option, ...]:
    """The extensions that can still be used, each from the end before it."""
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


def _state(term: Term, current: date | None, as_of: date, successor_start: date | None) -> State:
    if as_of < term.start:
        return State.NOT_STARTED
    if term.terminated and as_of > term.terminated.on:
        return State.TERMINATED
    if term.closed_on and term.closed_on <= as_of:
        return State.CLOSED
    if current is None:
        return State.OPEN_ENDED
    if as_of <= current:
        return State.RUNNING
    return State.SUPERSEDED if successor_start and successor_start <= as_of else State.ENDED


def explain_dates(contract: Contract, known: ContractFacts) -> list[tuple[str, date, str]]:
    """Each date that was reckoned: its name, the day, and the sum in words."""
    term = contract.term
    lines: list[tuple[str, date, str]] = []
    used = [step for step in extension_steps(term) if step.extension.state == "exercised"]
    if term.end:
        lines.append(("Initial end", term.end, "as signed (term.end)"))
    lines += [("Extended to", s.to_end, _extension_sum(s.extension, s.from_end, s.to_end)) for s in used]
    if term.terminated:
        lines.append(("Current end", term.terminated.on, f"ended early: {term.terminated.reason}"))
    elif known.current_end:
        how = "the initial end and the extensions used" if used else "the initial end; no extension has been used"
        lines.append(("Current end", known.current_end, how))
    for option in known.options:
        name = f"Option {option.number}"
        lines.append(
            (f"{name} leads to", option.to_end, _extension_sum(option.extension, option.from_end, option.to_end))
        )
        lines.append((f"{name} notice by", option.notice_by, _notice_sum(option)))
    if known.final_end:
        how = "the current end and every extension still available"
        lines.append(("Final end", known.final_end, how if known.options else "the current end: no option is left"))
    for name, end, opens in (
        ("Window opens", known.current_end, known.window_opens),
        ("Window from the final end", known.final_end, known.final_window_opens),
    ):
        if end and opens:
            lines.append((name, opens, _window_sum(known, end, opens)))
    return lines


def _notice_sum(option: Option) -> str:
    said = " (by default: the contract does not say)" if option.notice_by_default else ""
    if not option.notice_months:
        return f"the end itself: no notice is needed{said}"
    after = long_date(boundary(option.from_end))
    return f"{after}, the day after that end, less {format_months(option.notice_months)}{said}"


def _extension_sum(extension: Extension, before: date, after: date) -> str:
    if extension.until:
        return "as agreed (until)"
    months = extension.months or 0
    straight = add_months(boundary(before), months) == boundary(after)
    return (
        f"{long_date(before)} and {format_months(months)}, reckoned on the day after: "
        f"{long_date(boundary(before))} becomes {long_date(boundary(after))}"
        f"{'' if straight else ' (all months added up from the end as signed)'}"
    )


def _window_sum(known: ContractFacts, end: date, opens: date) -> str:
    reckoned = add_months(boundary(end), -known.window_months)
    how = f"{long_date(boundary(end))}, the day after the end, less {known.window_months} months"
    if reckoned < opens:
        return f"{how} would be {long_date(reckoned)}, before the contract started; so it opened with the contract"
    return how


def state_on(known: ContractFacts) -> str:
    """The state in words, with its day where it has one."""
    if known.state is State.RUNNING and known.current_end:
        return f"running to {long_date(known.current_end)}"
    if known.state is State.ENDED and known.current_end:
        return f"ended on {long_date(known.current_end)}, still open"
    return str(known.state)
