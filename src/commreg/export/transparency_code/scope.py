"""Which contracts the Transparency Code asks for: those whose value exceeds £5,000, in force in the quarter.

A contract is left out only if it is certain that the Code does not ask for it. If the register does not show whether
it does, the contract stays in with the reason: the Code sets out the minimum to publish.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from commreg.export.transparency_code.quarter import Quarter
from commreg.planning.contract_view import ContractView
from commreg.planning.term import ContractFacts
from commreg.values.dates import add_months, boundary, months_between
from commreg.wording.value import is_value_withheld, value_words

ABOVE = Decimal(5000)  # pounds, net of recoverable VAT; a contract of exactly this is not asked for (guidance, p. 17)
_WHOLE_TERM_BASES = ("whole-term", "ceiling")


@dataclass(frozen=True, slots=True)
class Scope:
    """The contracts included; the ids of those left out, by reason; and the doubts about those included, by id."""

    views: tuple[ContractView, ...]
    small: tuple[str, ...]
    outside_period: tuple[str, ...]
    doubts: tuple[tuple[str, str], ...]


def scope(views: Iterable[ContractView], quarter: Quarter | None) -> Scope:
    """The contracts that the Code asks for, or may ask for; of a quarter, if one is given."""
    chosen: list[ContractView] = []
    small: list[str] = []
    outside_period: list[str] = []
    doubts: list[tuple[str, str]] = []
    for view in views:
        name = view.contract.id
        if quarter and not _in_force(view.facts, quarter):
            outside_period.append(name)
            continue
        is_required, why = exceeds(view)
        if not is_required:
            small.append(name)
            continue
        chosen.append(view)
        if why:
            doubts.append((name, why))
        if quarter and _ran_out(view.facts, quarter):
            doubts.append((name, "its term ran out before the quarter, and it is not recorded as closed"))
    return Scope(tuple(chosen), tuple(small), tuple(outside_period), tuple(doubts))


def _in_force(facts: ContractFacts, quarter: Quarter) -> bool:
    """Whether it ran on any day of the quarter, or may have: a contract that ran out stays in until it is closed."""
    if facts.start > quarter.end:
        return False
    return facts.current_end is None or facts.current_end >= quarter.start or _ran_out(facts, quarter)


def _ran_out(facts: ContractFacts, quarter: Quarter) -> bool:
    ended = facts.current_end is not None and facts.current_end < quarter.start
    return ended and facts.state.has_ended


def exceeds(view: ContractView) -> tuple[bool, str]:
    """Whether the Code may ask for a contract of this value; and why it is in doubt, where it is."""
    value = view.contract.value
    if is_value_withheld(view):
        return True, ""  # to leave it out would tell that it is small
    amount = value.stated() if value else None
    if value is None or amount is None:
        return True, "its parts are not on one basis" if value and value.parts else "no amount is recorded"
    if amount > ABOVE:
        return True, ""
    basis = value.stated_basis()
    if basis in _WHOLE_TERM_BASES:
        return False, ""
    most = _at_most(amount, basis, view.facts)
    if most is not None and most <= ABOVE:
        return False, ""
    if most is not None and basis != "unstated":
        return True, ""
    return True, f"{value_words(value)}, so that the whole may be over £5,000"


def _at_most(amount: Decimal, basis: str, facts: ContractFacts) -> Decimal | None:
    """What it comes to by the final end, a month begun counting whole; None if that is not known.

    The Code knows two ways to give a value, for the whole or for a year: an unstated one is taken as a year's.
    """
    if facts.final_end is None or basis == "per-case":
        return None
    after = boundary(facts.final_end)
    if basis == "weekly":
        return amount * (after - facts.start).days / 7
    months = months_between(facts.start, after)
    months += add_months(facts.start, months) < after
    return amount * months / (1 if basis == "monthly" else 12)
