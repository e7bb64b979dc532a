"""The tables of law that ship with the program, each with the day it was read and the day to look again."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from commreg.values.dates import long_date

NAMES = ("thresholds", "light_touch", "health", "bank_holidays")


@cache
def read(name: str) -> dict[str, Any]:
    """A table as its file says it. Read once, when first asked for: most registers never need it."""
    return tomllib.loads(files("commreg.law").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Table:
    """What a table says of itself. `known_to` is its last day, included; None where it goes on until changed."""

    name: str
    title: str
    read_on: date
    review_by: date
    known_to: date | None


def tables() -> tuple[Table, ...]:
    """Every table that ships with the program."""
    found = ((name, read(name)) for name in NAMES)
    return tuple(
        Table(name, table["title"], table["read_on"], table["review_by"], table.get("known_to"))
        for name, table in found
    )


def known_to(name: str) -> date:
    """The last day that a table goes to, included."""
    day: date = read(name)["known_to"]
    return day


def out_of_date(as_of: date) -> tuple[str, ...]:
    """A sentence for each table that does not go as far as `as_of`; none is left out in silence."""
    return tuple(
        f"{table.title} are known up to {long_date(table.known_to)}; nothing later is reckoned with them"
        for table in tables()
        if table.known_to and table.known_to < as_of
    )
