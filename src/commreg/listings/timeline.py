"""`timeline`: the term of each contract, what can be added to it and the gap after it, on one axis of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from commreg.listings import contract_row
from commreg.listings.chart import Axis, Bar, Span
from commreg.listings.table import Column, Row, Table, Tone
from commreg.model.settings import Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.timeline import SpanKind, spans
from commreg.planning.verdict import ORDER, Verdict, VerdictKind
from commreg.values.dates import add_months, long_date
from commreg.values.text import agree, pluralize
from commreg.wording.verdict import VerdictTone, verdict_label, verdict_text

GROUPS = ("end", "area", "provider", "verdict")
MONTHS_BEFORE = 1  # of the axis before the as-of day
CHART_MIN_WIDTH = 36
COLUMNS = contract_row.columns(
    Column("mark", " ", data=False),
    Column("title", "Contract", shrinkable=True, preferred_width=32, min_width=20),
    Column("current_end", "Ends", "day"),
    Column("chart", "Timeline", "chart", data=False, shrinkable=True, min_width=CHART_MIN_WIDTH),
    Column("verdict_text", "What to decide", data=False, shrinkable=True, min_width=44, drop_priority=1),
)
_TONES: dict[VerdictTone, Tone] = {"red": "late", "amber": "soon", "green": "", "": "quiet"}


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


def tables(
    picked: Sequence[ContractView], settings: Settings, as_of: date, horizon: date, by: str, characters: Characters
) -> tuple[Table, ...]:
    """The contracts as lines: in one table by end, else one table a service area, provider or verdict."""
    axis = Axis(add_months(as_of, -MONTHS_BEFORE).replace(day=1), horizon, characters.tick)
    empty = f"No contract ends by {long_date(horizon)}."

    def table(views: Sequence[ContractView], title: str = "") -> Table:
        rows = tuple(_row(view, settings, axis, characters) for view in views)
        return Table(name="contracts", columns=COLUMNS, rows=rows, title=title, empty=empty)

    if by == "end" or not picked:
        return (table(picked),)
    group_of = _GROUP[by]
    groups: dict[str, list[ContractView]] = {}
    for view in sorted(picked, key=lambda view: _urgency(view, settings)) if by == "verdict" else picked:
        groups.setdefault(group_of(view, settings), []).append(view)
    return tuple(table(views, f"{name} ({len(views)})") for name, views in groups.items())


def _verdict_group(view: ContractView, settings: Settings) -> str:
    verdict = view.verdict(settings.policy)
    return verdict_label(verdict.kind) if verdict else "Withheld"


_GROUP: dict[str, Callable[[ContractView, Settings], str]] = {
    "area": lambda view, settings: settings.area_name(view.contract.service_area),
    "provider": lambda view, _settings: str(view.provider_name),
    "verdict": _verdict_group,
}


def _urgency(view: ContractView, settings: Settings) -> tuple[int, bool, date]:
    verdict = view.verdict(settings.policy)
    kind = ORDER.index(verdict.kind) if verdict else len(ORDER)
    return kind, view.contract.statutory is None, view.facts.current_end or date.max


def _row(view: ContractView, settings: Settings, axis: Axis, characters: Characters) -> Row:
    verdict = view.verdict(settings.policy)
    text = verdict_text(verdict) if verdict else None
    mark = text.mark if text else "?"
    cells = {
        **contract_row.cells(view, settings),
        "mark": _ASCII_MARKS.get(mark, mark) if characters is ASCII else mark,
        "chart": Bar(axis, tuple(_spans(view, verdict, characters)), tuple(_marks(view, characters))),
    }
    return Row(cells, _TONES[text.tone] if text else "quiet")


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


def decisions_sentence(verdicts: Sequence[Verdict]) -> str:
    """How many leave a gap, and how many are to be extended, by when."""
    gaps = [verdict for verdict in verdicts if verdict.kind is VerdictKind.GAP]
    extend = [verdict for verdict in verdicts if verdict.kind is VerdictKind.EXTEND]
    parts = []
    if gaps:
        statutory = sum(verdict.is_statutory for verdict in gaps)
        of_them = f", {statutory} of them statutory" if statutory else ""
        parts.append(f"{pluralize(len(gaps), 'contract')} would leave a gap that nothing recorded covers{of_them}")
    if extend:
        days = [verdict.decide_by for verdict in extend if verdict.decide_by]
        first = f", the first by {long_date(min(days))}" if days else ""
        parts.append(f"{pluralize(len(extend), 'extension')} {agree(len(extend), 'is', 'are')} to be decided on{first}")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""
