"""The last day to give notice: of an extension, or of a break."""

from __future__ import annotations

from datetime import date

from commreg.model.contract import Break
from commreg.values.dates import boundary, last_day
from commreg.values.durations import Duration


def last_notice_day(end: date, notice: Duration) -> date:
    """The last day to give notice that is in time however the clause counts: the day before the corresponding date.

    The day of giving notice is not counted (Dodds v Walker [1981] 1 WLR 1027): 6 months for 31 March is 30 September.
    With no notice period it is the end itself.
    """
    return last_day(notice.before(boundary(end)))


def break_notice_by(clause: Break) -> date | None:
    """The last day to give notice of a break; None without a notice period."""
    return last_notice_day(clause.on, clause.notice) if clause.notice else None
