"""The days of a contract on a timeline: its term, what can be added to it, and the gap after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from commreg.planning.term import ContractFacts
from commreg.planning.verdict import Verdict
from commreg.values.dates import boundary


class SpanKind(StrEnum):
    """What the days of a span are."""

    TERM = "term"
    EXTENSION = "extension"  # can still be extended
    GAP_UNLESS_EXTENDED = "gap-unless-extended"
    GAP = "gap"  # that nothing recorded covers
    EXEMPTION = "exemption"


@dataclass(frozen=True, slots=True)
class Span:
    """Days of one kind, both inclusive."""

    kind: SpanKind
    first: date
    last: date


def spans(facts: ContractFacts, verdict: Verdict | None) -> Iterator[Span]:
    """The term, the extensions or renewals that can follow, the gap and the exemption; later ones overlap earlier ones.

    Without an end date the term goes on for ever. Days that extensions would cover are apart from the rest of the gap.
    `verdict` is None if it is withheld; then no gap is there.
    """
    end = facts.current_end or date.max
    yield Span(SpanKind.TERM, facts.start, end)
    last = facts.final_end or facts.renews_to  # without a limit, the next renewal
    if last and last > end:
        yield Span(SpanKind.EXTENSION, boundary(end), last)
    if verdict and verdict.gap_from and verdict.gap_days:
        covered = verdict.gap_days - verdict.gap_days_left
        gap_to = verdict.gap_from + timedelta(days=verdict.gap_days - 1)
        if covered:
            until = verdict.gap_from + timedelta(days=covered - 1)
            yield Span(SpanKind.GAP_UNLESS_EXTENDED, verdict.gap_from, until)
        if verdict.gap_days_left:
            yield Span(SpanKind.GAP, verdict.gap_from + timedelta(days=covered), gap_to)
    if verdict and verdict.exempt_until:
        yield Span(SpanKind.EXEMPTION, boundary(end), verdict.exempt_until)
