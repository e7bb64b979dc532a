"""Two dates that other forms ask for and a register has under other names: the review, and the last extension."""

from __future__ import annotations

from datetime import date

from commreg.planning.contract_view import ContractView
from commreg.planning.term import ContractFacts, State


def next_review_date(record: ContractView) -> date | None:
    """The review that is recorded; else the day the recommissioning window opens, as its first stage is the review.

    None for a contract that is over. Rutland's report 187/2021, paragraph 3.1, begins with the review of the service.
    """
    known = record.facts
    if known.state.is_inactive:
        return None
    if record.contract.term.review_on and known.current_end is None:
        return record.contract.term.review_on
    return None if record.redaction_of("recommissioning.window_months") else known.window_opens


def can_extend_to(known: ContractFacts) -> date | None:
    """The last day it can be extended to; None where no option is left, or the contract has ended."""
    return known.final_end if known.options and not ended(known) else None


def ended(known: ContractFacts) -> bool:
    """Whether it has come to a close, or its term has run out: such a contract can no longer be extended."""
    return known.state.is_inactive or known.state is State.ENDED
