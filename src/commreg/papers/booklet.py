"""The contracts booklet: a page a contract, by service area, in words.

Cheshire East's Children and Families Committee has such a booklet of its commissioned contracts twice a year (report
CF/04/22-23, 23 May 2022). What every contract should have is printed even where it is not recorded; what only some
have stands on the page where there is something to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commreg.listings import contract_row
from commreg.model.contract import (
    VALUE_FIELDS,
    Decision,
    Exemption,
    Funding,
    Kpi,
    Monitoring,
    Notice,
    PlannedDecision,
    Procurement,
    Recommissioning,
    Stage,
    Value,
)
from commreg.model.settings import Settings
from commreg.model.vocabularies import (
    FREQUENCY,
    INSPECTORATE,
    INTENTION,
    KIND,
    PROVIDER_TYPE,
    RATING,
    REGIME,
    ROUTE,
    SPEND_KIND,
    STAGE,
    Vocabulary,
)
from commreg.papers import breaks
from commreg.papers.order import by_area, by_title
from commreg.planning.contract_view import ContractView
from commreg.planning.term import State, break_notice_by
from commreg.planning.totals import annual_value
from commreg.register.redact import UNPUBLISHED
from commreg.values.dates import long_date
from commreg.values.money import format_pounds
from commreg.values.redacted import Redacted
from commreg.wording.dates import state_with_date
from commreg.wording.value import amounts_words

NOT_RECORDED = "not recorded"
Said = str | Redacted


@dataclass(frozen=True, slots=True)
class Line:
    """A field in words: its label, and what is said of it, one item or several. `rating` marks the line of a rating."""

    label: str
    said: tuple[Said, ...]
    rating: str = ""

    @property
    def blank(self) -> bool:
        """Whether nobody recorded it."""
        return self.said == (NOT_RECORDED,)


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of a page under a heading."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A contract's page. `anchor` is what links lead to, and `state` says where it stands on the day."""

    record: ContractView
    anchor: str
    title: str
    provider: Said
    state: str
    parts: tuple[Part, ...]


def pages(records: Sequence[ContractView], settings: Settings) -> list[tuple[str, list[Page]]]:
    """Pairs of a service area's name and its pages, in the order of the settings; pages by title."""
    views = {view.contract.id: view for view in records}
    return [
        (name, [_page(view, settings, views) for view in contracts])
        for name, contracts in by_area(by_title(records), settings)
    ]


def _page(record: ContractView, settings: Settings, known: Mapping[str, ContractView]) -> Page:
    parts = (
        Part("What it is", tuple(_what(record, settings))),
        Part("When it runs", tuple(_term(record))),
        Part("What it costs", tuple(_money(record))),
        Part("How it was bought", tuple(_bought(record, known))),
        Part("How it is monitored", tuple(_monitored(record))),
        Part("What happens next", tuple(_next(record, known))),
        Part("Decisions", tuple(_decided(record))),
        Part("About this entry", tuple(_entry(record))),
    )
    contract = record.contract
    return Page(
        record,
        f"contract-{contract.id}",
        contract.title,
        record.provider_name,
        state_with_date(record.facts),
        tuple(part for part in parts if part.lines),
    )


class _Lines:
    """Makes the lines of one contract, with the words for what is withheld in the place of a value."""

    def __init__(self, record: ContractView) -> None:
        self.record = record

    def always(self, label: str, field: str, value: str | None) -> Iterator[Line]:
        """A field that every contract should have: not recorded, if it is blank."""
        yield Line(label, (self.record.redaction_of(field) or value or NOT_RECORDED,))

    def some(self, label: str, field: str, *values: str | None) -> Iterator[Line]:
        """A field that only some contracts have: no line if it is blank, or if the council keeps it for its own work.

        One that stands in a group that is withheld whole has no line of its own.
        """
        if any(field.startswith(f"{name}.") for name in self.record.redacted):
            return
        found: tuple[Said, ...] = tuple(value for value in values if value)
        if hidden := self.record.redaction_of(field):
            found = () if hidden.words == UNPUBLISHED else (hidden,)
        if found:
            yield Line(label, found)


def _label(words: Vocabulary, word: str | None) -> str | None:
    return words.label(word) if word else None


def _day(value: date | None) -> str | None:
    return long_date(value) if value else None


def _pounds(value: Decimal | None) -> str | None:
    return None if value is None else format_pounds(value)


