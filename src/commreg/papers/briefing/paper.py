"""The briefing for members: each figure under the question it answers, as a member would put it.

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
from commreg.papers.briefing.budget import share_of_budget
from commreg.papers.briefing.money import areas, kinds, largest, small
from commreg.papers.briefing.question import Question
from commreg.papers.briefing.terms import breaks, ends, no_option, uplift
from commreg.papers.order import by_title
from commreg.papers.shares import best_measure
from commreg.planning.contract_view import ContractView
from commreg.planning.term import State
from commreg.values.text import pluralize


def answers(records: Sequence[ContractView], settings: Settings, as_of: date) -> tuple[Question, ...]:
    """Every question with its answer, of the contracts that are not over; budget and spend look at those too."""
    current = [record for record in records if not record.facts.state.is_inactive]
    if not current:
        return (Question("How many contracts are there?", (_none(records),)),)
    measure = best_measure(current)
    return (
        _how_many(current, len(records) - len(current)),
        areas(current, settings, measure),
        kinds(current, measure),
        share_of_budget(records, settings, as_of),
        small(current, measure),
        largest(current, measure),
        uplift(current),
        breaks(current, as_of),
        ends(current),
        no_option(current),
        Question(
            "What has been spent, and what was agreed?",
            tuple(spending.said(records)),
            (spending.table(records),),
        ),
    )


def _none(records: Sequence[ContractView]) -> str:
    over = (
        f" {pluralize(len(records), 'contract')} in it {'is' if len(records) == 1 else 'are'} over." if records else ""
    )
    return f"The register has no contract that is running or to come.{over}"


def _are(count: int, word: str = "contract") -> str:
    return f"{pluralize(count, word)} {'is' if count == 1 else 'are'}"


def _how_many(current: Sequence[ContractView], over: int) -> Question:
    named = {r.contract.provider.name for r in current if not r.redaction_of("provider.name")}
    unnamed = sum(bool(r.redaction_of("provider.name")) for r in current)
    lines = [f"{pluralize(len(current), 'contract')} with {pluralize(len(named), 'provider')}."]
    if unnamed:
        first = (
            f"{pluralize(len(current), 'contract')}: {len(current) - unnamed} with {pluralize(len(named), 'provider')}"
        )
        lines = [f"{first}, and {unnamed} whose provider is withheld."]
    for state, words in ((State.NOT_STARTED, "yet to start"), (State.ENDED, "past the end and still open")):
        if count := sum(r.facts.state is state for r in current):
            lines.append(f"{_are(count)} {words}.")
    if over:
        lines.append(f"{_are(over)} over and left out here.")
    return Question(
        "How many contracts are there, and with how many providers?",
        (*lines, *_leads(current)),
        (_lead_table(current),),
    )


def _leads(current: Sequence[ContractView]) -> Iterator[str]:
    """How many are with a lead provider; where nobody wrote it down is not where there is none."""
    leading = [r for r in current if r.contract.subcontractors]
    names = {each.name for r in leading for each in r.contract.subcontractors or ()}
    withheld = sum(bool(r.redaction_of("subcontractors")) for r in current)
    blank = sum(r.contract.subcontractors is None for r in current) - withheld
    if leading:
        yield f"{_are(len(leading))} with a lead provider, for which {pluralize(len(names), 'subcontractor')} deliver."
    if blank == len(current):
        yield "Whether a lead provider has subcontractors is not recorded for any of them."
    elif blank:
        yield f"Whether there are subcontractors is not recorded for {blank}."
    if withheld:
        yield f"Who delivers under the provider is withheld for {withheld}."


def _lead_table(current: Sequence[ContractView]) -> Table:
    leading = by_title(r for r in current if r.contract.subcontractors)
    return Table(
        name="lead_providers",
        title="Lead providers, and who delivers for them",
        columns=(Column("title", "Contract"), Column("provider", "Lead provider"), Column("under", "Delivered by")),
        rows=tuple(
            Row(
                {
                    "title": r.contract.title,
                    "provider": r.provider_name,
                    "under": tuple(each.name for each in r.contract.subcontractors or ()),
                }
            )
            for r in leading
        ),
    )
