"""A report is never quietly short: what is in the folder is read, or the report says why not."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from commreg.diagnostics.errors import InputError, RegisterError
from commreg.model.settings import Settings
from commreg.register import config, discovery
from commreg.register import load as registers
from commreg.register.config import Config
from commreg.register.load import Register
from commreg.yamlio import reader
from commreg.yamlio.source import Source
from tests.conftest import Program
from tests.unit.builders import AS_OF, codes, only_finding, register, register_of, text, values


def load(root: Path, **how: Any) -> Register:
    return registers.load(Config(root.resolve(), Settings()), AS_OF, **how)


def put(root: Path, name: str, content: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_files_are_read_from_every_sub_folder_and_sorted_by_id(tmp_path: Path) -> None:
    """One file a contract, `<id>.yaml`; sub-folders allowed."""
    loaded = register(tmp_path, {"z/a.yaml": values(id="a"), "b.yaml": values(id="b"), "m/n/c.yaml": values(id="c")})
    assert [entry.contract.id for entry in loaded.entries] == ["a", "b", "c"]
    assert loaded.checked == ("contracts/b.yaml", "contracts/m/n/c.yaml", "contracts/z/a.yaml")
    assert loaded.excluded_files == ()


@pytest.mark.parametrize("name", ["a.yml", "a.YAML", "a.Yml", "a.yaml.bak", "a.yaml~", "a.yaml.orig", "b/a.yml"])
def test_a_file_that_looks_like_a_contract_and_would_not_be_read_is_an_error(tmp_path: Path, name: str) -> None:
    loaded = register(tmp_path, {"b.yaml": values(id="b"), name: values(id="a")})
    stray = only_finding(loaded, "CR015")
    assert stray.path == f"contracts/{name}"
    assert stray.message == f"{name.rsplit('/', maxsplit=1)[-1]} does not end in .yaml, so it would not be read"
    assert loaded.excluded_files == (f"contracts/{name}",)
    assert [entry.contract.id for entry in loaded.entries] == ["b"]


def test_a_hidden_contract_file_is_an_error_too(tmp_path: Path) -> None:
    loaded = register(tmp_path, {"b.yaml": values(id="b"), ".hidden.yaml": values(id="hidden")})
    assert only_finding(loaded, "CR015").message == ".hidden.yaml is hidden, so it would not be read"


@pytest.mark.parametrize("name", ["README.md", ".hidden.yaml.swp", ".git/config.yaml", "notes.txt", "yaml", "Makefile"])
def test_other_files_are_left_in_peace(tmp_path: Path, name: str) -> None:
    loaded = register(tmp_path, {"b.yaml": values(id="b"), name: "x"})
    assert loaded.checked == ("contracts/b.yaml",)
    assert loaded.findings == ()


def test_a_folder_with_the_name_of_a_file_is_an_error(tmp_path: Path) -> None:
    loaded = register(tmp_path, {"b.yaml": values(id="b"), "a.yaml/c.yaml": values(id="c")})
    assert only_finding(loaded, "CR001").message == "a.yaml is not an ordinary file"


def test_a_folder_that_cannot_be_looked_into_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "contracts/a.yaml", text(id="a"))
    put(tmp_path, "contracts/shut/b.yaml", text(id="b"))
    scan = os.scandir

    def refused(path: Any) -> Any:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refused)
    loaded = load(tmp_path)
    assert only_finding(loaded, "CR001").message == "shut cannot be opened: permission denied"
    assert [entry.contract.id for entry in loaded.entries] == ["a"]


@pytest.mark.parametrize("target", ["../outside.yaml", "/etc/hostname", "nowhere.yaml", "../folder", "sub"])
def test_a_link_that_leads_elsewhere_is_not_followed(tmp_path: Path, target: str) -> None:
    """No path escapes the register."""
    put(tmp_path, "outside.yaml", text(id="outside"))
    put(tmp_path, "folder/deep.yaml", text(id="deep"))
    put(tmp_path, "contracts/sub/b.yaml", text(id="b"))
    (tmp_path / "contracts" / "a.yaml").symlink_to(target)
    loaded = load(tmp_path)
    assert only_finding(loaded, "CR016").path == "contracts/a.yaml"
    assert [entry.contract.id for entry in loaded.entries] == ["b"]


def test_a_link_to_a_folder_elsewhere_is_not_followed(tmp_path: Path) -> None:
    """No path escapes the register."""
    put(tmp_path, "elsewhere/deep.yaml", text(id="deep"))
    put(tmp_path, "contracts/b.yaml", text(id="b"))
    (tmp_path / "contracts" / "more").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert codes(load(tmp_path)) == ["CR016"]


def test_a_link_inside_the_folder_is_a_second_file_of_its_own(tmp_path: Path) -> None:
    put(tmp_path, "contracts/a.yaml", text(id="a"))
    (tmp_path / "contracts" / "b.yaml").symlink_to("a.yaml")
    assert codes(load(tmp_path)) == ["CR204", "CR301"]


@pytest.mark.parametrize("has_folder", [True, False])
def test_a_register_without_files_cannot_be_run(tmp_path: Path, has_folder: bool) -> None:
    """2 could not run (no files)."""
    if has_folder:
        (tmp_path / "contracts").mkdir()
    with pytest.raises(RegisterError) as stopped:
        load(tmp_path)
    assert stopped.value.message == "there are no contract files in contracts/"
    assert stopped.value.hint


def test_a_faulty_file_never_hides_another(tmp_path: Path) -> None:
    """One run reports every fault of every file. A report is never quietly short."""
    faulty = {"a.yaml": "a: [", "c.yaml": "", "d.yaml": "- x", "e.yaml": "\x00", "f.yaml": "x"}
    loaded = register(tmp_path, {**faulty, "b.yaml": values(id="b")})
    assert codes(loaded) == ["CR005", "CR011", "CR012", "CR004", "CR012"]
    assert loaded.excluded_files == tuple(f"contracts/{name}.yaml" for name in "acdef")
    assert len(loaded.checked) == 6
    assert len(loaded.errors) == 5


def test_the_same_id_in_two_files_is_an_error_in_the_second(tmp_path: Path) -> None:
    loaded = register(tmp_path, {"a.yaml": values(id="a"), "sub/a.yaml": values(id="a")})
    twice = only_finding(loaded, "CR301")
    assert twice.path == "contracts/sub/a.yaml"
    assert [(place.path, place.location.line) for place in twice.related] == [("contracts/a.yaml", 1)]
    assert [entry.path for entry in loaded.entries] == ["contracts/a.yaml"]
    assert loaded.excluded_files == ("contracts/sub/a.yaml",)


def test_the_id_is_the_files_name(tmp_path: Path) -> None:
    finding = only_finding(register(tmp_path, {"b.yaml": values(id="a")}), "CR204")
    assert finding.message == "id is “a”, and the file's name is b.yaml"
    assert finding.hint == "rename the file to a.yaml, or write id: b"


def test_a_file_named_is_reported_on_alone_and_the_others_are_still_read(tmp_path: Path) -> None:
    root = tmp_path.resolve()
    put(root, "contracts/a.yaml", text(id="a", supersedes="b"))
    put(root, "contracts/b.yaml", text(id="b", kind="x"))
    put(root, "contracts/sub/c.yaml", text(id="c", supersedes="gone"))
    full = load(root)
    assert [d.path for d in full.findings] != []
    named = load(root, only=[root / "contracts" / "sub" / "c.yaml"])
    assert named.checked == ("contracts/sub/c.yaml",)
    assert codes(named) == ["CR302"]
    assert {d.path for d in named.findings} == {"contracts/sub/c.yaml"}
    assert load(root, only=[root / "contracts" / "sub"]).findings == named.findings


@pytest.mark.parametrize("named", [".", "contracts", "contracts/", "./contracts/../contracts"])
def test_the_folder_itself_named_is_the_same_as_none_named(tmp_path: Path, named: str) -> None:
    """A report is never quietly short."""
    root = tmp_path.resolve()
    put(root, "contracts/a.yaml", text(id="a", kind="x"))
    put(root, "contracts/sub/b.yaml", text(id="b", kind="x"))
    loaded = load(root, only=[root / named])
    assert loaded.checked == ("contracts/a.yaml", "contracts/sub/b.yaml")
    assert codes(loaded) == ["CR112", "CR112"]


def test_a_file_outside_can_be_named(tmp_path: Path) -> None:
    put(tmp_path, "register/contracts/a.yaml", text(id="a"))
    outside_file = put(tmp_path, "b.yaml", text(id="b", supersedes="gone")).resolve()
    loaded = load(tmp_path / "register", only=[outside_file])
    assert loaded.checked == (outside_file.as_posix(),)
    assert codes(loaded) == ["CR302"]


def test_a_file_that_is_not_there_cannot_be_named(tmp_path: Path) -> None:
    put(tmp_path, "contracts/a.yaml", text(id="a"))
    with pytest.raises(InputError, match="there is no file or folder"):
        load(tmp_path, only=[tmp_path / "contracts" / "b.yaml"])


def test_bytes_can_replace_a_file(tmp_path: Path) -> None:
    put(tmp_path, "contracts/a.yaml", text(id="a"))
    put(tmp_path, "contracts/b.yaml", text(id="b", supersedes="gone"))
    changed = text(id="a", supersedes="also-gone").encode()
    loaded = load(tmp_path, replaced={"contracts/a.yaml": changed})
    assert loaded.checked == ("contracts/a.yaml",)
    assert codes(loaded) == ["CR302"]
    assert "also-gone" in loaded.findings[0].message


def test_standard_input_replaces_the_file_of_its_contract(tmp_path: Path) -> None:
    put(tmp_path, "contracts/a.yaml", text(id="a"))
    loaded = load(tmp_path, replaced={discovery.STDIN: text(id="a", supersedes="gone").encode()})
    assert loaded.checked == (discovery.STDIN,)
    assert codes(loaded) == ["CR302"]


def test_progress_is_reported(tmp_path: Path) -> None:
    for name in "abc":
        put(tmp_path, f"contracts/{name}.yaml", text(id=name))
    steps: list[tuple[int, int]] = []
    load(tmp_path, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(0, 3), (1, 3), (2, 3)]


def test_a_fault_about_two_files_names_the_other_place(tmp_path: Path) -> None:
    loaded = register_of(tmp_path, values(id="a", reference="R"), values(id="b", reference="R"))
    (related,) = only_finding(loaded, "CR307").related
    line = (tmp_path / "contracts" / "a.yaml").read_text(encoding="utf-8").split("\n").index("reference: R") + 1
    assert (related.path, related.location.line, related.message) == ("contracts/a.yaml", line, "the same reference")


def test_places_of_a_repository_begin_at_its_top(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    put(tmp_path, "council/register/commreg.toml", "")
    assert config.find(tmp_path / "council" / "register").path_in_repository == "council/register/"
    put(tmp_path, "commreg.toml", "")
    assert config.find(tmp_path).path_in_repository == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows names files in UTF-16")
def test_a_file_whose_name_is_no_text_ends_in_a_diagnostic(tmp_path: Path) -> None:
    """Any bytes in give diagnostics, never a traceback."""
    put(tmp_path, "contracts/a.yaml", text(id="a"))
    (tmp_path / "contracts" / os.fsdecode(b"b\xff.yaml")).write_text(text(id="b"), encoding="utf-8")
    assert codes(load(tmp_path)) == ["CR015"]


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The path of each file that is parsed, once for each time."""
    paths: list[str] = []

    def counted(source: Source, *, marking: bool = False) -> reader.Tree:
        paths.append(source.path)
        return read(source, marking=marking)

    read = reader.read
    monkeypatch.setattr(reader, "read", counted)
    return paths


