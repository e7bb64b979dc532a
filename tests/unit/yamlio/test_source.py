from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commreg.diagnostics.finding import Location, TextProblem, Violation
from commreg.yamlio.source import MAX_BYTES, Source, decode, read_bytes


def flaw(data: bytes) -> tuple[Source, TextProblem]:
    """The text and its only flaw."""
    source, (problem,) = decode("contracts/x.yaml", data)
    return source, problem


def place(source: Source, problem: TextProblem) -> tuple[int, int]:
    spot = source.location(problem.start, problem.end)
    return spot.line, spot.column


def test_plain_text_has_no_flaw() -> None:
    source, flaws = decode("contracts/x.yaml", "title: Café – Früherziehung 教育 🎓\n\tx\n".encode())
    assert source.text == "title: Café – Früherziehung 教育 🎓\n\tx\n"
    assert flaws == []


def test_a_byte_order_mark_at_the_beginning_is_taken_off() -> None:
    source, flaws = decode("x.yaml", b"\xef\xbb\xbfid: x\n")
    assert source.text == "id: x\n"
    assert flaws == []
    assert source.location(0, 2) == Location(1, 1, 1, 3)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_utf_16_and_utf_32_with_their_mark_are_named_and_can_be_shown(encoding: str) -> None:
    mark = "" if encoding in ("utf-16", "utf-32") else "\ufeff"
    source, problem = flaw((mark + "id: x\nend: é\n").encode(encoding))
    assert problem.violation.code == "CR002"
    assert problem.violation.message == f"is stored as {encoding[:6].upper()}, not UTF-8"
    assert problem.violation.hint == "save it again as UTF-8"
    assert "end: é" in source.text
    assert place(source, problem) == (1, 1)


def test_utf_16_cut_in_the_middle_is_still_named() -> None:
    _, problem = flaw("\ufeffid: x".encode("utf-16-le") + b"\x00")
    assert problem.violation.code == "CR002"


@pytest.mark.parametrize(
    ("data", "expected", "says"),
    [
        ("title: Caf\u00e9\n".encode("cp1252"), (1, 11), "0xE9, “é” in Windows-1252"),
        ("id: x\ntitle: “quoted”\n".encode("cp1252"), (2, 8), "0x93, ““” in Windows-1252"),
        ("id: 🎓🎓\nend: ".encode() + b"\xa3", (2, 6), "0xA3, “£” in Windows-1252"),
        ("é\r\n".encode() + b"a\xff", (2, 2), "0xFF, “ÿ” in Windows-1252"),
        (b"\xff", (1, 1), "0xFF"),
        (b"id: \xc0\xaf", (1, 5), "0xC0"),
        (b"id: \xed\xa0\x80", (1, 5), "0xED"),
        (b"id: \xf4\x90\x80\x80", (1, 5), "0xF4"),
        (b"id: \xe2\x82", (1, 5), "0xE2"),
    ],
)
def test_the_first_byte_that_is_not_utf_8_is_pointed_at(data: bytes, expected: tuple[int, int], says: str) -> None:
    source, problem = flaw(data)
    assert problem.violation.code == "CR002"
    assert says in problem.violation.message
    assert problem.violation.hint == "save the file again as UTF-8"
    assert place(source, problem) == expected


ODD = [
    ("\x00", "a NUL character"),
    ("\x07", "a control character (U+0007)"),
    ("\x0b", "a vertical tab"),
    ("\x0c", "a form feed"),
    ("\x1b", "a control character (U+001B)"),
    ("\x7f", "a control character (U+007F)"),
    ("\x85", "a next-line character (U+0085)"),
    ("\x9b", "a control character (U+009B)"),
    ("\u2028", "a line separator (U+2028)"),
    ("\u2029", "a paragraph separator (U+2029)"),
    ("\u202a", "a control character (U+202A)"),
    ("\u202e", "a control character (U+202E)"),
    ("\u2066", "a control character (U+2066)"),
    ("\u2069", "a control character (U+2069)"),
    ("\ufeff", "a byte order mark"),
    ("\ufffe", "a noncharacter (U+FFFE)"),
    ("\uffff", "a noncharacter (U+FFFF)"),
]


@pytest.mark.parametrize(("character", "name"), ODD)
@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("title: a", (1, 9)),
        ("id: x\ntitle: a", (2, 9)),
        ("id: x\r\ntitle: 🎓", (2, 9)),
        ("id: 🎓\r\n\r\ntitle: e\u0301", (3, 10)),
        ("id: x\rtitle: ", (2, 8)),
    ],
)
def test_a_character_that_cannot_be_seen_is_pointed_at(
    character: str, name: str, before: str, expected: tuple[int, int]
) -> None:
    source, problem = flaw(f"{before}{character}b\nkind: grant\n".encode())
    assert problem.violation.code == "CR004"
    assert problem.violation.message == f"has {name}, which cannot be seen"
    assert place(source, problem) == expected
    assert source.text[problem.start : problem.end] == character


