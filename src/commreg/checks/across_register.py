"""Checks across the register (CR3xx): each sees every contract that could be read, and says whose file to look in."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from heapq import heappop, heappush

from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.diagnostics.finding import Related, Violation
from commreg.model.contract import Contract
from commreg.model.settings import Settings
from commreg.model.vocabularies import did_you_mean
from commreg.planning.term import current_end
from commreg.values.dates import boundary, long_date
from commreg.values.money import ZERO, format_pounds
from commreg.values.text import normalize_provider_name, pluralize

Found = tuple[str, Violation]  # the id of the contract in whose file the fault lies
Rule = Callable[[Sequence[Contract], Settings], Iterator[Found]]
MOST_SUGGESTED = 20  # a suggestion compares a name with every id: worth it for a few
MOST_RELATED = 5  # places shown beside a fault; the message counts them all
SUCCESSOR: FieldPath = ("recommissioning", "successor")


def service_areas(contracts: Sequence[Contract], settings: Settings) -> Iterator[Found]:
    """CR306: a service area is one of the settings', where they list any."""
    if not settings.service_areas:
        return
    for contract in contracts:
        if contract.service_area not in settings.service_areas:
            near = did_you_mean(contract.service_area, settings.service_areas)
            known = ", ".join(settings.service_areas)
            yield (
                contract.id,
                Violation(
                    "CR306",
                    f"service_area is “{contract.service_area}”, which is not in the settings",
                    ("service_area",),
                    hint=f"did you mean {near}?" if near else f"write one of: {known}; or add it to [service_areas]",
                ),
            )


def references(contracts: Sequence[Contract], unread: Container[str]) -> Iterator[Found]:
    """CR302: a contract that another names is in the register, or in a file whose own faults are told."""
    ids = {contract.id for contract in contracts}
    misses = 0
    for contract in contracts:
        for route, name in _named(contract):
            if name == contract.id:
                message = f"{format_path(route)} is “{name}”, which is this contract itself"
                yield (
                    contract.id,
                    Violation("CR302", message, route, hint="write the id of another, or take the line out"),
                )
            elif name not in ids and name not in unread:
                misses += 1
                near = did_you_mean(name, ids - {contract.id}) if misses <= MOST_SUGGESTED else None
                yield (
                    contract.id,
                    Violation(
                        "CR302",
                        f"{format_path(route)} is “{name}”, and the register has no such contract",
                        route,
                        hint=f"did you mean {near}?" if near else "write the id of a contract in the register",
                    ),
                )


def _named(contract: Contract) -> Iterator[tuple[FieldPath, str]]:
    if contract.supersedes:
        yield ("supersedes",), contract.supersedes
    if contract.recommissioning and contract.recommissioning.successor:
        yield SUCCESSOR, contract.recommissioning.successor
    if contract.procurement and contract.procurement.framework:
        yield ("procurement", "framework"), contract.procurement.framework


def same_reference(contracts: Sequence[Contract], _settings: Settings) -> Iterator[Found]:
    """CR307: the council's own number belongs to one contract."""
    for group in _grouped((contract.reference, contract) for contract in contracts):
        first, *others = group
        for other in others:
            yield (
                other.id,
                Violation(
                    "CR307",
                    f"reference is “{other.reference}”, as it is in {first.id}",
                    ("reference",),
                    hint="a reference belongs to one contract; call-offs have one of their own",
                    related=(Related(first.id, ("reference",), "the same reference"),),
                ),
            )


def _grouped(pairs: Iterable[tuple[object, Contract]]) -> Iterator[list[Contract]]:
    """The groups of more than one contract that share a key; no key, no group."""
    groups: dict[object, list[Contract]] = defaultdict(list)
    for key, contract in pairs:
        if key:
            groups[key].append(contract)
    return (group for group in groups.values() if len(group) > 1)


@dataclass(frozen=True, slots=True)
class _Link:
    """One contract said to follow another, and where it is said."""

    before: str
    after: str
    said_in: str
    route: FieldPath

    @property
    def name(self) -> str:
        """The id that stands at the route."""
        return self.before if self.said_in == self.after else self.after