def _what(record: ContractView, settings: Settings) -> Iterator[Line]:
    contract, line = record.contract, _Lines(record)
    provider = contract.provider
    yield from line.always("Provider", "provider.name", provider.name)
    yield from line.some("Kind of provider", "provider.type", _label(PROVIDER_TYPE, provider.type))
    if "provider.name" not in record.redacted:  # numbers that lead to the name are withheld with it
        yield from line.some("Company number", "provider.company_number", provider.company_number)
        yield from line.some("Charity number", "provider.charity_number", provider.charity_number)
    yield from line.some("Small or medium-sized", "provider.sme", _yes(provider.sme))
    yield from line.some("Voluntary, community or social enterprise", "provider.vcse", _yes(provider.vcse))
    yield from line.some("Delivered by", "subcontractors", *_under(record))
    yield Line("Kind of agreement", (KIND.label(contract.kind),))
    yield from line.some("Reference", "reference", contract.reference)
    yield Line("Service area", (settings.area_name(contract.service_area),))
    yield from line.always("What is bought, and for whom", "description", contract.description)
    yield from _duty(record)


def _yes(value: bool | None) -> str | None:
    return None if value is None else ("yes" if value else "no")


def _under(record: ContractView) -> Iterator[str]:
    for each in record.contract.subcontractors or ():
        delivers = f": {each.delivers.rstrip('.')}" if each.delivers else ""
        share = f" ({format_pounds(each.share)})" if each.share is not None else ""
        yield f"{each.name}{delivers}{share}"


def _duty(record: ContractView) -> Iterator[Line]:
    statutory = record.contract.statutory
    if statutory is None:
        yield Line("Duty", (record.redaction_of("statutory") or "none recorded",))
        return
    basis = record.redaction_of("statutory.basis")
    yield Line("Duty", (basis or f"Statutory: {statutory.basis}",))
    yield from _Lines(record).some("Choice of provider", "statutory.limited_choice", statutory.limited_choice)


def _term(record: ContractView) -> Iterator[Line]:
    known, term = record.facts, record.contract.term
    yield Line("Starts", (long_date(known.start),))
    if known.current_end is None:
        yield Line("Ends", ("no end date",))
        yield Line("Ends when", (term.ends_when or NOT_RECORDED,))
        yield Line("Review on", (_day(term.review_on) or NOT_RECORDED,))
    else:
        yield Line("Ends", (_ends(record),))
        if not known.state.is_inactive:
            yield from _extend(record)
        yield Line("Extensions", (contract_row.extension_words(term.extensions),))
        for extension in term.extensions or ():
            if extension.note:
                yield Line("On extending", (extension.note,))
    if term.breaks is not None:
        yield Line("Can be ended early", tuple(_breaks(record)) or ("no break clause",))
    if known.window_opens and not known.state.is_inactive:
        opened = (
            "Recommissioning window opened" if known.window_opens <= known.as_of else "Recommissioning window opens"
        )
        yield Line(opened, (long_date(known.window_opens),))


def _extend(record: ContractView) -> Iterator[Line]:
    """What the end can still move to, and by when notice must be given."""
    known, extend = record.facts, contract_row.extend_words(record)
    if known.state is State.ENDED:
        yield Line("Can extend to", ("no option: it has ended",))
        return
    yield Line("Can extend to", (long_date(extend) if isinstance(extend, date) else str(extend),))
    if option := known.next_option:
        said = ", by default: the contract does not say" if option.notice_by_default else ""
        passed = ", and has passed" if option.notice_by < known.as_of else ""
        yield Line("Last day to give notice", (f"{long_date(option.notice_by)}{said}{passed}",))


def _ends(record: ContractView) -> str:
    """The current end, with the end as signed where it has moved, and why."""
    known, term = record.facts, record.contract.term
    end, signed = _day(known.current_end) or "", _day(known.initial_end)
    if term.terminated:
        return f"{end}, ended early: {term.terminated.reason.rstrip('.')}" + (
            f" (signed to {signed})" if signed else ""
        )
    return end if known.current_end == known.initial_end else f"{end} (signed to {signed}, extended)"


def _breaks(record: ContractView) -> Iterator[str]:
    for each in record.contract.term.breaks or ():
        by = f", by {breaks.whose(each)}" if each.by else ""
        notice = break_notice_by(each)
        yield long_date(each.on) + by + (f", with notice by {long_date(notice)}" if notice else "")


