"""The dates that follow from a contract on a given day.

There are three ends: the *initial* end as signed; the *current* end, with the extensions used and the automatic
renewals that nobody can stop any more (or the day of termination); the *final* end, with the extensions that can still
be used, or the limit of automatic renewals. Months are added on the boundary, the day
after an end, and from the boundary as signed, so that two extensions of six months equal one of twelve. The
recommissioning window is the last 18 months of the current term, and never opens before the start (Rutland, report
187/2021, paragraph 3.1).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from commreg.model.contract import Break, Contract, Term
from commreg.model.settings import Policy
from commreg.planning.derived import derived, derived_property
from commreg.planning.extensions import Option, missed_option, usable_options
from commreg.planning.renewals import NextRenewal, current_end, next_renewal
from commreg.values.dates import add_months, boundary

_WINDOW = ("recommissioning.window_months",)  # what the recommissioning window depends on


class State(StrEnum):
    """The state of a contract on a day."""

    NOT_STARTED = "not started"
    RUNNING = "running"
    OPEN_ENDED = "open-ended"
    ENDED = "ended, outcome not recorded"
    EXEMPT = "ended, covered by an exemption"
    CLOSED = "closed"
    SUPERSEDED = "superseded"
    TERMINATED = "terminated"
    DRAFT = "draft"  # nothing is awarded yet

    @property
    def is_inactive(self) -> bool:
        """Whether there is nothing to do about its end: no longer or, for a draft, not yet."""
        return self in (State.CLOSED, State.SUPERSEDED, State.TERMINATED, State.DRAFT)

    @property
    def has_ended(self) -> bool:
        """Whether its end has passed with no outcome recorded, covered by an exemption or not."""
        return self in (State.ENDED, State.EXEMPT)


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """Dates and status derived from one contract as at `as_of`. Ends are inclusive; None without an end date.

    `exempt_until` is the last day that a recorded exemption covers, if that is after the current end.
    """

    as_of: date
    options: tuple[Option, ...]  # those that can still be used
    missed_option: Option | None
    state: State = field(
        metadata=derived("text", "State of the contract on the as-of date: running, closed, terminated …")
    )
    start: date = field(metadata=derived("day", "The first day of service."))
    initial_end: date | None = field(metadata=derived("day", "Original end date, as signed."))
    current_end: date | None = field(
        metadata=derived(
            "day", "Current end date: with the extensions used and the renewals made, or the day of termination."
        )
    )
    final_end: date | None = field(
        metadata=derived(
            "day",
            "Final end date, if every extension that can still be used is used, or the limit of automatic renewal; "
            "blank if it renews without a limit.",
        )
    )

    @property
    @derived_property("number", "Days until the current end; 0 on the last day, negative after it.")
    def days_left(self) -> int | None:
        """Days from as_of to the current end; 0 on the last day, negative after it."""
        return (self.current_end - self.as_of).days if self.current_end else None

    @property
    def next_option(self) -> Option | None:
        """The extension that would be used next."""
        return self.options[0] if self.options else None

    @property
    @derived_property("day", "Final end date; blank if no extension can still be used and no limited renewal follows.")
    def can_extend_to(self) -> date | None:
        """The final end; None if no extension can still be used, and no automatic renewal with a limit follows."""
        return self.final_end if self.options or self.renewal else None

    @property
    @derived_property("day", "The last day to give notice of the next extension that can still be used.")
    def notice_by(self) -> date | None:
        """The last day to give notice of the next extension; None if none can still be used."""
        return self.options[0].notice_by if self.options else None

    @property
    @derived_property(
        "day", "The last working day by then; blank if the bank holidays of that year are not published yet."
    )
    def notice_by_working_day(self) -> date | None:
        """The last working day in England on or before `notice_by`; None if its bank holidays are not listed."""
        return self.options[0].notice_by_working_day if self.options else None

    @property
    @derived_property("flag", "Whether that day uses the council's usual notice because the contract gives none.")
    def notice_by_default(self) -> bool | None:
        """Whether `notice_by` uses the council's usual notice; None if no extension can be used."""
        return self.options[0].notice_by_default if self.options else None

    @property
    @derived_property(
        "day", "The last day for notice of an available extension, if it has passed: ask the provider about it."
    )
    def notice_passed_on(self) -> date | None:
        """The last day for notice of an available extension that can no longer be used; None if there is none."""
        return self.missed_option.notice_by if self.missed_option else None

    window_months: int = field(metadata=derived("number", "Length of the recommissioning window in months.", _WINDOW))
    window_opens: date | None = field(
        metadata=derived("day", "The day the recommissioning window opens, before the current end.", _WINDOW)
    )

    @property
    @derived_property("flag", "Whether the recommissioning window is open.", _WINDOW)
    def window_open(self) -> bool:
        """Whether the recommissioning window has opened and the contract is not inactive."""
        return self.window_opens is not None and self.window_opens <= self.as_of and not self.state.is_inactive

    @property
    @derived_property("number", "Days since the window opened; negative before it opens.", _WINDOW)
    def days_in_window(self) -> int | None:
        """Days since the window opened; negative before it opens."""
        return (self.as_of - self.window_opens).days if self.window_opens else None

    final_window_opens: date | None = field(
        metadata=derived("day", "The day the window opens before the final end.", _WINDOW)
    )
    successor: str | None = field(
        metadata=derived("text", "Id of the next contract, if the register has one.", ("recommissioning.successor",))
    )
    successor_start: date | None = field(metadata=derived("day", "The first day of the next contract."))
    exempt_until: date | None = None
    renewal: NextRenewal | None = None

    @property
    @derived_property("day", "The end after the next automatic renewal, which follows unless notice is given.")
    def renews_to(self) -> date | None:
        """The end after the next automatic renewal; None if none follows."""
        return self.renewal.to_end if self.renewal else None

    @property
    @derived_property("day", "The last day to give notice that the contract is not to renew.")
    def renewal_notice_by(self) -> date | None:
        """The last day to give notice that it is not to renew; None if no automatic renewal follows."""
        return self.renewal.notice_by if self.renewal else None

    @property
    @derived_property(
        "day", "The last working day by then; blank if the bank holidays of that year are not published yet."
    )
    def renewal_notice_by_working_day(self) -> date | None:
        """The last working day in England by `renewal_notice_by`; None if its bank holidays are not listed."""
        return self.renewal.notice_by_working_day if self.renewal else None

    @property
    def renews_without_limit(self) -> bool:
        """Whether it continues for ever if nobody gives notice."""
        return self.renewal is not None and self.renewal.limit is None

    def beside_successor_from(self, end: date | None) -> date | None:
        """The first day on which the contract, continued to `end`, would run on beside its successor, if it would."""
        starts = self.successor_start
        return starts if starts and end and starts <= end else None

    def is_break_ahead(self, clause: Break) -> bool:
        """Whether a break clause can end the contract: its day has not passed and is not after the final end."""
        return self.as_of <= clause.on <= (self.final_end or clause.on) and not self.state.is_inactive

    @property
    def covered_to(self) -> date | None:
        """The last day with a contract or an exemption if nobody acts: the end, or the limit of renewals."""
        if self.current_end is None:
            return None
        limit = self.renewal.limit if self.renewal else None
        return max(self.current_end, limit or self.current_end, self.exempt_until or self.current_end)


