"""The commands that write: each writes exactly what it says, or changes nothing at all; and what an officer is told."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commreg.diagnostics.codes import CODES
from commreg.edit.contract_file import format_text
from commreg.model.field_path import parse_path
from commreg.register.config import find
from commreg.register.load import load
from commreg.yamlio import reader
from commreg.yamlio.edit import EditError, equivalent, with_value
from commreg.yamlio.layout import Layout
from commreg.yamlio.open_comments import wrap_comment
from commreg.yamlio.source import Source
from tests.conftest import ROOT, Program, Ran, tree
from tests.test_corpus import CORPUS
from tests.unit.hypothesis_profile import sample

YOUTH = "contracts/youth-justice-2019.yaml"
CONTRACT = """\
# Kept by the commissioning team.
id: parent-advice-2024
title: "Advice for parents"   # as signed
kind: service-contract
provider:
  name: Wexcombe Family Trust
service_area: early-help
description: Advice by telephone.
term:
  start: 2024-04-01
  end: 2027-03-31
  extensions:
    # One plus one.
    - months: 12
      notice: 6m
    - months: 12
value:
  amount: 74000.00
  basis: annual
monitoring:
  frequency: quarterly
  value_for_money: Good.
checked_on: 2025-12-01
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A register of one sound contract."""
    root = tmp_path / "small"
    (root / "contracts").mkdir(parents=True)
    settings = 'as_of = 2026-04-01\n[service_areas]\nearly-help = "Early Help"\n'
    (root / "commreg.toml").write_text(settings, encoding="utf-8")
    (root / "contracts" / "parent-advice-2024.yaml").write_bytes(CONTRACT.encode())
    return root


def content_of(root: Path, name: str = "parent-advice-2024") -> str:
    """What a contract's file holds."""
    return (root / "contracts" / f"{name}.yaml").read_bytes().decode("utf-8")


def values(text: str) -> Any:
    """What a file says."""
    return reader.read(Source("", text.removeprefix("\ufeff"))).values


# Every writing command on every file of the corpus.

COMMANDS: dict[str, tuple[str, ...]] = {
    "set": ("set", "ID", "notes", "Seen: by #2."),
    "set deep": ("set", "ID", "monitoring.performance", "{rating: good, on: 2021-12-01}"),
    "set several": ("set", "ID", "notes=Seen: by #2.", "title=Another = title"),
    "terminate": ("terminate", "ID", "--on", "2021-12-15", "--reason", "Closed: by #2."),
    "decline": ("decline", "ID", "--body", "Cabinet", "--on", "2021-12-15"),
    "remove": ("set", "ID", "value", "--remove"),
    "confirm": ("confirm", "ID", "--on", "2021-12-15"),
    "stage": ("stage", "ID", "options-appraisal", "--started-on", "2021-12-01", "--completed-on", "2021-12-15"),
    "extend": ("extend", "ID", "--body", "Cabinet", "--on", "2021-12-15", "--reference", "2021/77"),
    "renew": ("renew", "ID", "--start", "2030-04-01"),
    "fmt": ("fmt", "PATH"),
}


def expected(command: str, before: Any) -> Any:
    """What the file is to say after a command that wrote."""
    if command == "set":
        return with_value(before, ("notes",), "Seen: by #2.")
    if command == "set deep":
        return with_value(before, ("monitoring", "performance"), {"rating": "good", "on": "2021-12-01"})
    if command == "set several":
        return with_value(with_value(before, ("notes",), "Seen: by #2."), ("title",), "Another = title")
    if command == "terminate":
        return with_value(before, ("term", "terminated"), {"on": "2021-12-15", "reason": "Closed: by #2."})
    if command == "decline":
        states = [option.get("state") or "available" for option in before["term"]["extensions"]]
        route = ("term", "extensions", states.index("available"))
        changed = with_value(before, (*route, "state"), "declined")
        return with_value(changed, (*route, "decision"), {"body": "Cabinet", "on": "2021-12-15"})
    if command == "remove":
        return with_value(before, ("value",), None)
    if command == "confirm":
        return with_value(before, ("checked_on",), "2021-12-15")
    if command == "stage":
        days = {"started_on": "2021-12-01", "completed_on": "2021-12-15"}
        return with_value(before, ("recommissioning", "stages", "options-appraisal"), days)
    if command == "extend":
        states = [option.get("state") or "available" for option in before["term"]["extensions"]]
        route = ("term", "extensions", states.index("available"))
        changed = with_value(before, (*route, "state"), "exercised")
        decision = {"body": "Cabinet", "on": "2021-12-15", "reference": "2021/77"}
        return with_value(changed, (*route, "decision"), decision)
    return before


def registers(code: str) -> Iterator[Path]:
    """The two registers of a code."""
    yield from (CORPUS / code / kind for kind in ("good", "bad"))


