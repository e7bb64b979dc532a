"""The tables of law that ship with the program, each with the day it was checked and the day to check it again."""

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
    """The contents of a table's file. Read once, on first use: most registers never need it."""
    return tomllib.loads(files("commreg.law").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Table:
    """The description of a table. `known_to` is its last day, inclusive; None if it applies until changed."""

    name: str
    title: str
    read_on: date
    review_by: date
    known_to: date | None


def tables() -> tuple[Table, ...]:
    """Every table that ships with the program."""
    contents = ((name, read(name)) for name in NAMES)
    return tuple(
        Table(name, table["title"], table["read_on"], table["review_by"], table.get("known_to"))
        for name, table in contents
    )


def known_to(name: str) -> date:
    """The last day that a table covers, inclusive."""
    day: date = read(name)["known_to"]
    return day


def out_of_date(as_of: date) -> tuple[str, ...]:
    """A sentence for each table that does not cover `as_of`."""
    return tuple(
        f"{table.title} are known up to {long_date(table.known_to)}; nothing later is worked out from them"
        for table in tables()
        if table.known_to and table.known_to < as_of
    )
