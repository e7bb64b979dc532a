"""What an editor is promised: a check of the text being typed, and help from the schema.

The second half drives the real yaml-language-server, as an editor does. It is an npm package and so no part of the test
group: with `npm install yaml-language-server` in a folder of your own, put its `node_modules/.bin` on the path, or name
the program in YAML_LANGUAGE_SERVER. Without it these tests are skipped, and say so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest

from commreg.diagnostics.formats import format_names
from tests.conftest import ROOT, Program, tree

NAME = "contracts/parent-advice-2024.yaml"
CORRECT_FILE = """\
id: parent-advice-2024
title: Advice for parents
kind: service-contract
provider:
  name: Wexcombe Family Trust
service_area: early-help
description: Advice by telephone.
term:
  start: 2024-04-01
  end: 2027-03-31
  extensions: []
value:
  amount: 74000.00
  basis: annual
monitoring:
  frequency: quarterly
  value_for_money: Good.
checked_on: 2025-12-01
"""
TYPED = {
    "sound": (CORRECT_FILE, 0),
    "a warning": (CORRECT_FILE.replace("checked_on: 2025-12-01\n", ""), 0),
    "a date that is none": (CORRECT_FILE.replace("2027-03-31", "2027-02-30"), 1),
    "half a line": (CORRECT_FILE.replace("kind: service-contract\n", "kind\n"), 1),
    "nothing yet": ("", 1),
    "another's id": (CORRECT_FILE.replace("id: parent-advice-2024", "id: speech-2023"), 1),
    "a successor of nothing": (CORRECT_FILE + "supersedes: nobody-2019\n", 1),
    "an area that the settings lack": (CORRECT_FILE.replace("early-help", "eraly-help"), 1),
}


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Two sound contracts, with settings that name the service areas."""
    root = tmp_path / "register"
    (root / "contracts").mkdir(parents=True)
    settings = 'as_of = 2026-04-01\n[service_areas]\nearly-help = "Early Help"\n'
    (root / "commreg.toml").write_text(settings, encoding="utf-8")
    (root / NAME).write_text(CORRECT_FILE, encoding="utf-8")
    second_file = CORRECT_FILE.replace("parent-advice-2024", "speech-2023").replace(
        "Advice for parents", "Speech therapy"
    )
    (root / "contracts" / "speech-2023.yaml").write_text(second_file, encoding="utf-8")
    return root


@pytest.mark.parametrize("form", format_names())
@pytest.mark.parametrize("typed", TYPED)
def test_text_from_an_editor_gets_the_findings_of_the_saved_file(
    typed: str, form: str, register: Path, commreg: Program
) -> None:
    """The same places, words, form and exit code; and nothing is written."""
    text, code = TYPED[typed]
    before = tree(register)
    piped = commreg(
        "validate", "-", "--stdin-filename", NAME, "--format", form, cwd=register, stdin=text.encode("utf-8")
    )
    assert tree(register) == before
    (register / NAME).write_text(text, encoding="utf-8")
    assert piped == commreg("validate", NAME, "--format", form, cwd=register)
    assert piped.code == code


@pytest.mark.parametrize(
    ("started_in", "named"),
    [
        ("register", NAME),
        ("register", f"./{NAME}"),
        ("register/contracts", "parent-advice-2024.yaml"),
        ("register", "{here}/register/" + NAME),
        (".", f"register/{NAME}"),
        (".", "{here}/register/" + NAME),
        (".", "{here}/shortcut/" + NAME),
        ("register", "{here}/shortcut/" + NAME),
    ],
)
def test_the_register_is_found_from_the_file_wherever_the_editor_was_started(
    started_in: str, named: str, register: Path, tmp_path: Path, commreg: Program
) -> None:
    """By a full path, from another folder, or through a link: the file is the register's own, and no second one."""
    (tmp_path / "shortcut").symlink_to(register)
    ran = commreg(
        "validate", "-", "--stdin-filename", named.replace("{here}", str(tmp_path)),
        cwd=tmp_path / started_in, stdin=CORRECT_FILE.replace("early-help", "eraly-help").encode(),
    )  # fmt: skip
    assert ran.out.splitlines()[0].startswith(f"{NAME}:6:15: error CR306 service_area is “eraly-help”")
    assert ran.out.splitlines()[-1] == "1 error in 1 contract (as of 1 April 2026, pinned in commreg.toml)"


@pytest.mark.parametrize("name", ["contracts/homework-2026.yaml", "contracts/schools/homework-2026.yaml"])
def test_a_file_that_is_not_saved_yet_is_checked_under_its_name(name: str, register: Path, commreg: Program) -> None:
    text = CORRECT_FILE.replace("parent-advice-2024", "homework-2026").replace("Advice for parents", "Homework club")
    assert commreg("validate", "-", "--stdin-filename", name, cwd=register, stdin=text.encode()).code == 0
    ran = commreg("validate", "-", "--stdin-filename", name, cwd=register, stdin=CORRECT_FILE.encode())
    assert ran.code == 1
    assert ran.out.startswith(
        f"{name}:1:5: error CR204 id is “parent-advice-2024”, and the file's name is homework-2026"
    )


SERVER = os.environ.get("YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")
needs_server = pytest.mark.skipif(
    SERVER is None, reason="yaml-language-server (npm) is neither on the path nor named in YAML_LANGUAGE_SERVER"
)
LONGEST = 60  # seconds to wait for an answer of the server


