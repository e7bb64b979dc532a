"""The row of a contract that every listing shares: the same names and the same values in all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from commreg.listings.table import Cell, Column, Group, Row, Table, Tone
from commreg.model.contract import Extension
from commreg.model.data_fields import RECORDED, DataField, read_all
from commreg.model.settings import Settings
from commreg.model.vocabularies import FREQUENCY, KIND, PROVIDER_TYPE, ROUTE, Vocabulary
from commreg.model.withholding_rules import VALUE_FIELDS
from commreg.planning.contract_view import ContractView, StatedValue
from commreg.planning.derived import derived_fields, derived_values
from commreg.planning.extensions import Option, are_options_recorded
from commreg.planning.plan import PLAN_INPUT_FIELDS
from commreg.planning.term import ContractFacts
from commreg.planning.totals import total
from commreg.planning.verdict import Verdict
from commreg.values.dates import long_date, short_date
from commreg.values.durations import format_months, humanize_days
from commreg.values.text import pluralize
from commreg.wording.totals import total_sentence
from commreg.wording.value import basis_unit, cell_words, common_basis
from commreg.wording.verdict import VerdictText, act_by_words, verdict_heading, verdict_text

_EXTENSION = DataField("extension", "text", "Every extension and what became of it, in words.")
_FIELDS = {
    field.name: field
    for owner in (ContractFacts, StatedValue, ContractView, Verdict, VerdictText)
    for field in (*RECORDED, _EXTENSION, *derived_fields(owner))
}
# The fields that every CSV and JSON listing has, in this order. Programs rely on their names; new ones go at the end.
SHARED = tuple(
    _FIELDS[name]
    for name in (
        *("id", "title", "provider", "service_area", "value", "start", "initial_end", "current_end", "final_end"),
        *("extension", "window_opens", "window_open", "days_in_window", "final_window_opens", "days_left", "state"),
        *("can_extend_to", "notice_by", "notice_by_default", "statutory", "kind", "value_basis", "value_firm"),
        *("review_on", "owner", "reference", "successor", "verdict", "verdict_text", "decide_by", "gap_from"),
        *("gap_days", "annual_value", "notice_by_working_day", "notice_passed_on", "renews_to"),
        *("renewal_notice_by", "renewal_notice_by_working_day", "value_with_options"),
    )
)


def data_column(field: DataField) -> Column:
    """The column of a field, for programs."""
    return Column(field.name, kind=field.kind)


_RECORDED = tuple(field for field in SHARED if field in RECORDED)
DATA = tuple(data_column(field) for field in SHARED)


def columns(*visible: Column) -> tuple[Column, ...]:
    """The shared columns, those named in `visible` with a heading for people, then what is for people alone.

    The columns for people are in the order of `shown`; those for data keep their own order.
    """
    named = {column.key: column for column in visible}
    shared = {column.key for column in DATA}
    for_people = tuple(replace(column, data=False) for column in visible)
    hidden = tuple(replace(column, heading="") for column in DATA)
    extra = tuple(replace(c, heading="", data=True) for c in named.values() if c.data and c.key not in shared)
    return for_people + hidden + extra


def with_basis_in_heading(visible: tuple[Column, ...], basis: str | None) -> tuple[Column, ...]:
    """The columns, with the basis that all contract values share in the heading of the values."""
    return tuple(
        replace(column, unit=basis_unit(basis)) if column.key == "value_words" else column for column in visible
    )


def cells(view: ContractView, settings: Settings, heading_basis: str | None = None) -> dict[str, Cell]:
    """Every cell of the shared row, and the words that people read in place of some of them.

    `heading_basis` is the basis in the heading of the contract values; any other is beside the amount.
    """
    contract = view.contract
    amount = view.redaction_of(*VALUE_FIELDS)
    return {
        **read_all(_RECORDED, contract),
        **derived_values(ContractFacts, view.facts),
        **derived_values(StatedValue, view.stated_value),
        "provider": view.provider_name,
        "value": amount or view.stated_value.value,
        "statutory": view.redaction_of("statutory") or view.statutory,
        **verdict_cells(view, settings),
        _EXTENSION.name: extension_words(view),
        "area": settings.area_name(contract.service_area),
        "kind_name": KIND.label(contract.kind),
        "duty": "statutory" if contract.statutory else "",
        "ends_in": ends_in(view),
        "value_words": amount or cell_words(contract.value, heading_basis),
        "extend_words": extend_words(view),
        "notice_words": notice_words(view),
        "frequency": _label(FREQUENCY, contract.monitoring.frequency if contract.monitoring else None),
        "provider_type": _label(PROVIDER_TYPE, contract.provider.type),
        "route": _label(ROUTE, contract.procurement.route if contract.procurement else None),
    }


def verdict_cells(view: ContractView, settings: Settings, successor_name: str | None = None) -> dict[str, Cell]:
    """The cells of the verdict, and its line for people; redacted if it depends on a redacted field."""
    verdict = view.verdict(settings.policy)
    if verdict is None:
        hidden = view.redaction_of(*PLAN_INPUT_FIELDS)
        words = {"verdict": hidden, "verdict_text": hidden, "verdict_line": hidden, "mark": WITHHELD_MARK}
        return {**derived_values(Verdict, None), **words}
    text = verdict_text(verdict, successor_name)
    return {
        **derived_values(Verdict, verdict),
        **derived_values(VerdictText, text),
        "verdict_line": text.line,
        "mark": text.mark,
        "act_by_words": act_by_words(verdict),
    }


def _label(words: Vocabulary, word: str | None) -> str:
    return words.label(word) if word else "not recorded"


def extension_words(view: ContractView) -> str:
    """Every extension and what became of it; none provided for and not recorded are not the same."""
    term, missed = view.contract.term, view.facts.missed_option
    renewal = f"renews every {term.renewal.every}" if term.renewal else ""
    extensions = term.extensions
    if extensions is None:
        return renewal or "not recorded"
    states = [extension.state for extension in extensions]
    if missed:
        later = f"available only after extension {missed.number}"
        states[missed.number :] = [later if state == "available" else state for state in states[missed.number :]]
        states[missed.number - 1] = f"available ({missed_words(missed)})"
    pairs = zip(extensions, states, strict=True)
    words = [*(f"{_length(extension)} {state}{_unprovided(extension)}" for extension, state in pairs), renewal]
    return "; ".join(filter(None, words)) or "none"


def _unprovided(extension: Extension) -> str:
    return " (the contract as signed does not provide for it)" if extension.provided is False else ""


def missed_words(option: Option) -> str:
    """What to do about an extension whose own last day for notice has passed."""
    return f"last day for notice of extension {option.number} was {long_date(option.notice_by)}: ask the provider"


def _length(extension: Extension) -> str:
    if extension.months:
        return format_months(extension.months)
    return f"until {long_date(extension.until)}" if extension.until else "of no length"


def ends_in(view: ContractView) -> str:
    """The time to the end: '15 weeks', 'ended 3 days ago', 'no end date'."""
    days = view.facts.days_left
    if days is None:
        return "no end date"
    if days < 0:
        return f"{humanize_days(days)} ago" if view.facts.state.is_inactive else f"ended {humanize_days(days)} ago"
    return "today" if days == 0 else humanize_days(days)


def extend_words(view: ContractView) -> Cell:
    """What can still be extended: the final end, or in words why there is none."""
    if view.facts.state.has_ended:
        return str(view.facts.state)
    if view.facts.options:
        return view.facts.final_end
    if view.facts.renews_to:
        return f"renews to {short_date(view.facts.renews_to)}"
    if view.facts.missed_option:
        return "notice day passed"
    if view.facts.successor:
        return "has a successor"
    return "no option" if are_options_recorded(view.contract.term) else "not recorded"


def notice_words(view: ContractView) -> str:
    """The last day to serve notice of the next extension or, that it is not to renew; * if by default."""
    option = view.facts.next_option
    if option is None:
        return short_date(view.facts.renewal.notice_by) if view.facts.renewal else ""
    return short_date(option.notice_by) + ("*" if option.notice_by_default else "")


WITHHELD_MARK = "?"
MARK_COLUMN = Column("mark", " ", data=False, toned=True)
VERDICT_COLUMN = Column("verdict_text", "Verdict", "prose", min_width=400)  # below the row if it is cut
ID_COLUMN = Column("id", "Id", drop_priority=5)
_TONES: dict[str, Tone] = {"red": "late", "amber": "soon", "green": "fine"}


def tone(view: ContractView, settings: Settings) -> Tone:
    """The tone of the verdict: colour marks nothing else."""
    if view.facts.state.is_inactive or view.facts.current_end is None:
        return "quiet"
    verdict = view.verdict(settings.policy)
    return _TONES.get(verdict_text(verdict).tone, "") if verdict else ""


def verdict_group(view: ContractView, settings: Settings) -> Group:
    """The group of all contracts with the same kind of verdict."""
    verdict = view.verdict(settings.policy)
    name = verdict_heading(verdict.kind) if verdict else f"{WITHHELD_MARK} Withheld"
    return Group(name, tone(view, settings))


def without_end(views: Iterable[ContractView]) -> list[ContractView]:
    """Contracts that have no end date and are not over, by the day they are next reviewed."""
    endless = [view for view in views if view.facts.current_end is None and not view.facts.state.is_inactive]
    return sorted(endless, key=lambda view: (view.contract.term.review_on or date.max, view.contract.id))


def open_ended(views: Iterable[ContractView], settings: Settings) -> Table:
    """Contracts with no end date, by the day they are next reviewed: never shown as expiring."""
    endless = without_end(views)
    basis = common_basis(endless)
    visible = columns(
        Column("review_on", "Review on", "day"),
        Column("title", "Contract", shrinkable=True, preferred_width=32, min_width=20, drop_priority=1),
        Column("ends_when", "Ends when", shrinkable=True, min_width=12, drop_priority=4),
        Column("provider", "Provider", shrinkable=True, drop_priority=2),
        Column("value_words", "Contract value", "pounds", drop_priority=3, data=False),
    )
    return Table(
        name="open_ended",
        title="No end date, by next review",
        optional=True,
        row_nouns=("contract with no end date", "contracts with no end date"),
        columns=with_basis_in_heading(visible, basis),
        rows=tuple(
            Row({**cells(view, settings, basis), "ends_when": view.contract.term.ends_when or ""}) for view in endless
        ),
    )


def missing_extensions_note(views: Iterable[ContractView], *, by_title: bool = False) -> list[str]:
    """Contracts of which it is not recorded whether they can be extended, by id or as a paper names them."""
    blank = [
        view.contract.title if by_title else view.contract.id
        for view in views
        if not are_options_recorded(view.contract.term)
    ]
    if not blank:
        return []
    names = "; ".join(blank[:3]) + (f"; and {len(blank) - 3} more" if len(blank) > 3 else "")
    return [f"Extensions are not recorded for {pluralize(len(blank), 'contract')}: {names}."]


def passed_notice_note(views: Iterable[ContractView], *, by_title: bool = False) -> list[str]:
    """Contracts with an extension whose own last day for notice has passed, by id or as a paper names them."""
    return [
        f"{view.contract.title if by_title else view.contract.id}: {missed_words(missed)}."
        for view in views
        if not view.facts.state.has_ended and (missed := view.facts.missed_option)
    ]


def value_note(views: Iterable[ContractView]) -> str:
    """The total of contract values, with what it leaves out."""
    return total_sentence(total(views))
