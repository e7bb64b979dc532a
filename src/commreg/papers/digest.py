"""The weekly digest of deadlines in Markdown, for a job to post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from commreg.listings.digest import SECTIONS, Digest
from commreg.planning.deadlines import Deadline
from commreg.values.dates import long_date
from commreg.values.durations import humanize_days
from commreg.values.text import agree
from commreg.values.text import escape_markdown as escape
from commreg.wording.deadlines import deadline_text


def as_markdown(digest: Digest, heading: str, verdicts: Mapping[str, str]) -> str:
    """The digest in Markdown; empty if nothing is new or due soon, so that a job can post nothing.

    `verdicts` are sentences by id of contract, for the deadlines that concern its end.
    """
    if not digest.by_owner:
        return ""
    since, horizon = long_date(digest.since), long_date(digest.horizon)
    lines = [
        f"# Deadlines as of {long_date(digest.as_of)}",
        "",
        f"{escape(heading)}. What is new since {since}, and what is due by {horizon}.",
        "",
    ]
    if count := digest.already_overdue:
        lines += [f"{count} other {agree(count, 'deadline was', 'deadlines were')} already overdue.", ""]
    for owner, sections in digest.by_owner.items():
        lines += [f"## {escape(owner)}", ""]
        for section in SECTIONS:
            lines += _section_lines(section, sections.get(section, ()), digest.as_of, verdicts)
    return "\n".join(lines).rstrip("\n") + "\n"


def _section_lines(
    section: str, deadlines: Sequence[Deadline], as_of: date, verdicts: Mapping[str, str]
) -> Iterator[str]:
    if not deadlines:
        return
    yield from (f"### {section}", "")
    for deadline in deadlines:
        days = (deadline.day - as_of).days
        when = "today" if not days else f"in {humanize_days(days)}" if days > 0 else f"{humanize_days(days)} ago"
        text = deadline_text(deadline)
        basis = f"{text.basis[0].upper()}{text.basis[1:]}. Source: {text.source}."
        what = f"{escape(deadline.title)}: {escape(text.what)}"
        verdict = verdicts.get(deadline.contract) if deadline.concerns_end else None
        after = f" {escape(verdict)}" if verdict else ""
        yield f"- **{long_date(deadline.day)}** ({when}), {what}.{after} *{escape(basis)}*"
    yield ""
