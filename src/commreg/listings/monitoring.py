"""`monitoring`: review meetings overdue and due, ratings with their age, and what is not recorded."""

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
    """The monitoring of one contract as of the day of its facts."""

    view: ContractView
    due: MeetingDue
    rating_old: bool | None  # older than policy.rating_months; None without a rating or its day

    @property
    def monitoring(self) -> Monitoring:
        """What is recorded; an empty group if nothing is."""
        return self.view.contract.monitoring or NOTHING

    @property
    def overdue_days(self) -> int:
        """Days since the meeting was due; 0 if it is not overdue, or if no due date can be worked out."""
        return self.due.overdue_days(self.view.facts.as_of) or 0

    @property
    def after_end(self) -> bool:
        """Whether the contract ends before the meeting is due."""
        end = self.view.facts.current_end
        return bool(self.due.on and end and end < self.due.on and self.view.facts.state is State.RUNNING)

    @property
    def rating(self) -> str | None:
        """The latest rating, as files write it."""
        return self.monitoring.performance.rating if self.monitoring.performance else None

    @property
    def gaps(self) -> tuple[str, ...]:
        """Which of oversight and value for money is not recorded."""
        return tuple(words for field, words in _TO_RECORD.items() if self.blank(field))

    @property
    def has_started(self) -> bool:
        """Whether the contract has started: before that no meeting is due."""
        return self.view.facts.state is not State.NOT_STARTED

    def blank(self, field: str) -> bool:
        """Whether a field of monitoring is not recorded; a withheld one is."""
        return getattr(self.monitoring, field) is None and not self.view.redaction_of(f"monitoring.{field}")

    @property
    def below_target(self) -> tuple[Kpi, ...]:
        """The indicators that are not on target, worst first."""
        missed = (kpi for kpi in self.monitoring.kpis or () if kpi.rating in BELOW_TARGET)
        return tuple(sorted(missed, key=lambda kpi: BELOW_TARGET.index(kpi.rating or "")))


def monitoring_status(view: ContractView, settings: Settings) -> MonitoringStatus:
    """The monitoring of a contract as of the day of its facts."""
    recorded = view.contract.monitoring or NOTHING
    rated = recorded.performance.on if recorded.performance else None
    return MonitoringStatus(
        view,
        next_meeting(recorded.frequency, recorded.last_meeting_on, settings.policy.school_terms),
        add_months(rated, settings.policy.rating_months) < view.facts.as_of if rated else None,
    )


def pick(views: Sequence[ContractView], settings: Settings) -> tuple[MonitoringStatus, ...]:
    """Contracts that are not over: the longest overdue first, then the soonest due, then those without a due date."""
    return tuple(sorted((monitoring_status(r, settings) for r in views if not r.facts.state.is_inactive), key=_order))


def _order(status: MonitoringStatus) -> tuple[date, bool, int, int, bool, date, str]:
    """Without a due date: started, badly rated and least recorded ones first, then statutory, then by end."""
    facts = status.view.facts
    return (
        status.due.on or date.max,
        not status.has_started,
        BELOW_TARGET.index(status.rating) if status.rating in BELOW_TARGET else len(BELOW_TARGET),
        -len(status.gaps),
        status.view.contract.statutory is None,
        facts.current_end or date.max,
        status.view.contract.id,
    )


def empty(current: Sequence[MonitoringStatus], *, overdue: bool, gaps: bool) -> str:
    """The sentence for people if no contract is listed."""
    if not current:
        return "No contract is current."
    words = {
        (True, False): "No review meeting is known to be overdue.",
        (False, True): "Oversight and value for money are recorded for every contract.",
    }
    return words.get((overdue, gaps), "No contract has both a meeting overdue and something not recorded.")


def table(picked: Sequence[MonitoringStatus], settings: Settings, empty: str) -> Table:
    """The picked contracts as rows. Without any due date there is no column for them: the notes say why."""
    has_due_dates = any(status.due.on for status in picked)
    return Table(
        name="contracts",
        columns=COLUMNS,
        rows=tuple(
            Row(
                {
                    **contract_row.cells(status.view, settings),
                    **_data(status),
                    **_words(status, has_due_dates=has_due_dates),
                },
                _tone(status),
            )
            for status in picked
        ),
        empty=empty,
    )


