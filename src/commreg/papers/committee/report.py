"""The `committee-report` paper: the headings of a report to members, with the register's figures under them.

The cover sheet and the headings are those of Rutland's report 187/2021, with one heading for each service area where
Rutland's has three. Text that only an officer can write is marked: `PROMPTS` says what to write there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from commreg.listings import plan as plans
from commreg.listings.table import Cell, Column, Row, Table
from commreg.model.contract import LeadTimes
from commreg.model.settings import DecisionMaker, Policy, Settings
from commreg.model.vocabularies import INTENTION, STAGE
from commreg.papers.committee import areas as committee_areas
from commreg.papers.committee import plan
from commreg.papers.committee.areas import Area
from commreg.papers.committee.headings import PROMPTS, Heading, build_headings
from commreg.papers.pipeline import pipeline
from commreg.papers.sort_order import by_title
from commreg.papers.tables import CONTRACT, PROVIDER, contract_cells, text_cell
from commreg.planning.contract_view import ContractView
from commreg.planning.decisions import clear_days_of
from commreg.planning.totals import total, total_estimates
from commreg.register.redact import RedactedRegister
from commreg.values.dates import long_date
from commreg.values.durations import Duration, format_months
from commreg.values.money import format_pounds
from commreg.values.text import agree, join_words, pluralize
from commreg.wording.totals import exclusions, sums_by_basis, total_sentence


@dataclass(frozen=True, slots=True)
class Report:
    """The register's content for each heading: sentences, and tables that have no rows if nothing is recorded."""

    headings: Mapping[str, Heading]
    prompts: Mapping[str, str]
    purpose: str
    areas: tuple[Area, ...]
    overview: Table
    lead_times: Table
    process: tuple[str, ...]
    options: tuple[str, ...]
    money: tuple[str, ...]
    by_area: Table
    duties: Table
    status: tuple[str, ...]
    behind: Table
    conclusion: tuple[str, ...]
    documents: tuple[str, ...]


def build_report(
    published: RedactedRegister, chosen: Sequence[ContractView], settings: Settings, as_of: date, horizon: date
) -> Report:
    """The report on the chosen contracts as at `as_of`; `horizon` is the last day that it looks ahead to."""
    current = [view for view in chosen if not view.facts.state.is_inactive]
    plans_by_id = {view.contract.id: plans.of(view, settings) for view in current}
    titles = {view.contract.id: view.contract.title for view in published.views}
    areas = committee_areas.group_by_area(current, settings)
    sections = build_headings([name for name, _ in areas])
    return Report(
        headings=MappingProxyType(sections),
        prompts=MappingProxyType(PROMPTS),
        purpose=_purpose_sentence(current, len(chosen) - len(current), settings, as_of),
        areas=tuple(
            committee_areas.build_area(sections[f"area-{n}"], name, contracts)
            for n, (name, contracts) in enumerate(areas)
        ),
        overview=committee_areas.overview_table(areas, horizon),
        lead_times=_lead_time_table(settings.policy),
        process=tuple(_process_sentences(settings.policy)),
        options=tuple(_option_sentences(current)),
        money=tuple(_money_sentences(published, current, settings)),
        by_area=committee_areas.money_table(areas),
        duties=_duty_table(current),
        status=tuple(
            plan.status_sentences(
                current, plans_by_id, settings, as_of, estimates=pipeline.shows_estimates(published, settings)
            )
        ),
        behind=plan.behind_table(current, plans_by_id, settings, titles),
        conclusion=tuple(plan.conclusion_sentences(current, plans_by_id, settings)),
        documents=tuple(_document_texts(current)),
    )


def _purpose_sentence(current: Sequence[ContractView], over: int, settings: Settings, as_of: date) -> str:
    named = {view.contract.provider.name for view in current if not view.redaction_of("provider.name")}
    withheld = sum(1 for view in current if view.redaction_of("provider.name"))
    providers = pluralize(len(named), "provider") + (
        f", and with others in {pluralize(withheld, 'contract')} where the name is withheld" if withheld else ""
    )
    words = (
        f"This report sets out the {pluralize(len(current), 'contract')} of {settings.organisation.heading}, as at "
        f"{long_date(as_of)}, with {providers}: how they are monitored, what they cost, when they end and what is "
        "being done about it."
    )
    return words + (
        f" {pluralize(over, 'contract')} that {agree(over, 'is', 'are')} over {agree(over, 'is', 'are')} not included."
        if over
        else ""
    )


def _timetables(policy: Policy) -> list[tuple[str, LeadTimes]]:
    return [
        ("Usual", policy.lead_times),
        *((timetable.name.capitalize(), timetable.lead_times) for timetable in policy.timetables),
    ]


def _lead_time_table(policy: Policy) -> Table:
    """A row for each stage with its lead times, and a total."""
    timetables = _timetables(policy)
    stages = [stage for stage in STAGE if any(times.of(stage) for _, times in timetables)]
    rows = [
        {"stage": STAGE.label(stage)}
        | {f"timetable-{n}": str(times.of(stage) or "not included") for n, (_, times) in enumerate(timetables)}
        for stage in stages
    ]
    totals = {
        f"timetable-{n}": _sum_durations(span for stage in STAGE if (span := times.of(stage)))
        for n, (_, times) in enumerate(timetables)
    }
    columns = (Column(f"timetable-{n}", name) for n, (name, _) in enumerate(timetables))
    return Table(
        name="lead_times",
        title="The council's lead times for each stage" if policy.has_own_lead_times else "Lead times for each stage",
        columns=(Column("stage", "Stage"), *columns),
        rows=tuple(Row(cells) for cells in [*rows, {"stage": "Total"} | totals]),
    )


