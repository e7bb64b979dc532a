"""`digest`: the Markdown a weekly job posts: what has newly opened, what is newly late, and what is due soon.

Grouped by the post that answers for it. Where there is nothing to say it says nothing at all, so that a job can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from commreg.planning.deadlines import Deadline
from commreg.values.dates import long_date
from commreg.values.durations import humanize_days
from commreg.values.text import escape_markdown as escape
from commreg.wording.deadlines import deadline_text

NOBODY = "No owner recorded"
SECTIONS = ("Newly open", "Newly late", "Due soon")


def render(found: Iterable[Deadline], heading: str, since: date, as_of: date, horizon: date) -> str:
    """The digest for the days after `since` up to `as_of`, looking ahead to `horizon`, all three days included.

    Empty where nothing has opened, come late or falls due.
    """
    sorted_out: dict[str, dict[str, list[Deadline]]] = {}
    listed = sorted(found)
    for deadline in listed:
        section = _section(deadline, since, as_of, horizon)
        if section:
            sorted_out.setdefault(deadline.owner or NOBODY, {}).setdefault(section, []).append(deadline)
    if not sorted_out:
        return ""
    lines = [f"# Deadlines as of {long_date(as_of)}", ""]
    lines += [
        f"{escape(heading)}. What is new since {long_date(since)}, and what falls due by {long_date(horizon)}.",
        "",
    ]
    before = sum(1 for deadline in listed if deadline.overdue and deadline.day < since)
    if before:
        lines += [f"{before} other {'deadline was' if before == 1 else 'deadlines were'} already overdue.", ""]
    for owner in sorted(sorted_out, key=lambda name: (name == NOBODY, name)):
        lines += [f"## {escape(owner)}", ""]
        for section in SECTIONS:
            lines += _list(section, sorted_out[owner].get(section, ()), as_of)
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(deadline: Deadline, since: date, as_of: date, horizon: date) -> str:
    if deadline.kind == "window" and since < deadline.day <= as_of:
        return "Newly open"
    if deadline.overdue and deadline.day >= since:
        return "Newly late"
    return "Due soon" if as_of <= deadline.day <= horizon else ""


def _list(section: str, found: Sequence[Deadline], as_of: date) -> Iterator[str]:
    if not found:
        return
    yield from (f"### {section}", "")
    for deadline in found:
        days = (deadline.day - as_of).days
        when = "today" if not days else f"in {humanize_days(days)}" if days > 0 else f"{humanize_days(days)} ago"
        text = deadline_text(deadline)
        basis = f"{text.basis[0].upper()}{text.basis[1:]}. Source: {text.source}."
        what = f"{escape(deadline.title)}: {escape(text.what)}"
        yield f"- **{long_date(deadline.day)}** ({when}), {what}. *{escape(basis)}*"
    yield ""