def test_a_listing_parses_each_file_once(commreg: Program, readings: list[str]) -> None:
    """Warnings are not shown with a listing, so their lines and columns are not needed."""
    assert commreg("expiring").code == 0
    assert len(readings) == len(set(readings)) == 28


def test_validate_parses_only_files_with_findings_again(commreg: Program, readings: list[str]) -> None:
    ran = commreg("validate", "--format", "json")
    findings = json.loads(ran.out)["diagnostics"]
    located = {finding["path"] for finding in findings}
    located |= {related["path"] for finding in findings for related in finding["related"]}
    assert Counter(readings) == {path: 2 if path in located else 1 for path in set(readings)}
    assert len(set(readings)) == 28 > len(located)


def test_errors_are_located_only_in_the_files_that_have_them(tmp_path: Path, readings: list[str]) -> None:
    warned = values(id="a", value={"amount": None, "basis": "annual"})
    loaded = register_of(tmp_path, warned, values(id="b", title=None))
    assert [finding.path for finding in loaded.errors] == ["contracts/b.yaml"]
    assert readings == ["contracts/a.yaml", "contracts/b.yaml", "contracts/b.yaml"]
    assert {finding.path for finding in loaded.findings} == {"contracts/a.yaml", "contracts/b.yaml"}
    assert len(readings) == 4