def derive_facts(
    contract: Contract,
    as_of: date,
    policy: Policy,
    successor: str | None = None,
    successor_start: date | None = None,
    *,
    successor_is_draft: bool = False,
) -> ContractFacts:
    """Derive the dates and the state of a contract on `as_of`. `successor` is the id of the contract that follows it.

    `successor_is_draft`: the successor that the entry names is a draft, so it does not count yet.
    """
    term, recommissioning = contract.term, contract.recommissioning
    named_successor = recommissioning.successor if recommissioning else None
    current, renewal = current_end(term, as_of), next_renewal(term, as_of)
    exempt_until = _exempt_until(contract, current)
    options = usable_options(term, policy, as_of) if current else ()
    final = options[-1].to_end if options else renewal.limit if renewal else current
    window_months = (recommissioning.window_months if recommissioning else None) or policy.window_months
    state = State.DRAFT if contract.draft else _state(term, current, exempt_until, as_of, successor_start)
    return ContractFacts(
        as_of=as_of,
        state=state,
        start=term.start,
        initial_end=term.end,
        current_end=current,
        final_end=final,
        window_months=window_months,
        window_opens=window_opens(term.start, current, window_months),
        final_window_opens=window_opens(term.start, final, window_months),
        options=options,
        missed_option=missed_option(term, policy, as_of) if current and not state.is_inactive else None,
        successor=successor or (None if successor_is_draft else named_successor),
        successor_start=successor_start,
        exempt_until=exempt_until,
        renewal=renewal,
    )


def without_exemption(facts: ContractFacts) -> ContractFacts:
    """The facts as if no exemption were recorded, for an audience from which it is withheld."""
    state = State.ENDED if facts.state is State.EXEMPT else facts.state
    return replace(facts, state=state, exempt_until=None)


def _exempt_until(contract: Contract, current: date | None) -> date | None:
    """The last day that a recorded exemption covers, if that is after the current end."""
    exemption = contract.procurement.exemption if contract.procurement else None
    if exemption is None or exemption.until is None or current is None or contract.term.terminated:
        return None
    return exemption.until if exemption.until > current else None


def window_opens(start: date, end: date | None, months: int) -> date | None:
    """The first day of the recommissioning window: the boundary of `end` less `months`, never before `start`."""
    return max(start, add_months(boundary(end), -months)) if end else None


def _state(
    term: Term, current: date | None, exempt_until: date | None, as_of: date, successor_start: date | None
) -> State:
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
    if successor_start and successor_start <= as_of:
        return State.SUPERSEDED
    return State.EXEMPT if exempt_until and exempt_until >= as_of else State.ENDED
