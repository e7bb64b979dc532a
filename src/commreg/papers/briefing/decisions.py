"""The briefing's first answer: what needs deciding, by when, and what happens otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from commreg.listings import recommissioning
from commreg.listings.contract_row import tone
from commreg.listings.table import Column, Row, Table
from commreg.model.settings import Settings
from commreg.papers.briefing.question import Question
from commreg.papers.tables import CONTRACT, duty_cell, verdict_cell
from commreg.planning.contract_view import ContractView
from commreg.planning.verdict import VerdictKind
from commreg.values.text import agree, pluralize

# The verdicts that ask for a decision, most urgent first, and what is said of one and of several.
_TO_DECIDE = {
    VerdictKind.ENDED: ("has ended with no outcome recorded", "have ended with no outcome recorded"),
    VerdictKind.EXEMPT: ("has ended and is covered by an exemption", "have ended and are covered by exemptions"),
    VerdictKind.GAP: (
        "would leave a gap that nothing recorded covers",
        "would leave a gap that nothing recorded covers",
    ),
    VerdictKind.UNKNOWN: (
        "does not record whether it can be extended, and would leave a gap",
        "do not record whether they can be extended, and would leave a gap",
    ),
    VerdictKind.EXTEND: ("needs a decision on an extension now", "need a decision on an extension now"),
}


def answer_decisions(current: Sequence[ContractView], settings: Settings, titles: Mapping[str, str]) -> Question:
    """Contracts whose end needs a decision, most urgent first, each with its verdict."""
    to_decide = [view for view in current if _kind(view, settings) in _TO_DECIDE]
    ordered = sorted(to_decide, key=lambda view: recommissioning.urgency(view, settings))
    columns = (CONTRACT, Column("ends", "Ends", "day"), Column("duty", "Duty"), Column("verdict", "Verdict", "prose"))
    rows = tuple(
        Row(
            {
                "title": view.contract.title,
                "ends": view.facts.current_end,
                "duty": duty_cell(view),
                "verdict": verdict_cell(view, settings, titles),
            },
            tone(view, settings),
        )
        for view in ordered
    )
    return Question(
        "What needs deciding, and by when?",
        tuple(_sentences(current, settings)),
        (Table("decisions", columns, rows, title="To decide, most urgent first"),),
    )


def _kind(view: ContractView, settings: Settings) -> VerdictKind | None:
    verdict = view.verdict(settings.policy)
    return verdict.kind if verdict else None


def _sentences(current: Sequence[ContractView], settings: Settings) -> Iterator[str]:
    counts = Counter(_kind(view, settings) for view in current)
    for kind, (singular, plural) in _TO_DECIDE.items():
        if count := counts[kind]:
            yield f"{pluralize(count, 'contract')} {agree(count, singular, plural)}."
    if not any(counts[kind] for kind in _TO_DECIDE):
        yield "Nothing needs a decision now."
    if hidden := counts[None]:
        yield f"This is withheld for {pluralize(hidden, 'contract')}."