def succession(contracts: Sequence[Contract], _settings: Settings) -> Iterator[Found]:
    """CR309, CR303: who follows whom is told alike on both sides, and the next starts the day after the last.

    Several contracts may be followed by one, as when services are brought together; one is followed by one alone.
    """
    by_id = {contract.id: contract for contract in contracts}
    followed: dict[str, _Link] = {}
    for link in _links(contracts, by_id):
        other = followed.setdefault(link.before, link)
        if other.after != link.after:
            yield link.said_in, _disagreement(link, other)
    circles = _circles(followed)
    for link in followed.values():
        if link.before in circles:
            message = f"{format_path(link.route)} is “{link.name}”, and followed far enough they lead round again"
            yield link.said_in, Violation("CR309", message, link.route, hint="take out the link that is wrong")
        else:
            yield from _gap(by_id[link.before], by_id[link.after], link.said_in, link.route)


def _links(contracts: Sequence[Contract], by_id: Mapping[str, Contract]) -> Iterator[_Link]:
    """Every link to a contract that the register has."""
    for contract in contracts:
        former = contract.supersedes
        if former and former in by_id and former != contract.id:
            yield _Link(former, contract.id, contract.id, ("supersedes",))
        successor = contract.recommissioning.successor if contract.recommissioning else None
        if successor and successor in by_id and successor != contract.id:
            yield _Link(contract.id, successor, contract.id, SUCCESSOR)


def _disagreement(link: _Link, other: _Link) -> Violation:
    return Violation(
        "CR309",
        f"{format_path(link.route)} is “{link.name}”, "
        f"and {other.said_in} says that {other.after} follows {other.before}",
        link.route,
        hint="mend whichever is wrong; for a contract that was split, record one successor and say the rest in notes",
        related=(Related(other.said_in, other.route, "the other side"),),
    )


def _circles(followed: Mapping[str, _Link]) -> set[str]:
    """The ids of contracts that, followed far enough, follow themselves."""
    circles: set[str] = set()
    done: set[str] = set()
    for start in followed:
        line: list[str] = []
        here = start
        while here in followed and here not in done:
            done.add(here)
            line.append(here)
            here = followed[here].after
        if here in line:
            circles.update(line[line.index(here) :])
    return circles


def _gap(before: Contract, after: Contract, where: str, route: FieldPath) -> Iterator[Found]:
    end = current_end(before.term)
    if end is None or after.term.start == boundary(end):
        return
    days = (after.term.start - boundary(end)).days
    what = f"a gap of {pluralize(days, 'day')}" if days > 0 else f"an overlap of {pluralize(-days, 'day')}"
    yield (
        where,
        Violation(
            "CR303",
            f"{after.id} starts on {long_date(after.term.start)}, and {before.id} ends on {long_date(end)}: {what}",
            route,
            hint=f"a successor starts on {long_date(boundary(end))}; if both dates are right, say why in notes",
            related=(Related(before.id if where == after.id else after.id, ("term",), "the other term"),),
        ),
    )


def provider_spelling(contracts: Sequence[Contract], _settings: Settings) -> Iterator[Found]:
    """CR304: names that differ only in case, accents, punctuation or legal form are one provider spelt two ways."""
    for group in _grouped((normalize_provider_name(contract.provider.name), contract) for contract in contracts):
        names = [contract.provider.name for contract in group]
        usual = Counter(names).most_common(1)[0][0]
        keeper = next(contract for contract in group if contract.provider.name == usual)
        for contract in group:
            if contract.provider.name != usual:
                yield (
                    contract.id,
                    Violation(
                        "CR304",
                        f"provider.name is “{contract.provider.name}”, and {keeper.id} has “{usual}”",
                        ("provider", "name"),
                        hint="if they are one provider, spell the name alike in both",
                        related=(Related(keeper.id, ("provider", "name"), "the other spelling"),),
                    ),
                )


def provider_numbers(contracts: Sequence[Contract], _settings: Settings) -> Iterator[Found]:
    """CR305: one company or charity number, one name; one name, one number."""
    for field in ("company_number", "charity_number"):
        for key, value in ((field, "name"), ("name", field)):
            groups = _grouped((getattr(contract.provider, key), contract) for contract in contracts)
            for group in groups:
                first = next((c for c in group if getattr(c.provider, value)), None)
                for contract in group:
                    mine = getattr(contract.provider, value)
                    if first is None or not mine or mine == getattr(first.provider, value):
                        continue
                    if value == "name" and normalize_provider_name(mine) == normalize_provider_name(
                        first.provider.name
                    ):
                        continue  # CR304 says so already
                    yield (
                        contract.id,
                        Violation(
                            "CR305",
                            f"provider.{value} is “{mine}”, and {first.id} has "
                            f"“{getattr(first.provider, value)}” for the same {key.replace('_', ' ')}",
                            ("provider", value),
                            hint="look the provider up in the public register, and mend the one that is wrong",
                            related=(Related(first.id, ("provider", value), "the other one"),),
                        ),
                    )


