"""`# commreg: ignore[CR304] reason` on the line (DESIGN, section 7)."""

from __future__ import annotations

from pathlib import Path

import pytest

from commreg.diagnostics.finding import TextProblem
from commreg.diagnostics.report import FindingsReport
from commreg.register.load import Register
from commreg.register.suppressions import Ignore, ignores, mentioned
from commreg.yamlio.source import Source
from commreg.yamlio.source_map import SourceMap
from tests.unit.builders import AS_OF, codes, register, text, to_yaml, values

NAME = "parent-advice-2020.yaml"
# Checks warn of the award (CR210) and of the missing extensions (CR218).
LATE = text(procurement={"awarded_on": "2020-05-01"})
AWARD = "  awarded_on: '2020-05-01'"


def load(tmp_path: Path, content: str, settings: str = "") -> Register:
    return register(tmp_path, {NAME: content}, settings)


def findings_of(content: str) -> list[tuple[str, int, str] | str]:
    """Every comment: its code, line and reason, or what is not clear about it."""
    file = Source("contracts/x.yaml", content)
    return [
        item.violation.message if isinstance(item, TextProblem) else (item.code, item.line, item.reason)
        for item in ignores(file, SourceMap(file).is_in_scalar)
    ]


def test_a_comment_on_the_line_ignores_a_check_and_says_why(tmp_path: Path) -> None:
    """Suppression: `# commreg: ignore[CR304] reason` on the line; ignored ones are counted."""
    assert codes(load(tmp_path, LATE)) == ["CR210"]
    loaded = load(tmp_path, LATE.replace(AWARD, f"{AWARD}  # commreg: ignore[CR210] a letter of intent went before"))
    assert codes(loaded) == []
    (ignored,) = loaded.findings
    assert (ignored.code, ignored.ignore_reason) == ("CR210", "a letter of intent went before")
    report = FindingsReport(loaded.findings, loaded.checked, AS_OF)
    assert report.ignored_count == 1
    assert report.visible_findings == ()
    assert report.summary() == "1 ignored in 1 contract (as of 16 December 2021)"
    assert FindingsReport(loaded.findings, loaded.checked, AS_OF, show_ignored=True).visible_findings == loaded.findings


@pytest.mark.parametrize(
    "comment",
    [
        "# commreg: ignore[CR210] why",
        "#commreg:ignore[CR210]why",
        "#   commreg:   ignore [ CR210 ]   why",
        "# commreg: ignore[CR210,CR303] why",
        "# commreg: ignore[CR303, CR210] why",
    ],
)
def test_spaces_are_optional_and_several_codes_can_be_listed_together(comment: str) -> None:
    assert ("CR210", 1, "why") in findings_of(f"a: b {comment}\n")


def test_the_comment_counts_for_its_own_line_alone(tmp_path: Path) -> None:
    above = LATE.replace(AWARD, f"  # commreg: ignore[CR210] why\n{AWARD}")
    assert codes(load(tmp_path, above)) == ["CR021", "CR210"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_comment_ends_with_its_line(end: str) -> None:
    assert findings_of(f"a: b # commreg: ignore[CR210] why{end}c: d{end}") == [("CR210", 1, "why")]


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("# commreg: ignore[CR210]", "has a comment that ignores a check without a reason"),
        ("# commreg: ignore[CR210]   ", "has a comment that ignores a check without a reason"),
        ("# commreg: ignore CR210 why", "has a comment that does not name the check to ignore"),
        ("# commreg: ignore", "has a comment that does not name the check to ignore"),
        ("# commreg: ignore[] why", "has a comment that does not name the check to ignore"),
        ("# commreg: ignore[CR999] why", "has a comment that ignores CR999, which is not a code"),
        ("# commreg: ignore[cr210] why", "has a comment that ignores cr210, which is not a code"),
        ("# commreg: ignore[CR210 CR303] why", "has a comment that ignores CR210 CR303, which is not a code"),
        ("# commreg: ignore[CR110] why", "has a comment that ignores CR110, which cannot be ignored"),
        ("# commreg: ignore[CR005] why", "has a comment that ignores CR005, which cannot be ignored"),
        ("# commreg: ignore[CR020] why", "has a comment that ignores CR020, which cannot be ignored"),
        ("# commreg: ignore[CR021] why", "has a comment that ignores CR021, which cannot be ignored"),
        ("# commreg: ignore[CR201] why", "has a comment that ignores CR201, which cannot be ignored"),
        ("# commreg: ignore[CR902] why", "has a comment that ignores CR902, which cannot be ignored"),
        ("# commreg: ignore[CR210, CR110] why", "has a comment that ignores CR110, which cannot be ignored"),
    ],
)
def test_a_comment_that_is_not_complete_is_an_error(tmp_path: Path, comment: str, says: str) -> None:
    """The reason is required."""
    assert findings_of(f"a: b {comment}\n") == [says]
    loaded = load(tmp_path, text().replace("kind: service-contract", f"kind: service-contract {comment}"))
    (fault,) = loaded.errors
    assert (fault.code, fault.message) == ("CR020", f"{NAME} {says}")
    assert (fault.location.line, fault.location.column) == (3, 24)
    assert fault.location.end_column == 24 + len(comment.rstrip())
    assert loaded.entries == ()


