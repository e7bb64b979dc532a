"""Hypothesis strategies for contracts from the model: every field, every shape, words that spreadsheets misread."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from commreg.model.contract import Contract
from commreg.model.read import read

ODD_WORDS = (
    *("=1+1", "'=1+1", "''=1+1", "'", "''", "'a", "+44", "-2", "'-", "@home", "'@", "=", "a,b", 'a "b"', "a\nb"),
    *("a\r\nb", "=a\rb", "[]", "{}", "none", "true", "00123456", "1.10", "REDACTED", "2022-03-31", "£5"),
)
# What a file can hold: no control characters but tabs and line ends.
_PLAIN = st.text(st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\t\n\r"), min_size=1)
WORDS = st.one_of(st.sampled_from(ODD_WORDS), _PLAIN).map(str.strip).filter(bool)
NAMES = st.one_of(st.sampled_from(("Ward", "a.b", "a[1]", "[1]", ".", "", "=x", "'", " Team ", "[]")), _PLAIN)
_SPECIAL = {
    "company_number": st.sampled_from(("00123456", "SC123456")),
    "charity_number": st.sampled_from(("1096908", "1096908-12", "SC012345")),
    "cpv": st.lists(st.sampled_from(("85311300-5", "85311300")), max_size=3).map(tuple),
    "year": st.sampled_from(("2021/22", "1999/00")),
    "url": st.sampled_from(("https://x.example/a", "http://x.example/?q=1,2")),
}
_SCHEMA = Contract.model_json_schema(by_alias=True)


def _values(schema: dict[str, Any], name: str = "") -> st.SearchStrategy[Any]:
    if name in _SPECIAL:
        return _SPECIAL[name]
    options = [option for option in schema.get("anyOf", [schema]) if option.get("type") != "null"]
    schema_option = options[0]
    if "$ref" in schema_option:
        return _group(_SCHEMA["$defs"][schema_option["$ref"].rpartition("/")[2]])
    if schema_option.get("type") == "array":
        return st.lists(_values(schema_option["items"]), max_size=3).map(tuple)
    if schema_option.get("type") == "object":
        return st.dictionaries(NAMES, WORDS, max_size=3)
    return _scalar(schema_option)


def _scalar(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if True in schema.get("enum", ()):
        return st.sampled_from(("true", "false", "yes", "no"))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("format") == "date":
        return st.dates(date(1900, 1, 1), date(2999, 12, 31)).map(date.isoformat)
    if schema.get("type") == "number":
        return st.decimals(Decimal(0), Decimal("999999999999.99"), places=2).map(lambda amount: f"{amount:f}")
    if schema.get("type") == "integer":
        return st.integers(schema["minimum"], schema["maximum"]).map(str)
    if "dwm" in schema.get("pattern", ""):
        return st.builds("{}{}".format, st.integers(0, 60), st.sampled_from("dwm"))  # notice is at most 60 months
    if "[wm]" in schema.get("pattern", ""):
        return st.builds("{}{}".format, st.integers(1, 240), st.sampled_from("wm"))  # a renewal is at most 240 months
    if "pattern" in schema:
        return st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True)
    return WORDS


@st.composite
def _group(draw: st.DrawFn, schema: dict[str, Any]) -> dict[str, Any]:
    needed = schema.get("required", [])
    fields = schema["properties"]
    chosen = [name for name in fields if name in needed or draw(st.booleans())]
    return {name: draw(_values(fields[name], name)) for name in chosen}


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """A contract in which each field stands by itself, read as a file is."""
    contract, faults = read(Contract, draw(_group(_SCHEMA)))
    assert contract, [fault.message for fault in faults]
    return contract
