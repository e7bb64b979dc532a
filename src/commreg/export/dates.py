"""Next review date and last possible end date, as the Transparency Code and OCDS define them."""

from __future__ import annotations

from datetime import date

from commreg.planning.contract_view import ContractView
from commreg.planning.term import ContractFacts


def next_review_date(view: ContractView) -> date | None:
    """The recorded review date; else the day the recommissioning window opens, as its first stage is the review.

    None for an inactive contract. Rutland's report 187/2021, paragraph 3.1, begins with the review of the service.
    """
    facts = view.facts
    if facts.state.is_inactive:
        return None
    if view.contract.term.review_on and facts.current_end is None:
        return view.contract.term.review_on
    return None if view.redaction_of("recommissioning.window_months") else facts.window_opens


def can_extend_to(facts: ContractFacts) -> date | None:
    """The last day it can be extended to; None if it cannot be extended, or is a draft."""
    return facts.can_extend_to if not facts.state.is_inactive else None


def ended(facts: ContractFacts) -> bool:
    """Whether the contract is inactive or past its end, so that it can no longer be extended."""
    return facts.state.is_inactive or facts.state.has_ended
