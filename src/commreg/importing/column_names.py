"""What the columns of other people's registers are called, and the field each is (the table is `columns.toml`).

A field's own name in a contract file always means that field.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from commreg.diagnostics.errors import InputError
from commreg.model.contract import Contract
from commreg.model.field_path import field_names, is_field, parse_column, shape_at
from commreg.model.vocabularies import suggest_choice

# What a column may be besides a field: these are read together with the other ends of the term.
CURRENT_END, FINAL_END, TERM_MONTHS = "current_end", "final_end", "term_months"
EXTENSION_NOTICE = "extension_notice"  # for every option; a plain "notice period" is often that of termination
KEEP_AS_TEXT = "nothing"  # what a column is mapped to that is kept as text
LEAVE_OUT = "skip"  # what a column is mapped to whose cells are not copied anywhere
_APOSTROPHES = re.compile("['\u2019]")


def normalize_heading(heading: str) -> str:
    """A heading in lower case, without punctuation and extra spaces, for comparing headings."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    words = _APOSTROPHES.sub("", spaced.casefold())
    return " ".join(re.findall(r"[^\W_]+", words))


@cache
def headings_by_field() -> Mapping[str, Sequence[str]]:
    """The normalised headings of each field, the one that is used first of several in front."""
    table = tomllib.loads(files("commreg.importing").joinpath("columns.toml").read_text(encoding="utf-8"))
    return {field: tuple(dict.fromkeys(map(normalize_heading, headings))) for field, headings in table.items()}


@cache
def fields_by_heading() -> Mapping[str, Mapping[str, int]]:
    """The fields of every normalised heading, each with the rank of the heading among those of the field, from 0."""
    fields: dict[str, dict[str, int]] = {}
    for field, headings in headings_by_field().items():
        for rank, heading in enumerate(headings):
            fields.setdefault(heading, {})[field] = rank
    return fields


def fields_of(heading: str) -> Mapping[str, int]:
    """The fields that a heading can name, the likeliest first, each with its rank; empty if it is not known."""
    return fields_by_heading().get(normalize_heading(heading), {})


def similar_heading(heading: str, fields: Collection[str]) -> str | None:
    """The heading of one of these fields that is most like one that is not known; None if none is like it."""
    headings = [text for text, names in fields_by_heading().items() if next(iter(names)) in fields]
    matches = get_close_matches(normalize_heading(heading), headings, n=1, cutoff=0.8)
    return matches[0] if matches else None


def require_target(target: str) -> None:
    """Raise InputError if a column cannot be mapped to that.

    It can be mapped to any field that holds one value or a list of words, to a word of this module such as current_end,
    and to KEEP_AS_TEXT or LEAVE_OUT.
    """
    words = (*headings_by_field(), KEEP_AS_TEXT, LEAVE_OUT)
    if target in words:
        return
    path = parse_column(target)
    if not is_field(path):
        raise InputError(f"there is no field “{target}”", hint=suggest_choice(target, words))
    if names := field_names(Contract, path):
        is_list = shape_at(path) == "list"
        example = f"{target}[1].{names[0]}" if is_list else f"{target}.{names[0]}"
        raise InputError(f"{target} has several fields in it", hint=f"name one of them, as in {example}")
