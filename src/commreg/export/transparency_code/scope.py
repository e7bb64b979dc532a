"""Which contracts the Transparency Code asks for: those whose value exceeds £5,000, in force in the quarter.

A contract is left out only if it is certain that the Code does not ask for it. Where the register cannot tell, it
stays in, and it is said why: the Code sets out the least that is to be published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from commreg.export.transparency_code.quarter import Quarter
from commreg.planning.contract_view import ContractView
from commreg.planning.term import ContractFacts, State
from commreg.values.dates import add_months, boundary, months_between
from commreg.wording.value import is_value_withheld, value_words

ABOVE = Decimal(5000)  # pounds, net of recoverable VAT; a contract of exactly this is not asked for (guidance, p. 17)
_WHOLE = ("whole-term", "ceiling")


@dataclass(frozen=True, slots=True)
class Scope:
    """The records chosen; the ids of those left out, with what they are left out for; and the doubts, by id."""

    records: tuple[ContractView, ...]
    small: tuple[str, ...]
    elsewhen: tuple[str, ...]
    doubts: tuple[tuple[str, str], ...]


def scope(records: Iterable[ContractView], quarter: Quarter | None) -> Scope:
    """The contracts that the Code asks for, or may ask for; of a quarter, if one is given."""
    chosen: list[ContractView] = []
    small: list[str] = []
    elsewhen: list[str] = []
    doubts: list[tuple[str, str]] = []
    for record in records:
        name = record.contract.id
        if quarter and not _in_force(record.facts, quarter):
            elsewhen.append(name)
            continue
        asked, why = exceeds(record)
        if not asked:
            small.append(name)
            continue
        chosen.append(record)
        if why:
            doubts.append((name, why))
        if quarter and _ran_out(record.facts, quarter):
            doubts.append((name, "its term ran out before the quarter, and it is not recorded as closed"))
    return Scope(tuple(chosen), tuple(small), tuple(elsewhen), tuple(doubts))


def _in_force(known: ContractFacts, quarter: Quarter) -> bool:
    """Whether it ran on any day of the quarter, or may have: a contract that ran out stays in until it is closed."""
    if known.start > quarter.end:
        return False
    return known.current_end is None or known.current_end >= quarter.start or _ran_out(known, quarter)


def _ran_out(known: ContractFacts, quarter: Quarter) -> bool:
    ended = known.current_end is not None and known.current_end < quarter.start
    return ended and known.state is State.ENDED


def exceeds(record: ContractView) -> tuple[bool, str]:
    """Whether the Code may ask for a contract of this value; and why it is in doubt, where it is."""
    value = record.contract.value
    if is_value_withheld(record):
        return True, ""  # to leave it out would tell that it is small
    amount = value.stated() if value else None
    if value is None or amount is None:
        return True, "its parts are not on one basis" if value and value.parts else "no amount is recorded"
    if amount > ABOVE:
        return True, ""
    basis = value.stated_basis()
    if basis in _WHOLE:
        return False, ""
    most = _at_most(amount, basis, record.facts)
    if most is not None and most <= ABOVE:
        return False, ""
    if most is not None and basis != "unstated":
        return True, ""
    return True, f"{value_words(value)}, so that the whole may be over £5,000"


def _at_most(amount: Decimal, basis: str, known: ContractFacts) -> Decimal | None:
    """What it comes to by the final end, a month begun counting whole; None where it cannot be told.

    The Code knows two ways to give a value, for the whole or for a year: an unstated one is taken as a year's.
    """
    if known.final_end is None or basis == "per-case":
        return None
    after = boundary(known.final_end)
    if basis == "weekly":
        return amount * (after - known.start).days / 7
    months = months_between(known.start, after)
    months += add_months(known.start, months) < after
    return amount * months / (1 if basis == "monthly" else 12)
