from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commreg import __version__
from commreg.diagnostics.codes import CODES
from commreg.diagnostics.finding import Finding, Location, RelatedLocation, Severity
from commreg.diagnostics.formats import format_names, get_format, github, text
from commreg.diagnostics.report import FindingsReport
from tests.unit.builders import AS_OF, register_of, values


def render(report: FindingsReport, name: str) -> str:
    return get_format(name).render(report)


SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
PATH = "contracts/youth-justice-2019.yaml"


def make_finding(message: str = "term.end is wrong", code: str = "CR201", line: int = 14, **more: Any) -> Finding:
    fields = {
        "path": PATH,
        "location": Location(line, 8, line, 18),
        "code": code,
        "message": message,
        "severity": CODES[code].severity,
        "hint": "write the last day",
        "excerpt": "  end: 2018-03-31",
    }
    return Finding(**{**fields, **more})


def report(*diagnostics: Finding, checked: int = 28, **more: Any) -> FindingsReport:
    return FindingsReport(diagnostics, tuple(f"contracts/c{number}.yaml" for number in range(checked)), AS_OF, **more)


def related(path: str = "contracts/x.yaml", message: str = "the other side") -> RelatedLocation:
    return RelatedLocation(path, Location(3, 1, 3, 5), message)


# Odd, and possible: a file's name or a field may hold any of it.
ODD = "a:b,c%d\r\ne|f<g>&\"'\x00\x1b[31m\u2028\u202e\ufffe\ud800 ::error::h ]]> `i` é🎓"

SAMPLES = {
    "nothing": report(),
    "one": report(make_finding()),
    "every code": report(*(make_finding(code=code, line=number + 1) for number, code in enumerate(CODES))),
    "ignored": report(make_finding(ignore_reason="we know"), make_finding(code="CR210", ignore_reason="")),
    "ignored, shown": report(make_finding(ignore_reason="we know"), show_ignored=True),
    "related": report(make_finding(related=(related(), related(message="another")))),
    "over lines": report(make_finding(location=Location(3, 5, 6, 2))),
    "a point": report(make_finding(location=Location(3, 5, 3, 5))),
    "no place": report(make_finding(location=Location(), excerpt="")),
    "no hint": report(make_finding(hint="")),
    "past the line": report(make_finding(location=Location(2, 50, 2, 51), excerpt="short")),
    "elsewhere": report(make_finding(path="/tmp/else where/x.yaml")),
    "standard input": report(make_finding(path="<stdin>")),
    "odd": report(
        make_finding(ODD, hint=ODD, excerpt=ODD, ignore_reason=None, related=(related("contracts/y.yaml", ODD),))
    ),
    "odd reason": report(make_finding(ignore_reason=ODD), show_ignored=True),
    "odd name": report(make_finding(path=f"contracts/{ODD}.yaml", related=(related(f"contracts/{ODD}.yaml"),))),
    "pinned": report(make_finding(), pinned_in="pyproject.toml"),
}


@pytest.mark.parametrize("form", format_names())
@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_every_report_can_be_given_in_every_form(form: str, sample: FindingsReport) -> None:
    """Format never changes the exit code: nor does it fail."""
    text = render(sample, form)
    assert text.endswith("\n")
    assert text == render(sample, form)


def test_the_text_is_as_the_design_shows_it(tmp_path: Path) -> None:
    """Text form, first line grep-able."""
    diagnostics = [
        make_finding(
            "term.end is 31 March 2018, before term.start 1 April 2019",
            hint="write the last day of the term, for example 2022-03-31",
        ),
    ]
    own = render(report(*diagnostics), "text").splitlines()
    assert own[:4] == [
        "contracts/youth-justice-2019.yaml:14:8: error CR201 term.end is 31 March 2018, before term.start 1 April 2019",
        "   14 |   end: 2018-03-31",
        "      |        ^^^^^^^^^^",
        "      = hint: write the last day of the term, for example 2022-03-31",
    ]
    assert [line for line in own[4:] if line] == ["1 error in 28 contracts (as of 16 December 2021)"]
    loaded = register_of(
        tmp_path, values(term={"start": "2019-04-01", "end": "2018-03-31"}), settings="as_of = 2021-12-16\n"
    )
    lines = render(FindingsReport(loaded.findings, loaded.checked, AS_OF, "commreg.toml"), "text").splitlines()
    assert lines[0].startswith("contracts/parent-advice-2020.yaml:9:8: error CR201 term.end is 31 March 2018, before")
    assert lines[1:3] == ["    9 |   end: '2018-03-31'", "      |        ^^^^^^^^^^^^"]
    assert lines[-1] == "1 error in 1 contract (as of 16 December 2021, pinned in commreg.toml)"


