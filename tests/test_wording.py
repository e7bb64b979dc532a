"""Texts are plain modern English: words that only an old handbook would use are found, wherever they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.source_only
OLD_FASHIONED = {
    r"reckon\w*": "work out, calculate",
    r"mend(s|ed|ing)?": "fix, correct",
    r"nought": "zero",
    r"anew": "again",
    r"told|untold": "reported, listed",
    r"stands?|stood": "is, shows",
    r"for want of": "without, because there is no",
    r"thereof|whereof|whoever|wherein|therein": "say which",
    r"set in by": "indented",
    r"swallow\w*": "lost, ignored",
    r"grave(st)?|loud(est)?": "severe, important",
    r"bespeaks?|bears? out": "shows",
    r"let off|left alone|left in peace": "exempted, not checked",
    r"in earnest": "for a real register",
    r"to be rid": "to clear",
    r"what is so|so of|not so": "say what is true",
    r"comes? to pass|goe?s? by the name": "happens, is called",
    r"lies? beside": "is next to",
    r"tak(e|es|en|ing) out": "remove",
    r"to come by": "due by",
    r"begin(ning|s)? (a|the) file": "create",
}
_OLD_FASHIONED = re.compile(rf"\b({'|'.join(OLD_FASHIONED)})\b", re.IGNORECASE)
KINDS = {".py", ".md", ".j2", ".toml", ".yaml", ".yml", ".sh"}
PARTS = sorted(
    [
        *(path.relative_to(ROOT).as_posix() for path in (ROOT / "src" / "commreg").iterdir() if path.is_dir()),
        *(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").iterdir() if path.name != "decisions"),
        *("templates", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"),
    ]
)


def _files(part: Path) -> list[Path]:
    return [part] if part.is_file() else sorted(path for path in part.rglob("*") if path.suffix in KINDS)


@pytest.mark.parametrize("part", [part for part in PARTS if not part.endswith("__pycache__")])
def test_texts_use_no_old_fashioned_words(part: str) -> None:
    hits = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in _files(ROOT / part)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for match in _OLD_FASHIONED.finditer(line)
    ]
    assert not hits, "say it in modern words:\n" + "\n".join(hits)