def _data(status: MonitoringStatus) -> dict[str, Cell]:
    view, recorded = status.view, status.monitoring
    rated = recorded.performance.on if recorded.performance else None
    redaction_of = view.redaction_of
    withheld = redaction_of("monitoring.frequency", "monitoring.last_meeting_on")
    rating = redaction_of("monitoring.performance")
    return {
        "monitoring_frequency": redaction_of("monitoring.frequency") or recorded.frequency,
        "last_meeting_on": redaction_of("monitoring.last_meeting_on") or recorded.last_meeting_on,
        "next_meeting_due": withheld or status.due.on,
        "meeting_overdue_days": withheld or status.due.overdue_days(view.facts.as_of),
        "next_meeting_basis": withheld or meeting_basis(status.due),
        "next_meeting_after_end": withheld or (status.after_end if status.due.on else None),
        "rating": rating or status.rating,
        "rating_on": rating or rated,
        "rating_age_days": rating or ((view.facts.as_of - rated).days if rated else None),
        "rating_old": rating or status.rating_old,
        "oversight_recorded": redaction_of("monitoring.oversight") or recorded.oversight is not None,
        "value_for_money_recorded": redaction_of("monitoring.value_for_money") or recorded.value_for_money is not None,
        "forum": redaction_of("monitoring.forum") or recorded.forum,
        "inspection": redaction_of("monitoring.inspection") or recorded.inspection,
        "kpis": redaction_of("monitoring.kpis") or (None if recorded.kpis is None else len(recorded.kpis)),
        "kpis_below_target": redaction_of("monitoring.kpis")
        or (None if recorded.kpis is None else len(status.below_target)),
    }  # fmt: skip


def _words(status: MonitoringStatus, *, has_due_dates: bool) -> dict[str, Cell]:
    """The cells that people read."""
    withheld = status.view.redaction_of("monitoring.frequency", "monitoring.last_meeting_on")
    return {
        "overdue_by": humanize_days(status.overdue_days) if status.overdue_days and not withheld else "",
        "next_words": withheld or _next_words(status, has_due_dates=has_due_dates),
        "last_words": status.view.redaction_of("monitoring.last_meeting_on") or status.monitoring.last_meeting_on,
        "rating_words": status.view.redaction_of("monitoring.performance") or rating_words(status),
        "rated": status.view.redaction_of("monitoring.performance") or rated_words(status),
        "gaps": status.gaps or None,
    }


def _next_words(status: MonitoringStatus, *, has_due_dates: bool) -> Cell:
    if status.after_end:
        return "after its end"
    if status.due.on or not has_due_dates:
        return status.due.on
    return f"starts {short_date(status.view.facts.start)}" if not status.has_started else "not known"


def rating_words(status: MonitoringStatus) -> str:
    """'Good', 'Good (old)', or nothing if there is no rating."""
    return (RATING.label(status.rating) if status.rating else "") + (" (old)" if status.rating_old else "")


def rated_words(status: MonitoringStatus) -> str:
    """How long ago the rating was given."""
    if status.monitoring.performance is None:
        return ""
    on = status.monitoring.performance.on
    if on is None:
        return "day not recorded"
    days = (status.view.facts.as_of - on).days
    if days < 0:
        return f"dated {short_date(on)}"
    return f"{humanize_days(days)} ago" if days else "today"


def _tone(status: MonitoringStatus) -> Tone:
    if status.overdue_days or status.rating == "inadequate":
        return "late"
    if not status.has_started:
        return "quiet"
    is_due_soon = status.due.on and (status.due.on - status.view.facts.as_of).days <= SOON_DAYS
    return "soon" if is_due_soon or status.rating == "requires-improvement" else ""


def kpis(picked: Sequence[MonitoringStatus]) -> Table:
    """Key performance indicators that are below target, worst first."""
    missed = [(status, kpi) for status in picked for kpi in status.below_target]
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
        rows=tuple(
            Row(_kpi_cells(status, kpi), "late" if kpi.rating == "inadequate" else "") for status, kpi in missed
        ),
    )


def _kpi_cells(status: MonitoringStatus, kpi: Kpi) -> dict[str, Cell]:
    contract = status.view.contract
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
    ids_by_name = {
        name: tuple(s.view.contract.id for s in picked if name in (s.monitoring.inspection or ()))
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
            for name, ids in ids_by_name.items()
            if ids
        ),
    )
