"""Formatting and editing take time in proportion to the file: comments, lists, and columns of a spreadsheet.

Measured in processor time, on two sizes; the larger is four times the smaller, so quadratic costs are sixteen times.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from commreg.edit.contract_file import apply_edits, format_text
from commreg.importing import read_sheet, rows
from commreg.importing.headers import find_table
from commreg.model.settings import Settings
from tests.unit.hypothesis_profile import sample

CONTRACT = """\
id: parent-advice-2024
title: Parent Advice
kind: service-contract
provider:
  name: Downland Trust
service_area: early-help
term:
  start: 2024-04-01
  end: 2027-03-31
"""


def tags(count: int, comment: str = "") -> str:
    return CONTRACT + "tags:\n" + "".join(f"  - t{number}{comment}\n" for number in range(count))


def comments(count: int) -> str:
    lines = "".join(f"# comment {number}\n" for number in range(count))
    return CONTRACT.replace("kind:", f"{lines}kind:") + lines


def import_wide(count: int) -> None:
    names = ",".join(f"Column {number}" for number in range(count))
    data = f"Title,Supplier,Start date,{names}\nA,B,2024-04-01,{','.join('x' * count)}\n".encode()
    rows.import_rows(find_table(read_sheet.read(Path("wide.csv"), data), {}), Settings(), ())


CASES: dict[str, tuple[int, Callable[[int], object]]] = {
    "comments, formatted": (600, lambda count: format_text(comments(count))),
    "items, formatted": (300, lambda count: format_text(tags(count))),
    "items with comments, formatted": (250, lambda count: format_text(tags(count, "  # why"))),
    "every second item removed": (
        250,
        lambda count: apply_edits(tags(count), [(("tags",), tuple(f"t{n}" for n in range(0, count, 2)))]),
    ),
    "items added": (250, lambda count: apply_edits(tags(1), [(("tags",), tuple(f"t{n}" for n in range(count)))])),
    "columns, imported": (250, import_wide),
}


def seconds(work: Callable[[int], object], count: int) -> float:
    """The shortest processor time of two runs."""
    times = []
    for _ in range(2):
        gc.collect()
        start = time.process_time()
        work(count)
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize("name", sample(CASES, 3))
def test_four_times_as_much_takes_less_than_ten_times_as_long(name: str) -> None:
    count, work = CASES[name]
    work(10)
    assert seconds(work, 4 * count) < 10 * max(seconds(work, count), 0.005)


def test_a_list_is_edited_as_before() -> None:
    text = tags(6, "  # why").replace("t3  # why", "t3")
    assert apply_edits(text, [(("tags",), ("t0", "t1", "t2", "t4", "t5"))]) == text.replace("  - t3\n", "")
    changed = apply_edits(text, [(("tags",), ("new", "t0", "t1", "t2", "T3", "t4", "t5", "x", "y"))])
    assert changed == text.replace("  - t0", "  - new\n  - t0").replace("t3", "T3") + "  - x\n  - y\n"
