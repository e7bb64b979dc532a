"""`monitoring`: review meetings overdue and due, ratings with their age, and what is not recorded of oversight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commreg.listings import contract_row
from commreg.listings.table import Cell, Column, Row, Table, Tone
from commreg.model.contract import Kpi, Monitoring
from commreg.model.settings import Settings
from commreg.model.vocabularies import INSPECTORATE, RATING
from commreg.planning.contract_view import ContractView
from commreg.planning.meetings import MeetingDue, next_meeting
from commreg.planning.term import State
from commreg.values.dates import add_months, short_date
from commreg.values.durations import humanize_days
from commreg.wording.deadlines import meeting_basis

# Worst first. What is rated other, or not rated, is neither.
BELOW_TARGET = ("inadequate", "requires-improvement", "approaching-target")
SOON_DAYS = 28  # a meeting due this soon is marked
NOTHING = Monitoring()
_TO_RECORD = {"oversight": "oversight", "value_for_money": "value for money"}

DATA = (
    Column("monitoring_frequency"),
    Column("last_meeting_on", kind="day"),
    Column("next_meeting_due", kind="day"),
    Column("meeting_overdue_days", kind="number"),
    Column("next_meeting_basis"),
    Column("next_meeting_after_end", kind="flag"),
    Column("rating"),
    Column("rating_on", kind="day"),
    Column("rating_age_days", kind="number"),
    Column("rating_old", kind="flag"),
    Column("oversight_recorded", kind="flag"),
    Column("value_for_money_recorded", kind="flag"),
    Column("forum"),
    Column("inspection", kind="list"),
    Column("kpis", kind="number"),
    Column("kpis_below_target", kind="number"),
)
COLUMNS = contract_row.columns(
    Column("overdue_by", "Overdue by", drop_priority=1, data=False),
    Column("next_words", "Next due", "day", drop_priority=1, data=False),
    Column("title", "Contract", shrinkable=True, preferred_width=32, min_width=20),
    Column("owner", "Owner", shrinkable=True, preferred_width=20, min_width=14, drop_priority=5),
    Column("frequency", "Reviewed", drop_priority=4, data=False),
    Column("last_words", "Last meeting", "day", drop_priority=3, data=False),
    Column("rating_words", "Rating", drop_priority=2, data=False),
    Column("rated", "Rated", drop_priority=6, data=False),
    Column("gaps", "Not recorded", "list", drop_priority=2, data=False),
    *DATA,
)


@dataclass(frozen=True, slots=True)
class MonitoringStatus:
    """How the monitoring of one contract stands on the day of its facts."""

    record: ContractView
    due: MeetingDue
    rating_old: bool | None  # older than policy.rating_months; None without a rating or its day

    @property
    def monitoring(self) -> Monitoring:
        """What is recorded; an empty group where nothing is."""
        return self.record.contract.monitoring or NOTHING

    @property
    def overdue_days(self) -> int:
        """Days since the meeting was due; 0 where it is not, or where that cannot be told."""
        return self.due.overdue_days(self.record.facts.as_of) or 0

    @property
    def after_end(self) -> bool:
        """Whether the contract ends before the meeting is due."""
        end = self.record.facts.current_end
        return bool(self.due.on and end and end < self.due.on and self.record.facts.state is State.RUNNING)

    @property
    def rating(self) -> str | None:
        """The latest rating, as files write it."""
        return self.monitoring.performance.rating if self.monitoring.performance else None

    @property
    def gaps(self) -> tuple[str, ...]:
        """What of oversight and value for money is not recorded."""
        return tuple(words for field, words in _TO_RECORD.items() if self.blank(field))

    @property
    def begun(self) -> bool:
        """Whether the contract has started: before it has, no meeting is looked for."""
        return self.record.facts.state is not State.NOT_STARTED

    def blank(self, field: str) -> bool:
        """Whether a field of monitoring is not recorded; a withheld one is."""
        return getattr(self.monitoring, field) is None and not self.record.redaction_of(f"monitoring.{field}")

    @property
    def below_target(self) -> tuple[Kpi, ...]:
        """The indicators that are not on target, worst first."""
        missed = (kpi for kpi in self.monitoring.kpis or () if kpi.rating in BELOW_TARGET)
        return tuple(sorted(missed, key=lambda kpi: BELOW_TARGET.index(kpi.rating or "")))


def standing(record: ContractView, settings: Settings) -> MonitoringStatus:
    """How the monitoring of a contract stands."""
    recorded = record.contract.monitoring or NOTHING
    rated = recorded.performance.on if recorded.performance else None
    return MonitoringStatus(
        record,
        next_meeting(recorded.frequency, recorded.last_meeting_on, settings.policy.school_terms),
        add_months(rated, settings.policy.rating_months) < record.facts.as_of if rated else None,
    )


def pick(records: Sequence[ContractView], settings: Settings) -> tuple[MonitoringStatus, ...]:
    """Contracts that are not over: the longest overdue first, then the soonest due, then those that cannot be told."""
    return tuple(sorted((standing(r, settings) for r in records if not r.facts.state.is_inactive), key=_order))


def _order(each: MonitoringStatus) -> tuple[date, bool, int, int, bool, date, str]:
    """Of those that cannot be told: begun, badly rated and least recorded ones first, then statutory, then by end."""
    known = each.record.facts
    return (
        each.due.on or date.max,
        not each.begun,
        BELOW_TARGET.index(each.rating) if each.rating in BELOW_TARGET else len(BELOW_TARGET),
        -len(each.gaps),
        each.record.contract.statutory is None,
        known.current_end or date.max,
        each.record.contract.id,
    )


def empty(current: Sequence[MonitoringStatus], *, overdue: bool, gaps: bool) -> str:
    """What people read where no contract is shown."""
    if not current:
        return "No contract is current."
    words = {
        (True, False): "No review meeting is known to be overdue.",
        (False, True): "Oversight and value for money are recorded for every contract.",
    }
    return words.get((overdue, gaps), "No contract has both a meeting overdue and something not recorded.")


def table(picked: Sequence[MonitoringStatus], settings: Settings, empty: str) -> Table:
    """The picked contracts as rows. Where no due day is known at all, no column of them is shown: the notes say why."""
    told = any(each.due.on for each in picked)
    return Table(
        name="contracts",
        columns=COLUMNS,
        rows=tuple(
            Row({**contract_row.cells(each.record, settings), **_data(each), **_words(each, told=told)}, _tone(each))
            for each in picked
        ),
        empty=empty,
    )


def _data(each: MonitoringStatus) -> dict[str, Cell]:
    record, recorded = each.record, each.monitoring
    rated = recorded.performance.on if recorded.performance else None
    hidden = record.redaction_of
    unseen = hidden("monitoring.frequency", "monitoring.last_meeting_on")
    rating = hidden("monitoring.performance")
    return {
        "monitoring_frequency": hidden("monitoring.frequency") or recorded.frequency,
        "last_meeting_on": hidden("monitoring.last_meeting_on") or recorded.last_meeting_on,
        "next_meeting_due": unseen or each.due.on,
        "meeting_overdue_days": unseen or each.due.overdue_days(record.facts.as_of),
        "next_meeting_basis": unseen or meeting_basis(each.due),
        "next_meeting_after_end": unseen or (each.after_end if each.due.on else None),
        "rating": rating or each.rating,
        "rating_on": rating or rated,
        "rating_age_days": rating or ((record.facts.as_of - rated).days if rated else None),
        "rating_old": rating or each.rating_old,
        "oversight_recorded": hidden("monitoring.oversight") or recorded.oversight is not None,
        "value_for_money_recorded": hidden("monitoring.value_for_money") or recorded.value_for_money is not None,
        "forum": hidden("monitoring.forum") or recorded.forum,
        "inspection": hidden("monitoring.inspection") or recorded.inspection,
        "kpis": hidden("monitoring.kpis") or (None if recorded.kpis is None else len(recorded.kpis)),
        "kpis_below_target": hidden("monitoring.kpis")
        or (None if recorded.kpis is None else len(each.below_target)),
    }  # fmt: skip


def _words(each: MonitoringStatus, *, told: bool) -> dict[str, Cell]:
    """The cells that people read."""
    unseen = each.record.redaction_of("monitoring.frequency", "monitoring.last_meeting_on")
    return {
        "overdue_by": humanize_days(each.overdue_days) if each.overdue_days and not unseen else "",
        "next_words": unseen or _next_words(each, told=told),
        "last_words": each.record.redaction_of("monitoring.last_meeting_on") or each.monitoring.last_meeting_on,
        "rating_words": each.record.redaction_of("monitoring.performance") or rating_words(each),
        "rated": each.record.redaction_of("monitoring.performance") or rated_words(each),
        "gaps": each.gaps or None,
    }


def _next_words(each: MonitoringStatus, *, told: bool) -> Cell:
    known = each.record.facts
    if each.after_end:
        return "after its end"
    if each.due.on or not told:
        return each.due.on
    return f"starts {short_date(known.start)}" if not each.begun else "not known"


def rating_words(each: MonitoringStatus) -> str:
    """'Good', 'Good (old)', or nothing where there is no rating."""
    return (RATING.label(each.rating) if each.rating else "") + (" (old)" if each.rating_old else "")


def rated_words(each: MonitoringStatus) -> str:
    """How long ago the rating was given."""
    if each.monitoring.performance is None:
        return ""
    on = each.monitoring.performance.on
    if on is None:
        return "day not recorded"
    days = (each.record.facts.as_of - on).days
    if days < 0:
        return f"dated {short_date(on)}"
    return f"{humanize_days(days)} ago" if days else "today"


def _tone(each: MonitoringStatus) -> Tone:
    if each.overdue_days or each.rating == "inadequate":
        return "late"
    if not each.begun:
        return "quiet"
    near = each.due.on and (each.due.on - each.record.facts.as_of).days <= SOON_DAYS
    return "soon" if near or each.rating == "requires-improvement" else ""


def kpis(picked: Sequence[MonitoringStatus]) -> Table:
    """Key performance indicators that are below target or on the way to it, worst first."""
    missed = [(each, kpi) for each in picked for kpi in each.below_target]
    missed.sort(key=lambda pair: BELOW_TARGET.index(pair[1].rating or ""))
    return Table(
        name="kpis_below_target",
        title="Indicators not on target, worst first",
        optional=True,
        row_nouns=("indicator not on target", "indicators not on target"),
        columns=(
            Column("id"),
            Column("title", "Contract", data=False, shrinkable=True, preferred_width=32, min_width=16),
            Column("name", "Indicator", shrinkable=True, preferred_width=30, min_width=14),
            Column("target_words", "Target", data=False, shrinkable=True, preferred_width=18, min_width=12),
            Column("latest_words", "Latest", data=False, shrinkable=True, preferred_width=18, min_width=12),
            Column("target"),
            Column("latest"),
            Column("rating"),
            Column("rating_words", "Rating", data=False),
            Column("due_on", "Next result", "day", drop_priority=3),
        ),
        rows=tuple(Row(_kpi_cells(each, kpi), "late" if kpi.rating == "inadequate" else "") for each, kpi in missed),
    )


def _kpi_cells(each: MonitoringStatus, kpi: Kpi) -> dict[str, Cell]:
    contract = each.record.contract
    return {
        "id": contract.id,
        "title": contract.title,
        "name": kpi.name,
        "target": kpi.target,
        "latest": kpi.latest,
        "target_words": kpi.target or "not recorded",
        "latest_words": kpi.latest or "not recorded",
        "rating": kpi.rating,
        "rating_words": RATING.label(kpi.rating or ""),
        "due_on": kpi.due_on,
    }


def inspection(picked: Sequence[MonitoringStatus]) -> Table:
    """Who inspects how many of these contracts, and which."""
    found = {
        name: tuple(e.record.contract.id for e in picked if name in (e.monitoring.inspection or ()))
        for name in INSPECTORATE
    }
    return Table(
        name="inspection",
        title="Who inspects",
        optional=True,
        row_nouns=("inspectorate", "inspectorates"),
        columns=(
            Column("inspectorate"),
            Column("name", "Inspectorate", data=False),
            Column("contracts", "Contracts", "number"),
            Column("ids", "Which", "list", shrinkable=True, preferred_width=40, min_width=20),
        ),
        rows=tuple(
            Row(
                {
                    "inspectorate": name,
                    "name": INSPECTORATE.label(name),
                    "contracts": len(ids),
                    "ids": tuple(sorted(ids)),
                }
            )
            for name, ids in found.items()
            if ids
        ),
    )
