"""`timeline`: the term of each contract, what can be added to it and the gap after it, on one axis of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from commreg.listings import contract_row
from commreg.listings.chart import Axis, Bar, Span
from commreg.listings.recommissioning import urgency
from commreg.listings.table import Column, Group, Row, Table
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.timeline import SpanKind, spans
from commreg.planning.verdict import Verdict
from commreg.values.dates import add_months, long_date
from commreg.values.text import pluralize
from commreg.wording.verdict import decisions_sentence

GROUPS = ("end", "area", "provider", "verdict")
MONTHS_BEFORE = 1  # of the axis before the as-of day
CHART_MIN_WIDTH = 36
COLUMNS = contract_row.columns(
    contract_row.MARK_COLUMN,
    Column("title", "Contract", shrinkable=True, preferred_width=32, min_width=20),
    Column("current_end", "Ends", "day"),
    Column("chart", "Timeline", "chart", data=False, shrinkable=True, toned=True, min_width=CHART_MIN_WIDTH),
    Column("verdict_text", "What to decide", data=False, shrinkable=True, min_width=44, drop_priority=1),
)


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a timeline."""

    term: str
    extension: str
    gap_unless_extended: str
    gap: str
    exemption: str
    notice: str
    today: str
    tick: str


BLOCKS = Characters("█", "░", "▒", "×", "▚", "◆", "│", "·")  # noqa: RUF001 a cross, drawn
ASCII = Characters("=", "-", "~", "x", "e", "N", "|", ".")
_ASCII_MARKS = {"■": "#", "▲": "!", "◆": "?", "●": "+", "○": "o", "∞": "*", "\u2013": "-"}


def table(
    picked: Sequence[ContractView], settings: Settings, as_of: date, horizon: date, by: str, characters: Characters
) -> Table:
    """The contracts as lines: by end, or in groups by service area, provider or verdict."""
    axis = Axis(add_months(as_of, -MONTHS_BEFORE).replace(day=1), horizon, characters.tick)
    group_of = _GROUP_OF.get(by, _no_group)
    groups: dict[Group | None, list[Row]] = {}
    for view in sorted(picked, key=lambda view: urgency(view, settings)) if by == "verdict" else picked:
        group = group_of(view, settings)
        if group and characters is ASCII:
            group = replace(group, name=_in_ascii(group.name))
        groups.setdefault(group, []).append(_row(view, settings, axis, characters, group))
    return Table(
        name="contracts",
        columns=COLUMNS,
        rows=tuple(row for members in groups.values() for row in members),
        empty=f"No contract ends by {long_date(horizon)}.",
    )


def _no_group(_view: ContractView, _settings: Settings) -> None:
    """Every contract in one list."""


_GROUP_OF: dict[str, Callable[[ContractView, Settings], Group | None]] = {
    "area": lambda view, settings: Group(settings.area_name(view.contract.service_area)),
    "provider": lambda view, _settings: Group(str(view.provider_name)),
    "verdict": contract_row.verdict_group,
}


def _in_ascii(text: str) -> str:
    """A text that may begin with the mark of a verdict, with a plain character for the mark."""
    return _ASCII_MARKS.get(text[0], text[0]) + text[1:]


def _row(view: ContractView, settings: Settings, axis: Axis, characters: Characters, group: Group | None) -> Row:
    cells = contract_row.cells(view, settings)
    verdict = view.verdict(settings.policy)
    cells |= {
        "mark": _in_ascii(str(cells["mark"])) if characters is ASCII else cells["mark"],
        "chart": Bar(axis, tuple(_spans(view, verdict, characters)), tuple(_marks(view, characters))),
    }
    return Row(cells, contract_row.tone(view, settings), group)


def _spans(view: ContractView, verdict: Verdict | None, characters: Characters) -> list[Span]:
    by_kind = {
        SpanKind.TERM: characters.term,
        SpanKind.EXTENSION: characters.extension,
        SpanKind.GAP_UNLESS_EXTENDED: characters.gap_unless_extended,
        SpanKind.GAP: characters.gap,
        SpanKind.EXEMPTION: characters.exemption,
    }
    return [Span(span.first, span.last, by_kind[span.kind]) for span in spans(view.facts, verdict)]


def _marks(view: ContractView, characters: Characters) -> list[tuple[date, str]]:
    """Today, and over it the last day to give notice of the next extension, or that the contract is not to renew."""
    marks = [(view.facts.as_of, characters.today)]
    notice_by = view.facts.notice_by or view.facts.renewal_notice_by
    return [*marks, (notice_by, characters.notice)] if notice_by else marks


def notes(
    picked: Sequence[ContractView],
    views: Sequence[ContractView],
    settings: Settings,
    horizon: date,
    characters: Characters,
) -> tuple[str, ...]:
    """The key of the chart, what is to be decided, and what the chart leaves out."""
    lines = [_key(characters)] if picked else []
    verdicts = [verdict for view in picked if (verdict := view.verdict(settings.policy))]
    if decisions := decisions_sentence(verdicts):
        lines.append(decisions)
    running = [view for view in views if not view.facts.state.is_inactive]
    later = sum(1 for view in running if view.facts.current_end and view.facts.current_end > horizon)
    endless = sum(1 for view in running if view.facts.current_end is None)
    omitted = [pluralize(later, "contract that ends later", "contracts that end later")] if later else []
    omitted += [pluralize(endless, "contract with no end date", "contracts with no end date")] if endless else []
    if omitted:
        lines.append(f"Not included: {' and '.join(omitted)}.")
    return tuple(lines)


def _key(characters: Characters) -> str:
    parts = {
        characters.term * 2: "under contract",
        characters.extension * 2: "can be extended, or renews",
        characters.notice: "last day to give notice",
        characters.gap_unless_extended * 2: "gap unless extended",
        characters.gap * 2: "gap that nothing recorded covers",
        characters.exemption * 2: "covered by an exemption",
        characters.today: "as-of date",
    }
    return "Key: " + ", ".join(f"{character} {meaning}" for character, meaning in parts.items()) + "."
