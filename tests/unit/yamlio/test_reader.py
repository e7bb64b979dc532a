from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from commreg.diagnostics.field_path import FieldPath
from commreg.diagnostics.finding import Location
from commreg.yamlio import reader, source, text_problems
from commreg.yamlio.reader import MAX_DEPTH, MAX_VALUES, Tree, read
from commreg.yamlio.source import Source
from commreg.yamlio.source_map import SourceMap

PARSERS = {"libyaml": getattr(yaml, "CSafeLoader", yaml.SafeLoader), "pure": yaml.SafeLoader}


@pytest.fixture(params=PARSERS)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both parsers: libyaml's, and PyYAML's own that stands in where libyaml is missing."""
    monkeypatch.setattr(reader, "EventParser", PARSERS[request.param])
    return str(request.param)


def tree(text: str) -> Tree:
    return read(Source("contracts/x.yaml", text))


def problems_in(text: str) -> list[tuple[str, int, int]]:
    """The code, line and column of every flaw."""
    spots = [
        (flaw.violation.code, Source("x.yaml", text).location(flaw.start, flaw.end)) for flaw in tree(text).problems
    ]
    return [(code, spot.line, spot.column) for code, spot in spots]


def cut(text: str, spot: Location) -> str:
    """The characters of a place."""
    starts = Source("x.yaml", text)._starts
    return text[starts[spot.line - 1] + spot.column - 1 : starts[spot.end_line - 1] + spot.end_column - 1]


VALUES: list[tuple[str, Any]] = [
    ("a: 00123456", {"a": "00123456"}),
    ("a: no", {"a": "no"}),
    ("a: Yes", {"a": "Yes"}),
    ("a: true", {"a": "true"}),
    ("a: 1:30", {"a": "1:30"}),
    ("a: 89177.46", {"a": "89177.46"}),
    ("a: 1_000", {"a": "1_000"}),
    ("a: 0o17", {"a": "0o17"}),
    ("a: 017", {"a": "017"}),
    ("a: 1e3", {"a": "1e3"}),
    ("a: .inf", {"a": ".inf"}),
    ("a: 2022-02-30", {"a": "2022-02-30"}),
    ("a: 2022-03-31T10:00:00Z", {"a": "2022-03-31T10:00:00Z"}),
    ("a: =", {"a": "="}),
    ("a: 12345678901234567890.123456789", {"a": "12345678901234567890.123456789"}),
    ("1: x\n1.0: y\nyes: z", {"1": "x", "1.0": "y", "yes": "z"}),
    ("a:", {"a": None}),
    ("a: ~", {"a": None}),
    ("a: null", {"a": None}),
    ("a: Null", {"a": None}),
    ("a: NULL", {"a": None}),
    ("a: nULL", {"a": "nULL"}),
    ("a: none", {"a": "none"}),
    ("a: 'null'", {"a": "null"}),
    ('a: "~"', {"a": "~"}),
    ('a: ""', {"a": ""}),
    ("a: ''", {"a": ""}),
    ("a: |\n  null", {"a": "null"}),
    ("a: []", {"a": ()}),
    ("a: {}", {"a": {}}),
    ("a: [x, y]", {"a": ("x", "y")}),
    ("a:\n- x\n-\n- y", {"a": ("x", None, "y")}),
    ("a:\n  - b: 1\n    c: 2\n  - d", {"a": ({"b": "1", "c": "2"}, "d")}),
    ("a: {b: [c, {d: e}]}", {"a": {"b": ("c", {"d": "e"})}}),
    ("a: >\n  one\n  two\n\n  three\n", {"a": "one two\nthree\n"}),
    ("a: |-\n  one\n  two\n", {"a": "one\ntwo"}),
    ("a: 'it''s'", {"a": "it's"}),
    ('a: "\\u00a3 \\x41\\n"', {"a": "£ A\n"}),
    ("a: x # a remark", {"a": "x"}),
    ("a: x#y", {"a": "x#y"}),
    ("a: '# no remark'", {"a": "# no remark"}),
    ("a: https://example.org/b?c=d", {"a": "https://example.org/b?c=d"}),
    ("a: one\n  two", {"a": "one two"}),
    ("? a\n: b", {"a": "b"}),
    ("a: £5 – 教育 🎓", {"a": "£5 – 教育 🎓"}),
    ("--- \na: x\n...\n", {"a": "x"}),
    ("- x\n- y", ("x", "y")),
    ("x", "x"),
    ("", None),
    ("# nothing\n\n", None),
    ("---\n", None),
    ("~", None),
]


@pytest.mark.parametrize(("text", "values"), VALUES, ids=[text for text, _ in VALUES])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_values_are_kept_as_the_officer_typed_them(parser: str, text: str, values: Any, end: str) -> None:
    """Scalars are kept as the officer typed them: `00123456` stays a company number, `no` stays a word."""
    assert parser
    result = tree(text.replace("\n", end))
    assert result.values == values
    assert result.problems == []
    assert result.complete
    assert result.empty is (values is None)


REFUSED: list[tuple[str, list[tuple[str, int, int]], Any]] = [
    # text, flaws with their places, and the values that are kept
    ("a: 1\na: 2\n", [("CR006", 2, 1)], {"a": "1"}),
    ("a: 1\nb: 2\n'a': 3\na: 4\n", [("CR006", 3, 1), ("CR006", 4, 1)], {"a": "1", "b": "2"}),
    ("a:\n  b: 1\n  b: {c: 2}\n", [("CR006", 3, 3)], {"a": {"b": "1"}}),
    ("a: {b: 1, b: [x]}\n", [("CR006", 1, 11)], {"a": {"b": "1"}}),
    ("a: &x 1\nb: *x\n", [("CR007", 1, 4), ("CR007", 2, 4)], {"a": "1", "b": None}),
    ("a: &x [1]\n", [("CR007", 1, 4)], {"a": ("1",)}),
    ("a: &x {b: 1}\n", [("CR007", 1, 4)], {"a": {"b": "1"}}),
    ("&x a: 1\n", [("CR007", 1, 1)], {"a": "1"}),
    ("*x : 1\nb: 2\n", [("CR007", 1, 1)], {"b": "2"}),
    ("a: [*x, 1]\n", [("CR007", 1, 5)], {"a": (None, "1")}),
    ("*x\n", [("CR007", 1, 1)], None),
    ("<<: {a: 1}\nb: 2\n", [("CR007", 1, 1)], {"b": "2"}),
    ("b: 2\n<<: [*x, *y]\n", [("CR007", 2, 1), ("CR007", 2, 6), ("CR007", 2, 10)], {"b": "2"}),
    ("a: !!str 1\n", [("CR008", 1, 4)], {"a": "1"}),
    ("a: ! 1\n", [("CR008", 1, 4)], {"a": "1"}),
    ("a: !!python/object/apply:os.system [x]\n", [("CR008", 1, 4)], {"a": ("x",)}),
    ("a: !x {b: 1}\n", [("CR008", 1, 4)], {"a": {"b": "1"}}),
    ("!!set {a, b}\n", [("CR008", 1, 1)], {"a": None, "b": None}),
    ("a: !x &y 1\n", [("CR007", 1, 4), ("CR008", 1, 4)], {"a": "1"}),
    ("a: 1\n---\nb: 2\n", [("CR009", 2, 1)], {"a": "1"}),
    ("---\n---\n", [("CR009", 2, 1)], None),
    ("a: 1\n...\n---\nb: [\n", [("CR009", 3, 1)], {"a": "1"}),
    ("%YAML 1.1\n---\na: 1\n", [("CR009", 1, 1)], {"a": "1"}),
    ("%TAG ! tag:x,2022:\n---\na: 1\n", [("CR009", 1, 1)], {"a": "1"}),
    ("? [a, b]\n: 1\nc: 2\n", [("CR014", 1, 3)], {"c": "2"}),
    ("{a: b}: 1\nc: 2\n", [("CR014", 1, 1)], {"c": "2"}),
    ("? {a: [b]}\nc: 2\n", [("CR014", 1, 3)], {"c": "2"}),
    ("~: 1\nc: 2\n", [("CR014", 1, 1)], {"c": "2"}),
    ("null: 1\n", [("CR014", 1, 1)], {}),
    ("'null': 1\n", [], {"null": "1"}),
    ('"": 1\nc: 2\n', [("CR014", 1, 1)], {"c": "2"}),
    ("? \n: 1\n", [("CR014", 1, 2)], {}),
]


@pytest.mark.parametrize(("text", "flaws", "values"), REFUSED, ids=[text for text, *_ in REFUSED])
def test_what_a_contract_has_no_use_for_is_refused_at_its_place(
    parser: str, text: str, flaws: list[tuple[str, int, int]], values: Any
) -> None:
    """No anchors, aliases, tags, merge keys or second document; duplicate keys are an error."""
    assert parser
    assert [code for code, *_ in problems_in(text)] == [code for code, *_ in flaws]
    if "? \n" not in text:
        assert problems_in(text) == flaws
    assert tree(text).values == values


@pytest.mark.parametrize("text", [text for text, flaws, _ in REFUSED if {c for c, *_ in flaws} & {"CR007", "CR009"}])
def test_values_that_leave_something_out_prove_nothing(text: str) -> None:
    assert not tree(text).complete


def test_a_list_or_group_in_the_place_of_a_name_hides_nothing_that_follows() -> None:
    result = tree("? [a, {b: [c]}]\n: {d: [e, f]}\ng: {h: i}\n")
    assert result.values == {"g": {"h": "i"}}
    assert [flaw.violation.code for flaw in result.problems] == ["CR014"]


# A line that YAML stumbles over, and where a reader would look for the fault.
BROKEN = [
    ("tab before a field", "id: x\nterm:\n\tstart: 1\n", (3, 1)),
    ("tab after a dash", "tags:\n-\tb: c\n", (2, 2)),
    ("tab inside a block", "a: |\n\tb\n", (2, 1)),
    ("second colon", "title: Advice: parents\n", (1, 14)),
    ("second colon in a plain text over two lines", "a: one\n  two: three\n", (2, 6)),
    ("field set in too far", "id: x\n  title: y\n", (2, 8)),
    ("field set in too little", "a:\n    b: 1\n  c: 2\n", (3, 3)),
    ("no colon, field below", "id: x\ntitle\nkind: y\n", (2, 1)),
    ("no colon, last line", "id: x\ntitle\n", (2, 1)),
    ("no colon, two lines of text", "id: x\nsome words\nmore words\nkind: y\n", (2, 1)),
    ("at sign", "title: @home\n", (1, 8)),
    ("back quote", "title: `x`\n", (1, 8)),
    ("per cent sign", "title: %x\n", (1, 8)),
    ("double quotation mark not closed", 'id: x\ntitle: "abc\nkind: y\n', (2, 8)),
    ("single quotation mark not closed", "id: x\ntitle: 'abc\nkind: y\n", (2, 8)),
    ("quotation mark before a field not closed", '"id: x\n', (1, 1)),
    ("words after a quotation", 'title: "abc" def\n', (1, 14)),
    ("bracket not closed", "id: x\ntags: [a, b\nkind: y\n", (2, 7)),
    ("brace not closed", "id: x\nterm: {start: 1\nkind: y\n", (2, 7)),
    ("bracket closed and never opened", "id: x\ntags: ]\n", (2, 7)),
    ("brace closed and never opened", "id: x\ntags: }\n", (2, 7)),
    ("two commas", "a: [b,, c]\n", (1, 7)),
    ("list among fields", "id: x\n- a\n", (2, 1)),
    ("fields among a list", "- a\nid: x\n", (2, 1)),
    ("list on the line of its name", "tags: - a\n", (1, 7)),
    ("ampersand", "a: & x\n", (1, 5)),
    ("asterisk", "title: **bold**\n", (1, 9)),
    ("question mark", "a: ? b\n", (1, 4)),
    ("unfinished tag", "a: !<x y\n", (1, 7)),
    ("tag of no known family", "a: !e!x y\n", (1, 4)),
    ("words after >", "a: > text\n", (1, 6)),
    ("odd sign after |", "a: |5x\n b\n", (1, 6)),
    ("words after the end", "a: 1\n... b\n", (2, 5)),
    ("field after the end", "a: 1\n...\nb: 2\n", (3, 1)),
    ("end inside a quotation", "a: 'x\n---\nb: 1\n", (1, 4)),
    ("value without a name", ": b\n", (1, 1)),
    ("directive twice", "%YAML 1.1\n%YAML 1.1\n---\na: 1\n", (2, 1)),
    ("CRLF and emoji before", "id: 🎓\r\nb: é\r\ntitle: @x\r\n", (3, 8)),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_line_that_cannot_be_read_is_pointed_at(parser: str, text: str, expected: tuple[int, int]) -> None:
    """What cannot be read is an error with file, line, column and what to write instead."""
    assert parser
    result = tree(text)
    (flaw,) = result.problems
    spot = Source("x.yaml", text).location(flaw.start, flaw.end)
    assert flaw.violation.code == "CR005"
    assert (spot.line, spot.column) == expected
    assert flaw.violation.hint
    assert not result.complete


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("term:\n\tstart: 1\n", "tab"),
        ("tags:\n-\tb: c\n", "tab"),
        ("a: |\n\tb\n", "tab"),
        ("title: Advice: parents\n", "colon"),
        ('title: "a \\d b"\n', "backslash"),
        ('title: "abc\n', "quotation mark that is opened and never closed"),
        ("tags: [a, b\n", "a [ that is never closed"),
        ("term: {start: 1\n", "a { that is never closed"),
        ("title: @home\n", "a sign that YAML keeps for itself"),
        ("title: **bold**\n", "text that begins with & or *"),
        ("a: 1\n... b\n", "something after the end"),
    ],
)
def test_the_fault_is_named_in_words_that_fit(parser: str, text: str, says: str) -> None:
    assert parser
    assert says in tree(text).problems[0].violation.message


@pytest.mark.parametrize(
    "text",
    [
        'title: "a \\d b"\n',
        'title: "a\n  b\n  c \\d"\n',
        'title: "a \\xZZ b"\n',
        'title: "\\ud800"\n',
        'a: "\\UFFFFFFFF"\n',
    ],
)
def test_an_escape_without_a_character_is_located_and_not_called_an_open_quotation(parser: str, text: str) -> None:
    assert parser
    (flaw,) = tree(text).problems
    assert "never closed" not in flaw.violation.message
    assert flaw.start - text.index("\\") in (0, 1, 2)


def test_only_the_pure_parser_minds_a_tab_between_a_colon_and_its_value(parser: str) -> None:
    result = tree("id:\tx\n")
    assert result.values == {"id": "x"} or (
        parser == "pure" and [f.violation.code for f in result.problems] == ["CR005"]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('title: "a\\0"\n', (1, 10)),
        ('title: "a \\"b\\" \\u202e"\n', (1, 17)),
        ('title: "a\\tb\n  c\\e"\n', (2, 4)),
        ('"\\u2028": x\n', (1, 2)),
    ],
)
def test_an_escape_for_what_may_not_be_typed_is_pointed_at(parser: str, text: str, expected: tuple[int, int]) -> None:
    """What cannot be read is an error with file, line, column and what to write instead."""
    assert parser
    assert problems_in(text)[0] == ("CR004", *expected)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_groups_may_be_40_deep_and_no_deeper(parser: str, opening: str) -> None:
    """Limits on size, depth and count with a clear message."""
    assert parser
    closing = {"[": "]", "{a: ": "}"}.get(opening, "")
    fits = opening * MAX_DEPTH + ("x" if closing != "]" else "") + closing * MAX_DEPTH
    assert "CR010" not in [code for code, *_ in problems_in(fits)]
    deeper = opening * (MAX_DEPTH + 1) + "x" + closing * (MAX_DEPTH + 1)
    flaw = next(flaw for flaw in tree(deeper).problems if flaw.violation.code == "CR010")
    assert flaw.violation.message == "has groups inside groups more than 40 deep"
    assert flaw.start == len(opening) * MAX_DEPTH
    assert not tree(deeper).complete


def test_a_file_may_have_20000_values_and_not_many_more() -> None:
    """Limits on size, depth and count with a clear message."""
    assert tree("- x\n" * (MAX_VALUES - 10)).problems == []
    (flaw,) = tree("- x\n" * (MAX_VALUES + 10)).problems
    assert flaw.violation.code == "CR010"
    assert flaw.violation.message == "has more than 20,000 values"


PLACES = """\
id: x
provider:
  name: "Café 🎓"