def _money(record: ContractView) -> Iterator[Line]:
    contract, line, value = record.contract, _Lines(record), record.contract.value
    hidden = record.redaction_of(*VALUE_FIELDS)
    yield Line("Stated value", (hidden,) if hidden else _value(value))
    if value and not hidden:
        yearly = annual_value(contract)
        if yearly is not None and value.stated_basis() != "annual":
            yield Line("Value a year", (f"{format_pounds(yearly)}, reckoned from the stated value",))
    if value and "value.amount" not in record.redacted:  # what tells the amount is withheld with it
        yield from line.some("Awarded at", "value.at_award", _pounds(value.at_award))
        yield from line.some("How it may vary", "value.variation", value.variation)
        yield from line.some("How the price is reviewed", "value.uplift", value.uplift)
        yield from line.some(
            "VAT that cannot be recovered", "value.irrecoverable_vat", _pounds(value.irrecoverable_vat)
        )
    funding = [_funded(each) for each in contract.funding or ()]
    if funding:
        yield from line.some("Funding", "funding", *funding)
    else:
        yield from line.always("Funding", "funding", None)
    spent = (
        f"{each.year}: {format_pounds(each.amount)}, {SPEND_KIND.label(each.kind)}" for each in contract.spend or ()
    )
    yield from line.some("Spend", "spend", *spent)


def _funded(each: Funding) -> str:
    return each.source + (f": {format_pounds(each.amount)}" if each.amount is not None else "")


def _value(value: Value | None) -> tuple[str, ...]:
    """The amount and its parts, each with what it covers."""
    if value is None or (value.amount is None and not value.parts):
        return (NOT_RECORDED,)
    return tuple(amounts_words(value))


def _bought(record: ContractView, known: Mapping[str, ContractView]) -> Iterator[Line]:
    procurement, line = record.contract.procurement or Procurement(), _Lines(record)
    yield from line.always("Route", "procurement.route", _label(ROUTE, procurement.route))
    yield from line.some("Bought under", "procurement.regime", _label(REGIME, procurement.regime))
    yield from line.some("Awarded on", "procurement.awarded_on", _day(procurement.awarded_on))
    yield from line.some("Signed on", "procurement.signed_on", _day(procurement.signed_on))
    framework = procurement.framework
    yield from line.some("Called off from", "procurement.framework", _titled(framework, known))
    yield from line.some("Lot", "procurement.lot", procurement.lot)
    yield from line.some("CPV codes", "procurement.cpv", *procurement.cpv or ())
    yield from line.some("Notices", "procurement.notices", *map(_notice, procurement.notices or ()))
    exempt = procurement.exemption
    yield from line.some("Exemption", "procurement.exemption", *_exemption(exempt))


def _titled(name: str | None, known: Mapping[str, ContractView]) -> str | None:
    """A contract by its title, or by its id where it is not in the paper."""
    return known[name].contract.title if name and name in known else name


def _notice(notice: Notice) -> str:
    reference = f" ({notice.reference})" if notice.reference else ""
    return f"{notice.name}{reference}" + (f", {long_date(notice.published_on)}" if notice.published_on else "")


def _exemption(exempt: Exemption | None) -> Iterator[str]:
    if exempt:
        until = f", until {long_date(exempt.until)}" if exempt.until else ", last day not recorded"
        on = f" on {long_date(exempt.approved_on)}" if exempt.approved_on else ""  # withheld: the line says so
        yield f"Approved by {exempt.approved_by}{on}{until}"
        yield exempt.reason


def _monitored(record: ContractView) -> Iterator[Line]:
    monitoring, line = record.contract.monitoring or Monitoring(), _Lines(record)
    yield from line.always("Frequency", "monitoring.frequency", _label(FREQUENCY, monitoring.frequency))
    yield from line.some("Post that answers for it", "monitoring.owner", monitoring.owner)
    yield from line.some("Reports to", "monitoring.forum", monitoring.forum)
    yield from line.some("Last meeting", "monitoring.last_meeting_on", _day(monitoring.last_meeting_on))
    yield from _rating(record)
    yield from line.some("Indicators", "monitoring.kpis", *map(_kpi, monitoring.kpis or ()))
    yield from line.always("Contract management and oversight", "monitoring.oversight", monitoring.oversight)
    yield from line.always("Value for money", "monitoring.value_for_money", monitoring.value_for_money)
    inspected = (INSPECTORATE.label(each) for each in monitoring.inspection or ())
    yield from line.some("Inspected by", "monitoring.inspection", *inspected)


def _rating(record: ContractView) -> Iterator[Line]:
    """The rating and its day, and what it rests on."""
    monitoring, line = record.contract.monitoring, _Lines(record)
    performance = monitoring.performance if monitoring else None
    if performance is None or performance.rating not in RATING:
        yield Line("Performance", (record.redaction_of("monitoring.performance.rating") or "not rated",))
    else:
        words, field = RATING.label(performance.rating), "monitoring.performance.on"
        on = f"rated on {long_date(performance.on)}" if performance.on else "day of the rating not recorded"
        yield Line("Performance", (words, record.redaction_of(field) or on), rating=words)
    reason = performance.reason if performance else None
    yield from line.some("What the rating rests on", "monitoring.performance.reason", reason)


