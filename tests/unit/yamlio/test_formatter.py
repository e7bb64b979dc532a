"""Putting a file in order: what it says stays, every comment stays with its field, and twice is once."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import assume, given, settings

from commreg.edit.contract_file import compose, format_text
from commreg.model.contract import Contract
from commreg.yamlio.edit import BOM, EditError, equivalent
from commreg.yamlio.layout import Layout, LayoutError
from tests.unit.hypothesis_profile import examples
from tests.unit.layout_strategies import files
from tests.unit.strategies import contracts

CASES = {
    "fields go into their order, each with what is said above and beside it": (
        """\
# yaml-language-server: $schema=../contract.schema.json
# From the paper.
title: 'Parent Advice'   # as signed
# The file's name.
id: "parent-advice-2020"
""",
        """\
# yaml-language-server: $schema=../contract.schema.json
# The file's name.
id: parent-advice-2020
# From the paper.
title: Parent Advice  # as signed
""",
    ),
    "what stands at the top with a blank line below is about the file": (
        "# Kept by the team.\n\n# As signed.\ntitle: A\nid: a\n",
        "# Kept by the team.\n\nid: a\n# As signed.\ntitle: A\n",
    ),
    "setting in": (
        """\
term:
    start: 2020-04-01
    extensions:
    -   months: 12
        # not yet
        state:   available
""",
        "term:\n  start: 2020-04-01\n  extensions:\n    - months: 12\n      # not yet\n      state: available\n",
    ),
    "a comment above the field that comes to stand beside the dash": (
        "spend:\n  # one\n  - amount: 1.00\n    # two\n    year: 2021/22\n",
        "spend:\n  # one\n  # two\n  - year: 2021/22\n    amount: 1.00\n",
    ),
    "the foot of a group goes with the group": (
        "term:\n  start: 2020-04-01\n  # breaks: to be asked\nid: a\n# the end\n",
        "id: a\nterm:\n  start: 2020-04-01\n  # breaks: to be asked\n# the end\n",
    ),
    "the foot of a list": (
        "tags:\n  - a\n  # - b, not agreed\nid: a\n",
        "id: a\ntags:\n  - a\n  # - b, not agreed\n",
    ),
    "beside a group, a list, a block of text and what is in brackets": (
        """\
term:   # the term
  start: 2020-04-01
spend: # money
- {year: 2021/22, amount: 1.00}	# a year
notes: | # why
  One.
tags: [ a,b ] # words
""",
        """\
term:  # the term
  start: 2020-04-01
spend:  # money
  - {year: 2021/22, amount: 1.00}  # a year
tags: [a, b]  # words
notes: One.  # why
""",
    ),
    "quotation marks only where they are needed": (
        "reference: '00123'\ntitle: \"A: b\"\ntags: ['a, b', \"c\"]\nnotes: 'null'\n",
        'reference: 00123\ntitle: "A: b"\ntags: ["a, b", c]\nnotes: "null"\n',
    ),
    "paragraphs stay as they are": (
        "notes: |+\n    One.\n\n    Two.\n\nid: a\n", "id: a\nnotes: |-\n  One.\n\n  Two.\n",
    ),
    "brackets that do not fit are opened": (
        "tags: [" + ", ".join(f"a long word number {n}" for n in range(6)) + "]\n",
        "tags:\n" + "".join(f"  - a long word number {n}\n" for n in range(6)),
    ),
    "blank lines between fields stay, but one at a time": (
        "\n\nid: a\n\n\ntitle: A\nterm:\n\n  start: 2020-04-01\n\n", "id: a\n\ntitle: A\nterm:\n  start: 2020-04-01\n",
    ),
    "blanks, nulls and empty ones": (
        "id: a\nreference: ~\ntitle:   \ntags: [ ]\nlocal: { }\n", "id: a\nreference:\ntitle:\ntags: []\nlocal: {}\n",
    ),
    "a comment that is set in less than its field": (
        "term:\n# agreed\n  start: 2020-04-01\n", "term:\n  # agreed\n  start: 2020-04-01\n",
    ),
    "a comment between a group and its first field, however set in": (
        "term:\n      # agreed\n  start: 2020-04-01\n", "term:\n  # agreed\n  start: 2020-04-01\n",
    ),
    "head and foot of a document": ("--- # head\nid: a\n...\n", "# head\nid: a\n"),
    "line ends and the byte order mark": (BOM + "title: A\r\nid: a\r\n", BOM + "id: a\r\ntitle: A\r\n"),
    "names of the council's own keep their order": ("local: {b: '2', a: '1'}\n", "local: {b: 2, a: 1}\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_file_is_put_in_order(case: str) -> None:
    before, after = CASES[case]
    assert format_text(before) == after
    assert format_text(after) == after


REFUSED = {
    "title: # why\n  Long words\n": "the comment “# why” stands beside nothing that could be told",
    "title:\n  # why\n  Long words\n": "the comment “# why” is inside a value",
    "tags: [a, # why\n  b]\n": "",
    "spend:\n  - # why\n    year: 2021/22\n": "",
    "term:\n  start: 2020-04-01\n    # why\nid: a\n": "the comment “# why” is not indented like any group around it",
    "id: a\nid: b\n": "the file has errors",
    "id: [\n": "the file has errors",
    "spend:\n  - - a\n": "there is a list inside a list",
    "": "the file does not hold the fields of a contract",
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_file_is_not_changed_if_it_is_unclear_which_field_a_comment_is_about(text: str) -> None:
    with pytest.raises(EditError) as refused:
        format_text(text)
    assert REFUSED[text] in refused.value.reason or text.startswith("title: #")


@settings(max_examples=examples(300))
@given(files())
def test_any_file_is_put_in_order_or_left_as_it_is(text: str) -> None:
    old = Layout(text.removeprefix(BOM))
    after, reason = _tried(text)
    if reason:
        stray = re.fullmatch("the comment “.*” is not indented like any group around it", reason)
        assert stray or reason == "its layout cannot be formatted with certainty"
        return
    new = Layout(after.removeprefix(BOM))
    assert equivalent(new.values, old.values)
    assert Counter(comment.text for comment in new.comments) == Counter(comment.text for comment in old.comments)
    assert format_text(after) == after


def _tried(text: str) -> tuple[str, str]:
    """The text in order, or why it was left as it is."""
    try:
        return format_text(text), ""
    except EditError as refused:
        return "", refused.reason


@settings(max_examples=examples(50))
@given(contracts())
def test_what_the_program_writes_is_in_order(contract: Contract) -> None:
    text = compose(contract, {("term",): "To settle.", (): "Drafted."}, "../contract.schema.json")
    assume(_can_be_read(text))  # names that say nothing and characters that cannot be seen are errors in a file
    assert format_text(text) == text


def _can_be_read(text: str) -> bool:
    try:
        Layout(text)
    except LayoutError:
        return False
    return True
