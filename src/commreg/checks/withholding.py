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
from commreg.model.ids import main_words
from commreg.model.vocabularies import Vocabulary, did_you_mean
from commreg.model.withholding_rules import EXTENSION_AMOUNTS, NEVER_WITHHELD, VALUE_FIELDS, WITHHELD_WITH
from commreg.values.names import NameForms, compact, name_forms
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


_PERSONAL = ("foi-40", "sch12a-1", "sch12a-2")
_NAMING = ("provider", "provider.name")  # withholding either keeps the provider's name back
_NAME = ("provider", "name")
# Words that say nothing of a title, though it has them.
_ANY_TITLE = frozenset(("agreement", "contract", "grant", "lot", "new", "one", "part", "phase", "three", "two"))
# Words that name a service, not who provides it: alone they do not give a name away.
_SERVICE_WORDS = frozenset(
    """
    academy advice advocacy agency area art arts association autism behaviour camp camps care carers centre child
    childcare childminder childminding children childrens clinic club clubs coaching college community consultancy
    consultant consultants consulting council counselling county dance day development drama early education
    families family federation fostering foundation group grove health healthcare help home homes house inclusion
    language learning local mediation mental mentoring music national nurseries nursery occupational outdoor
    outreach parent parenting parents partners partnership play practice programme project provision psychology
    residential respite safeguarding school schools send service services social solutions speech sport sports
    support teaching the theatre therapies therapist therapists therapy training transport trust tuition tutor
    tutoring tutors wellbeing work works young youth
    """.split()  # noqa: SIM905 - as a list it would be a hundred lines
)
# A word of a closed list tells nothing of what is withheld: "annual" is in every second entry.
_CLOSED = frozenset(word for words in vars(vocabularies).values() if isinstance(words, Vocabulary) for word in words)


@register_check(
    "CR223", "withheld-elsewhere", Severity.ERROR, "Withheld information appears elsewhere in the entry", fixed=True
)
def withheld_elsewhere(context: RegisterContext) -> Iterator[RegisterViolation]:
    """What is withheld, words or an amount, is nowhere else in what the public sees of the entry."""
    for contract in context.contracts:
        if not (items := withheld(contract)):
            continue
        public = _public_values(contract, context)
        for index, item in enumerate(items):
            for hidden_path, hidden in _hidden_values(contract, item):
                for field_path, value in public:
                    if _reveals(hidden_path, hidden, item, field_path, value):
                        yield contract.id, _given_away(contract, index, item.field, field_path)


@register_check("CR260", "withheld-name-or-not", Severity.ERROR, "A word may be part of a withheld name")
def withheld_name_or_not(context: RegisterContext) -> Iterator[RegisterViolation]:
    """A part of a withheld name is in a public text, where it may mean something else: the editor has to say.

    The finding is an error until the text is changed or the line has a comment that ignores it, so that no public
    output is made while it is not answered.
    """
    for contract in context.contracts:
        for index, item in enumerate(withheld(contract)):
            if item.field not in (*_NAMING, WHOLE_ENTRY):
                continue
            forms = _forms(contract.provider.name, item.basis)
            possible = [form for form in forms.possible if not _SERVICE_WORDS.issuperset(form.split())]
            for field_path, value in _public_values(contract, context):
                form = _first_form(possible, value)
                if form and not _is_closed(value) and not _first_form(forms.certain, value):
                    yield contract.id, _may_name(contract, index, item.field, field_path, form)


def _public_values(contract: Contract, context: RegisterContext) -> list[tuple[FieldPath, object]]:
    """The values of a contract that the public sees; of an entry that is withheld whole, the reason alone."""
    unseen = [tuple(name.split(".")) for name in context.settings.unpublished]
    items = withheld(contract)
    is_whole_entry = any(item.field == WHOLE_ENTRY for item in items)
    hidden = [field_path for item in items for field_path in _kept_back(item)]
    return [
        (field_path, value)
        for field_path, value in iter_values(contract)
        if field_path[-1] != "field"
        and (field_path[0] == "publication" or not is_whole_entry)
        and not _within(field_path, [*hidden, *unseen])
    ]


