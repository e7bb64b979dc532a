"""The briefing for members: figures under the questions that they answer.

The questions are those of Surrey's Children, Families, Lifelong Learning and Culture Select Committee on
commissioning: how many contracts and lead providers, what share of the budget, small and voluntary providers, uplift,
break clauses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from commreg.listings.table import Column, Row, Table
from commreg.model.settings import Settings
from commreg.papers import spending
from commreg.papers.briefing.budget import answer_budget
from commreg.papers.briefing.decisions import answer_decisions
from commreg.papers.briefing.money import answer_areas, answer_kinds, answer_largest, answer_small
from commreg.papers.briefing.question import Question
from commreg.papers.briefing.terms import answer_breaks, answer_ends, answer_no_option, answer_uplift
from commreg.papers.sort_order import by_title
from commreg.papers.tables import CONTRACT, contract_cells
from commreg.planning.contract_view import ContractView
from commreg.planning.measure import best_measure
from commreg.planning.term import State
from commreg.values.text import pluralize


def build_briefing(views: Sequence[ContractView], settings: Settings, as_of: date) -> tuple[Question, ...]:
    """Every question with its answer. Contracts that are over count only for the budget and spend."""
    current = [view for view in views if not view.facts.state.is_inactive]
    if not current:
        return (Question("How many contracts are there?", (_no_contracts_sentence(views),)),)
    measure = best_measure(current)
    return (
        answer_decisions(current, settings, {view.contract.id: view.contract.title for view in views}),
        _answer_how_many(current, len(views) - len(current)),
        answer_areas(current, settings, measure),
        answer_kinds(current, measure),
        answer_budget(views, settings, as_of),
        answer_small(current, measure),
        answer_largest(current, measure),
        answer_uplift(current),
        answer_breaks(current),
        answer_ends(current),
        answer_no_option(current),
        Question(
            "What has been spent, and what was agreed?",
            tuple(spending.summary_sentences(views)),
            (spending.comparison_table(views),),
        ),
    )


def _no_contracts_sentence(views: Sequence[ContractView]) -> str:
    over = f" {pluralize(len(views), 'contract')} in it {'is' if len(views) == 1 else 'are'} over." if views else ""
    return f"The register has no current or future contracts.{over}"


def _count_are(count: int, word: str = "contract") -> str:
    return f"{pluralize(count, word)} {'is' if count == 1 else 'are'}"


def _answer_how_many(current: Sequence[ContractView], over: int) -> Question:
    named = {view.contract.provider.name for view in current if not view.redaction_of("provider.name")}
    unnamed = sum(bool(view.redaction_of("provider.name")) for view in current)
    lines = [f"{pluralize(len(current), 'contract')} with {pluralize(len(named), 'provider')}."]
    if unnamed:
        first = (
            f"{pluralize(len(current), 'contract')}: {len(current) - unnamed} with {pluralize(len(named), 'provider')}"
        )
        lines = [f"{first}, and {unnamed} whose provider is withheld."]
    for state, words in (
        (State.NOT_STARTED, "yet to start"),
        (State.ENDED, "past the end date with no outcome recorded"),
        (State.EXEMPT, "past the end date and covered by an exemption"),
    ):
        if count := sum(view.facts.state is state for view in current):
            lines.append(f"{_count_are(count)} {words}.")
    if over:
        lines.append(f"{_count_are(over)} over and not included.")
    return Question(
        "How many contracts are there, and with how many providers?",
        (*lines, *_lead_sentences(current)),
        (_lead_table(current),),
    )


def _lead_sentences(current: Sequence[ContractView]) -> Iterator[str]:
    """How many are with a lead provider; those not recorded are counted apart from those with none."""
    leading = [view for view in current if view.contract.subcontractors]
    names = {subcontractor.name for view in leading for subcontractor in view.contract.subcontractors or ()}
    withheld = sum(bool(view.redaction_of("subcontractors")) for view in current)
    blank = sum(view.contract.subcontractors is None for view in current) - withheld
    if leading:
        subcontractors = pluralize(len(names), "subcontractor")
        yield f"{_count_are(len(leading))} with a lead provider, with {subcontractors}."
    if blank == len(current):
        yield "Whether there are subcontractors is not recorded for any of them."
    elif blank:
        yield f"Whether there are subcontractors is not recorded for {blank}."
    if withheld:
        yield f"Subcontractors are withheld for {withheld}."


def _lead_table(current: Sequence[ContractView]) -> Table:
    leading = by_title(view for view in current if view.contract.subcontractors)
    return Table(
        name="lead_providers",
        title="Lead providers and their subcontractors",
        columns=(CONTRACT, Column("provider", "Lead provider"), Column("under", "Delivered by")),
        rows=tuple(
            Row(
                {
                    **contract_cells(view),
                    "under": tuple(subcontractor.name for subcontractor in view.contract.subcontractors or ()),
                }
            )
            for view in leading
        ),
    )
