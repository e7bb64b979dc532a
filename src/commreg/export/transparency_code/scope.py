"""Which entries each list of the Transparency Code asks for.

Contracts: those whose value exceeds £5,000, in force in the quarter. Invitations to tender: the same, of contracts that
were tendered, by the day the procurement commenced. Grants to voluntary bodies: every one, whatever its value.

A contract is left out only if it is certain that the Code does not ask for it. If the register does not show whether
it does, the contract stays in with the reason: the Code sets out the minimum to publish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commreg.export.transparency_code.quarter import Quarter
from commreg.law import NoticeType, notice_types
from commreg.planning.contract_view import ContractView
from commreg.planning.term import ContractFacts
from commreg.values.dates import add_months, boundary, months_between
from commreg.wording.value import is_value_withheld, value_words

ABOVE = Decimal(5000)  # pounds, net of recoverable VAT; a contract of exactly this is not asked for (guidance, p. 17)
_WHOLE_TERM_BASES = ("whole-term", "ceiling")


LISTS = ("contracts", "invitations", "grants")
# Routes with a published invitation to tender.
TENDERED = frozenset(("open", "restricted", "competitive-flexible", "dynamic-market", "psr-competitive"))


@dataclass(frozen=True, slots=True)
class Scope:
    """The entries included; the ids of those left out, by reason; and the doubts about those included, by id.

    `not_listed` are of another list: not tendered, or no grant to a voluntary body.
    """

    views: tuple[ContractView, ...]
    small: tuple[str, ...]
    outside_period: tuple[str, ...]
    not_listed: tuple[str, ...]
    doubts: tuple[tuple[str, str], ...]


def scope(views: Iterable[ContractView], quarter: Quarter | None, list_name: str = "contracts") -> Scope:
    """The entries that a list of the Code asks for, or may ask for; of a quarter, if one is given."""
    is_listed, is_in_period, value_doubt = _RULES[list_name]
    chosen: list[ContractView] = []
    left_out: dict[str, list[str]] = {"small": [], "outside_period": [], "not_listed": []}
    doubts: list[tuple[str, str]] = []
    for view in views:
        name = view.contract.id
        if not is_listed(view):
            left_out["not_listed"].append(name)
            continue
        if quarter and not is_in_period(view, quarter):
            left_out["outside_period"].append(name)
            continue
        is_required, why = value_doubt(view)
        if not is_required:
            left_out["small"].append(name)
            continue
        chosen.append(view)
        if why:
            doubts.append((name, why))
        if quarter and list_name != "invitations" and _ran_out(view.facts, quarter):
            doubts.append((name, "its term ran out before the quarter, and it is not recorded as closed"))
    return Scope(tuple(chosen), **{reason: tuple(names) for reason, names in left_out.items()}, doubts=tuple(doubts))


def _was_tendered(view: ContractView) -> bool:
    """Whether there was an invitation to tender, or may have been: the route or all of the procurement is withheld."""
    if view.redaction_of("procurement.route"):
        return True
    return bool(view.contract.procurement and view.contract.procurement.route in TENDERED)


def _was_invited(view: ContractView, quarter: Quarter) -> bool:
    """Whether the procurement commenced in the quarter; one whose day is not recorded stays in."""
    day = _invited_on(view)
    return day is None or quarter.start <= day <= quarter.end


def _invited_on(view: ContractView) -> date | None:
    """The day of the tender notice, or else the day the procurement commenced; None if withheld or not recorded."""
    procurement = view.contract.procurement
    if procurement is None or view.redaction_of("procurement.notices", "procurement.commenced_on"):
        return None
    published = (
        notice.published_on
        for notice in procurement.notices or ()
        if NoticeType.TENDER in notice_types(notice.name) and notice.published_on
    )
    return min(published, default=procurement.commenced_on)


def _invitation_exceeds(view: ContractView) -> tuple[bool, str]:
    is_required, why = exceeds(view)
    if is_required and not why and _invited_on(view) is None:
        why = "the day of the invitation is not recorded (procurement.notices or procurement.commenced_on)"
    return is_required, why


def _is_grant(view: ContractView) -> bool:
    """A grant, to a voluntary body or to one that is not recorded as another."""
    is_vcse = None if view.redaction_of("provider.vcse") else view.contract.provider.vcse
    return view.contract.kind == "grant" and is_vcse is not False


def _any_value(view: ContractView) -> tuple[bool, str]:
    vcse = view.redaction_of("provider.vcse") or view.contract.provider.vcse
    return True, "" if vcse is not None else "provider.vcse is not recorded"


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


_Rule = tuple[
    Callable[[ContractView], bool], Callable[[ContractView, Quarter], bool], Callable[[ContractView], tuple[bool, str]]
]
# For each list: whether an entry belongs in it, whether it is of the quarter, and whether its value is asked for.
_RULES: dict[str, _Rule] = {
    "contracts": (lambda _view: True, lambda view, quarter: _in_force(view.facts, quarter), exceeds),
    "invitations": (_was_tendered, _was_invited, _invitation_exceeds),
    "grants": (_is_grant, lambda view, quarter: _in_force(view.facts, quarter), _any_value),
}