@pytest.mark.parametrize(
    "content",
    [
        "a: '# commreg: ignore[CR210] why'\n",
        'a: "b # commreg: ignore[CR210] why"\n',
        "a: |\n  b\n  # commreg: ignore[CR210] why\n",
        "a: >-\n  b # commreg: ignore[CR210] why\nc: d\n",
        "a: b# commreg: ignore[CR210] why\n",
        "a: b # commreg ignore[CR210] why\n",
        "a: b # see commreg: ignore[CR210] why\n",
        "a: b # commreg: ignored[CR210] why\n",
        "a: [b, 'c # commreg: ignore[CR210] why']\n",
        "'a # commreg: ignore[CR210] why': b\n",
    ],
)
def test_a_hash_inside_a_value_is_no_comment(content: str) -> None:
    assert findings_of(content) == []


@pytest.mark.parametrize(
    "content",
    [
        "# commreg: ignore[CR210] why\n",
        "a:\n  b: c # commreg: ignore[CR210] why\n",
        "a: [b, # commreg: ignore[CR210] why\n  c]\n",
        "a: 'b' # commreg: ignore[CR210] why\n",
        "a: |\n  b\n# commreg: ignore[CR210] why\nc: d\n",
        "a:\n  b: >\n    text\n  # commreg: ignore[CR210] why\n  c: d\n",
        "- a\n- b\t# commreg: ignore[CR210] why",
    ],
)
def test_a_hash_outside_values_is_one(content: str) -> None:
    assert [item[0] for item in findings_of(content)] == ["CR210"]


def test_what_a_block_of_text_says_can_be_ignored_where_the_block_begins(tmp_path: Path) -> None:
    """On the line: a # inside a block is no comment, so the block's first line is the only place for one."""
    block = (
        "description: >  # commreg: ignore[CR216] the office number, not a person's\n  Ring 01572 722577 for help.\n"
    )
    loaded = load(tmp_path, text() + block)
    assert codes(loaded) == []
    assert [d.code for d in loaded.findings] == ["CR216"]


def test_a_comment_with_nothing_to_ignore_is_reported(tmp_path: Path) -> None:
    """Unused ones reported."""
    loaded = load(tmp_path, text().replace("kind: service-contract", "kind: grant # commreg: ignore[CR210] why"))
    (unused,) = loaded.findings
    assert (unused.code, unused.severity) == ("CR021", "warning")
    assert unused.message == f"{NAME} ignores CR210 (started-before-award), but there is no such finding on this line"
    assert unused.hint == "remove the comment"
    assert (unused.location.line, unused.location.column) == (3, 13)


def test_of_several_codes_the_unused_are_reported(tmp_path: Path) -> None:
    loaded = load(tmp_path, LATE.replace(AWARD, f"{AWARD} # commreg: ignore[CR210, CR216] why"))
    assert codes(loaded) == ["CR021"]
    assert [d.code for d in loaded.findings if not d.is_active] == ["CR210"]


def test_a_comment_in_a_file_that_could_not_be_read_proves_nothing(tmp_path: Path) -> None:
    faulty = text(**{"term.end": "soon"}).replace("kind: service-contract", "kind: grant # commreg: ignore[CR210] why")
    assert codes(load(tmp_path, faulty)) == ["CR110"]
    broken = "a: [\nkind: grant # commreg: ignore[CR210] why\n"
    assert codes(load(tmp_path, broken)) == ["CR005"]


def test_an_error_that_is_ignored_leaves_the_entry_in_the_register(tmp_path: Path) -> None:
    content = text(procurement={"framework": "gone"}).replace(
        "framework: gone", "framework: gone # commreg: ignore[CR302] it is a neighbour's framework"
    )
    loaded = load(tmp_path, content)
    assert loaded.errors == ()
    assert len(loaded.entries) == 1
    assert [d.ignore_reason for d in loaded.findings] == ["it is a neighbour's framework"]


def test_what_is_not_ignored_is_not_lost_behind_what_is(tmp_path: Path) -> None:
    """One run reports every fault of every file."""
    queries = [
        f"  - field: title{' # commreg: ignore[CR217] why' if n < 20 else ''}\n    says: s{n}\n" for n in range(21)
    ]
    content = text() + "queries:\n" + "".join(queries)
    loaded = load(tmp_path, content, '[severities]\nCR217 = "error"\n')
    assert codes(loaded) == ["CR217"]
    assert loaded.entries == ()


def test_only_a_file_that_mentions_the_program_is_looked_through() -> None:
    assert mentioned(Source("x.yaml", "a: b # commreg: ignore[CR210] why\n"))
    assert not mentioned(Source("x.yaml", "a: b # a remark\n"))


def test_a_comment_has_its_location() -> None:
    content = "a: 🎓  # commreg: ignore[CR210] why  \r\n"
    file = Source("x.yaml", content)
    (item,) = ignores(file, SourceMap(file).is_in_scalar)
    assert isinstance(item, Ignore)
    assert content[item.start : item.end] == "# commreg: ignore[CR210] why"


def test_two_files_are_ignored_each_for_itself(tmp_path: Path) -> None:
    late = {"procurement": {"awarded_on": "2020-05-01"}}
    quiet = to_yaml(values(id="a", **late)).replace(AWARD, f"{AWARD} # commreg: ignore[CR210] why")
    loaded = register(tmp_path, {"a.yaml": quiet, "b.yaml": to_yaml(values(id="b", **late))})
    assert [(d.path, d.is_active) for d in loaded.findings] == [
        ("contracts/a.yaml", False),
        ("contracts/b.yaml", True),
    ]