def _kpi(kpi: Kpi) -> str:
    said = [
        f"target {kpi.target}" if kpi.target else "",
        f"latest {kpi.latest}" if kpi.latest else "",
        RATING.label(kpi.rating).lower() if kpi.rating else "",
    ]
    return f"{kpi.name}: {', '.join(filter(None, said)) or 'no target or result recorded'}"


def _next(record: ContractView, known: Mapping[str, ContractView]) -> Iterator[Line]:
    plans, line = record.contract.recommissioning or Recommissioning(), _Lines(record)
    yield from line.always("Intention", "recommissioning.intention", _label(INTENTION, plans.intention))
    stages = (_stage(name, getattr(plans.stages, name.replace("-", "_"))) for name in STAGE if plans.stages)
    yield from line.some("Stages", "recommissioning.stages", *stages)
    yield from line.some("Route planned", "recommissioning.route", _label(ROUTE, plans.route))
    yield from line.some("Expected to cost", "recommissioning.estimated_value", _pounds(plans.estimated_value))
    yield from line.some("Decision needed", "recommissioning.decision", _planned(plans.decision))
    yield from line.some("Taken over by", "recommissioning.successor", _successor(record, known))
    yield from line.some("Took over from", "supersedes", _titled(record.contract.supersedes, known))


def _stage(name: str, stage: Stage | None) -> str | None:
    """How far a stage has got; None where nothing of it is recorded."""
    if stage and stage.completed_on:
        return f"{STAGE.label(name)}: done on {long_date(stage.completed_on)}"
    return f"{STAGE.label(name)}: begun on {long_date(stage.started_on)}" if stage and stage.started_on else None


def _planned(decision: PlannedDecision | None) -> str | None:
    if decision is None:
        return None
    said = [
        decision.body,
        f"planned for {long_date(decision.on)}" if decision.on else "day not recorded",
        "key decision" if decision.key_decision else "",
        f"forward plan {decision.forward_plan}" if decision.forward_plan else "",
    ]
    return ", ".join(filter(None, said))


def _successor(record: ContractView, known: Mapping[str, ContractView]) -> str | None:
    """The contract that takes over, unless that is told only by a field which that contract withholds."""
    name, own = record.facts.successor, record.contract.recommissioning
    if name and name in known and known[name].redaction_of("supersedes") and not (own and own.successor == name):
        return None
    starts = record.facts.successor_start
    return f"{_titled(name, known)}" + (f", from {long_date(starts)}" if starts else "") if name else None


def _decided(record: ContractView) -> Iterator[Line]:
    """Decisions taken, with those to extend, the latest first."""
    if record.redaction_of("decisions"):
        yield from _Lines(record).some("Decisions", "decisions")
    made = [*(record.contract.decisions or ()), *(e.decision for e in record.contract.term.extensions or ())]
    for decision in sorted((d for d in made if d), key=lambda d: (d.on, d.body), reverse=True):
        yield Line(long_date(decision.on), (_decision(decision),))


def _decision(decision: Decision) -> str:
    notes = [
        decision.reference or "",
        "key decision" if decision.key_decision else "",
        f"forward plan {decision.forward_plan}" if decision.forward_plan else "",
    ]
    aside = f" ({', '.join(filter(None, notes))})" if any(notes) else ""
    what = decision.what.rstrip(".") if decision.what else "what was decided is not recorded"
    return f"{decision.body}: {what}{aside}"


def _entry(record: ContractView) -> Iterator[Line]:
    """About the entry itself, and what only colleagues are shown."""
    contract, line = record.contract, _Lines(record)
    documents = (each.title for each in contract.documents or ())
    yield from line.some("Documents", "documents", *documents)
    yield from line.always("Last confirmed", "checked_on", _day(contract.checked_on))
    doubts = (
        f"{each.field}: {each.says.rstrip('.')}" + (f" ({each.source.rstrip('.')})" if each.source else "")
        for each in contract.queries or ()
    )
    yield from line.some("In doubt", "queries", *doubts)
    yield from line.some("Remarks", "notes", contract.notes)
    own = (f"{name}: {value}" for name, value in sorted((contract.local or {}).items()))
    yield from line.some("Local fields", "local", *own)
