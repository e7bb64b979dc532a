"""Checks of what is withheld (CR215, CR223, CR311): a public output must neither mislead nor give it away."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from decimal import Decimal
from functools import cache

from commreg.checks.registry import CheckContext, RegisterContext, RegisterViolation, check, register_check
from commreg.diagnostics.field_path import FieldPath, format_path
from commreg.diagnostics.finding import Related, Severity, Violation
from commreg.model import vocabularies
from commreg.model.contract import Contract, Withheld
from commreg.model.field_path import all_texts, iter_values
from commreg.model.vocabularies import Vocabulary, did_you_mean
from commreg.model.withholding_rules import NEVER_WITHHELD, WITHHELD_WITH
from commreg.values.text import normalize_text

WHOLE_ENTRY = "entry"
MAX_NAMES_FOR_QUICK_SCAN = 50


def withheld(contract: Contract) -> tuple[Withheld, ...]:
    """What a contract says is to be withheld."""
    return (contract.publication and contract.publication.withhold) or ()


@check(
    "CR215",
    "cannot-be-withheld",
    Severity.ERROR,
    "A withheld field is not recorded, or cannot be withheld",
    fixed=True,
)
def withheld_fields(context: CheckContext) -> Iterator[Violation]:
    """A field withheld is one that the entry has and a public output can do without."""
    contract = context.contract
    items = withheld(contract)
    fields = contract.model_dump(exclude_none=True, by_alias=True) if items else {}
    for index, item in enumerate(items):
        field_path = ("publication", "withhold", index, "field")
        steps = item.field.split(".")
        if item.field == WHOLE_ENTRY:
            continue
        if steps[0] in NEVER_WITHHELD:
            yield Violation(
                "CR215",
                f"publication.withhold[{index + 1}].field is {item.field}, which cannot be left out of an entry",
                field_path,
                hint="to keep it back, withhold the whole: field: entry",
            )
        elif (missing := _missing_step(fields, steps)) is not None:
            suggestion = did_you_mean(item.field, _field_names(fields))
            yield Violation(
                "CR215",
                f"publication.withhold[{index + 1}].field is {item.field}, and this entry has no {missing}",
                field_path,
                hint=f"did you mean {suggestion}?"
                if suggestion
                else "write it as in the file, for example provider.name",
            )


def _missing_step(fields: object, steps: list[str]) -> str | None:
    """The first part of a dotted name that is not there. Groups only: a list is withheld whole."""
    for count, step in enumerate(steps, 1):
        if not isinstance(fields, dict) or step not in fields:
            return ".".join(steps[:count])
        fields = fields[step]
    return None


def _field_names(fields: object, prefix: str = "") -> list[str]:
    if not isinstance(fields, dict):
        return []
    return [name for key, item in fields.items() for name in (prefix + key, *_field_names(item, f"{prefix}{key}."))]


_NAMING = ("provider", "provider.name")  # withholding either keeps the provider's name back
# A word of a closed list tells nothing of what is withheld: "annual" is in every second entry.
_CLOSED = frozenset(word for words in vars(vocabularies).values() if isinstance(words, Vocabulary) for word in words)


@register_check(
    "CR223", "withheld-elsewhere", Severity.ERROR, "Withheld information appears elsewhere in the entry", fixed=True
)
def withheld_elsewhere(context: RegisterContext) -> Iterator[RegisterViolation]:
    """What is withheld, words or an amount, is nowhere else in what the public sees of the entry."""
    unseen = [tuple(name.split(".")) for name in context.settings.unpublished]
    for contract in context.contracts:
        items = withheld(contract)
        if not items:
            continue
        leaves = list(iter_values(contract))
        is_whole_entry = any(item.field == WHOLE_ENTRY for item in items)
        names = [_kept_back(item) for item in items]
        public = [
            (field_path, value)
            for field_path, value in leaves
            if field_path[-1] != "field"
            and (field_path[0] == "publication" or not is_whole_entry)
            and not _within(field_path, [*(field_path for name in names for field_path in name), *unseen])
        ]
        for index, name in enumerate(names):
            for _, hidden in (leaf for leaf in leaves if _within(leaf[0], name)):
                for field_path, value in public:
                    named_for_its_title = (name, field_path) == ([("title",)], ("id",))  # as nearly every id is
                    if not named_for_its_title and _reveals(hidden, value):
                        yield contract.id, _given_away(contract, index, items[index].field, field_path)


def _kept_back(item: Withheld) -> list[tuple[str, ...]]:
    """The field paths that an item withholds. The parts reveal an amount; title and provider reveal a whole entry."""
    if item.field == WHOLE_ENTRY:
        return [("title",), ("provider", "name")]
    return [tuple(name.split(".")) for name in WITHHELD_WITH.get(item.field, (item.field,))]


def _reveals(hidden: object, value: object) -> bool:
    """Whether a public value says what a hidden one does: the same words however spelt, or the same amount."""
    if isinstance(hidden, Decimal):
        if isinstance(value, Decimal):
            return hidden == value != 0
        return isinstance(value, str) and hidden != 0 and _amount_in(hidden).search(value) is not None
    if not isinstance(hidden, str) or not isinstance(value, str) or hidden in _CLOSED:
        return False
    words = normalize_text(hidden)
    return bool(words) and f" {words} " in f" {normalize_text(value)} "


@cache
def _amount_in(amount: Decimal) -> re.Pattern[str]:
    """Finds an amount written 1000, 1,000, 1000.00 or 1,000.00, and not inside a longer number."""
    pounds, pence = f"{amount:.2f}".split(".")
    digits = ",?".join(re.findall(r"\d{1,3}(?=(?:\d{3})*$)", pounds))
    tail = r"(?:\.00)?" if pence == "00" else rf"\.{pence}"
    return re.compile(rf"(?<![\d.,]){digits}{tail}(?![\d]|[.,]\d)")


def _given_away(contract: Contract, index: int, field: str, field_path: FieldPath) -> Violation:
    return Violation(
        "CR223",
        f"publication.withhold[{index + 1}].field is {field}, and the same information is in {format_path(field_path)}",
        ("publication", "withhold", index, "field"),
        hint=f"write {format_path(field_path)} without it, or withhold that too",
        related=(Related(contract.id, field_path, "here"),),
    )


def _within(field_path: FieldPath, groups: Iterable[tuple[str, ...]]) -> bool:
    """Whether a field path is one of these groups, or inside one of them."""
    return any(field_path[: len(group)] == group for group in groups)


_PERSONAL = ("foi-40", "sch12a-1", "sch12a-2")


@register_check(
    "CR311", "withheld-in-one", Severity.ERROR, "A name is withheld in one entry and shown in another", fixed=True
)
def withheld_in_one(context: RegisterContext) -> Iterator[RegisterViolation]:
    """A provider's name withheld because it is personal is not shown by another entry, in whatever field.

    A name of one word, such as Hope, is looked for only in fields for names: it may be a word like any other elsewhere.
    """
    contracts = context.contracts
    withholding = (c for c in contracts if _withholds(c, *_NAMING, grounds=_PERSONAL))
    hidden = {words: c for c in withholding if (words := normalize_text(c.provider.name))}
    if not hidden:
        return
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(hidden, key=len, reverse=True)))})\b")
    unseen = [tuple(name.split(".")) for name in context.settings.unpublished]
    names = [sorted(name.split(), key=len, reverse=True) for name in hidden]  # the word that tells most comes first
    for contract in contracts:
        if _withholds(contract, WHOLE_ENTRY) or not _may_have_one_of(names, all_texts(contract)):
            continue
        withheld_paths = [field_path for item in withheld(contract) for field_path in _kept_back(item)]
        for field_path, value in iter_values(contract):
            if not isinstance(value, str) or _within(field_path, [*withheld_paths, *unseen]):
                continue
            match = pattern.search(normalize_text(value))
            if match and hidden[match[0]] is not contract and (" " in match[0] or field_path[-1] == "name"):
                withholder = hidden[match[0]]
                yield (
                    contract.id,
                    Violation(
                        "CR311",
                        f"{format_path(field_path)} shows a name that is withheld in {withholder.id} "
                        "as personal information",
                        field_path,
                        hint="withhold it in both entries, or in neither",
                        related=(Related(withholder.id, ("publication", "withhold"), "withheld here"),),
                    ),
                )


def _may_have_one_of(names: list[list[str]], text: str) -> bool:
    """Whether all the words of some name are in a text: a quick look, with which most entries are done."""
    if text.isascii() and len(names) <= MAX_NAMES_FOR_QUICK_SCAN:
        plain = text.casefold().replace("'", "").replace("`", "")
        return any(all(word in plain for word in name) for name in names)
    words = set(normalize_text(text).split())
    return any(name[0] in words and words.issuperset(name) for name in names)


def _withholds(contract: Contract, *fields: str, grounds: Container[str] = vocabularies.WITHHOLDING) -> bool:
    return any(item.field in fields and item.basis in grounds for item in withheld(contract))