@pytest.mark.parametrize(
    ("sample", "summary"),
    [
        (report(), "No problems found in 28 contracts (as of 16 December 2021)"),
        (report(checked=1), "No problems found in 1 contract (as of 16 December 2021)"),
        (
            report(
                make_finding(),
                make_finding(code="CR210"),
                make_finding(code="CR303"),
                make_finding(code="CR303", ignore_reason="why"),
            ),
            "1 error, 2 warnings, 1 ignored in 28 contracts (as of 16 December 2021)",
        ),
        (
            report(make_finding(code="CR221"), make_finding(code="CR310")),
            "2 notes in 28 contracts (as of 16 December 2021)",
        ),
        (report(make_finding(ignore_reason="")), "1 ignored in 28 contracts (as of 16 December 2021)"),
        (
            report(make_finding(), pinned_in="pyproject.toml"),
            "1 error in 28 contracts (as of 16 December 2021, pinned in pyproject.toml)",
        ),
    ],
)
def test_the_summary_counts_what_counts(sample: FindingsReport, summary: str) -> None:
    """1 error, 2 warnings, 1 ignored in 28 contracts (as of 16 December 2021)."""
    assert sample.summary() == summary
    assert render(sample, "text").splitlines()[-1] == summary


def test_ignored_ones_are_shown_only_where_they_are_asked_for() -> None:
    quiet, loud = (
        report(make_finding(ignore_reason="we know")),
        report(make_finding(ignore_reason="we know"), show_ignored=True),
    )
    assert "CR201" not in render(quiet, "text")
    assert "      = ignored: we know" in render(loud, "text").splitlines()


def test_related_places_are_named() -> None:
    assert "      = see contracts/x.yaml:3:1: the other side" in render(SAMPLES["related"], "text").splitlines()


UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@pytest.mark.parametrize("name", ["odd", "odd reason", "odd name"])
def test_no_sign_that_cannot_be_seen_reaches_a_terminal(name: str) -> None:
    assert not UNSEEN.search(render(SAMPLES[name], "text"))


@pytest.mark.parametrize("name", ["odd", "odd reason", "odd name"])
def test_every_line_of_a_report_is_one_of_ours(name: str) -> None:
    """First line grep-able: whatever a file holds, it begins no line of its own."""
    for line in render(SAMPLES[name], "text").splitlines():
        assert not line or re.match(
            r"contracts/|\s+\d+ \| |\s+\| \s*\^|\s+= (hint|see|ignored)[: ]|\d+ (error|ignored)", line
        )


@pytest.mark.parametrize(
    ("excerpt", "place", "line", "marks"),
    [
        ("  end: 2018-03-31", (8, 18), "  end: 2018-03-31", "       ^^^^^^^^^^"),
        ("a", (1, 2), "a", "^"),
        ("abc", (4, 4), "abc", "   ^"),
        ("abc", (9, 12), "abc", "   ^"),
        ("a\tb", (3, 4), "a b", "  ^"),
        ("教育: x", (1, 3), "教育: x", "^^^^"),
        ("教育: x", (5, 6), "教育: x", "      ^"),
        ("e\u0301x", (3, 4), "e\u0301x", " ^"),
        ("a\x00b", (2, 3), "a<U+0000>b", " ^^^^^^^^"),
        ("a\x00b", (3, 4), "a<U+0000>b", "         ^"),
    ],
)
def test_the_marks_are_under_the_place(excerpt: str, place: tuple[int, int], line: str, marks: str) -> None:
    """A diagnostic has line, column and end."""
    own = render(
        report(make_finding(excerpt=excerpt, location=Location(14, place[0], 14, place[1]))), "text"
    ).splitlines()
    assert own[1] == f"   14 | {line}"
    assert own[2] == f"      | {marks}"


