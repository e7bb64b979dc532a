"""Deadlines as a calendar (RFC 5545): all-day events that keep their identity, with a reminder each.

The same register as at the same day gives the same bytes: the stamp of every event is the as-of day, and a UID is made
of the contract, the kind and the key, so that a calendar moves an event whose day has moved instead of adding one.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from commreg.dates import ONE_DAY
from commreg.deadlines import Deadline, deadlines
from commreg.exchange import Outgoing
from commreg.vocab import DEADLINE

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


def render(outgoing: Outgoing) -> str:
    """A calendar with an event for every deadline to come or overdue; CRLF line ends, as the RFC asks.

    The organisation is part of every UID, so that two councils' calendars keep apart.
    """
    as_of = outgoing.as_of
    calendar = Calendar()
    calendar.add("prodid", "-//commreg//contract register//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{outgoing.heading}: deadlines")
    organisation = outgoing.settings.organisation.name
    domain = re.sub(r"[^a-z0-9]+", "-", organisation.casefold()).strip("-") or "register"
    stamp = datetime.combine(as_of, time(), UTC)
    whole = len(outgoing.records) == len(outgoing.published.records)
    for deadline in deadlines(outgoing.records, outgoing.settings, as_of, whole=whole):
        if deadline.day >= as_of or deadline.overdue(as_of):
            calendar.add_component(_event(deadline, domain, stamp))
    return str(calendar.to_ical().decode("utf-8"))


def _event(deadline: Deadline, domain: str, stamp: datetime) -> Event:
    what = deadline.what[0].upper() + deadline.what[1:]
    event = Event()
    event.add("uid", uid(deadline, domain))
    event.add("dtstamp", stamp)
    event.add("dtstart", deadline.day)
    event.add("dtend", deadline.day + ONE_DAY)
    event.add("summary", f"{what}: {deadline.title}")
    owner = f"\nOwner: {deadline.owner}" if deadline.owner else ""
    entry = f"\nContract: {deadline.contract}" if deadline.contract else ""
    basis = deadline.basis[0].upper() + deadline.basis[1:]
    event.add("description", f"{basis}\nSource: {deadline.source}{owner}{entry}")
    event.add("categories", [DEADLINE.label(deadline.kind)])
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{what}: {deadline.title}")
    alarm.add("trigger", timedelta(days=-REMINDERS[deadline.kind]))
    event.add_component(alarm)
    return event


def uid(deadline: Deadline, domain: str) -> str:
    """The identity of an event: it stays when the day moves."""
    parts = (deadline.contract, deadline.kind, deadline.key)
    return f"{'.'.join(part for part in parts if part)}@{domain}.commreg"
