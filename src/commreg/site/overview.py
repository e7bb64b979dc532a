"""The first page, *What needs deciding*: the verdicts in figures, dates that bind, and all contracts on one picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commreg.listings import expiring
from commreg.planning.contract_view import ContractView
from commreg.planning.verdict import Verdict, VerdictKind
from commreg.site.entries import Entry, Source
from commreg.site.page import Page
from commreg.site.pictures import Bar, axis, contract_bar, timeline_scale
from commreg.site.unknowns import unknown_sentences
from commreg.values import financial_year
from commreg.values.dates import add_months, last_day, long_date
from commreg.values.durations import humanize_days
from commreg.values.geometry import Stretch, parts_of_bar
from commreg.values.money import whole_pounds
from commreg.values.text import agree, pluralize
from commreg.wording.measure import measure_heading, measure_sentence, percent
from commreg.wording.verdict import decisions_sentence, verdict_text

MONTHS_BINDING = 3  # of which dates are listed: this month and the next two
MONTHS_AHEAD = 36  # of the timeline
QUARTERS = 8
MAX_ROWS = 60  # of the timeline
MAX_PROVIDERS = 6
TONES = ("red", "amber", "green", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at the top of the page, what it counts, and the list of it."""

    number: str
    words: str
    address: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A contract with a date that binds, and how far it is away."""

    entry: Entry
    day: date
    away: str


@dataclass(frozen=True, slots=True)
class Row:
    """A contract on the timeline."""

    entry: Entry
    bar: Bar


@dataclass(frozen=True, slots=True)
class Quarter:
    """How many contracts end in a quarter, by tone of the verdict, and their value."""

    name: str
    count: int
    counts: tuple[int, ...]
    parts: tuple[Stretch, ...]
    amount: str


@dataclass(frozen=True, slots=True)
class Share:
    """A provider with its contracts, their value and its share of all."""

    name: str
    address: str
    count: int
    amount: str
    share: str
    part: Stretch


def overview_page(source: Source) -> Page:
    """The page."""
    current = [view for view in source.views if not view.facts.state.is_inactive]
    horizon = last_day(add_months(source.as_of.replace(day=1), MONTHS_AHEAD + 1))
    binding = last_day(add_months(source.as_of.replace(day=1), MONTHS_BINDING))
    ending = expiring.pick(current, horizon)
    scale = timeline_scale(source.as_of, horizon)
    drawn = ending[:MAX_ROWS]
    verdicts = [verdict for view in current if (verdict := view.verdict(source.settings.policy))]
    return Page(
        "index.html",
        "What needs deciding",
        "overview",
        {
            "contracts": source.pick(drawn),
            "count": len(current),
            "over": len(source.views) - len(current),
            "lead": decisions_sentence(verdicts),
            "figures": list(_figures(source, current, verdicts)),
            "binding": binding,
            "due": list(_due(source, current, binding)),
            "uncovered": source.pick(_uncovered(source, current)),
            "axis": axis(scale, source.as_of),
            "rows": [Row(source.entries[v.contract.id], contract_bar(v, source.settings, scale)) for v in drawn],
            "later": _later(current, horizon, len(ending) - len(drawn)),
            "quarters": list(_quarters(source, current)),
            "amount_heading": measure_heading(source.measure),
            "shares": list(_shares(source, current)),
            "rest": _rest(source, current),
            "share_note": measure_sentence(source.measure) if source.measure else "",
            "unknown": list(unknown_sentences(current)),
        },
        tab="index.html",
    )


def _figures(source: Source, current: Sequence[ContractView], verdicts: Sequence[Verdict]) -> Iterator[Figure]:
    """How many have ended, would leave a gap or are to be extended; how many end within a year; the value of all."""
    for kind, words in _COUNTED.items():
        count = sum(verdict.kind is kind for verdict in verdicts)
        if count or kind in (VerdictKind.GAP, VerdictKind.EXTEND):
            sample = next((verdict for verdict in verdicts if verdict.kind is kind), None)
            tone = verdict_text(sample).tone if sample else ""
            yield Figure(f"{count:,}", agree(count, *words), f"register.html#verdict={kind}", tone)
    year = add_months(source.as_of, 12)
    soon = sum(1 for view in current if view.facts.current_end and view.facts.current_end <= year)
    yield Figure(f"{soon:,}", agree(soon, "ends within 12 months", "end within 12 months"), "register.html#ends=12m")
    if source.measure:
        missing = source.measure.contract_count - len(source.measure.amounts)
        note = f"; {pluralize(missing, 'contract')} not included" if missing else ""
        yield Figure(whole_pounds(source.measure.total_amount), source.measure_words + note)


_COUNTED = {
    VerdictKind.ENDED: ("has ended, with no outcome recorded", "have ended, with no outcome recorded"),
    VerdictKind.GAP: ("would leave a gap that nothing recorded covers",) * 2,
    VerdictKind.UNKNOWN: ("would leave a gap, and may have no extension: it is not recorded",) * 2,
    VerdictKind.EXTEND: ("needs a decision on an extension", "need a decision on an extension"),
}


def _due(source: Source, current: Sequence[ContractView], binding: date) -> Iterator[Due]:
    """Contracts that ended, are to be decided on or end by `binding`, inclusive, with that day; in order of day."""
    days = []
    for view in current:
        verdict = view.verdict(source.settings.policy)
        if verdict and verdict.kind in _COUNTED:
            day = verdict.decide_by or verdict.end
            if day and day <= binding:
                days.append((day, not verdict.is_statutory, view.contract.id))
    for day, _, name in sorted(days):
        yield Due(source.entries[name], day, away(day, source.as_of))


def away(day: date, as_of: date) -> str:
    """How far a day is away: “in 15 days”, “today”, “3 weeks ago”."""
    days = (day - as_of).days
    if days == 0:
        return "today"
    return f"in {humanize_days(days)}" if days > 0 else f"{humanize_days(days)} ago"


def _uncovered(source: Source, current: Sequence[ContractView]) -> list[ContractView]:
    """Statutory services that have ended, or would leave a gap that nothing recorded covers; most urgent first."""
    verdicts = ((view.verdict(source.settings.policy), view) for view in current)
    pairs = [
        (verdict.sort_key, view.contract.id, view)
        for verdict, view in verdicts
        if verdict and verdict.is_statutory and verdict.kind in (VerdictKind.ENDED, VerdictKind.GAP)
    ]
    return [view for *_, view in sorted(pairs, key=lambda pair: pair[:2])]


def _later(current: Sequence[ContractView], horizon: date, cut: int) -> list[str]:
    """What the timeline leaves out."""
    after = sum(1 for view in current if view.facts.current_end and view.facts.current_end > horizon)
    endless = sum(1 for view in current if view.facts.current_end is None)
    words = [f"{pluralize(cut, 'more contract')} by {long_date(horizon)}"] if cut else []
    words += [f"{pluralize(after, 'contract that ends', 'contracts that end')} later"] if after else []
    return words + ([f"{pluralize(endless, 'contract')} with no end date"] if endless else [])


def _quarters(source: Source, current: Sequence[ContractView]) -> Iterator[Quarter]:
    """The contracts that end in each of the next quarters."""
    tones = {view.contract.id: source.entries[view.contract.id].verdict.tone for view in current}
    first = financial_year.quarter_of(source.as_of)
    groups = []
    for number in range(QUARTERS):
        start, after = add_months(first, 3 * number), add_months(first, 3 * number + 3)
        groups.append((start, [v for v in current if v.facts.current_end and start <= v.facts.current_end < after]))
    most = max(len(views) for _, views in groups)
    for start, views in groups:
        counts = tuple(sum(tones[view.contract.id] == tone for view in views) for tone in TONES)
        yield Quarter(
            financial_year.quarter_words(start),
            len(views),
            counts,
            tuple(parts_of_bar(counts, most)),
            _amount(source, views) if views else "",
        )


def _amount(source: Source, views: Sequence[ContractView]) -> str:
    amount = source.measure.sum_of(views) if source.measure else None
    return whole_pounds(amount) if amount is not None else ""


def _shares(source: Source, current: Sequence[ContractView]) -> Iterator[Share]:
    """The providers with the largest values."""
    measure = source.measure
    largest = _largest(source, current)
    if not measure or not largest:
        return
    most = largest[0][0]
    for amount, name, views in largest[:MAX_PROVIDERS]:
        yield Share(
            name,
            source.addresses.providers[name],
            len(views),
            whole_pounds(amount),
            percent(amount, measure.total_amount),
            parts_of_bar([amount], most)[0],
        )


def _largest(source: Source, current: Sequence[ContractView]) -> list[tuple[Decimal, str, list[ContractView]]]:
    """Every provider that has a name and an amount above zero, largest first."""
    groups: dict[str, list[ContractView]] = {}
    for view in current:
        if str(view.provider_name) in source.addresses.providers:
            groups.setdefault(str(view.provider_name), []).append(view)
    sums = ((source.measure.sum_of(views) if source.measure else None, name, views) for name, views in groups.items())
    return sorted(((amount, name, views) for amount, name, views in sums if amount), key=lambda row: (-row[0], row[1]))


def _rest(source: Source, current: Sequence[ContractView]) -> str:
    """How many providers are not in the table, and how many names are withheld."""
    names = {str(view.provider_name) for view in current} & set(source.addresses.providers)
    more = len(names) - min(MAX_PROVIDERS, len(_largest(source, current)))
    hidden = sum(1 for view in current if str(view.provider_name) not in source.addresses.providers)
    words = [f"{pluralize(more, 'other provider')}"] if more else []
    words += [f"{pluralize(hidden, 'contract')} with the name of the provider withheld"] if hidden else []
    return " and ".join(words)
