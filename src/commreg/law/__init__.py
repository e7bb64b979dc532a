"""Procurement-law rules that can be calculated: dated tables, each with its source, and pure functions over them.

Nothing here depends on contracts or on today. A table is never used beyond the days it covers.
"""

from __future__ import annotations

from commreg.law.data import NAMES, Table, known_to, out_of_date, tables
from commreg.law.days import Calendar, CalendarRangeError, add_working_days, last_working_day, period_end, working_days
from commreg.law.notice_types import NoticeType, notice_number, notice_types
from commreg.law.services import PSR_FROM, health_service, light_touch, partial_health_note
from commreg.law.thresholds import PA2023_FROM, STANDARD_VAT, Threshold, threshold

__all__ = [
    "NAMES",
    "PA2023_FROM",
    "PSR_FROM",
    "STANDARD_VAT",
    "Calendar",
    "CalendarRangeError",
    "NoticeType",
    "Table",
    "Threshold",
    "add_working_days",
    "health_service",
    "known_to",
    "last_working_day",
    "light_touch",
    "notice_number",
    "notice_types",
    "out_of_date",
    "partial_health_note",
    "period_end",
    "tables",
    "threshold",
    "working_days",
]