@pytest.mark.parametrize("code", sample(CODES, 15))
def test_every_command_on_every_file_writes_exactly_what_it_says_or_changes_nothing(
    code: str, commreg: Program, tmp_path: Path
) -> None:
    for place, register in enumerate(registers(code)):
        root = tmp_path / str(place)
        shutil.copytree(register, root, symlinks=True)
        for path in sorted((root / "contracts").rglob("*.yaml")):
            if path.is_file() and not path.is_symlink():
                for command in COMMANDS:
                    _check(commreg, root, path, command)


def _check(commreg: Program, root: Path, path: Path, command: str) -> None:
    before = tree(root)
    args = [path.stem if arg == "ID" else arg for arg in COMMANDS[command]]
    args = [str(path.relative_to(root)) if arg == "PATH" else arg for arg in args]
    ran = commreg(*args, cwd=root)
    assert "unexpected error" not in ran.err
    after = tree(root)
    name = str(path.relative_to(root))
    new = {new_path for new_path in after if new_path not in before}
    changed = {new_path for new_path in before if after[new_path] != before[new_path]}
    assert changed <= {name}
    assert len(new) == (1 if command == "renew" and changed else 0)
    assert bool(changed) <= (ran.code == 0)
    assert bool(ran.out) == bool(changed | new)
    if changed:
        old_text, new_text = (content[name].decode("utf-8") for content in (before, after))
        expected_values = expected(command, values(old_text))
        if command == "renew":
            expected_values = with_value(expected_values, ("recommissioning", "successor"), Path(new.pop()).stem)
        assert equivalent(values(new_text), expected_values)
        old_comments, new_comments = (
            Counter(comment.text for comment in Layout(text.removeprefix("\ufeff")).comments)
            for text in (old_text, new_text)
        )
        removed = old_comments - new_comments  # those that the program wrote about a field that was changed
        assert new_comments <= old_comments
        assert all(re.match(r"# (To check|To do|Not read as)\b", comment) for comment in removed)
        assert new_text.startswith("\ufeff") == old_text.startswith("\ufeff")
    for new_path in set(after) - set(before):
        (root / new_path).unlink()
    path.write_bytes(before[name])


@pytest.mark.parametrize("code", sample((code for code in CODES if code < "CR9"), 4))
def test_putting_files_in_order_changes_nothing_that_the_checks_say(code: str, tmp_path: Path) -> None:
    for place, folder in enumerate(registers(code)):
        root = tmp_path / str(place)
        shutil.copytree(folder, root, symlinks=True)
        before = _checked(root)
        for path in (root / "contracts").rglob("*.yaml"):
            if path.is_file() and not path.is_symlink():
                with suppress(EditError, UnicodeDecodeError):
                    path.write_bytes(format_text(path.read_bytes().decode("utf-8")).encode())
        assert _checked(root) == before


def _checked(root: Path) -> list[tuple[str, str, str]]:
    """What the checks say of each file, and what comments in it ignore."""
    loaded = load(find(root), date(2021, 12, 16))
    return sorted((item.path, item.code, item.ignore_reason or "") for item in loaded.findings)


def test_most_commands_write_to_most_sound_files(commreg: Program, tmp_path: Path) -> None:
    """So that the test above does not hold because nothing is ever written."""
    wrote: Counter[str] = Counter()
    for code in ("CR201", "CR205", "CR304"):
        root = tmp_path / code
        shutil.copytree(CORPUS / code / "good", root)
        for path in sorted((root / "contracts").rglob("*.yaml")):
            for command in ("set", "confirm", "stage"):
                args = [path.stem if arg == "ID" else arg for arg in COMMANDS[command]]
                wrote[command] += commreg(*args, cwd=root).code == 0
    assert min(wrote.values()) >= 3


@pytest.mark.parametrize("change", [lambda text: text, lambda text: text.replace("\n", "\r\n"),
                                    lambda text: text.rstrip("\n"), lambda text: "\ufeff" + text])  # fmt: skip
@pytest.mark.parametrize("command", ["extend", "set", "confirm", "stage"])
def test_the_patch_of_a_dry_run_is_what_the_command_writes(
    command: str, change: Callable[[str], str], small: Path, commreg: Program
) -> None:
    path = small / "contracts" / "parent-advice-2024.yaml"
    path.write_bytes(change(CONTRACT).encode())
    args = ["parent-advice-2024" if arg == "ID" else arg for arg in COMMANDS[command]]
    patch = commreg(*args, "--dry-run", cwd=small)
    assert patch.code == 0
    assert path.read_bytes() == change(CONTRACT).encode()
    copy = small.parent / "copy"
    shutil.copytree(small, copy)
    applied = subprocess.run(
        ["git", "apply", "-"], cwd=copy, input=patch.out.encode(), check=False, capture_output=True
    )
    assert applied.stderr == b""
    assert commreg(*args, cwd=small).code == 0
    assert content_of(copy) == content_of(small) != change(CONTRACT)