def call_offs(contracts: Sequence[Contract], _settings: Settings) -> Iterator[Found]:
    """CR308: a call-off is made while its framework runs, and outlives it only with somebody's knowledge."""
    by_id = {contract.id: contract for contract in contracts}
    for contract in contracts:
        framework = by_id.get((contract.procurement and contract.procurement.framework) or "")
        framework_end = current_end(framework.term) if framework else None
        if framework is None or framework_end is None:
            continue
        made = (contract.procurement and contract.procurement.awarded_on) or contract.term.start
        end = current_end(contract.term)
        if made > framework_end or made < framework.term.start:
            when = "ended" if made > framework_end else "starts"
            day = framework_end if made > framework_end else framework.term.start
            message = (
                f"procurement.framework is {framework.id}, which {when} on {long_date(day)}; "
                f"this call-off was made on {long_date(made)}"
            )
        elif end and end > framework_end:
            message = (
                f"procurement.framework is {framework.id}, which ends on {long_date(framework_end)}; "
                f"this call-off runs on to {long_date(end)}"
            )
        else:
            continue
        yield (
            contract.id,
            Violation(
                "CR308",
                message,
                ("procurement", "framework"),
                hint="check that the framework's terms allow it, and say so in notes",
                related=(Related(framework.id, ("term",), "the framework's term"),),
            ),
        )


def bands(contracts: Sequence[Contract], settings: Settings) -> Iterator[Found]:
    """CR310: a note for a provider whose contracts run at once, each below a band that they cross together.

    Procurement Act 2023, schedule 3, paragraph 4 values at the total what could reasonably be one contract. Only
    amounts as stated on one basis are added, net of VAT: this never says that anything was split.
    """
    if not settings.policy.bands:
        return
    priced = [c for c in contracts if c.value and c.value.stated()]
    for group in _grouped(((c.provider.name, c.value and c.value.stated_basis()), c) for c in priced):
        valued = [(c, v) for c in group if (v := c.value.stated() if c.value else None)]
        crossings = [
            (total, day, band)
            for day, total, largest in _running_together(valued)
            for band in settings.policy.bands
            if largest < band.threshold <= total
        ]
        if not crossings:
            continue
        total, day, band = max(crossings, key=lambda found: (found[0], found[2].threshold, found[1]))
        running = [c for c, _ in valued if c.term.start <= day <= (current_end(c.term) or date.max)]
        last = max(running, key=lambda contract: (contract.term.start, contract.id))
        others = [contract for contract in running if contract is not last][:MOST_RELATED]
        yield (
            last.id,
            Violation(
                "CR310",
                f"provider.name has {pluralize(len(running), 'contract')} running at once that come to "
                f"{format_pounds(total)} as stated; from {format_pounds(band.threshold)} the rules ask for {band.name}",
                ("provider", "name"),
                hint="worth a look when they are next let: could they be one contract?",
                related=tuple(Related(other.id, ("value",), "another of them") for other in others),
            ),
        )


def _running_together(valued: list[tuple[Contract, Decimal]]) -> Iterator[tuple[date, Decimal, Decimal]]:
    """On each day that a contract starts: what all that run come to, and the dearest of them."""
    spans = sorted((c.term.start, current_end(c.term) or date.max, value) for c, value in valued)
    running: list[tuple[date, Decimal]] = []
    values: list[Decimal] = []
    total = ZERO
    for start, end, value in spans:
        while running and running[0][0] < start:
            _, ended = heappop(running)
            total -= ended
            del values[bisect_left(values, ended)]
        heappush(running, (end, value))
        insort(values, value)
        total += value
        yield start, total, values[-1]


RULES: tuple[Rule, ...] = (
    service_areas,
    same_reference,
    succession,
    provider_spelling,
    provider_numbers,
    call_offs,
    bands,
)
