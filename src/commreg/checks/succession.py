"""Checks of which contract follows which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from commreg.checks.registry import RegisterContext, RegisterViolation, register_check
from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.diagnostics.finding import Related, Severity, Violation
from commreg.model.contract import Contract
from commreg.planning.extensions import extended_end
from commreg.values.dates import boundary, long_date
from commreg.values.text import pluralize


@dataclass(frozen=True, slots=True)
class _Link:
    """One contract said to follow another, and where it is said."""

    before: str
    after: str
    said_in: str
    field_path: FieldPath

    @property
    def name(self) -> str:
        """The id that is recorded at the path."""
        return self.before if self.said_in == self.after else self.after


@register_check(
    "CR303", "succession-gap", Severity.WARNING, "There is a gap or an overlap between a contract and its successor"
)
@register_check("CR309", "succession-disagrees", Severity.ERROR, "Two contracts disagree on which follows which")
def succession(context: RegisterContext) -> Iterator[RegisterViolation]:
    """Both contracts agree on which follows which, and the next starts the day after the last.

    Several contracts may be followed by one, as when services are brought together; one is followed by one alone.
    """
    contracts = context.contracts
    by_id = {contract.id: contract for contract in contracts}
    followed: dict[str, _Link] = {}
    for link in _links(contracts, by_id):
        first_link = followed.setdefault(link.before, link)
        if first_link.after != link.after:
            yield link.said_in, _disagreement(link, first_link)
    circles = _circles(followed)
    for link in followed.values():
        if link.before in circles:
            message = f"{format_path(link.field_path)} is “{link.name}”, and the links from there lead back to it"
            yield link.said_in, Violation("CR309", message, link.field_path, hint="remove the link that is wrong")
        else:
            yield from _gap(by_id[link.before], by_id[link.after], link.said_in, link.field_path)


def _links(contracts: Sequence[Contract], by_id: Mapping[str, Contract]) -> Iterator[_Link]:
    """Every link to a contract that the register has."""
    for contract in contracts:
        former = contract.supersedes
        if former and former in by_id and former != contract.id:
            yield _Link(former, contract.id, contract.id, ("supersedes",))
        successor = contract.recommissioning.successor if contract.recommissioning else None
        if successor and successor in by_id and successor != contract.id:
            yield _Link(contract.id, successor, contract.id, ("recommissioning", "successor"))


def _disagreement(link: _Link, first_link: _Link) -> Violation:
    return Violation(
        "CR309",
        f"{format_path(link.field_path)} is “{link.name}”, "
        f"and {first_link.said_in} says that {first_link.after} follows {first_link.before}",
        link.field_path,
        hint="correct the wrong one; for a contract that was split, record one successor and say the rest in notes",
        related=(Related(first_link.said_in, first_link.field_path, "the other side"),),
    )


def _circles(followed: Mapping[str, _Link]) -> set[str]:
    """The ids of contracts that, followed far enough, follow themselves."""
    circles: set[str] = set()
    done: set[str] = set()
    for start in followed:
        line: list[str] = []
        current = start
        while current in followed and current not in done:
            done.add(current)
            line.append(current)
            current = followed[current].after
        if current in line:
            circles.update(line[line.index(current) :])
    return circles


def _gap(before: Contract, after: Contract, where: str, field_path: FieldPath) -> Iterator[RegisterViolation]:
    """The days between the two terms. A term that renews by itself has no end to compare until notice is given."""
    terminated = before.term.terminated
    end = terminated.on if terminated else None if before.term.renewal else extended_end(before.term)
    if end is None or after.term.start == boundary(end):
        return
    days = (after.term.start - boundary(end)).days
    what = f"a gap of {pluralize(days, 'day')}" if days > 0 else f"an overlap of {pluralize(-days, 'day')}"
    yield (
        where,
        Violation(
            "CR303",
            f"{after.id} starts on {long_date(after.term.start)}, and {before.id} ends on {long_date(end)}: {what}",
            field_path,
            hint=f"a successor starts on {long_date(boundary(end))}; check both dates",
            may_be_right=True,
            related=(Related(before.id if where == after.id else after.id, ("term",), "the other term"),),
        ),
    )