@given(st.integers(1, 2000), st.integers(0, 300), st.integers(161, 2000))
@example(1, 5, 2000)
@example(2000, 5, 2000)
def test_of_a_long_line_the_part_round_the_fault_is_shown(column: int, size: int, length: int) -> None:
    column = min(column, length)
    line = "".join(chr(ord("a") + number % 26) for number in range(length))
    own = render(
        report(make_finding(excerpt=line, location=Location(14, column, 14, column + size))), "text"
    ).splitlines()
    excerpt, marks = own[1].removeprefix("   14 | "), own[2].removeprefix("      | ")
    assert len(excerpt) <= text.MAX_EXCERPT_WIDTH + 2
    assert excerpt.strip("…") in line
    assert excerpt[len(marks) - len(marks.lstrip())] == line[column - 1]
    assert marks.strip() == "^" * len(marks.strip())
    assert len(marks) <= len(excerpt)


def test_a_blank_line_is_not_shown() -> None:
    own = render(report(make_finding(excerpt="   ")), "text").splitlines()
    assert own[1] == "      = hint: write the last day"


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The workflow commands that GitHub would obey, with what it would read in them."""
    lines = re.split(r"\r\n|\n|\r", text.removesuffix("\n"))
    stop = next(number for number, line in enumerate(lines) if line.startswith("::stop-commands::"))
    token = lines[stop].removeprefix("::stop-commands::")
    assert lines[-1] == f"::{token}::"
    assert f"::{token}::" not in lines[stop + 1 : -1]
    obeyed = []
    for line in lines[:stop]:
        match = re.fullmatch(r"::(error|warning|notice)(?: ([^:]*))?::(.*)", line, re.DOTALL)
        assert match, line
        properties = dict(pair.split("=", 1) for pair in (match[2] or "").split(",") if pair)
        obeyed.append((match[1], {key: unescaped(value) for key, value in properties.items()}, unescaped(match[3])))
    return obeyed


def unescaped(value: str) -> str:
    for code, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        value = value.replace(code, sign)
    return value


def test_github_gets_file_line_column_and_title() -> None:
    ((kind, properties, message),) = commands(render(SAMPLES["one"], "github"))
    assert kind == "error"
    assert properties == {
        "file": PATH,
        "line": "14",
        "endLine": "14",
        "col": "8",
        "endColumn": "18",
        "title": "CR201 end-before-start",
    }
    assert message == "term.end is wrong\nHint: write the last day"


def test_github_takes_columns_only_within_one_line() -> None:
    ((_, properties, _),) = commands(render(SAMPLES["over lines"], "github"))
    assert (properties["line"], properties["endLine"]) == ("3", "6")
    assert not {"col", "endColumn"} & set(properties)


def test_places_outside_the_register_are_not_looked_for_inside_the_repository() -> None:
    sample = report(make_finding(path="/tmp/x.yaml"), make_finding(), path_in_repository="council/")
    assert [properties["file"] for _, properties, _ in commands(render(sample, "github"))] == [
        "/tmp/x.yaml",
        f"council/{PATH}",
    ]
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in json.loads(render(sample, "sarif"))["runs"][0]["results"]
    ]
    assert uris == ["file:///tmp/x.yaml", f"council/{PATH}"]


@pytest.mark.parametrize(
    ("value", "data", "prop"),
    [
        ("plain", "plain", "plain"),
        ("100%", "100%25", "100%25"),
        ("%0A", "%250A", "%250A"),
        ("a\nb\rc", "a%0Ab%0Dc", "a%0Ab%0Dc"),
        ("a:b,c", "a:b,c", "a%3Ab%2Cc"),
    ],
)
def test_github_commands_are_escaped_as_its_own_toolkit_does(value: str, data: str, prop: str) -> None:
    assert github.escape_data(value) == data
    assert github.escape_property(value) == prop


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
@example(ODD, ODD, ODD)
@example("::error::x", "\n::error::y", "::stop-commands::")
def test_no_words_of_a_file_are_taken_for_a_command(message: str, hint: str, name: str) -> None:
    sample = report(make_finding(message, hint=hint, path=f"contracts/{name}.yaml", excerpt=f"::error::{message}"))
    text = render(sample, "github")
    lines = re.split(r"\r\n|\n|\r", text)
    stop = next(number for number, line in enumerate(lines) if line.startswith("::stop-commands::"))
    assert stop == 1
    ((kind, properties, annotation),) = commands(lines[0] + "\n::stop-commands::t\n::t::\n")
    assert kind == "error"
    assert properties["file"] == f"contracts/{name}.yaml"
    assert annotation.startswith(message)


@pytest.mark.parametrize("count", [1, 9, 10, 11, 12, 50])
def test_github_shows_ten_annotations_of_a_kind_and_the_last_counts_the_rest(count: int) -> None:
    """GitHub shows ten annotations a step: errors first, the text printed too, the rest counted."""
    errors = [make_finding(f"e{number}", line=number + 1) for number in range(count)]
    warnings = [make_finding(f"w{number}", code="CR210", line=number + 1) for number in range(count)]
    text = render(report(*errors, *warnings), "github")
    own = commands(text)
    kinds = [kind for kind, *_ in own]
    assert kinds == sorted(kinds)
    for kind, word in (("error", "error"), ("warning", "warning")):
        messages = [message for found_kind, _, message in own if found_kind == kind]
        assert len(messages) == min(count, 10)  # an eleventh would be seen by nobody
        if count > 10:
            assert re.match(rf"{count - 9} more {word}s?: see the text", messages[-1])
    assert all(f"e{number}" in text for number in range(count))


def test_github_gets_no_ignored_findings() -> None:
    assert commands(render(SAMPLES["ignored, shown"], "github")) == []
    assert commands(render(report(make_finding(code="CR310")), "github"))[0][0] == "notice"


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_sarif_fits_its_published_schema(sample: FindingsReport) -> None:
    """SARIF 2.1.0 (OASIS)."""
    log = json.loads(render(sample, "sarif"))
    jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(log)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_sarif_has_a_result_for_each_and_a_rule_for_each_code(sample: FindingsReport) -> None:
    (run,) = json.loads(render(sample, "sarif"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(sample.findings)
    for result, diagnostic in zip(run["results"], sample.findings, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == diagnostic.code
        assert result["level"] == {"error": "error", "warning": "warning", "note": "note"}[diagnostic.severity]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (region["startLine"], region["startColumn"]) == (diagnostic.location.line, diagnostic.location.column)
        assert ("suppressions" in result) is (diagnostic.ignore_reason is not None)
        assert len(result.get("relatedLocations", ())) == len(diagnostic.related)
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_keeps_its_fingerprint_when_lines_move() -> None:
    original, moved, different = (
        json.loads(render(report(diagnostic), "sarif"))["runs"][0]["results"][0]["partialFingerprints"]
        for diagnostic in (make_finding(line=3), make_finding(line=30), make_finding("another"))
    )
    assert original == moved != different


def test_sarif_sentences_end_once() -> None:
    log = json.loads(render(report(make_finding(hint="did you mean end?")), "sarif"))
    assert log["runs"][0]["results"][0]["message"]["text"] == "term.end is wrong. Hint: did you mean end?"


def cases(text: str) -> Iterator[ET.Element]:
    root = ET.fromstring(text)
    for suite in root.iter("testsuite"):
        assert suite.get("tests") == root.get("tests") == str(len(list(suite.iter("testcase"))))
        assert suite.get("failures") == root.get("failures") == str(len(list(suite.iter("failure"))))
    yield from root.iter("testcase")


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_junit_is_xml_whatever_a_file_holds(sample: FindingsReport) -> None:
    named = {case.get("name") for case in cases(render(sample, "junit"))}
    assert {f"c{number}.yaml" for number in range(28)} <= named


def test_junit_has_a_case_a_contract_and_a_failure_for_errors() -> None:
    sample = report(
        make_finding(),
        make_finding("second"),
        make_finding("late", code="CR210"),
        make_finding("x", path="contracts/c1.yaml", code="CR310"),
    )
    by_name = {case.get("name"): case for case in cases(render(sample, "junit"))}
    assert len(by_name) == 29
    failed = by_name["youth-justice-2019.yaml"]
    assert failed.get("classname") == "contracts"
    failure = failed.find("failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message")) == ("CR201", "term.end is wrong (and 1 more)")
    assert failure.text
    assert f"{PATH}:14:8: error CR201 second" in failure.text
    output = failed.find("system-out")
    assert output is not None
    assert output.text
    assert "warning CR210 late" in output.text
    assert by_name["c1.yaml"].find("failure") is None
    assert by_name["c1.yaml"].find("system-out") is not None
    assert list(by_name["c2.yaml"]) == []


@given(st.text(max_size=60))
@example(ODD)
@example("]]>")
def test_junit_survives_any_words(words: str) -> None:
    sample = report(make_finding(words, hint=words, ignore_reason=None), checked=0)
    (case,) = cases(render(sample, "junit"))
    failure = case.find("failure")
    assert failure is not None
    assert failure.text


def test_json_has_its_own_shape_with_a_version() -> None:
    """Json (versioned, its own shape)."""
    sample = report(
        make_finding(related=(related(),)),
        make_finding(code="CR210", hint="", ignore_reason="we know"),
        pinned_in="x.toml",
    )
    assert json.loads(render(sample, "json")) == {
        "format": 1,
        "tool": "commreg",
        "version": __version__,
        "as_of": "2021-12-16",
        "pinned_in": "x.toml",
        "summary": {"contracts": 28, "errors": 1, "warnings": 0, "notes": 0, "ignored": 1},
        "diagnostics": [
            {
                "code": "CR201",
                "name": "end-before-start",
                "severity": "error",
                "message": "term.end is wrong",
                "hint": "write the last day",
                "path": PATH,
                "line": 14,
                "column": 8,
                "end_line": 14,
                "end_column": 18,
                "page": "docs/reference/codes/CR201.md",
                "related": [
                    {
                        "path": "contracts/x.yaml",
                        "line": 3,
                        "column": 1,
                        "end_line": 3,
                        "end_column": 5,
                        "message": "the other side",
                    }
                ],
                "ignored": None,
            },
            {
                "code": "CR210",
                "name": "started-before-award",
                "severity": "warning",
                "message": "term.end is wrong",
                "hint": None,
                "path": PATH,
                "line": 14,
                "column": 8,
                "end_line": 14,
                "end_column": 18,
                "page": "docs/reference/codes/CR210.md",
                "related": [],
                "ignored": "we know",
            },
        ],
    }


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "github", "markdown", "text"])
def test_every_form_can_be_stored_as_utf_8(form: str) -> None:
    """A file's name may be no text at all; a report of it still is."""
    if form in ("github", "markdown"):
        render(SAMPLES["odd"], form).encode("utf-8", "backslashreplace")
    else:
        render(SAMPLES["odd"], form).encode("utf-8")


