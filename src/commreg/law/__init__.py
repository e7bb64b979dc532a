"""What procurement law says that can be reckoned: dated tables, each with its source, and pure functions over them.

It knows nothing of contracts and nothing of today. A table that does not reach a day says so, and is never stretched.
"""

from __future__ import annotations

from commreg.law.data import NAMES, Table, known_to, out_of_date, tables
from commreg.law.days import Calendar, CalendarRangeError, add_working_days, period_end, working_days
from commreg.law.services import PSR_FROM, health_service, light_touch, partial_health_note
from commreg.law.thresholds import PA2023_FROM, Threshold, threshold

__all__ = [
    "NAMES",
    "PA2023_FROM",
    "PSR_FROM",
    "Calendar",
    "CalendarRangeError",
    "Table",
    "Threshold",
    "add_working_days",
    "health_service",
    "known_to",
    "light_touch",
    "out_of_date",
    "partial_health_note",
    "period_end",
    "tables",
    "threshold",
    "working_days",
]