PAGE = ROOT / "docs" / "how-to" / "write-with-commands.md"
_STEP = re.compile(
    r"^(?:Write this in `([^`]+)`:\n\n```\w+\n(.*?)^```|```console\n(.*?)^```)", re.MULTILINE | re.DOTALL
)


@pytest.mark.source_only
def test_every_command_of_the_how_to_page_answers_as_it_says(tmp_path: Path, commreg: Program) -> None:
    steps = list(_STEP.finditer(PAGE.read_text(encoding="utf-8")))
    assert len(steps) > 8
    for name, content, console in (step.groups() for step in steps):
        if name:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(content, encoding="utf-8")
            continue
        for part in re.split(r"(?m)^\$ ", console)[1:]:
            command, _, answer = part.partition("\n")
            program, *args = shlex.split(command)
            if program == "cat":
                assert (tmp_path / args[0]).read_text(encoding="utf-8") == answer
            else:
                ran = commreg(*args, cwd=tmp_path)
                assert ran.out + ran.err == answer, command


# What an officer is told


def report_of(ran: Ran) -> str:
    """What a run said, as the snapshots keep it."""
    return f"exit {ran.code}\n--- stdout\n{ran.out}--- stderr\n{ran.err}"


REPORTS = {
    "extend": "extend youth-justice-2019 --body Cabinet --on 2021-12-14 --reference 187/2021",
    "extend-dry-run": "extend youth-justice-2019 --body Cabinet --on 2021-12-14 --dry-run",
    "extend-none-left": "extend early-bird-pilot-2021 --body Cabinet --on 2021-12-14",
    "extend-not-recorded": "extend sendiass-2020 --body Cabinet --on 2021-12-14",
    "stage": "stage youth-justice-2019 review --started-on 2021-10-01 --completed-on 2021-12-10",
    "confirm": "confirm youth-justice-2019",
    "set": "set youth-justice-2019 monitoring.owner Head-of-Early-Help",
    "set-error": "set youth-justice-2019 term.end 2018-03-31",
    "set-unknown": "set youth-justice-2019 term.ends 2018-03-31",
    "set-not-a-date": "set youth-justice-2019 term.end 3/4/2023",
    "renew": "renew youth-justice-2019",
    "renew-dry-run": "renew youth-justice-2019 --end 2025-03-31 --provider Wexcombe --title Youth --dry-run",
    "new-not-said": "new --title Advice",
    "new": "new --title Advice --provider Wexcombe --service-area social-care --start 2022-01-01 --end 2022-12-31",
    "fmt-check": "fmt --check",
    "terminate": "terminate youth-justice-2019 --on 2022-01-31 --reason Closed. --body Cabinet --decided-on 2021-12-14",
    "terminate-half": "terminate youth-justice-2019 --on 2022-01-31 --reason Closed. --body Cabinet",
    "decline": "decline youth-justice-2019 --body Cabinet --on 2021-12-14 --reference 187/2021",
    "decline-none-left": "decline early-bird-pilot-2021 --body Cabinet --on 2021-12-14",
    "close": "close sacre-2021 --on 2022-04-01 --as-of 2022-04-02",
    "close-too-early": "close sacre-2021",
    "confirm-some": "confirm sacre-2021 adoption-2019",
    "confirm-area": "confirm --service-area public-health",
    "confirm-nothing": "confirm",
    "set-several": "set sacre-2021 title=Advice tags=[a,b]",
    "set-several-twice": "set sacre-2021 title=Advice title=Other",
    "ambiguous": "set advice title X",
}


@pytest.mark.parametrize("name", REPORTS)
def test_messages_for_an_officer(name: str, real: Path, commreg: Program, same_as: Callable[[str, str], None]) -> None:
    same_as(report_of(commreg(*REPORTS[name].split(), cwd=real)), f"writing-{name}.txt")


def test_a_provider_is_renamed_in_every_file_that_has_it(real: Path, commreg: Program) -> None:
    before = tree(real)
    ran = commreg("rename-provider", "Futures in Mind", "Futures in Mind CIC", cwd=real)
    after = tree(real)
    changed = {name for name in after if after[name] != before[name]}
    assert ran.code == 0
    assert changed == {"contracts/early-bird-pilot-2021.yaml", "contracts/therapeutic-interventions-2021.yaml"}
    assert all(values(after[name].decode())["provider"]["name"] == "Futures in Mind CIC" for name in changed)
    assert ran.err == "“Futures in Mind” is now “Futures in Mind CIC” in 2 contracts.\n"


