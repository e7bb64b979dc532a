"""Edits touch the lines they mean and no others: by cases that can be read, and by thousands of drawn files."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commreg.diagnostics.field_path import FieldPath
from commreg.edit.contract_file import apply_edits, format_text
from commreg.model.contract import Decision
from commreg.model.file_values import to_file_values
from commreg.values.durations import Duration
from commreg.yamlio.edit import BOM, EditError, equivalent, with_value
from commreg.yamlio.layout import Layout
from tests.unit.hypothesis_profile import examples
from tests.unit.layout_strategies import files, written
from tests.unit.register.test_robustness import PIECES
from tests.unit.strategies import _SCHEMA

FILE = """\
# Kept by the commissioning team.
id: parent-advice-2020
title: "Parent Advice"   # as the contract has it
provider:
  # The charity changed its name in 2019.
  name: 'Wexcombe Families'
term:
  start: 2020-04-01
  end: 2023-03-31  # last day
  extensions:
    # agreed at award
    - months: 12
      notice: 6m
    - months: 6
      # - months: 6, not agreed
  # breaks: to be asked
value: {amount: 24000.00, basis: annual}
tags: [advice, parents]
notes: >-
  Moved from the paper register;
  the file is with legal services.
# End of the entry.
"""


def edited(*changes: tuple[FieldPath, object], text: str = FILE) -> tuple[list[str], list[str]]:
    """The lines that a change takes away, and those it puts there."""
    before, after = text.splitlines(), apply_edits(text, changes).splitlines()
    while before and after and before[0] == after[0]:
        del before[0], after[0]
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    return before, after


CASES: dict[str, tuple[FieldPath, object, list[str], list[str]]] = {
    "a plain value, and the comment beside it stays": (
        ("term", "end"),
        date(2024, 3, 31),
        ["  end: 2023-03-31  # last day"],
        ["  end: 2024-03-31  # last day"],
    ),
    "double quotation marks are kept": (
        ("title",),
        "Advice: parents",
        ['title: "Parent Advice"   # as the contract has it'],
        ['title: "Advice: parents"   # as the contract has it'],
    ),
    "single quotation marks are kept": (
        ("provider", "name"),
        "Wexcombe's Families",
        ["  name: 'Wexcombe Families'"],
        ["  name: 'Wexcombe''s Families'"],
    ),
    "a folded text stays folded": (
        ("notes",),
        "Nothing.",
        ["  Moved from the paper register;", "  the file is with legal services."],
        ["  Nothing."],
    ),
    "a folded text with paragraphs becomes a literal one": (
        ("notes",),
        "One.\nTwo.",
        ["notes: >-", "  Moved from the paper register;", "  the file is with legal services."],
        ["notes: |-", "  One.", "  Two."],
    ),
    "a value inside brackets": (
        ("value", "amount"),
        Decimal("25000.00"),
        ["value: {amount: 24000.00, basis: annual}"],
        ["value: {amount: 25000.00, basis: annual}"],
    ),
    "a value inside brackets that needs quotation marks": (
        ("tags", 1),
        "parents, carers",
        ["tags: [advice, parents]"],
        ['tags: [advice, "parents, carers"]'],
    ),
    "a new field inside brackets, in its place": (
        ("value", "certainty"),
        "fixed",
        ["value: {amount: 24000.00, basis: annual}"],
        ["value: {amount: 24000.00, basis: annual, certainty: fixed}"],
    ),
    "a field out of brackets": (
        ("value", "amount"),
        None,
        ["value: {amount: 24000.00, basis: annual}"],
        ["value: {basis: annual}"],
    ),
    "an item more inside brackets": (
        ("tags", 2),
        "carers",
        ["tags: [advice, parents]"],
        ["tags: [advice, parents, carers]"],
    ),
    "an item out of brackets": (("tags", 1), None, ["tags: [advice, parents]"], ["tags: [advice]"]),
    "a new field after the one the model has before it": (("kind",), "grant", [], ["kind: grant"]),
    "a new group": (
        ("monitoring", "owner"),
        "Head of Service",
        [],
        ["monitoring:", "  owner: Head of Service"],
    ),
    "a new field of a group, below its comments": (
        ("provider", "type"),
        "charity",
        [],
        ["  type: charity"],
    ),
    "a new field that goes first, above the comment of the one after it": (
        ("value",),
        {"amount": Decimal("1.00")},
        ["value: {amount: 24000.00, basis: annual}"],
        ["value: {amount: 1.00}"],
    ),
    "a field of an item": (
        ("term", "extensions", 0, "state"),
        "exercised",
        [],
        ["      state: exercised"],
    ),
    "a group in an item": (
        ("term", "extensions", 0, "decision"),
        Decision.model_validate({"body": "Cabinet", "on": "2022-06-09", "reference": "CAB/2022/31"}),
        [],
        ["      decision:", "        body: Cabinet", "        on: 2022-06-09", "        reference: CAB/2022/31"],
    ),
    "an item more, below what is set in deeper": (
        ("term", "extensions", 2, "months"),
        3,
        [],
        ["    - months: 3"],
    ),
    "an item out of a list": (("term", "extensions", 0, "notice"), None, ["      notice: 6m"], []),
    "a field that comes at the end of the file": (
        ("checked_on",),
        date(2022, 1, 4),
        [],
        ["checked_on: 2022-01-04"],
    ),
    "a field of the council's own": (("local", "Cost centre"), "0042", [], ["local:", "  Cost centre: 0042"]),
    "true, a span, a long text": (
        ("recommissioning",),
        {
            "decision": {"body": "Cabinet", "key_decision": True},
            "lead_times": {"review": Duration(6, "w")},
            "intention": "extend",
        },
        [],
        [
            "recommissioning:",
            "  intention: extend",
            "  lead_times:",
            "    review: 6w",
            "  decision:",
            "    body: Cabinet",
            "    key_decision: true",
        ],
    ),
    "nothing to change": (("term", "end"), date(2023, 3, 31), [], []),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_edit_changes_these_lines_and_no_others(case: str, newline: str) -> None:
    route, value, removed, added = CASES[case]
    text = FILE.replace("\n", newline)
    assert edited((route, value), text=text) == (removed, added)
    assert apply_edits(text, [(route, value)]).count("\r") == (
        0 if newline == "\n" else text.count("\r") + len(added) - len(removed)
    )


def test_a_list_as_a_whole_keeps_the_comments_of_the_items_that_stay() -> None:
    options = ({"months": "12", "notice": "6m"}, {"months": "6", "state": "lapsed"}, {"until": date(2026, 1, 31)})
    removed, added = edited((("term", "extensions"), options))
    assert removed == ["      # - months: 6, not agreed"]
    assert added == ["      state: lapsed", "      # - months: 6, not agreed", "    - until: 2026-01-31"]


def test_the_first_item_goes_and_the_others_are_left_alone() -> None:
    text = "id: a\nspend:\n- {year: 2020/21, amount: 1.00}\n- year: 2021/22\n  amount: 2.00\n  kind: actual\n"
    rest = with_value(Layout(text).values, ("spend", 0), None)["spend"]
    assert apply_edits(text, [(("spend",), rest)]) == "id: a\nspend:\n- year: 2021/22\n  amount: 2.00\n  kind: actual\n"


LAYOUTS = {
    "a blank": (
        "term:\n  start:   # not known\n",
        ("term", "start"),
        "2020-04-01",
        "term:\n  start: 2020-04-01   # not known\n",
    ),
    "a null": ("reference: ~\n", ("reference",), "A 1", "reference: A 1\n"),
    "an empty list with a remark": (
        "term:\n  extensions: []  # none in the paper\nid: a\n",
        ("term", "extensions", 0, "months"),
        12,
        "term:\n  extensions:  # none in the paper\n    - months: 12\nid: a\n",
    ),
    "an empty list of words": ("tags: []\n", ("tags",), ("a", "b, c"), 'tags: [a, "b, c"]\n'),
    "a list that is emptied": ("tags:\n  - a\nid: a\n", ("tags", 0), None, "tags: []\nid: a\n"),
    "a blank group": ("term:\nid: a\n", ("term", "start"), "2020-04-01", "term:\n  start: 2020-04-01\nid: a\n"),
    "an empty group": ("term: {}\nid: a\n", ("term", "start"), "2020-04-01", "term:\n  start: 2020-04-01\nid: a\n"),
    "set in by four": (
        "provider:\n    name: A\nid: a\n",
        ("term", "terminated", "on"),
        "2020-04-01",
        "provider:\n    name: A\nterm:\n    terminated:\n        on: 2020-04-01\nid: a\n",
    ),
    "lists that are not set in": (
        "tags:\n- a\nid: a\n",
        ("decisions", 0, "body"),
        "Cabinet",
        "tags:\n- a\nid: a\ndecisions:\n- body: Cabinet\n",
    ),
    "no line end at the end": ("id: a", ("checked_on",), "2020-04-01", "id: a\nchecked_on: 2020-04-01"),
    "a byte order mark": (BOM + "id: a\n", ("title",), "B", BOM + "id: a\ntitle: B\n"),
    "a head and a foot": ("---\nid: a\n...\n", ("title",), "B", "---\nid: a\ntitle: B\n...\n"),
    "the first field of an item": (
        "spend:\n  - amount: 1.00\n    kind: actual\n",
        ("spend", 0, "year"),
        "2021/22",
        "spend:\n  - year: 2021/22\n    amount: 1.00\n    kind: actual\n",
    ),
    "the first field of an item goes": (
        "spend:\n  - year: 2021/22\n    amount: 1.00\n",
        ("spend", 0, "year"),
        None,
        "spend:\n  - amount: 1.00\n",
    ),
    "the first field of a group, above what is said of the next": (
        "value: # stated\n  # not said for what\n  basis: unstated\n",
        ("value", "amount"),
        Decimal(5),
        "value: # stated\n  amount: 5\n  # not said for what\n  basis: unstated\n",
    ),
    "the last field of a group takes the group with it": (
        "id: a\nmonitoring:\n  performance:\n    rating: good\n",
        ("monitoring", "performance", "rating"),
        None,
        "id: a\n",
    ),
    "a value on the line below its name": (
        "title:\n  Long words\nid: a\n",
        ("title",),
        "Short",
        "title:\n  Short\nid: a\n",
    ),
    "a text over several lines": (
        "title: Long\n  words # why\nid: a\n",
        ("title",),
        "Short",
        "title: Short # why\nid: a\n",
    ),
    "a text kept with its line ends": (
        "notes: |+\n  One.\n\nid: a\n",
        ("supersedes",),
        "b",
        "notes: |+\n  One.\n\nid: a\nsupersedes: b\n",
    ),
    "a remark beside the sign of a block": (
        "notes: | # why\n  One.\nid: a\n",
        ("notes",),
        "Two.\nThree.",
        "notes: | # why\n  Two.\n  Three.\nid: a\n",
    ),
    "a block into a value": ("notes: | # why\n  One.\nid: a\n", ("notes",), "- \t", 'notes: "- \\t" # why\nid: a\n'),
    "brackets over several lines": (
        "tags: [a, # first\n  b]\n",
        ("tags", 1),
        "c",
        "tags: [a, # first\n  c]\n",
    ),
    "an item into the middle of brackets": ("tags: [a, b]\n", ("tags",), ("a", "x", "b"), "tags: [a, x, b]\n"),
    "an item to the front": ("tags:\n  # said\n  - b\n", ("tags",), ("a", "b"), "tags:\n  - a\n  # said\n  - b\n"),
    "a field before all others in brackets": (
        "value: {basis: annual}\n",
        ("value", "amount"),
        Decimal(5),
        "value: {amount: 5, basis: annual}\n",
    ),
    "a wide text is folded": (
        "id: a\n",
        ("notes",),
        "word " * 20 + "end",
        "id: a\nnotes: >-\n  " + "word " * 18 + "word\n  word end\n",
    ),
    "one of two items that say the same": (
        "tags:\n  - a  # one\n  - a  # two\n",
        ("tags", 1),
        "b",
        "tags:\n  - a  # one\n  - b  # two\n",
    ),
    "one of two items that say the same goes": (
        "tags:\n  - a # one\n  - a\n",
        ("tags", 1),
        None,
        "tags:\n  - a # one\n",
    ),
    "a list with a text that keeps its line ends": (
        "tags:\n- |+\n  a\n\nid: b\n",
        ("tags",),
        (),
        "tags: []\n\nid: b\n",
    ),
    "space round a name": ("title : A\n", ("title",), "B", "title : B\n"),
    "a name in quotation marks": ('"title": A\n', ("title",), "B", '"title": B\n'),
}


@pytest.mark.parametrize("case", LAYOUTS)
def test_layouts_that_people_use_are_kept(case: str) -> None:
    text, route, value, result = LAYOUTS[case]
    assert apply_edits(text, [(route, value)]) == result


REFUSED = {
    "a comment beside what goes": (FILE, ("title",), None, "a comment beside it would be lost", ""),
    "a comment above what goes": (FILE, ("term", "extensions", 0), None, "the comment above it may belong to it", ""),
    "comments inside what is written anew": (
        FILE,
        ("provider",),
        "Wexcombe",
        "there are comments inside the value that would be replaced",
        "provider: Wexcombe",
    ),
    "a comment beside the last of what is written anew": (
        "spend:\n  - year: 2021/22  # why\n",
        ("spend",),
        (),
        "there are comments inside the value that would be replaced",
        "spend: []",
    ),
    "a name with a question mark": (
        "? id\n: a\n",
        ("id",),
        "b",
        "id has something in front of it on its line",
        "id: b",
    ),
    "a comment between a dash and its item": (
        "spend:\n  - # why\n    - a\n",
        ("spend", 0),
        "b",
        "there is something between its dash and its value",
        "- b",
    ),
    "a field twice": ("id: a\nid: b\n", ("title",), "A", "the file has errors", "title: A"),
    "an alias": ("id: &a b\ntitle: *a\n", ("title",), "A", "the file has errors", "title: A"),
    "no YAML": ("id: [\n", ("title",), "A", "the file has errors", "title: A"),
    "a list": ("- a\n", ("title",), "A", "the file does not hold the fields of a contract", "title: A"),
    "characters that cannot be seen": (
        "id: a\u2028b\n",
        ("title",),
        "A",
        "the file has invisible characters",
        "title: A",
    ),
    "past the end of a list": (FILE, ("tags", 3), "x", "there is nothing at that place to change", "- x"),
    "a field of a text": (FILE, ("title", "name"), "x", "there is nothing at that place to change", "name: x"),
    "what is not there": (FILE, ("kind",), None, "there is nothing at that place to change", ""),
    "a text that no file can hold": (
        FILE,
        ("title",),
        "a\x00b",
        "the file has errors",
        'title: "a\\u0000b"',
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_done_without_doubt_is_refused_with_the_text_to_paste(case: str) -> None:
    text, route, value, reason, paste = REFUSED[case]
    with pytest.raises(EditError) as refused:
        apply_edits(text, [(route, value)])
    assert refused.value.reason == reason
    assert refused.value.paste == paste
    assert not paste or paste in str(refused.value.hint)


@st.composite
def edits(draw: st.DrawFn, layout: Layout) -> tuple[FieldPath, Any]:
    """A field that a file has or could have, and another value for it, or None to take it out."""
    values: Any = layout.values
    group: dict[str, Any] = _SCHEMA
    route: FieldPath = ()
    while True:
        name = draw(st.sampled_from(sorted(group["properties"])))
        written_as = group["properties"][name]
        kind, route = _kind(written_as), (*route, name)
        values = values.get(name) if isinstance(values, dict) else None
        if kind.get("type") == "array" and draw(st.booleans()):
            items = values if isinstance(values, tuple) else ()
            place = draw(st.integers(0, len(items)))
            values = items[place] if place < len(items) else None
            written_as, route = kind["items"], (*route, place)
            kind = _kind(written_as)
        if "properties" not in kind or draw(st.integers(0, 4)) == 0:
            break
        group = kind
    last = next(str(step) for step in reversed(route) if isinstance(step, str))
    taken_out = draw(st.integers(1, 6)) == 1
    return route, None if taken_out else draw(written(written_as, last))


def _kind(schema: dict[str, Any]) -> dict[str, Any]:
    field_schema = next(option for option in schema.get("anyOf", [schema]) if option.get("type") != "null")
    definition: dict[str, Any] = (
        _SCHEMA["$defs"][field_schema["$ref"].rpartition("/")[2]] if "$ref" in field_schema else field_schema
    )
    return definition


def _stretch(layout: Layout, route: FieldPath) -> tuple[int, int]:
    """The lines that a field takes up, from its name to the end of its last one."""
    mark = layout.marks[route]
    start = mark.key_start if isinstance(route[-1], str) else mark.start
    return layout.line_start(layout.line_of(start)), layout.line_end(layout.line_of(max(layout.end(route) - 1, start)))


COMMENTS_IN_THE_WAY = (
    "a comment beside it would be lost",
    "the comment above it may belong to it",
    "there are comments inside the value that would be replaced",
    "the layout of the file at that place cannot be changed with certainty",  # a group with comments alone in it
)


@settings(max_examples=examples(500))
@given(st.data())
def test_any_edit_of_any_file_changes_only_its_own_lines_and_keeps_every_comment(data: st.DataObject) -> None:
    text = data.draw(files())
    layout = Layout(text.removeprefix(BOM))
    for _ in range(4):
        _check_an_edit(text, layout, *data.draw(edits(layout)))


def _check_an_edit(text: str, old: Layout, route: FieldPath, value: Any) -> None:
    changed, reason = _tried(text, route, value)
    try:
        expected = with_value(old.values, route, value)
    except KeyError:
        assert reason == "there is nothing at that place to change"
        return
    if reason:
        assert reason in COMMENTS_IN_THE_WAY
        assert not isinstance(value, str)
        return
    assert changed.startswith(BOM) == text.startswith(BOM)
    new = Layout(changed.removeprefix(BOM))
    assert equivalent(new.values, expected)
    assert [comment.text for comment in new.comments] == [comment.text for comment in old.comments]
    if route in old.marks and value is not None:
        start, end = _stretch(old, route)
        assert new.text.startswith(old.text[:start])
        assert new.text.endswith(old.text[end:])
    elif value is not None:
        _check_what_was_added(old, new, route)
        assert apply_edits(changed, [(route, value)]) == changed


def _tried(text: str, route: FieldPath, value: Any) -> tuple[str, str]:
    """The text with the change, or why it was refused."""
    try:
        return apply_edits(text, [(route, value)]), ""
    except EditError as refused:
        return "", refused.reason


def _check_what_was_added(old: Layout, new: Layout, route: FieldPath) -> None:
    """All of the old file is there, round what was added, unless the group was empty or in brackets."""
    nearest = next(route[:length] for length in range(len(route) - 1, -1, -1) if route[:length] in old.marks)
    if old.children(nearest) and not old.is_flow(nearest) and old.leads_line(old.children(nearest)[0]):
        before, after = old.text.splitlines(), new.text.splitlines()
        start = next((at for at, line in enumerate(before) if line != after[at]), len(before))
        assert after[len(after) - len(before) + start :] == before[start:]


@settings(max_examples=examples(300))
@given(files())
def test_a_change_to_what_is_there_already_changes_nothing(text: str) -> None:
    values = Layout(text.removeprefix(BOM)).values
    assert apply_edits(text, [((name,), value) for name, value in values.items() if value is not None]) == text


def test_values_of_the_model_are_written_as_a_file_has_them() -> None:
    value = {"a": Decimal("1.10"), "b": date(2022, 3, 31), "c": (True, 12), "d": Duration(6, "w"), "e": None}
    assert to_file_values(value) == {"a": "1.10", "b": "2022-03-31", "c": ("true", "12"), "d": "6w", "e": None}


DATA = Path(__file__).parents[1] / "data" / "yaml"


@settings(max_examples=examples(400))
@given(
    st.lists(
        st.sampled_from(
            [*PIECES.split("|"), "\n", "\n", "\n", "\n  ", "\r\n", "\r", "\t", "\ufeff", "|", "? ", "- - a"]
        ),
        max_size=25,
    ).map("".join)
)
def test_any_text_is_changed_as_was_asked_or_refused(text: str) -> None:
    _check_odd(text)


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.*")), ids=lambda path: path.name)
def test_odd_files_are_changed_as_was_asked_or_refused(path: Path) -> None:
    if path.is_file():
        _check_odd(path.read_bytes().decode("utf-8", "replace"))


def _check_odd(text: str) -> None:
    for route, value in ((("title",), "A: b"), (("term", "start"), "2020-04-01"), (("tags", 0), "a"), (("id",), None)):
        changed, reason = _tried(text, route, value)
        if not reason:
            before, after = (Layout(item.removeprefix(BOM)) for item in (text, changed))
            assert equivalent(after.values, with_value(before.values, route, value))
            assert [item.text for item in before.comments] == [item.text for item in after.comments]
    with suppress(EditError):
        assert equivalent(Layout(format_text(text).removeprefix(BOM)).values, Layout(text.removeprefix(BOM)).values)