def _hidden_values(contract: Contract, item: Withheld) -> list[tuple[FieldPath, object]]:
    return [leaf for leaf in iter_values(contract) if _within(leaf[0], _kept_back(item))]


def _kept_back(item: Withheld) -> list[tuple[str, ...]]:
    """The field paths that an item withholds. Parts and extensions reveal an amount, title and provider an entry."""
    if item.field == WHOLE_ENTRY:
        return [("title",), _NAME]
    names = [tuple(name.split(".")) for name in WITHHELD_WITH.get(item.field, (item.field,))]
    return [*names, EXTENSION_AMOUNTS] if item.field in VALUE_FIELDS else names


def _reveals(hidden_path: FieldPath, hidden: object, item: Withheld, field_path: FieldPath, value: object) -> bool:
    """Whether a public value says what a hidden one does: the same words however spelt, or the same amount."""
    if isinstance(hidden, Decimal):
        if isinstance(value, Decimal):
            return hidden == value != 0
        return isinstance(value, str) and hidden != 0 and _amount_in(hidden).search(value) is not None
    if not isinstance(hidden, str) or not isinstance(value, str) or hidden in _CLOSED:
        return False
    if hidden_path == ("title",) and field_path == ("id",):
        return not _title_words(hidden).isdisjoint(value.split("-"))
    forms = _forms(hidden, item.basis).certain if hidden_path == _NAME else frozenset((normalize_text(hidden),))
    return _first_form(forms, value) is not None


def _title_words(title: str) -> frozenset[str]:
    """The words by which an id shows a title."""
    return frozenset(word for word in main_words(title) if not word.isdigit() and word not in _ANY_TITLE)


def _is_closed(value: object) -> bool:
    return not isinstance(value, str) or value in _CLOSED


@cache
def _forms(name: str, basis: str) -> NameForms:
    return name_forms(name, is_personal=basis in _PERSONAL)


def _first_form(forms: Iterable[str], value: object) -> str | None:
    """One of the forms that a text has in it, as words or run together in an address."""
    if not isinstance(value, str):
        return None
    text, run_together = f" {normalize_text(value)} ", ""
    if "@" in value or "www." in value or "://" in value:
        run_together = compact(value)
    matching = (
        form for form in forms if f" {form} " in text or (run_together and form.replace(" ", "") in run_together)
    )
    return max(matching, key=len, default=None)


def _may_name(contract: Contract, index: int, field: str, field_path: FieldPath, form: str) -> Violation:
    return Violation(
        "CR260",
        f"{format_path(field_path)} has “{form}”, and the name that is withheld (publication.withhold[{index + 1}]) "
        "has it too",
        field_path,
        hint="write it without that; or if it is something else, add to that line: # commreg: ignore[CR260] and why",
        related=(Related(contract.id, ("publication", "withhold", index, "field"), f"{field} is withheld here"),),
    )


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
    """Whether a field path, whatever its place in a list, is one of these groups, or inside one of them."""
    names = tuple(step for step in field_path if isinstance(step, str))
    return any(names[: len(group)] == group for group in groups)


@register_check(
    "CR311", "withheld-in-one", Severity.ERROR, "A name is withheld in one entry and shown in another", fixed=True
)
def withheld_in_one(context: RegisterContext) -> Iterator[RegisterViolation]:
    """A provider's name withheld because it is personal is not shown by another entry, in whatever field.

    A name of one word, such as Hope, is looked for only in fields for names: it may be a word like any other elsewhere.
    """
    contracts = context.contracts
    withholding = (c for c in contracts if _withholds(c, *_NAMING, grounds=_PERSONAL))
    hidden = {form: c for c in withholding for form in name_forms(c.provider.name, is_personal=True).certain}
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