@pytest.mark.parametrize(
    ("editor", "code", "words"),
    [
        ("sed -i s/74000.00/75000.00/", 0, "in 1 contract (as of"),
        ("sed -i s/2027-03-31/2023-03-31/", 1, "Saved with errors. To correct them: commreg edit parent-advice-2024"),
        ("true", 0, "No change."),
        ("false", 2, "the editor ended with code 1"),
        ("no-such-editor", 2, "the editor no-such-editor cannot be started"),
        ("", 2, "no editor is set"),
        ("rm", 0, "contracts/parent-advice-2024.yaml is no longer there."),
    ],
)
def test_a_file_is_checked_after_it_was_edited(
    editor: str, code: int, words: str, small: Path, commreg: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    ran = commreg("edit", "parent-advice-2024", cwd=small)
    assert (ran.code, ran.out) == (code, "")
    assert words in ran.err


def test_the_path_of_a_file_is_printed_alone(small: Path, commreg: Program) -> None:
    ran = commreg("show", "for parents", "--path", cwd=small)
    assert (ran.code, ran.err) == (0, "")
    assert Path(ran.out.removesuffix("\n")) == small / "contracts" / "parent-advice-2024.yaml"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["check-in", "parent-advice-2024"], "check-in is now called confirm"),
        (["set", "parent-advice-2024", "tags", "--take-out"], "--take-out is now called --remove"),
    ],
)
def test_an_old_name_is_refused_with_the_new_one(args: list[str], words: str, small: Path, commreg: Program) -> None:
    ran = commreg(*args, cwd=small)
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (2, "", f"commreg: {words}")
    assert content_of(small) == CONTRACT