def test_markdown_is_a_table_under_the_summary() -> None:
    assert render(report(make_finding("a | b"), make_finding(ignore_reason="x|y"), show_ignored=True), "markdown") == (
        "**1 error, 1 ignored in 28 contracts (as of 16 December 2021)**\n\n"
        "| Where | What | What to write instead |\n| --- | --- | --- |\n"
        f"| {PATH} line 14 | error CR201: a \\| b | write the last day |\n"
        f"| {PATH} line 14 | error CR201: term.end is wrong (ignored: x\\|y) | write the last day |\n"
    )
    assert render(report(), "markdown") == "**No problems found in 28 contracts (as of 16 December 2021)**\n"


@pytest.mark.parametrize("name", ["odd", "odd reason", "odd name"])
def test_markdown_keeps_its_edges_whatever_a_file_holds(name: str) -> None:
    rows = [line for line in render(SAMPLES[name], "markdown").split("\n") if line.startswith("|")]
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [4, 4, 4]


def test_diagnostics_sort_as_a_reader_goes_through_a_folder() -> None:
    """Everything is sorted."""
    own = [make_finding(path="b"), make_finding(line=20), make_finding(), make_finding("a"), make_finding(code="CR202")]
    assert [(d.path, d.location.line, d.code, d.message) for d in sorted(own)] == [
        ("b", 14, "CR201", "term.end is wrong"),
        (PATH, 14, "CR201", "a"),
        (PATH, 14, "CR201", "term.end is wrong"),
        (PATH, 14, "CR202", "term.end is wrong"),
        (PATH, 20, "CR201", "term.end is wrong"),
    ]


def test_severities_are_three() -> None:
    assert list(Severity) == ["error", "warning", "note"]
