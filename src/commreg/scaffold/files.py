"""Fill in the files of a new register and of the repository around it.

The texts are next to this module under plain names, so that no tool takes them for this repository's own files. What
is to be filled in is written as @@NAME@@. Nothing here writes, or looks at a folder.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from commreg.model.json_schema import schema_text
from commreg.values.financial_year import year_of

CI_SERVICES = ("github", "gitlab", "none")
# A domain reserved by IANA for examples: until the real address is set, a run stops there and installs nothing else.
SOURCE = "git+https://git.example.org/commreg.git@v{version}"
_CODEOWNERS = ("CODEOWNERS", "docs/CODEOWNERS")
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Setup:
    """The choices for a new register."""

    name: str  # of the council
    service: str  # of the council, as papers print it
    ci: str  # one of CI
    source: str  # what pip installs on a machine that checks
    as_of: date  # the day on which the example is in force and was last checked
    folder: str = "."  # from the top of the repository
    contracts: str = "contracts"  # the folder of contract files, from the folder of the register
    area: str = "early-help"  # the service area of the example


@dataclass(frozen=True, slots=True)
class File:
    """A file to write: its path, what it is for, its text, and other paths where such a file has the same effect."""

    path: str
    about: str
    text: str
    alternatives: tuple[str, ...] = ()


def register_files(setup: Setup, *, example: bool) -> tuple[File, ...]:
    """The files in the folder of the register; `example` adds an example contract."""
    up = "../" * (setup.contracts.strip("/").count("/") + 1)
    year = int(year_of(setup.as_of)[:4])
    example_id = f"example-{year}"
    values = {
        "NAME": _quoted(setup.name),
        "SERVICE": _quoted(setup.service),
        "UP": up,
        "ID": example_id,
        "AREA": setup.area,
        "START": f"{year}-04-01",
        "END": f"{year + 3}-03-31",
        "TODAY": setup.as_of.isoformat(),
        "CONTRACTS": _quoted(setup.contracts)[1:-1],
    }
    settings = File("commreg.toml", "settings: the council and its rules", _fill_in("commreg.toml", values))
    contract = File(f"{setup.contracts}/{example_id}.yaml", "an example to copy", _fill_in("example.yaml", values))
    return (
        settings,
        *((contract,) if example else ()),
        File("contract.schema.json", "field list for editors", schema_text("contract")),
        File(".gitignore", "files git ignores", _fill_in("gitignore", values)),
        File(".vscode/settings.json", "editor settings", _fill_in("vscode-settings.json", values)),
        File(".vscode/extensions.json", "editor extensions", _fill_in("vscode-extensions.json", values)),
    )


def repository_files(setup: Setup) -> tuple[File, ...]:
    """The files at the top of the repository: the checks before each commit and on every change."""
    below = "" if setup.folder == "." else f"{setup.folder}/"
    command = "commreg" if setup.folder == "." else f"commreg -C {shlex.quote(setup.folder)}"
    values = {
        "ENTRY": _quoted(f"{command} validate --staged"),
        "SOURCE": _quoted(setup.source),
        "FOLDER": _quoted(setup.folder),
        "PLACE": f"/{below}".replace(" ", "\\ "),
        "CONTRACTS": setup.contracts.replace(" ", "\\ "),
    }
    hook = File(".pre-commit-config.yaml", "checks before each commit", _fill_in("pre-commit-config.yaml", values))
    if setup.ci == "none":
        return (hook,)
    return (hook, *(_github(values) if setup.ci == "github" else _gitlab(values)))


def _github(values: dict[str, str]) -> tuple[File, ...]:
    templates = ("pull_request_template.md", "docs/pull_request_template.md", ".github/PULL_REQUEST_TEMPLATE")
    comment = {**values, "COMMENT": _script("github/comment.sh")}
    digest = {**values, "DIGEST": _script("github/digest.sh")}
    return (
        File(".github/workflows/register.yml", "checks each change", _fill_in("github/register.yml", comment)),
        File(".github/workflows/weekly.yml", "weekly summary of deadlines", _fill_in("github/weekly.yml", digest)),
        File(
            ".github/pull_request_template.md",
            "questions for each change",
            _fill_in("questions.md", values),
            templates,
        ),
        File(".github/CODEOWNERS", "who reviews changes", _fill_in("codeowners", values), _CODEOWNERS),
    )


def _gitlab(values: dict[str, str]) -> tuple[File, ...]:
    questions = ".gitlab/merge_request_templates/Default.md"
    return (
        File(
            ".gitlab-ci.yml",
            "checks each change, weekly deadlines",
            _fill_in("gitlab/gitlab-ci.yml", values),
        ),
        File(questions, "questions for each change", _fill_in("questions.md", values)),
        File(".gitlab/CODEOWNERS", "who reviews changes", _fill_in("codeowners", values), _CODEOWNERS),
    )


def _fill_in(name: str, values: dict[str, str]) -> str:
    """A text, filled in. Raises KeyError for a name without a value."""
    path = _FOLDER / name if (_FOLDER / name).is_file() else _FOLDER / "register" / name
    return re.sub("@@([A-Z]+)@@", lambda match: values[match[1]], path.read_text(encoding="utf-8"))


def _script(name: str) -> str:
    """A script, indented for the step of a workflow."""
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return "\n".join(f"{' ' * 10}{line}" for line in lines)


def _quoted(value: str) -> str:
    """A text in double quotation marks, as TOML, YAML and JSON all read it."""
    return json.dumps(value, ensure_ascii=False)
