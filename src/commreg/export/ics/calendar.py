"""Deadlines as a calendar (RFC 5545): all-day events that keep their identity, with a reminder each.

The same register as at the same day gives the same bytes: the stamp of every event is the as-of day, and a UID is made
of the contract, the kind and the key, so that a calendar moves an event whose day has moved instead of adding one.

The lines are written here: a library's own events take more than ten times as long for a thousand contracts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from commreg.export.request import ExportRequest
from commreg.export.tables import open_deadlines
from commreg.model.vocabularies import DEADLINE
from commreg.planning.deadlines import Deadline
from commreg.values.dates import ONE_DAY
from commreg.wording.deadlines import deadline_text
from commreg.wording.verdict import verdict_sentences

# Days before the day on which the reminder comes: time to do what is to be done.
REMINDERS = {
    "end": 28,
    "window": 14,
    "stage-start": 14,
    "stage-finish": 14,
    "decision": 42,
    "decision-notice": 14,
    "extension-notice": 56,
    "renewal-notice": 56,
    "break-notice": 56,
    "exemption": 56,
    "meeting": 7,
    "kpi": 7,
    "assurance": 28,
    "staff-transfer": 28,
    "review": 28,
    "check": 14,
    "publication": 14,
    "standstill": 1,
}
MAX_LINE_BYTES = 75  # a line with its line end taken off must be shorter


def render(request: ExportRequest) -> str:
    """A calendar with an event for every deadline to come or overdue; CRLF line ends, as the RFC asks.

    The organisation is part of every UID, so that two councils' calendars keep apart.
    """
    as_of = request.as_of
    organisation = request.settings.organisation.name
    domain = re.sub(r"[^a-z0-9]+", "-", organisation.casefold()).strip("-") or "register"
    head = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//commreg//contract register//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(f'{request.heading}: deadlines')}",
    )
    verdicts = verdict_sentences(request.views, request.settings)
    events = [_lines(_event(deadline, domain, as_of, verdicts)) for deadline in open_deadlines(request)]
    return "".join((_lines(head), *events, _lines(("END:VCALENDAR",))))


def _event(deadline: Deadline, domain: str, as_of: date, verdicts: Mapping[str, str]) -> tuple[str, ...]:
    text = deadline_text(deadline)
    what = text.what[0].upper() + text.what[1:]
    summary = _text(f"{what}: {deadline.title}")
    owner = f"\nOwner: {deadline.owner}" if deadline.owner else ""
    entry = f"\nContract: {deadline.contract}" if deadline.contract else ""
    basis = text.basis[0].upper() + text.basis[1:]
    verdict = verdicts.get(deadline.contract) if deadline.concerns_end else None
    first = f"{verdict}\n" if verdict else ""
    about = _text(f"{first}{basis}\nSource: {text.source}{owner}{entry}")
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


def _text(text: str) -> str:
    """A text value with backslashes, semicolons, commas and line ends escaped (RFC 5545, 3.3.11)."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{fold(line)}\r\n" for line in lines)


def fold(line: str) -> str:
    """A line in pieces of fewer than 75 bytes (RFC 5545, 3.1); an escaped character stays with its backslash."""
    if len(line.encode("utf-8")) < MAX_LINE_BYTES:
        return line
    pieces: list[str] = []
    start = size = 0
    for place, character in enumerate(line):
        length = len(character.encode("utf-8"))
        if size + length >= MAX_LINE_BYTES:
            cut = place - 1 if line[place - 1] == "\\" else place
            pieces.append(line[start:cut])
            start, size = cut, place - cut
        size += length
    return "\r\n ".join((*pieces, line[start:]))


def uid(deadline: Deadline, domain: str) -> str:
    """The identity of an event: it stays when the day moves."""
    parts = (deadline.contract, deadline.kind, deadline.key)
    return f"{'.'.join(part for part in parts if part)}@{domain}.commreg"
