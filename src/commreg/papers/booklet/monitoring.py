"""Booklet: how a contract is monitored."""

from __future__ import annotations

from collections.abc import Iterator

from commreg.model.contract import Assurance, Kpi, Monitoring
from commreg.model.vocabularies import FREQUENCY, INSPECTORATE, RATING
from commreg.papers.booklet.lines import FieldLines, Line, day_text, label_of
from commreg.planning.contract_view import ContractView
from commreg.values.dates import long_date


def monitoring_lines(view: ContractView) -> Iterator[Line]:
    """How often it is reviewed, by whom, its rating and indicators."""
    monitoring, fields = view.contract.monitoring or Monitoring(), FieldLines(view)
    yield from fields.yield_required("Frequency", "monitoring.frequency", label_of(FREQUENCY, monitoring.frequency))
    yield from fields.yield_optional("Responsible post", "monitoring.owner", monitoring.owner)
    yield from fields.yield_optional("Reports to", "monitoring.forum", monitoring.forum)
    yield from fields.yield_optional("Last meeting", "monitoring.last_meeting_on", day_text(monitoring.last_meeting_on))
    yield from _rating_lines(view)
    yield from fields.yield_optional("Indicators", "monitoring.kpis", *map(_kpi_text, monitoring.kpis or ()))
    yield from fields.yield_required("Contract management and oversight", "monitoring.oversight", monitoring.oversight)
    yield from fields.yield_required("Value for money", "monitoring.value_for_money", monitoring.value_for_money)
    inspected = (INSPECTORATE.label(body) for body in monitoring.inspection or ())
    yield from fields.yield_optional("Inspected by", "monitoring.inspection", *inspected)
    yield from fields.yield_optional("In place", "assurances", *map(_assurance_text, view.contract.assurances or ()))


def _rating_lines(view: ContractView) -> Iterator[Line]:
    """The rating, its date and the reason for it."""
    monitoring, fields = view.contract.monitoring, FieldLines(view)
    performance = monitoring.performance if monitoring else None
    if performance is None or performance.rating not in RATING:
        yield Line("Performance", (view.redaction_of("monitoring.performance.rating") or "not rated",))
    else:
        words, field = RATING.label(performance.rating), "monitoring.performance.on"
        on = f"rated on {long_date(performance.on)}" if performance.on else "date of the rating not recorded"
        yield Line("Performance", (words, view.redaction_of(field) or on), rating=words)
    reason = performance.reason if performance else None
    yield from fields.yield_optional("Reason for the rating", "monitoring.performance.reason", reason)


def _assurance_text(assurance: Assurance) -> str:
    details = [
        assurance.outcome or "",
        f"seen on {long_date(assurance.seen_on)}" if assurance.seen_on else "",
        f"until {long_date(assurance.expires_on)}" if assurance.expires_on else "",
    ]
    return f"{assurance.what}: {', '.join(filter(None, details)) or 'no date recorded'}"


def _kpi_text(kpi: Kpi) -> str:
    details = [
        f"target {kpi.target}" if kpi.target else "",
        f"latest {kpi.latest}" if kpi.latest else "",
        RATING.label(kpi.rating).lower() if kpi.rating else "",
    ]
    return f"{kpi.name}: {', '.join(filter(None, details)) or 'no target or result recorded'}"
