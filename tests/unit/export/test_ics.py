"""The calendar, opened by a second reader (vobject) that knows nothing of how it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
import vobject  # type: ignore[import-untyped]  # it carries none
from hypothesis import given
from hypothesis import strategies as st

from commreg.export.ics import calendar as ics
from commreg.export.ics.calendar import REMINDERS
from commreg.export.request import ExportRequest
from commreg.model.vocabularies import DEADLINE
from commreg.planning.deadlines import Deadline, deadlines
from commreg.register.filters import Filters, select
from commreg.register.load import Register
from commreg.register.redact import Audience, redact_for
from commreg.wording.deadlines import deadline_text
from tests.unit.builders import AS_OF, full_contract, register_of, related_contracts, values

SETTINGS = """\
[organisation]
name = "Anyshire County Council"
service = "children's services"
[policy]
pipeline_notice = true
[[policy.decision_makers]]
name = "Cabinet"
stages = ["options-appraisal", "award"]
"""
# Words that a calendar file must guard: commas, semicolons, backslashes, and more than 75 octets without a space.
AWKWARD = "Café, théâtre; and C:\\respite " + "é" * 90 + " 🎭" * 20


def contracts() -> tuple[dict[str, Any], ...]:
    head = {"monitoring.owner": "Head of Service", "monitoring.last_meeting_on": "2021-11-08"}
    return (
        full_contract(),
        *related_contracts(),
        values(id="awkward-2020", title=AWKWARD, **head, term={"end": "2024-03-31", "extensions": [{"months": "12"}]}),
        values(
            id="ended-2019", title="Ended", **{"monitoring.owner": "Early Help Manager"}, term={"end": "2021-11-30"}
        ),
    )


def outgoing(register: Register, audience: Audience = "internal", **filters: Any) -> ExportRequest:
    published = redact_for(register, audience)
    return ExportRequest(
        views=select(published.views, Filters(**filters), register.settings),
        published=published,
        settings=register.settings,
        as_of=register.as_of,
        heading=register.settings.organisation.heading,
        options={},
    )


@pytest.fixture
def anyshire(tmp_path: Path) -> Register:
    loaded = register_of(tmp_path, *contracts(), settings=SETTINGS)
    assert not loaded.errors, [fault.message for fault in loaded.errors]
    return loaded


def events(text: str) -> Iterator[Any]:
    """The events that the second reader finds."""
    (calendar,) = vobject.readComponents(text)
    return iter(calendar.vevent_list)


def listed(going: ExportRequest) -> list[Deadline]:
    """What stands in a calendar: all that is to come or overdue."""
    all_deadlines = deadlines(
        going.views, going.settings, going.as_of, is_whole_register=going.views == going.published.views
    )
    return [deadline for deadline in all_deadlines if deadline.day >= going.as_of or deadline.overdue]


def uids(text: str) -> list[str]:
    return [event.uid.value for event in events(text)]


def _summary(deadline: Deadline) -> str:
    what = deadline_text(deadline).what
    return what[0].upper() + what[1:]


def test_a_second_reader_finds_every_event_on_its_day(anyshire: Register) -> None:
    going = outgoing(anyshire)
    read_events = [(event.dtstart.value, event.summary.value) for event in events(ics.render(going))]
    expected = [(deadline.day, f"{_summary(deadline)}: {deadline.title}") for deadline in listed(going)]
    assert read_events == expected
    assert len(read_events) > 40
    assert {deadline.kind for deadline in listed(going)} >= {
        "end",
        "window",
        "decision",
        "review",
        "meeting",
        "extension-notice",
    }


def test_events_last_the_whole_day_and_block_nobody(anyshire: Register) -> None:
    for event in events(ics.render(outgoing(anyshire))):
        start, end = event.dtstart.value, event.dtend.value
        assert type(start) is type(end) is date
        assert end - start == timedelta(days=1)
        assert event.transp.value == "TRANSPARENT"


def test_each_event_has_one_reminder_in_time_for_its_kind(anyshire: Register) -> None:
    going = outgoing(anyshire)
    for event, deadline in zip(events(ics.render(going)), listed(going), strict=True):
        (alarm,) = event.valarm_list
        assert alarm.action.value == "DISPLAY"
        assert alarm.description.value == event.summary.value
        assert alarm.trigger.value == timedelta(days=-REMINDERS[deadline.kind])
        assert event.categories.value == [DEADLINE.label(deadline.kind)]


def test_an_event_explains_its_date_and_names_its_owner(anyshire: Register) -> None:
    text = ics.render(outgoing(anyshire))
    (event,) = [
        candidate for candidate in events(text) if candidate.uid.value.startswith("awkward-2020.extension-notice.1@")
    ]
    assert event.description.value == (
        "On time. Start the review by 1 October 2022.\n"
        "3 months before 31 March 2024, not counting the day of giving notice (last working day 29 December 2023); "
        "the contract decides when notice counts as given\n"
        "Source: the usual notice, as the contract gives none (policy.notice_months)\n"
        "Owner: Head of Service\n"
        "Contract: awkward-2020"
    )
    assert event.uid.value == "awkward-2020.extension-notice.1@anyshire-county-council.commreg"
    assert event.summary.value.endswith(AWKWARD)


def test_lines_end_and_fold_as_in_the_standard(anyshire: Register) -> None:
    """RFC 5545, section 3.1: CRLF, and no line longer than 75 octets."""
    data = ics.render(outgoing(anyshire)).encode("utf-8")
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode("utf-8") is not None for line in lines)  # no character is cut in two
    for name in (b"VERSION:2.0", b"METHOD:PUBLISH", b"CALSCALE:GREGORIAN"):
        assert name in lines


def test_two_runs_on_one_day_give_the_same_bytes(anyshire: Register) -> None:
    assert ics.render(outgoing(anyshire)) == ics.render(outgoing(anyshire))


def test_a_deadline_keeps_its_uid_on_later_days_and_no_uid_is_repeated(tmp_path: Path) -> None:
    runs = []
    for number, later in enumerate((0, 1, 40, 400)):
        register = register_of(
            tmp_path / str(number), *contracts(), settings=SETTINGS, as_of=AS_OF + timedelta(days=later)
        )
        going = outgoing(register)
        event_uids = uids(ics.render(going))
        assert len(set(event_uids)) == len(event_uids)
        runs.append(dict(zip(event_uids, listed(going), strict=True)))
    for before, after in pairwise(runs):
        shared = before.keys() & after.keys()
        assert shared
        assert all((before[uid].kind, before[uid].key) == (after[uid].kind, after[uid].key) for uid in shared)
        same = {(deadline.contract, deadline.kind, deadline.key) for deadline in before.values()}
        assert {
            uid for uid, deadline in after.items() if (deadline.contract, deadline.kind, deadline.key) in same
        } == shared


def test_a_day_that_moves_keeps_its_uid(tmp_path: Path) -> None:
    calendars = []
    for number, end in enumerate(("2024-03-31", "2024-09-30")):
        register = register_of(tmp_path / str(number), values(term={"end": end}), settings=SETTINGS)
        calendars.append({event.uid.value: event.dtstart.value for event in events(ics.render(outgoing(register)))})
    name = "parent-advice-2020.end@anyshire-county-council.commreg"
    assert [run[name] for run in calendars] == [date(2024, 3, 31), date(2024, 9, 30)]


def test_an_owners_calendar_has_the_owners_events_and_the_same_uids(anyshire: Register) -> None:
    text = ics.render(outgoing(anyshire))
    own = ics.render(outgoing(anyshire, owner=("Head of Service",)))
    assert uids(own) == [uid for uid in uids(text) if uid.startswith("awkward-2020.")]
    assert len(uids(own)) > 10


def test_a_public_calendar_holds_nothing_withheld(tmp_path: Path) -> None:
    hidden = {"publication": {"withhold": [{"field": "entry", "basis": "foi-43", "reason": "Its terms are secret."}]}}
    partly = {"publication": {"withhold": [{"field": "title", "basis": "foi-40", "reason": "It names somebody."}]}}
    register = register_of(
        tmp_path,
        values(id="whole-2020", title="Quiet Room", **hidden),
        values(id="part-2020", title="Named After Somebody", **{"monitoring.owner": "Head of Service"}, **partly),
    )
    public = ics.render(outgoing(register, "public")).replace("\r\n ", "")
    internal = ics.render(outgoing(register)).replace("\r\n ", "")
    for words in ("whole-2020", "Quiet Room", "Named After Somebody", "Head of Service"):
        assert words in internal
        assert words not in public
    assert "REDACTED PERSONAL DATA" in public


def test_two_councils_calendars_keep_apart(tmp_path: Path) -> None:
    names = ("Anyshire County Council", "Otherton Borough Council", "")
    uid_sets = [
        set(
            uids(
                ics.render(
                    outgoing(register_of(tmp_path / str(n), values(), settings=f'[organisation]\nname = "{name}"\n'))
                )
            )
        )
        for n, name in enumerate(names)
    ]
    assert all(first.isdisjoint(second) for first, second in combinations(uid_sets, 2))
    assert all(uid.endswith("@register.commreg") for uid in uid_sets[2])


def test_an_empty_register_gives_a_calendar_with_no_events(tmp_path: Path) -> None:
    register = register_of(tmp_path, values(term={"end": "2021-01-01", "closed_on": "2021-01-02"}))
    (calendar,) = vobject.readComponents(ics.render(outgoing(register)))
    assert not hasattr(calendar, "vevent")


@given(st.text(st.sampled_from("a,;\\\\\n\r é🎭N"), max_size=400))
def test_a_long_line_is_folded_below_75_bytes_and_read_back(text: str) -> None:
    line = ics._lines((f"SUMMARY:{ics._text(text)}",))
    assert all(len(piece.encode("utf-8")) <= 75 for piece in line.split("\r\n"))
    assert not any(piece.endswith("\\") and not piece.endswith("\\\\") for piece in line.split("\r\n"))
    unfolded = line.replace("\r\n ", "").removesuffix("\r\n").removeprefix("SUMMARY:")
    read = re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], unfolded)
    assert read == text.replace("\r\n", "\n").replace("\r", "\n")