term:
  start: 2020-04-01
  extensions:
    - months: 12
      state: available
    - {months: 6, note: 'a # b'}
tags: [one, two]
notes: >-
  Some words
  over two lines.

blank:
list:
  - first
  -
"""


@pytest.mark.parametrize(
    ("route", "value", "key"),
    [
        (("id",), "x", "id"),
        (("provider",), "provider", "provider"),
        (("provider", "name"), '"Café 🎓"', "name"),
        (("term", "start"), "2020-04-01", "start"),
        (("term", "extensions"), "extensions", "extensions"),
        (("term", "extensions", 0), "months", "months"),
        (("term", "extensions", 0, "state"), "available", "state"),
        (("term", "extensions", 1), "{months", "{months"),
        (("term", "extensions", 1, "note"), "'a # b'", "note"),
        (("tags",), "tags", "tags"),
        (("notes",), ">-\n  Some words\n  over two lines.", "notes"),
        (("blank",), "blank", "blank"),
        (("list", 0), "first", "first"),
        (("term", "end"), "term", "term"),
        (("term", "extensions", 0, "until"), "months", "months"),
        (("term", "extensions", 9, "until"), "extensions", "extensions"),
        (("nowhere", "at", "all"), "id", "id"),
        ((), "id", "id"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_field_is_found_by_value_and_by_name_or_else_the_group_round_it(
    parser: str, route: FieldPath, value: str, key: str, end: str
) -> None:
    assert parser
    text = PLACES.replace("\n", end)
    places = SourceMap(Source("x.yaml", text))
    assert cut(text, places.find(route)) == value.replace("\n", end)
    assert cut(text, places.find(route, key=True)) == key


@pytest.mark.parametrize(
    ("route", "within", "expected"),
    [
        (("notes",), "two", (13, 8, 13, 11)),
        (("provider", "name"), "🎓", (3, 15, 3, 16)),
        (("id",), "y", (1, 5, 1, 6)),
        (("notes",), "words over", (11, 8, 13, 18)),
        (("tags",), "one", (10, 1, 10, 5)),
    ],
)
def test_a_piece_of_a_value_is_found_inside_it(
    route: FieldPath, within: str, expected: tuple[int, int, int, int]
) -> None:
    assert SourceMap(Source("x.yaml", PLACES)).find(route, within=within) == Location(*expected)


def test_a_repeated_group_does_not_take_the_place_of_the_one_that_is_kept() -> None:
    """What cannot be read is an error with file, line, column: of the value that was read."""
    text = "term:\n  start: first\nterm:\n  start: second\n"
    assert tree(text).values == {"term": {"start": "first"}}
    assert cut(text, SourceMap(Source("x.yaml", text)).find(("term", "start"))) == "first"


def test_a_hash_in_names_and_values_is_distinguished_from_one_that_starts_a_comment() -> None:
    text = "a: x # one\n'b # two': '# three'\nc: | # four\n  # five\n# six\nd: [y, 'z # seven'] # eight\na: '# nine'\n"
    places = SourceMap(Source("x.yaml", text))
    comments = [at for at in range(len(text)) if text[at] == "#" and not places.is_in_scalar(at)]
    assert [text[at:].split()[1] for at in comments] == ["one", "four", "six", "eight"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: Advice line #2\n", [(1, 20)]),
        ("amount: 24000 #,50\n", [(1, 15)]),
        ("id: 🎓 #1\r\ntags:\r\n- a\r\n- b\t#2 c\r\n", [(1, 7), (4, 5)]),
        ("tags: [a, b #2\n  ]\n", [(1, 13)]),
        ("title: 'Advice line #2'\n", []),
        ('title: "Advice line #2"\n', []),
        ("title: Advice line#2\n", []),
        ("title: Advice # the second\n", []),
        ("title: Advice ## second\n", []),
        ("title: Advice #\n", []),
        ("#a: b #c\n  #a: b #c\n", []),
        ("title: >\n  Advice line #2\n", []),
        ("title: Advice\n  line #2\n", [(2, 8)]),
        ("'Advice line #2': x\n", []),
        ('local:\n  "line #2": x\n', []),
        ("title: a\ntitle: 'Advice line #2'\n", []),
    ],
)
def test_words_lost_after_a_hash_are_reported(text: str, expected: list[tuple[int, int]]) -> None:
    """No date, amount or contract is ever dropped or guessed."""
    file = Source("x.yaml", text)
    spots = [file.location(flaw.start, flaw.end) for flaw in text_problems.lost_comments(file)]
    assert [(spot.line, spot.column) for spot in spots] == expected


# Words of letters, and words that look like something else to YAML.
words = st.one_of(
    st.text(st.characters(categories=["Lu", "Ll", "Lo"], max_codepoint=0xFFFF), min_size=1, max_size=8),
    st.sampled_from(["no", "null", "1:30", "00123", "2022-03-31", "-", "#5", "*x", "&y", "a:", "{", "%", "=", "🎓"]),
)
texts = st.lists(words, max_size=6).map(" ".join) | st.lists(words, min_size=1, max_size=4).map("\n".join)
names = st.text(st.sampled_from("abcdefgh_-"), min_size=1, max_size=6)
mappings = st.recursive(
    st.dictionaries(names, texts, max_size=4),
    lambda inner: st.dictionaries(names, texts | inner | st.lists(texts | inner, max_size=3), max_size=4),
    max_leaves=12,
)


def _as_read(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_read(item) for key, item in value.items()}
    return tuple(map(_as_read, value)) if isinstance(value, list) else value


def _leaves(value: Any, route: FieldPath = ()) -> list[tuple[FieldPath, str]]:
    if isinstance(value, str):
        return [(route, value)]
    items = value.items() if isinstance(value, dict) else enumerate(value)
    return [leaf for step, item in items for leaf in _leaves(item, (*route, step))]


@given(mappings)
def test_plain_text_is_read_unchanged_with_its_location(fields: dict[str, Any]) -> None:
    text = yaml.safe_dump(fields, default_flow_style=False, allow_unicode=True)
    file, flaws = source.decode("x.yaml", text.encode())
    assert flaws == []
    result = read(file)
    assert result.problems == []
    assert result.values == _as_read(fields)
    places = SourceMap(file)
    for route, value in _leaves(fields):
        first = value.split()[0] if value.split() else ""
        assert first in cut(text, places.find(route)) or "🎓" in first
        if isinstance(route[-1], str):
            assert str(route[-1]) in cut(text, places.find(route, key=True))


SIGNS = "a b 1 null : - ? [ ] { } , & * ! | > ' \" % @ ` # ~ << \\ --- ..."
PIECES = [*SIGNS.split(), " ", "\n", "\n  ", ": ", "- "]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_the_pure_parser_may_refuse_what_libyaml_reads_and_never_reads_it_otherwise(text: str) -> None:
    readings = []
    for loader in PARSERS.values():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader, "EventParser", loader)
            readings.append(tree(text))
    fast, pure = readings
    assert pure.problems or (pure.values == fast.values and not fast.problems)


def test_a_character_that_only_the_parser_minds_is_a_flaw_all_the_same(parser: str) -> None:
    assert parser
    assert [code for code, *_ in problems_in("a: \x07b\n")] == ["CR004"]
