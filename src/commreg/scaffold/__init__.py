"""What `commreg init` writes: the files of a new register, and of the repository round it, filled in.

The texts lie beside this module under plain names, so that nothing takes them for files of this repository's own. What
they leave open stands in @@SIGNS@@. Nothing here writes, or looks at a folder.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from commreg.model.json_schema import schema_text

CI_SERVICES = ("github", "gitlab", "none")
# Kept by IANA for examples: until somebody names the real place, a run stops there and can install nothing else.
SOURCE = "git+https://git.example.org/commreg.git@v{version}"
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Setup:
    """What a new register is to be: whose, where in its repository, checked by what, from which day on."""

    name: str
    service: str
    ci: str  # one of CI
    source: str  # what pip installs on a machine that checks
    as_of: date  # the example runs on this day, and was confirmed on it
    folder: str = "."  # the way from the top of the repository
    contracts: str = "contracts"  # the folder of contract files, from the register
    area: str = "early-help"  # the service area of the example


@dataclass(frozen=True, slots=True)
class File:
    """A file to write: where, what for, its text, and the places where one like it does the same."""

    path: str
    about: str
    text: str
    like: tuple[str, ...] = ()


def register_files(setup: Setup, *, example: bool) -> tuple[File, ...]:
    """The files in the register's own folder; an example is for a register without contracts."""
    up = "../" * (setup.contracts.strip("/").count("/") + 1)
    year = setup.as_of.year - (setup.as_of < date(setup.as_of.year, 4, 1))
    key = f"example-{year}"
    signs = {
        "NAME": _quoted(setup.name),
        "SERVICE": _quoted(setup.service),
        "UP": up,
        "ID": key,
        "AREA": setup.area,
        "START": f"{year}-04-01",
        "END": f"{year + 3}-03-31",
        "TODAY": setup.as_of.isoformat(),
        "CONTRACTS": _quoted(setup.contracts)[1:-1],
    }
    settings = File("commreg.toml", "whose register it is, and the council's own rules", _text("commreg.toml", signs))
    contract = File(f"{setup.contracts}/{key}.yaml", "an example, to copy from", _text("example.yaml", signs))
    return (
        settings,
        *((contract,) if example else ()),
        File("contract.schema.json", "what editors know of the fields", schema_text("contract")),
        File(".gitignore", "what git is to pass over", _text("gitignore", signs)),
        File(".vscode/settings.json", "the editor: which files are contracts", _text("vscode-settings.json", signs)),
        File(".vscode/extensions.json", "the editor: which extensions help", _text("vscode-extensions.json", signs)),
    )


def repository_files(setup: Setup) -> tuple[File, ...]:
    """The files at the top of the repository: the check before each commit, and on every change."""
    below = "" if setup.folder == "." else f"{setup.folder}/"
    go = "commreg" if setup.folder == "." else f"commreg -C {shlex.quote(setup.folder)}"
    signs = {
        "ENTRY": _quoted(f"{go} validate"),
        "SOURCE": _quoted(setup.source),
        "FOLDER": _quoted(setup.folder),
        "PLACE": f"/{below}".replace(" ", "\\ "),
        "CONTRACTS": setup.contracts.replace(" ", "\\ "),
    }
    hook = File(".pre-commit-config.yaml", "the check before each commit", _text("pre-commit-config.yaml", signs))
    if setup.ci == "none":
        return (hook,)
    return (hook, *(_github(signs) if setup.ci == "github" else _gitlab(signs)))


def _github(signs: dict[str, str]) -> tuple[File, ...]:
    names = ("pull_request_template.md", "docs/pull_request_template.md", ".github/pull_request_template.md")
    own = ("CODEOWNERS", "docs/CODEOWNERS")
    comment = {**signs, "COMMENT": _script("github/comment.sh")}
    digest = {**signs, "DIGEST": _script("github/digest.sh")}
    return (
        File(".github/workflows/register.yml", "the check of every change", _text("github/register.yml", comment)),
        File(".github/workflows/weekly.yml", "what fell due, every Monday", _text("github/weekly.yml", digest)),
        File(
            names[2],
            "what a change has to say",
            _text("questions.md", signs),
            (*names, ".github/PULL_REQUEST_TEMPLATE"),
        ),
        File(".github/CODEOWNERS", "who reads a change", _text("codeowners", signs), own),
    )


def _gitlab(signs: dict[str, str]) -> tuple[File, ...]:
    questions = ".gitlab/merge_request_templates/Default.md"
    own = ("CODEOWNERS", "docs/CODEOWNERS")
    return (
        File(".gitlab-ci.yml", "the check of every change, and the weekly one", _text("gitlab/gitlab-ci.yml", signs)),
        File(questions, "what a change has to say", _text("questions.md", signs)),
        File(".gitlab/CODEOWNERS", "who reads a change", _text("codeowners", signs), own),
    )


def _text(name: str, signs: dict[str, str]) -> str:
    """A text with its signs filled in; one that nobody fills in is a fault of this program."""
    path = _HERE / name if (_HERE / name).is_file() else _HERE / "register" / name
    return re.sub("@@([A-Z]+)@@", lambda match: signs[match[1]], path.read_text(encoding="utf-8"))


def _script(name: str) -> str:
    """A script as the block of a workflow's step."""
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return "\n".join(f"{' ' * 10}{line}" for line in lines)


def _quoted(value: str) -> str:
    """Text in double quotation marks, as TOML, YAML and JSON all read it."""
    return json.dumps(value, ensure_ascii=False)
