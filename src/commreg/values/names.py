"""The forms in which the name of a provider may appear in a text: in full, in parts, or turned round."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from commreg.values.text import normalize_text

_TRADING = re.compile(r"\s+(?:t/as?|t\.a\.?|trading\s+as)\s+", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_TITLE = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|rev|revd|reverend|lord|lady|cllr|councillor)\.?\s+)+",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"(?:[\s,]+(?:limited|ltd|plc|llp|c\.?i\.?c|c\.?i\.?o|inc|community interest company|"
    r"(?:(?:and|&)\s+)?co(?:mpany)?)\.?)+$",
    re.IGNORECASE,
)
_PARTNERS = re.compile(r"\s+(?:&|and)\s+", re.IGNORECASE)
_MIN_LETTERS = 3  # of a part that is looked for: an initial alone tells nothing


@dataclass(frozen=True, slots=True)
class NameForms:
    """Forms of a name as `normalize_text` writes them: those that certainly name it, and those that may."""

    certain: frozenset[str]
    possible: frozenset[str]


def name_forms(name: str, *, is_personal: bool) -> NameForms:
    """The forms of a name: `Jane Archer-Smith t/a Archer Tuition`, `Archer-Smith, Jane`, `Archer (Tuition) Ltd`.

    Of a name that is personal information, the person's full name is certain in either order, and a surname or a
    first name alone is possible. Of any other, only the whole is certain, and its parts are possible.
    """
    person, *trading = _TRADING.split(_BRACKETS.sub(" ", name))
    person = _without_title_and_ending(person)
    certain, possible = {name}, {*trading, *map(_without_title_and_ending, trading), *_BRACKETS.findall(name)}
    if is_personal:
        for partner in _PARTNERS.split(person):
            full_names, parts = _personal_forms(partner)
            certain.update(full_names)
            possible.update(parts)
    else:
        possible.add(person)
    certain_words = _normalized(certain)
    return NameForms(certain_words, _normalized(filter(_is_capitalized, possible)) - certain_words)


def compact(text: str) -> str:
    """A text as web and mail addresses run words together: letters and digits alone."""
    return normalize_text(text).replace(" ", "")


def _is_capitalized(part: str) -> bool:
    """Whether every word of a part begins as names do; "sole trader (name withheld)" describes somebody."""
    return not any(word[:1].islower() for word in re.findall(r"[^\W\d_]+", part.replace("'", "").replace("\u2019", "")))


def _without_title_and_ending(name: str) -> str:
    return _ENDING.sub("", _TITLE.sub("", name.strip())).strip(" ,")


def _personal_forms(person: str) -> tuple[list[str], list[str]]:
    """The full name in both orders; and its parts, each alone, and the surname after initials."""
    surname, comma, first = person.partition(",")
    names = [*first.split(), surname] if comma else person.split()
    if len(names) < 2:
        return [], names
    *first_names, surname = names
    initials = [name[0] for name in first_names]
    full = [" ".join(names), " ".join((surname, *first_names))]
    if len(first_names) > 1:  # middle names are often left out
        full += [f"{first_names[0]} {surname}", f"{surname} {first_names[0]}"]
    return full, [*names, f"{' '.join(initials)} {surname}", f"{initials[0]} {surname}"]


def _normalized(forms: Iterable[str]) -> frozenset[str]:
    return frozenset(words for form in forms if len(words := normalize_text(form)) >= _MIN_LETTERS)