def test_extensions_are_used_in_their_order_until_none_is_left(small: Path, commreg: Program) -> None:
    args = ("extend", "parent-advice-2024", "--body", "Cabinet", "--on")
    assert commreg(*args, "2026-03-10", cwd=small).code == 0
    assert commreg(*args, "2026-03-31", cwd=small).code == 0
    options = values(content_of(small))["term"]["extensions"]
    assert [option["state"] for option in options] == ["exercised", "exercised"]
    assert [option["decision"]["on"] for option in options] == ["2026-03-10", "2026-03-31"]
    assert "    # One plus one.\n    - months: 12\n      state: exercised\n      notice: 6m\n" in content_of(small)
    text = content_of(small)
    ran = commreg(*args, "2026-04-01", cwd=small)
    assert (ran.code, ran.out, content_of(small)) == (2, "", text)
    assert "has no extension left" in ran.err


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ("  extensions: []\n", "has no extension options"),
        ("", "has no extensions recorded"),
        (
            "  extensions: []\n  terminated: {on: 2026-03-31, reason: Notice was given.}\n",
            "was terminated on 31 March 2026",
        ),
    ],
)
def test_what_cannot_be_extended_is_left_alone_and_says_what_can_be_done(
    spoilt: str, reason: str, small: Path, commreg: Program
) -> None:
    begin, end = CONTRACT.index("  extensions:"), CONTRACT.index("value:\n")
    text = CONTRACT[:begin] + spoilt + CONTRACT[end:]
    (small / "contracts" / "parent-advice-2024.yaml").write_text(text, encoding="utf-8")
    ran = commreg("extend", "parent-advice-2024", "--body", "Cabinet", "--on", "2026-03-10", cwd=small)
    assert (ran.code, content_of(small)) == (2, text)
    assert reason in ran.err
    assert "hint:" in ran.err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["set", "parent-advice-2024", "tems.end", "2027-03-31"], "did you mean term?"),
        (["set", "parent-advice-2024", "term.end.day", "31"], "term.end is one value"),
        (["set", "parent-advice-2024", "term.extensions.state", "lapsed"], "term.extensions[1].state"),
        (["set", "parent-advice-2024", "term.extensions[0].state", "lapsed"], "items count from 1"),
        (["set", "parent-advice-2024", "term.extensions[4].months", "12"], "add items one after another"),
        (["set", "parent-advice-2024", "title[1]", "A"], "title is not a list"),
        (["set", "parent-advice-2024", "title", ""], "title has no value"),
        (["set", "parent-advice-2024", "tags", "a, b"], "write it as [a, b]"),
        (["set", "parent-advice-2024", "value", "74000"], "write it as {name: value}"),
        (["set", "parent-advice-2024", "a..b", "1"], "“a..b” is not how a field is written"),
        (["set", "parent-advice-2024", "title."  , "1"], "is not how a field is written"),
        (["set", "parent-advice-2024", "reference", "--remove"], "reference is not recorded"),
        (["set", "parent-advice-2024", "title"], "no value is given for title"),
        (["set", "parent-advice-2024", "title", "A", "--remove"], "“A” is not a field of a contract"),
        (["set", "parent-advice-2042", "title", "A"], "did you mean parent-advice-2024?"),
        (["stage", "parent-advice-2024", "revue", "--started-on", "2026-01-01"], "did you mean review?"),
        (["stage", "parent-advice-2024", "review"], "no date is given"),
        (["confirm", "parent-advice-2024", "--on", "1 March"], "write it as 2021-12-16"),
        (["extend", "parent-advice-2024", "--body", " ", "--on", "2026-03-01"], "--body is empty"),
        (["renew", "parent-advice-2024", "--start", "soon"], "write it as 2021-12-16"),
        (["fmt", "nowhere"], "there is no file or folder nowhere"),
        (["fmt", "--check", "--diff"], "cannot be combined"),
        (["new", "--title", "A", "--start", "2024-04-01", "--end", "2025-03-31"], "--provider, --service-area"),
        (["new", "--title", "A", "--provider", "B", "--service-area", "space"], "there is no service area “space”"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_exits_2_says_what_to_write_and_changes_nothing(
    args: list[str], words: str, small: Path, commreg: Program
) -> None:
    before = tree(small)
    ran = commreg(*args, cwd=small)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert tree(small) == before


def test_set_can_fix_a_file_that_has_errors(small: Path, commreg: Program) -> None:
    path = small / "contracts" / "parent-advice-2024.yaml"
    path.write_text(CONTRACT.replace("end: 2027-03-31", "end: 31/03/2027"), encoding="utf-8")
    assert commreg("set", "parent-advice-2024", "term.end", "2027-03-31", cwd=small).code == 0
    assert content_of(small) == CONTRACT


def test_set_writes_lists_groups_and_names_of_the_council(small: Path, commreg: Program) -> None:
    for field, value in (("tags", "[parents, advice]"), ("tags[3]", "carers"), ("local.Cost centre", "0042"),
                         ("term.extensions[3]", "{months: 6, state: lapsed}")):  # fmt: skip
        assert commreg("set", "parent-advice-2024", field, value, cwd=small).code == 0
    now = values(content_of(small))
    assert now["tags"] == ("parents", "advice", "carers")
    assert now["local"] == {"Cost centre": "0042"}
    assert now["term"]["extensions"][2] == {"months": "6", "state": "lapsed"}
    assert commreg("set", "parent-advice-2024", "tags", "--remove", cwd=small).code == 0
    assert "tags" not in values(content_of(small))


def test_a_value_that_is_already_recorded_is_not_written(small: Path, commreg: Program) -> None:
    ran = commreg("set", "parent-advice-2024", "value.amount", "74000.00", cwd=small)
    assert (ran.code, ran.out, content_of(small)) == (0, "", CONTRACT)
    assert ran.err == "No change: this is already recorded.\n"


def test_a_change_of_layout_that_would_lose_a_comment_is_refused_with_the_text_to_paste(
    small: Path, commreg: Program
) -> None:
    ran = commreg("set", "parent-advice-2024", "term.extensions", "[]", cwd=small)
    assert (ran.code, content_of(small)) == (2, CONTRACT)
    assert "there are comments inside the value that would be replaced" in ran.err
    assert "write:\nextensions: []" in ran.err


def test_a_successor_is_linked_both_ways_and_never_drafted_twice(small: Path, commreg: Program) -> None:
    ran = commreg("renew", "parent-advice-2024", cwd=small)
    assert ran.out == "contracts/advice-parents-2027.yaml\ncontracts/parent-advice-2024.yaml\n"
    draft = values(content_of(small, "advice-parents-2027"))
    assert draft["supersedes"] == "parent-advice-2024"
    assert draft["term"]["start"] == "2027-09-30", "the earliest that the plan allows"
    assert draft["provider"] == {"name": "Not yet appointed"}
    assert values(content_of(small))["recommissioning"] == {"successor": "advice-parents-2027"}
    assert commreg("validate", cwd=small).code == 0
    before = tree(small)
    again = commreg("renew", "parent-advice-2024", cwd=small)
    assert again.code == 2
    assert "advice-parents-2027 takes over from parent-advice-2024 already" in again.err
    assert tree(small) == before


def test_what_is_withheld_stays_withheld_of_what_a_draft_carries_over(small: Path, commreg: Program) -> None:
    withhold = (
        "publication:\n  withhold:\n"
        "    - {field: description, basis: foi-43, reason: Prices can be told from it.}\n"
        "    - {field: provider.name, basis: foi-40, reason: A person.}\n"
    )
    path = small / "contracts" / "parent-advice-2024.yaml"
    path.write_text(CONTRACT + withhold, encoding="utf-8")
    assert commreg("renew", "parent-advice-2024", cwd=small).code == 0
    draft = values(content_of(small, "advice-parents-2027"))
    assert [item["field"] for item in draft["publication"]["withhold"]] == ["description"]


NEW = ("new", "--title", "Advice for parents", "--provider", "Wexcombe", "--service-area", "early-help")


def test_a_new_contract_passes_the_checks_and_takes_an_id_nobody_has_or_had(small: Path, commreg: Program) -> None:
    ran = commreg(*NEW, "--start", "2026-04-01", "--end", "2027-03-31", cwd=small)
    assert ran.out == "contracts/advice-parents-2026.yaml\n"
    assert commreg("validate", cwd=small).code == 0
    assert "# value:\n#   amount: 74000.00  # To check" in content_of(small, "advice-parents-2026")
    ran = commreg(*NEW, "--start", "2026-04-01", "--end", "2027-03-31", "--extensions", "12+6", cwd=small)
    assert ran.out == "contracts/advice-parents-2026-2.yaml\n"
    assert [o["months"] for o in values(content_of(small, "advice-parents-2026-2"))["term"]["extensions"]] == [
        "12",
        "6",
    ]


@pytest.mark.parametrize("field", ["reference", "description", "statutory", "value", "procurement", "monitoring"])
def test_a_field_that_new_left_out_is_recorded_by_removing_the_hashes(
    field: str, small: Path, commreg: Program
) -> None:
    commreg(*NEW, *TERM, cwd=small)
    path = small / "contracts" / "advice-parents-2026.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(rf"(?m)^# ({field}:.*)((?:\n#   .*)*)", lambda m: m[1] + m[2].replace("\n# ", "\n"), text))
    ran = commreg("validate", cwd=small)
    assert ran.code == 0, ran.out
    assert field in values(path.read_text(encoding="utf-8"))
    assert "CR413 Still open: To check: an example." in ran.out, "an example is never taken for a fact"


def test_a_comment_of_the_program_goes_with_its_field(small: Path, commreg: Program) -> None:
    path = small / "contracts" / "parent-advice-2024.yaml"
    words = "Not read as term.extensions: “1 + a bit, as the letter says” is free text: read it and record the options."
    own = "".join(f"  # {line}\n" for line in wrap_comment(words))
    assert own.count("\n") == 2
    path.write_text(f"{CONTRACT}local:\n{own}  Extension: 1 + a bit\n  Other: x\n", encoding="utf-8")
    assert commreg("set", "parent-advice-2024", "local.Extension", "--remove", cwd=small).code == 0
    assert content_of(small) == f"{CONTRACT}local:\n  Other: x\n"
    path.write_text(f"{CONTRACT}local:\n  # Ask Sam.\n{own}  Extension: 1 + a bit\n  Other: x\n", encoding="utf-8")
    ran = commreg("set", "parent-advice-2024", "local.Extension", "--remove", cwd=small)
    assert "the comment above it may belong to it" in ran.err


def test_a_successor_starts_when_the_plan_allows_it(small: Path, commreg: Program) -> None:
    ran = commreg("renew", "parent-advice-2024", "--as-of", "2026-12-01", cwd=small)
    assert "which is the earliest new start in the plan of parent-advice-2024" in ran.err
    draft = next(path for path in (small / "contracts").iterdir() if path.stem != "parent-advice-2024")
    assert values(draft.read_text(encoding="utf-8"))["term"]["start"] > "2027-04-01"


def test_what_is_to_be_done_is_listed_by_owner_until_it_is_done(small: Path, commreg: Program) -> None:
    path = small / "contracts" / "parent-advice-2024.yaml"
    path.write_text(CONTRACT.replace("description", "# To check: the text.\ndescription"), encoding="utf-8")
    ran = commreg("todo", "--format", "csv", cwd=small)
    assert (
        "No owner recorded,Advice for parents,parent-advice-2024,check,CR413,Still open: To check: the text." in ran.out
    )
    path.write_text(CONTRACT, encoding="utf-8")
    assert "Still open" not in commreg("todo", cwd=small).out


def test_ids_do_not_collide_with_other_branches_or_with_files_that_were_deleted(small: Path, commreg: Program) -> None:
    def git(*args: str) -> None:
        who = {f"GIT_{role}_{what}": "a@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        subprocess.run(["git", *args], cwd=small, check=True, capture_output=True, env={**os.environ, **who})

    git("init", "--initial-branch=main")
    git("add", ".")
    git("commit", "--message", "Begin")
    git("switch", "--create", "other")
    created = commreg(*NEW, "--start", "2026-04-01", "--end", "2027-03-31", cwd=small).out.strip()
    git("add", ".")
    git("commit", "--message", "One")
    git("rm", created)
    git("commit", "--message", "Gone")
    git("switch", "main")
    ran = commreg(*NEW, "--start", "2026-04-01", "--end", "2027-03-31", cwd=small)
    assert ran.out == "contracts/advice-parents-2026-2.yaml\n"
    ran = commreg(*NEW, "--start", "2026-04-01", "--end", "2027-03-31", "--id", "advice-parents-2026", cwd=small)
    assert ran.code == 2
    assert "is used, or was used before" in ran.err


def test_on_a_terminal_it_asks_until_the_answers_can_be_read(small: Path) -> None:
    answers = ["Respite at weekends", "?", "grnt", "", "Wexcombe", "space", "Early Help", "1/4/2026", "2026-04-01", "",
               "When the grant ends", "31 January 2027", "£1k", "Per year"]  # fmt: skip
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "commreg", "new"]
    running = subprocess.Popen(command, cwd=small, stdin=follower, stdout=follower, stderr=follower)
    os.close(follower)
    dialogue = b""
    for answer in answers:
        dialogue += _until(leader, b": ")
        os.write(leader, f"{answer}\n".encode())
    dialogue += _until(leader, b"")
    assert running.wait(timeout=30) == 0, dialogue.decode()
    os.close(leader)
    now = values(content_of(small, "respite-at-weekends-2026"))
    assert now["kind"] == "service-contract"
    assert now["term"] == {"start": "2026-04-01", "ends_when": "When the grant ends", "review_on": "2027-01-31"}
    assert now["value"] == {"amount": "1000.00", "basis": "annual"}
    assert "did you mean grant?" in dialogue.decode()
    assert "“1/4/2026” could have the day or the month first (write 2026-01-04 or 2026-04-01)" in dialogue.decode()
    assert "“31 January 2027” is written as 2027-01-31." in dialogue.decode()


def answer_on_a_terminal(args: list[str], root: Path, answers: list[str]) -> tuple[int, str]:
    """Run the program on a terminal and answer its questions: its exit code and the dialogue."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "commreg", *args]
    running = subprocess.Popen(command, cwd=root, stdin=follower, stdout=follower, stderr=follower)
    os.close(follower)
    dialogue = b""
    for answer in answers:
        dialogue += _until(leader, b": ")
        os.write(leader, f"{answer}\n".encode())
    dialogue += _until(leader, b"")
    os.close(leader)
    return running.wait(timeout=30), dialogue.decode()


TERM = ("--start", "2026-04-01", "--end", "2027-03-31")


def test_nothing_is_asked_if_every_required_answer_is_given(small: Path) -> None:
    code, dialogue = answer_on_a_terminal([*NEW, *TERM], small, [])
    assert code == 0
    assert "Type of agreement" not in dialogue


def test_figures_that_could_be_months_or_years_are_asked_about_and_refused_without_a_terminal(
    small: Path, commreg: Program
) -> None:
    ran = commreg(*NEW, *TERM, "--extensions", "1+1", cwd=small)
    assert ran.code == 2
    assert "--extensions “1+1” does not say whether it means months or years" in ran.err
    assert "hint: write 1+1 years, or 1+1 months" in ran.err
    code, dialogue = answer_on_a_terminal([*NEW, *TERM, "--extensions", "1+1"], small, ["years"])
    assert code == 0, dialogue
    assert "Is 1+1 in months or years?" in dialogue
    assert "“1+1” is read as 1 year, then 1 year." in dialogue
    assert values(content_of(small, "advice-parents-2026"))["term"]["extensions"] == (
        {"months": "12", "state": "available"},
        {"months": "12", "state": "available"},
    )


def test_every_answer_that_cannot_be_used_is_reported_at_once(small: Path, commreg: Program) -> None:
    ran = commreg("new", "--title", "A", "--service-area", "moon", "--start", "3/4/2026", "--end", "x",
                  "--amount", "lots", "--basis", "weakly", "--extensions", "some", cwd=small)  # fmt: skip
    assert ran.code == 2
    assert re.findall(r"(?m)^commreg: (\S+ \S+)", ran.err) == [
        "--service-area: there", "--start “3/4/2026”", "--end is", "--extensions “some”", "--amount is", "--basis is",
        "missing: --provider",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "text", "written"),
    [
        ("value.amount", "£96,000", "96000"),
        ("value.amount", "96,000", "96000"),
        ("value.amount", "12k", "12000"),
        ("value.amount", "1.2m", "1200000"),
        ("value.amount", "£1.2 million", "1200000"),
        ("value.basis", "a year", "annual"),
        ("value.basis", "Per annum", "annual"),
        ("term.end", "31 December 2028", "2028-12-31"),
        ("term.end", "31/12/2028", "2028-12-31"),
        ("term.end", "31/12/28", "2028-12-31"),
        ("term.extensions[1].notice", "3 months", "3m"),
        ("term.extensions[1].months", "2 years", "24"),
        ("term.extensions", "1+1 years", ({"months": "12"}, {"months": "12"})),
        ("monitoring.frequency", "Monthly", "monthly"),
        ("monitoring.frequency", "Twice a year", "twice-yearly"),
        ("service_area", "EARLY HELP", "early-help"),
        ("kind", "Grant", "grant"),
        ("provider.sme", "Y", "true"),
        ("spend", "[{year: 2026/2027, amount: £1k, kind: Actual}]",
         ({"year": "2026/27", "amount": "1000", "kind": "actual"},)),
        ("procurement", "{awarded_on: 1 March 2024, route: Open procedure}",
         {"awarded_on": "2024-03-01", "route": "open"}),
    ],
)  # fmt: skip
def test_what_is_understood_is_written_as_a_file_has_it(
    field: str, text: str, written: Any, small: Path, commreg: Program
) -> None:
    (small / "contracts" / "parent-advice-2024.yaml").write_text(CONTRACT.replace("    # One plus one.\n", ""))
    ran = commreg("set", "parent-advice-2024", f"{field}={text}", cwd=small)
    assert ran.code == 0, ran.err
    value: Any = values(content_of(small))
    for step in parse_path(field):
        value = value[step]
    assert value == written
    assert " is written as " in ran.err or field == "term.extensions"


@pytest.mark.parametrize("text", ["3/4/2028", "next March", "March 2028", "31/02/2028", "about 1 March 2028 or so"])
def test_a_date_in_doubt_is_refused(text: str, small: Path, commreg: Program) -> None:
    assert commreg("set", "parent-advice-2024", f"term.end={text}", cwd=small).code == 2
    assert commreg("close", "parent-advice-2024", "--on", text, cwd=small).code == 2
    assert content_of(small) == CONTRACT


def test_dates_and_stages_of_an_option_in_any_form(small: Path, commreg: Program) -> None:
    ran = commreg("stage", "parent-advice-2024", "Needs Assessment", "--started-on", "3 March 2026", cwd=small)
    assert ran.code == 0, ran.err
    assert values(content_of(small))["recommissioning"]["stages"] == {"needs-assessment": {"started_on": "2026-03-03"}}
    ran = commreg("expiring", "--as-of", "1/13/2026", cwd=small)
    assert ran.err == "“1/13/2026” is read as 13 January 2026.\n"


def _until(leader: int, sign: bytes) -> bytes:
    """What a terminal shows until a sign stands at its end; with no sign, until it is closed."""
    output, end = b"", time.monotonic() + 60
    while time.monotonic() < end and not (sign and output.endswith(sign)):
        if not select.select([leader], [], [], 1)[0]:
            continue
        try:
            part = os.read(leader, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not part:
            break
        output += part
    return output


def test_fmt_puts_in_order_what_it_can_and_says_what_it_leaves(small: Path, commreg: Program) -> None:
    path = small / "contracts" / "parent-advice-2024.yaml"
    path.write_text(CONTRACT.replace('"Advice for parents"   #', "'Advice for parents' #"), encoding="utf-8")
    (small / "contracts" / "odd.yaml").write_text("id: odd\ntitle:\n  # why\n  Odd\n", encoding="utf-8")
    before = tree(small)
    check, diff = commreg("fmt", "--check", cwd=small), commreg("fmt", "--diff", cwd=small)
    assert (check.code, check.out) == (1, "contracts/parent-advice-2024.yaml\n")
    assert "+title: Advice for parents  # as signed\n" in diff.out
    assert tree(small) == before
    ran = commreg("fmt", cwd=small)
    assert (ran.code, ran.out) == (1, "contracts/parent-advice-2024.yaml\n")
    assert "contracts/odd.yaml was not changed: the comment “# why” is inside a value\n" in ran.err
    assert "1 file formatted, 0 files already formatted, 1 file not changed\n" in ran.err
    assert content_of(small) == CONTRACT.replace('"Advice for parents"   #', "Advice for parents  #")
    assert commreg("fmt", "contracts/parent-advice-2024.yaml", "--check", cwd=small).code == 0


def test_a_file_that_changes_in_the_meantime_is_not_written(
    small: Path, commreg: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    from commreg.cli import edit_session

    path = small / "contracts" / "parent-advice-2024.yaml"
    changed = CONTRACT.replace("Good.", "Fair.")
    check = edit_session.EditSession._new_findings

    def meanwhile(*arguments: Any) -> Any:
        path.write_text(changed, encoding="utf-8")
        return check(*arguments)

    monkeypatch.setattr(edit_session.EditSession, "_new_findings", meanwhile)
    ran = commreg("confirm", "parent-advice-2024", cwd=small)
    assert (ran.code, content_of(small)) == (2, changed)
    assert "was changed in the meantime" in ran.err