@pytest.mark.parametrize("character", ["\t", "\n", "\r\n", "\r", "\u00a0", "\u200d", "\u00ad", "\U0001f393", "\ue000"])
def test_tabs_line_ends_and_ordinary_characters_are_left_alone(character: str) -> None:
    _, flaws = decode("x.yaml", f"title: a{character}b\n".encode())
    assert flaws == []


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u200b", "\u202f", "\u3000"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("term:\n{}start: 2020-04-01\n", (2, 1)),
        ("term:\n  {}start: 2020-04-01\n", (2, 3)),
        ("id:{}x\n", (1, 4)),
        ("tags:\n  -{}a\n", (2, 4)),
        ("tags:\n  - {}a\n", (2, 5)),
        ("id: 🎓\r\ntitle:{}x\r\n", (2, 7)),
    ],
)
def test_a_space_that_is_not_a_plain_one_is_pointed_at_where_yaml_wants_one(
    space: str, text: str, expected: tuple[int, int]
) -> None:
    source, problem = flaw(text.format(space).encode())
    assert problem.violation.code == "CR004"
    assert f"U+{ord(space):04X}" in problem.violation.message
    assert problem.violation.hint == "delete it and type a space"
    assert place(source, problem) == expected


def test_a_hard_space_between_words_is_part_of_the_text() -> None:
    _, flaws = decode("x.yaml", "title: 12\u00a0weeks\ndescription: Ms\u00a0X, 5\u202f000\n".encode())
    assert flaws == []


def test_every_odd_character_is_found_in_the_order_of_the_file() -> None:
    _, flaws = decode("x.yaml", "a\x00b\u2028c\nd:\u00a0e\x07\n".encode())
    assert [problem.start for problem in flaws] == [1, 3, 8, 10]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("id: x\n<<<<<<< HEAD\nend: a\n=======\nend: b\n>>>>>>> branch\n", [2, 4, 6]),
        ("<<<<<<<\n>>>>>>>\n", [1, 2]),
        ("title: x\n=======\n", []),
        ("title: <<<<<<< HEAD\n", []),
        ("<<<<<<<HEAD\n", []),
        ("<<<<<<<< HEAD\n", []),
    ],
)
def test_a_merge_that_git_left_open_is_found(text: str, lines: list[int]) -> None:
    source, flaws = decode("x.yaml", text.encode())
    assert [problem.violation.code for problem in flaws] == ["CR018"] * len(lines)
    assert [place(source, problem) for problem in flaws] == [(line, 1) for line in lines]


def test_a_file_may_have_a_mebibyte_and_no_byte_more() -> None:
    """Limits on size, depth and count with a clear message."""
    _, flaws = decode("x.yaml", b"#" * MAX_BYTES)
    assert flaws == []
    source, problem = flaw(b"#" * (MAX_BYTES + 1))
    assert problem.violation.code == "CR003"
    assert problem.violation.message == "is larger than 1024 KiB, the most a contract file may be"
    assert source.text == ""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        ("\r\r\n\n", ["", "", "", ""]),
        ("a\u2028b\x0bc\x85d", ["a\u2028b\x0bc\x85d"]),
    ],
)
def test_lines_end_where_people_see_them_end(text: str, lines: list[str]) -> None:
    source = Source("x.yaml", text)
    assert [source.line(number + 1) for number in range(len(lines))] == lines
    assert source.line(len(lines) + 1) == ""
    assert source.line(0) == ""


@given(st.text(st.sampled_from("ab\n\r é🎓"), max_size=40))
def test_every_character_is_in_its_line_at_its_column(text: str) -> None:
    source = Source("x.yaml", text)
    for offset, character in enumerate(text):
        spot = source.location(offset, offset + 1)
        if character not in "\r\n":
            assert source.line(spot.line)[spot.column - 1] == character
            assert (spot.end_line, spot.end_column) == (spot.line, spot.column + 1)


@given(st.binary(max_size=60))
def test_any_bytes_become_a_text_and_flaws_inside_it(data: bytes) -> None:
    source, flaws = decode("x.yaml", data)
    source.text.encode()
    for problem in flaws:
        assert 0 <= problem.start <= problem.end <= len(source.text)
    assert flaws or source.text.encode() == data.removeprefix(b"\xef\xbb\xbf")


def test_a_place_never_ends_before_it_begins() -> None:
    assert Source("x.yaml", "abc\n").location(2, 1) == Location(1, 3, 1, 3)


def test_the_bytes_of_a_file_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\r\n\xff")
    assert read_bytes(path) == b"\r\n\xff"


def test_never_more_is_read_than_tells_that_it_is_too_much(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 5000))
    data = read_bytes(path)
    assert isinstance(data, bytes)
    assert len(data) == MAX_BYTES + 1


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    problem = read_bytes(tmp_path / "x.yaml")
    assert problem == Violation(
        "CR001",
        "cannot be read: no such file or directory",
        hint="check the file's permissions, then run this again",
    )


@pytest.mark.skipif(os.name == "nt", reason="there are no named pipes in a Windows folder")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.yaml")
    problem = read_bytes(tmp_path / "x.yaml")
    assert isinstance(problem, Violation)
    assert problem.message == "is not an ordinary file"


def test_a_folder_is_not_an_ordinary_file(tmp_path: Path) -> None:
    problem = read_bytes(tmp_path)
    assert isinstance(problem, Violation)
    assert problem.code == "CR001"