def _sum_durations(spans: Iterable[Duration]) -> str:
    """Durations added up by unit: months and years, weeks, and days."""
    sums: Counter[str] = Counter()
    for span in spans:
        sums["m" if span.unit == "y" else span.unit] += span.count * (12 if span.unit == "y" else 1)
    words = {"m": "month", "w": "week", "d": "day"}
    return " and ".join(pluralize(sums[unit], words[unit]) for unit in words if sums[unit]) or "none"


def _process_sentences(policy: Policy) -> Iterator[str]:
    """The recommissioning process from the settings: when it starts, the rules on value, and who decides."""
    yield (
        f"Recommissioning starts {format_months(policy.window_months)} before a contract ends. The latest date for "
        "each stage is worked back from the end with these lead times, which are shortened for short contracts."
    )
    if policy.bands:
        bands = "; ".join(f"{band.name} from {format_pounds(band.threshold)}" for band in policy.bands)
        yield f"The council's contract procedure rules require, net of VAT: {bands}."
    for body in policy.decision_makers:
        yield _body_sentence(body, policy)
    if not policy.decision_makers:
        yield "Decision-makers are not recorded in the register's settings."


def _body_sentence(body: DecisionMaker, policy: Policy) -> str:
    clear_days = clear_days_of(body, policy)
    stages = " and ".join(STAGE.label(stage).lower() for stage in body.stages)
    notice = f", with {pluralize(clear_days, 'clear day')} of notice" if clear_days else ""
    reach = f" from {format_pounds(body.threshold)}" if body.threshold else ""
    return f"{body.name} decides at the end of {stages}{reach}{notice}."


def _duty_table(current: Sequence[ContractView]) -> Table:
    """Statutory services, their duty, and any limit on the choice of provider."""
    statutory = by_title(view for view in current if view.contract.statutory)
    return Table(
        name="duties",
        title="Statutory services",
        columns=(
            CONTRACT,
            PROVIDER,
            Column("basis", "Duty", "prose"),
            Column("choice", "Limited choice of provider", "prose", drop_priority=1),
            Column("ends", "Ends", "day"),
        ),
        rows=tuple(Row(_duty_cells(view)) for view in statutory),
    )


def _duty_cells(view: ContractView) -> dict[str, Cell]:
    statutory = view.contract.statutory
    return {
        **contract_cells(view),
        "basis": text_cell(view, "statutory.basis", statutory.basis if statutory else None),
        "choice": view.redaction_of("statutory.limited_choice")
        or (statutory.limited_choice if statutory else None)
        or "none recorded",
        "ends": view.facts.current_end or "no end date",
    }


def _option_sentences(current: Sequence[ContractView]) -> Iterator[str]:
    """The council's options at the end of its contracts."""
    yield _intention_sentence(current)
    able = [view for view in current if view.facts.options]
    days = [option.notice_by for view in able if (option := view.facts.next_option)]
    first = min((day for day in days if day >= current[0].facts.as_of), default=None) if current else None
    notice = f"; the next deadline for notice is {long_date(first)}" if first else ""
    yield f"{pluralize(len(able), 'contract')} can still be extended{notice}."
    if renewals := [renewal.notice_by for view in current if (renewal := view.facts.renewal)]:
        count, agreed = pluralize(len(renewals), "contract"), agree(len(renewals), "renews", "renew")
        yield f"{count} {agreed} automatically; the next deadline for notice to stop it is {long_date(min(renewals))}."
    breaks = sum(
        1 for view in current if any(clause.on >= view.facts.as_of for clause in view.contract.term.breaks or ())
    )
    if breaks:
        yield f"{pluralize(breaks, 'contract')} can be ended early under a future break clause."
    varies = sum(
        1
        for view in current
        if view.contract.value and view.contract.value.variation and not _is_variation_hidden(view)
    )
    if varies:
        has = "has" if varies == 1 else "have"
        yield f"{pluralize(varies, 'contract')} {has} a value that may vary with demand or by agreement."


def _is_variation_hidden(view: ContractView) -> bool:
    return view.redaction_of("value.variation") is not None


def _intention_sentence(current: Sequence[ContractView]) -> str:
    tally: Counter[str] = Counter()
    for view in current:
        recommissioning = view.contract.recommissioning
        if view.redaction_of("recommissioning.intention"):
            tally["withheld"] += 1
        elif view.facts.successor:
            tally["successor in place"] += 1
        else:
            tally[(recommissioning.intention if recommissioning else None) or "not recorded"] += 1
    words = [
        f"{INTENTION.label(word).lower()} for {pluralize(tally[word], 'contract')}" for word in INTENTION if tally[word]
    ]
    words += [
        f"{word} for {pluralize(tally[word], 'contract')}"
        for word in ("successor in place", "not recorded", "withheld")
        if tally[word]
    ]
    return f"Intention at contract end: {'; '.join(words)}." if words else "There are no contracts."


def _money_sentences(published: RedactedRegister, current: Sequence[ContractView], settings: Settings) -> Iterator[str]:
    yield total_sentence(total(current))
    if not pipeline.shows_estimates(published, settings):
        return
    estimates = [
        recommissioning.estimated_value
        for view in current
        if (recommissioning := view.contract.recommissioning) and recommissioning.estimated_value is not None
    ]
    if estimates:
        sums = total_estimates(estimates)
        amounts = join_words([*sums_by_basis(sums), *exclusions(sums)])
        yield (
            f"The next contract is estimated for {pluralize(len(estimates), 'contract')}: {amounts}; "
            f"no estimate is shown for {len(current) - len(estimates)}."
        )


def _document_texts(current: Iterable[ContractView]) -> Iterator[str]:
    for view in by_title(current):
        for document in view.contract.documents or ():
            yield f"{document.title} ({view.contract.title})"
