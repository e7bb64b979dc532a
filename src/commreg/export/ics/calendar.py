"""Deadlines as a calendar (RFC 5545): all-day events that keep their identity, with a reminder each.

The same register as at the same day gives the same bytes: the stamp of every event is the as-of day, and a UID is made
of the contract, the kind and the key, so that a calendar moves an event whose day has moved instead of adding one.

The lines are written here; guarding text and folding long lines, in which writers go wrong, are left to icalendar. Its
own events took ten times as long for a register of a thousand contracts, and held the calendar in memory three times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from icalendar.parser import Contentline
from icalendar.prop import vText

from commreg.export.request import ExportRequest
from commreg.export.tables import open_deadlines
from commreg.model.vocabularies import DEADLINE
from commreg.planning.deadlines import Deadline
from commreg.values.dates import ONE_DAY
from commreg.wording.deadlines import deadline_text

# Days before the day on which the reminder comes: time to do what is to be done.
REMINDERS = {
    "end": 28,
    "window": 14,
    "stage-start": 14,
    "stage-finish": 14,
    "decision": 42,
    "decision-notice": 14,
    "extension-notice": 56,
    "break-notice": 56,
    "exemption": 56,
    "meeting": 7,
    "kpi": 7,
    "review": 28,
    "check": 14,
    "publication": 14,
    "standstill": 1,
}
LONG_LINE = 75  # bytes, from which a line is folded (RFC 5545, 3.1)


def render(outgoing: ExportRequest) -> str:
    """A calendar with an event for every deadline to come or overdue; CRLF line ends, as the RFC asks.

    The organisation is part of every UID, so that two councils' calendars keep apart.
    """
    as_of = outgoing.as_of
    organisation = outgoing.settings.organisation.name
    domain = re.sub(r"[^a-z0-9]+", "-", organisation.casefold()).strip("-") or "register"
    head = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//commreg//contract register//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(f'{outgoing.heading}: deadlines')}",
    )
    events = [_lines(_event(deadline, domain, as_of)) for deadline in open_deadlines(outgoing)]
    return "".join((_lines(head), *events, _lines(("END:VCALENDAR",))))


def _event(deadline: Deadline, domain: str, as_of: date) -> tuple[str, ...]:
    text = deadline_text(deadline)
    what = text.what[0].upper() + text.what[1:]
    summary = _text(f"{what}: {deadline.title}")
    owner = f"\nOwner: {deadline.owner}" if deadline.owner else ""
    entry = f"\nContract: {deadline.contract}" if deadline.contract else ""
    basis = text.basis[0].upper() + text.basis[1:]
    about = _text(f"{basis}\nSource: {text.source}{owner}{entry}")
    return (
        "BEGIN:VEVENT",
        f"SUMMARY:{summary}",
        f"DTSTART;VALUE=DATE:{_day(deadline.day)}",
        f"DTEND;VALUE=DATE:{_day(deadline.day + ONE_DAY)}",
        f"DTSTAMP:{_day(as_of)}T000000Z",
        f"UID:{_text(uid(deadline, domain))}",
        f"CATEGORIES:{_text(DEADLINE.label(deadline.kind))}",
        f"DESCRIPTION:{about}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{summary}",
        f"TRIGGER:-P{REMINDERS[deadline.kind]}D",
        "END:VALARM",
        "END:VEVENT",
    )


def _text(words: str) -> str:
    """Words with commas, semicolons, backslashes and line ends guarded, as the library does it."""
    return str(vText(words).to_ical().decode("utf-8"))


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    """A line in pieces of fewer than 75 bytes, as the library does it: it is slow, and most lines are short."""
    if len(line.encode("utf-8")) < LONG_LINE:
        return line
    folded: bytes = Contentline(line).to_ical()  # type: ignore[no-untyped-call]
    return folded.decode("utf-8")


def uid(deadline: Deadline, domain: str) -> str:
    """The identity of an event: it stays when the day moves."""
    parts = (deadline.contract, deadline.kind, deadline.key)
    return f"{'.'.join(part for part in parts if part)}@{domain}.commreg"
