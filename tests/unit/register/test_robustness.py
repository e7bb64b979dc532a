"""Safety: any bytes in give diagnostics, never a traceback (DESIGN, section 10)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from commreg.diagnostics.codes import CODES
from commreg.diagnostics.finding import Finding
from commreg.diagnostics.formats import format_names, get_format
from commreg.diagnostics.report import FindingsReport
from commreg.model.settings import Settings
from commreg.register import load as registers
from commreg.register.config import Config
from commreg.yamlio import reader, source
from tests.conftest import ROOT
from tests.unit.builders import AS_OF, text
from tests.unit.hypothesis_profile import examples, sample

DATA = Path(__file__).parents[1] / "data" / "yaml"
BANNED = re.compile(r"\b(valid|invalid|please|sorry|forbidden|illegal)\b", re.IGNORECASE)
# How pydantic, libyaml, PyYAML and Python put things.
THEIRS = re.compile(
    r"Input should|Field required|Extra inputs|validation error|type=|while (parsing|scanning)|did not find|"
    r"could not find|found character|found unexpected|mapping values are|simple key|block mapping|flow (node|sequence)|"
    r"expected <|Traceback|codec can't|utf-8' codec|object has no|NoneType|literal for int"
)
REAL = (ROOT / "contracts" / "youth-justice-2019.yaml").read_text(encoding="utf-8")
NAME = "contracts/youth-justice-2019.yaml"


def load(root: Path, data: bytes, name: str = "contracts/x.yaml") -> registers.Register:
    """A register of one file with these bytes, written and loaded."""
    path = root / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return registers.load(Config(root, Settings()), AS_OF)


def check(loaded: registers.Register, data: bytes) -> None:
    """Every diagnostic lies in the file and is in our words; every report can be made of them."""
    full_source, _ = source.decode("x", data)
    for diagnostic in loaded.findings:
        _in_the_file(diagnostic, full_source)
        _in_our_words(diagnostic)
    assert loaded.entries or loaded.errors
    assert len(loaded.entries) + len(loaded.excluded_files) == len(loaded.checked) == 1
    report = FindingsReport(loaded.findings, loaded.checked, AS_OF)
    for form in format_names():
        assert get_format(form).render(report).endswith("\n")


def _in_the_file(diagnostic: Finding, full_source: source.Source) -> None:
    place = diagnostic.location
    last = len(source.LINE_END.findall(full_source.text)) + 1
    assert 1 <= place.line <= place.end_line <= last
    assert 1 <= place.column <= len(full_source.line(place.line)) + 1
    assert (
        1 <= place.end_column <= len(full_source.line(place.end_line)) + 2
    )  # an end of two characters may be cut in half
    assert (place.line, place.column) <= (place.end_line, place.end_column)


def _in_our_words(diagnostic: Finding) -> None:
    assert diagnostic.code in CODES
    assert diagnostic.message.strip() == diagnostic.message != ""
    own = re.sub("“[^”]*”", "“”", diagnostic.message) + " " + re.sub("“[^”]*”", "“”", diagnostic.hint)
    assert not BANNED.search(own)
    assert not THEIRS.search(own)


@settings(max_examples=examples(300))
@given(st.binary(max_size=200))
@example(b"")
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
def test_any_bytes_end_in_diagnostics(tmp_path: Path, data: bytes) -> None:
    check(load(tmp_path, data), data)


@settings(max_examples=examples(300))
@given(st.text(max_size=200))
def test_any_text_ends_in_diagnostics(tmp_path: Path, words: str) -> None:
    data = words.encode("utf-8", "surrogatepass")
    check(load(tmp_path, data), data)


PIECES = """id: x|title: y|term:|  start: 2020-04-01|  end: 31/03/2022|- |  - months: 12|
: |[|]|{|}|, |&a |*a|!t |<<: |'|"|#|
# commreg: ignore[CR304]|# commreg: ignore[CR401] why|>|---|...|%|notes: a@b.org|é🎓|
publication: {withhold: [{field: title, basis: foi-40, reason: r}]}"""


@settings(max_examples=examples(400))
@given(
    st.lists(
        st.sampled_from(PIECES.split("|") + ["\n"] * 3 + ["\n  ", "\r\n", "\r", "\t", "\u2028", "\ufeff", "|"]),
        max_size=25,
    ).map("".join)
)
def test_any_mixture_of_what_contracts_are_made_of_ends_in_diagnostics(tmp_path: Path, words: str) -> None:
    check(load(tmp_path, words.encode()), words.encode())


def _cut(words: str, begin: int, end: int) -> str:
    return words[:begin] + words[end:]


def _double(words: str, begin: int, end: int) -> str:
    return words[:end] + words[begin:]


def _turn(words: str, begin: int, end: int) -> str:
    return words[:begin] + words[begin:end][::-1] + words[end:]


def _put_in(sign: str) -> Callable[[str, int, int], str]:
    return lambda words, begin, _end: words[:begin] + sign + words[begin:]


CHANGES = st.sampled_from(
    [_cut, _double, _turn, *map(_put_in, (*"\t:#-[]{}'\"&*!|>%@`\\é🎓\u00a0\u2028\x00", "\n", "\r\n", "\n  ", "- "))]
)


@settings(max_examples=examples(400))
@given(st.lists(st.tuples(CHANGES, st.floats(0, 1), st.integers(0, 60)), min_size=1, max_size=4))
def test_a_real_contract_spoilt_in_any_way_ends_in_diagnostics(
    tmp_path: Path, changes: list[tuple[Callable[[str, int, int], str], float, int]]
) -> None:
    words = REAL
    for change, where, size in changes:
        begin = int(where * len(words))
        words = change(words, begin, min(begin + size, len(words)))
    data = words.encode()
    check(load(tmp_path, data, NAME), data)


@given(st.integers(0, len(REAL.encode())))
def test_a_real_contract_broken_off_anywhere_ends_in_diagnostics(tmp_path: Path, size: int) -> None:
    data = REAL.encode()[:size]
    check(load(tmp_path, data, NAME), data)


@pytest.mark.parametrize("path", sorted(DATA.iterdir()), ids=lambda path: path.name)
def test_a_hostile_file_ends_in_diagnostics(tmp_path: Path, path: Path) -> None:
    data = path.read_bytes()
    loaded = load(tmp_path, data)
    check(loaded, data)
    assert loaded.errors


SIGNS = {
    "200,000 brackets": "[" * 200_000,
    "200,000 braces": "{a: " * 200_000,
    "20,000 hyphens in a line": "- " * 20_000,
    "20,000 question marks in a line": "? " * 20_000,
    "a mebibyte of one text": "title: " + "a" * (source.MAX_BYTES - 7),
    "a mebibyte of one quoted text": 'title: "' + "a" * (source.MAX_BYTES - 9) + '"',
    "a mebibyte of one block": "title: |\n" + "  a\n" * ((source.MAX_BYTES - 9) // 4),
    "a mebibyte of one name": "? " + "a" * (source.MAX_BYTES - 2),
    "a mebibyte of blank lines": "\n" * source.MAX_BYTES,
    "a mebibyte of carriage returns": "\r" * source.MAX_BYTES,
    "a mebibyte of remarks": "#" * source.MAX_BYTES,
    "a mebibyte of digits": "value: {amount: " + "1" * (source.MAX_BYTES - 17) + "}",
    "5,000 aliases": "a: &a x\n" + "b: *a\n" * 5_000,
    "5,000 aliases in a list": "- &a x\n" + "- *a\n" * 5_000,
    "5,000 anchors": "- &a x\n" * 5_000,
    "5,000 tags": "- !t x\n" * 5_000,
    "5,000 unknown fields": "".join(f"field-{number}: x\n" for number in range(5_000)),
    "5,000 times one field": "title: x\n" * 5_000,
    "5,000 documents": "---\n" * 5_000,
    "5,000 unknown words": "monitoring:\n  inspection:\n" + "    - ofsteed\n" * 5_000,
    "5,000 NUL characters": "\x00" * 5_000,
    "5,000 open merges": "<<<<<<< HEAD\n" * 5_000,
}


@pytest.mark.parametrize("sign", sample(SIGNS, 4))
def test_sheer_size_ends_in_diagnostics(tmp_path: Path, sign: str) -> None:
    """Limits on size, depth and count with a clear message."""
    data = SIGNS[sign].encode()
    assert len(data) <= source.MAX_BYTES
    loaded = load(tmp_path, data)
    check(loaded, data)
    assert loaded.errors
    assert len(loaded.findings) < 100


@pytest.mark.parametrize("months", [12, 240])
def test_extensions_past_the_end_of_the_calendar_end_in_diagnostics(tmp_path: Path, months: int) -> None:
    options = [{"months": str(months)}] * 450
    data = text(id="x", term={"start": "2020-04-01", "end": "2999-12-31", "extensions": options}).encode()
    check(load(tmp_path, data), data)


@pytest.mark.parametrize("escape", ["\\0", "\\e", "\\x9b", "\\u202e", "\\u2028", "\\ufeff"])
def test_what_may_not_be_typed_may_not_be_written_as_an_escape_either(tmp_path: Path, escape: str) -> None:
    """The marks that turn text round, so that a file could read differently from what it says, are refused (CR004)."""
    data = text(id="x", title="@@").replace("'@@'", f'"Advice{escape}line"').encode()
    assert load(tmp_path, data).errors


def _seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def test_a_long_word_is_searched_for_addresses_in_no_time(tmp_path: Path) -> None:
    """Any bytes in give diagnostics: and before anybody's patience ends."""
    data = text(id="x", description="a" * 20_000 + " @ home").encode()
    assert _seconds(lambda: load(tmp_path, data)) < 0.3


def test_thousands_of_remarks_are_read_in_no_time(tmp_path: Path) -> None:
    data = (text(id="x") + "tags:\n" + "- a # commreg: ignore[CR304] why\n" * 6_000).encode()
    assert _seconds(lambda: load(tmp_path, data)) < 1


def test_thousands_of_words_after_a_hash_are_found_in_no_time(tmp_path: Path) -> None:
    data = (text(id="x") + "tags:\n" + "- a #b\n" * 6_000).encode()
    assert _seconds(lambda: load(tmp_path, data)) < 1


@given(st.binary(max_size=200))
def test_reading_a_text_with_flaws_all_the_same_raises_nothing(data: bytes) -> None:
    """The values in a file. Never raises."""
    read, _ = source.decode("x.yaml", data)
    for flaw in reader.read(read, marking=True).problems:
        assert 0 <= flaw.start <= flaw.end <= len(read.text) + 1