class Editor:
    """An editor that talks to yaml-language-server over its standard input and output."""

    def __init__(self, folder: Path, settings: dict[str, Any], head: str) -> None:
        assert SERVER is not None
        self.head = head
        self._settings, self._number = settings, 0
        self._answers: Queue[dict[str, Any]] = Queue()
        self._process = subprocess.Popen([SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        threading.Thread(target=self._listen, daemon=True).start()
        self.folder = folder
        folders = [{"uri": folder.as_uri(), "name": "register"}]
        able = {
            "textDocument": {
                "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
                "hover": {"contentFormat": ["markdown"]},
            },
            "workspace": {"configuration": True, "workspaceFolders": True},
        }
        self.ask(
            "initialize",
            {"processId": os.getpid(), "rootUri": folder.as_uri(), "capabilities": able, "workspaceFolders": folders},
        )
        self.tell("initialized", {})
        while self._next().get("method") != "workspace/configuration":  # until it has our settings
            pass

    def open(self, name: str, text: str) -> str:
        """Show a file to the server, as typed and not as saved."""
        uri = (self.folder / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def at(self, what: str, uri: str, line: int, column: int) -> Any:
        """Ask about a place, counted from 1."""
        place = {"line": line - 1, "character": column - 1}
        return self.ask(f"textDocument/{what}", {"textDocument": {"uri": uri}, "position": place})

    def faults(self, uri: str) -> list[dict[str, Any]]:
        """What the server underlines; the first time it speaks of the file."""
        while True:
            message = self._next()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                diagnostics: list[dict[str, Any]] = message["params"]["diagnostics"]
                return diagnostics

    def ask(self, method: str, params: Any) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self._number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _next(self) -> dict[str, Any]:
        try:
            message = self._answers.get(timeout=LONGEST)
        except Empty:
            raise AssertionError(f"the server said nothing for {LONGEST} seconds") from None
        if "id" in message and "method" in message:  # the server asks the editor
            items = message.get("params", {}).get("items", [])
            answer = [self._settings.get(item.get("section")) for item in items]
            self._send({"id": message["id"], "result": answer if items else None})
        return message

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while line := stream.readline():
            length = 0
            while line.strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                line = stream.readline()
            self._answers.put(json.loads(stream.read(length)))


@pytest.fixture(params=["a line in the file", "the settings of the folder"])
def editor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Editor]:
    """An editor that knows the schema in either of the two ways, and asks no network for another."""
    (tmp_path / "contracts").mkdir()
    shutil.copy(ROOT / "contract.schema.json", tmp_path)
    in_file = request.param == "a line in the file"
    schemas = {} if in_file else {(tmp_path / "contract.schema.json").as_uri(): "contracts/**/*.yaml"}
    yaml = {"schemas": schemas, "schemaStore": {"enable": False}, "completion": True, "hover": True, "validate": True}
    head = "# yaml-language-server: $schema=../contract.schema.json\n" if in_file else "# no schema named here\n"
    editor = Editor(tmp_path, {"yaml": yaml}, head)
    try:
        yield editor
    finally:
        editor.close()


@needs_server
def test_an_editor_offers_the_fields_of_a_group_as_they_are_typed(editor: Editor) -> None:
    text = editor.head + CORRECT_FILE.replace("  start: 2024-04-01\n", "  start: 2024-04-01\n  no\n")
    uri = editor.open(NAME, text)
    items = editor.at("completion", uri, 11, 5)
    offered = {item["label"]: item for item in items["items"]}
    assert {"breaks", "ends_when", "review_on"} <= set(offered)
    assert "monitoring" not in offered
    assert offered["breaks"]["documentation"]


@needs_server
def test_an_editor_offers_the_words_that_a_field_takes(editor: Editor) -> None:
    uri = editor.open(NAME, editor.head + CORRECT_FILE.replace("kind: service-contract", "kind: "))
    offered = {item["label"] for item in editor.at("completion", uri, 4, 7)["items"]}
    assert {"service-contract", "framework", "grant"} <= offered


@needs_server
def test_an_editor_tells_what_a_field_means(editor: Editor) -> None:
    uri = editor.open(NAME, editor.head + CORRECT_FILE)
    contents = editor.at("hover", uri, 11, 4)["contents"]
    described = json.loads((ROOT / "contract.schema.json").read_text(encoding="utf-8"))
    meaning = described["$defs"]["Term"]["properties"]["end"]["description"]
    assert meaning.split(";")[0].split(",")[0] in contents["value"].replace("\\", "")


@needs_server
def test_an_editor_underlines_a_misspelt_field(editor: Editor) -> None:
    uri = editor.open(NAME, editor.head + CORRECT_FILE.replace("  extensions: []", "  extentions: []"))
    (fault,) = editor.faults(uri)
    assert "extentions" in fault["message"]
    assert fault["range"]["start"] == {"line": 11, "character": 2}
    assert fault["range"]["end"] == {"line": 11, "character": 12}


@needs_server
@pytest.mark.parametrize("path", sorted((ROOT / "contracts").glob("*.yaml"))[:8], ids=lambda path: path.stem)
def test_an_editor_finds_nothing_to_underline_in_a_sound_file(path: Path, editor: Editor) -> None:
    uri = editor.open(f"contracts/{path.name}", path.read_text(encoding="utf-8"))
    assert editor.faults(uri) == []
