"""`diff`: what changed, as a head of service reads it before a change is approved."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Program, Ran
from tests.repositories import Repo, real_register

YOUTH = "contracts/youth-justice-2019.yaml"
CHILD = "contracts/healthy-child-programme-2017.yaml"
SameAs = Callable[[str, "Path | str"], None]


@pytest.fixture(autouse=True)
def plain_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """git without the settings of whoever runs the tests."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return real_register(tmp_path / "register")


def _extension(repo: Repo) -> None:
    """Cabinet uses the option of the youth justice contract."""
    repo.replace(
        YOUTH,
        "      state: available\n",
        "      state: exercised\n      decision:\n        body: Cabinet\n        on: 2021-12-14\n"
        "        reference: 190/2021\n",
    )


def _value(repo: Repo) -> None:
    repo.replace(YOUTH, "amount: 74000.00", "amount: 81500.00")


def _provider(repo: Repo) -> None:
    """The mediation provider takes another name."""
    repo.replace("contracts/mediation-2019.yaml", "name: Global Mediation Ltd", "name: Meridian Mediation Ltd")


def _successor(repo: Repo) -> None:
    """A contract that takes over from the healthy child programme."""
    (repo.top / "contracts/healthy-child-programme-2022.yaml").write_text(
        "id: healthy-child-programme-2022\ntitle: 0-19 Healthy Child Programme\nkind: service-contract\n"
        "provider:\n  name: Leicestershire Partnership NHS Trust (LPT)\n  type: nhs\nservice_area: public-health\n"
        "description: Public health nursing, as procured jointly with the county.\n"
        "term:\n  start: 2022-09-01\n  end: 2025-08-31\n  extensions:\n    - months: 12\n      notice_months: 6\n"
        "value:\n  amount: 388000.00\n  basis: annual\n"
        "procurement:\n  regime: pcr2015\n  route: open\n  awarded_on: 2021-12-10\n"
        "monitoring:\n  frequency: quarterly\n  owner: Head of Commissioning\n"
        "  value_for_money: Not yet known.\nchecked_on: 2021-12-15\nsupersedes: healthy-child-programme-2017\n",
        encoding="utf-8",
    )


def _termination(repo: Repo) -> None:
    repo.replace(
        YOUTH,
        "      state: available\n",
        "      state: available\n  terminated:\n    on: 2022-01-31\n    reason: By agreement, as it went poorly.\n",
    )


def _stage(repo: Repo) -> None:
    repo.replace(
        YOUTH,
        "  intention: undecided\n",
        "  intention: recommission\n  stages:\n    review: {started_on: 2021-10-04, completed_on: 2021-11-30}\n"
        "    need: {started_on: 2021-12-01}\n",
    )


def _reformat(repo: Repo) -> None:
    """The same words in another layout, with a comment."""
    repo.replace(YOUTH, "tags: [youth-justice]\n", "# Words to find it by.\ntags:\n  - youth-justice\n")


def _move(repo: Repo) -> None:
    (repo.top / "contracts/community-safety").mkdir()
    repo.git("mv", YOUTH, "contracts/community-safety/youth-justice-2019.yaml")


def _deletion(repo: Repo) -> None:
    (repo.top / YOUTH).unlink()


def _broken(repo: Repo) -> None:
    repo.replace(YOUTH, "end: 2022-03-31", "end: 31/03/2022")


def _owner(repo: Repo) -> None:
    repo.replace(YOUTH, "monitoring:\n", "monitoring:\n  owner: Head of Early Intervention\n")


def _settings(repo: Repo) -> None:
    repo.replace("pyproject.toml", "window_months = 18", "window_months = 24")


CHANGES: dict[str, Callable[[Repo], None]] = {
    "extension": _extension,
    "value": _value,
    "provider": _provider,
    "successor": _successor,
    "termination": _termination,
    "stage": _stage,
    "reformat": _reformat,
    "move": _move,
    "deletion": _deletion,
    "broken": _broken,
    "owner": _owner,
    "settings": _settings,
}


def _without_hashes(text: str) -> str:
    """Hashes depend on the program's own settings, which are part of the commit."""
    return re.sub(r"\b[0-9a-f]{10}\b", "0123456789", text)


def _diff(commreg: Program, repo: Repo, *args: str) -> Ran:
    ran = commreg("diff", *args, cwd=repo.top)
    return Ran(ran.code, _without_hashes(ran.out[max(0, ran.out.find("<main")) :]), ran.err)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_told_as_a_head_of_service_would_tell_it(
    name: str, repo: Repo, commreg: Program, same_as: SameAs
) -> None:
    CHANGES[name](repo)
    ran = _diff(commreg, repo)
    assert (ran.code, ran.err) == (1 if name == "broken" else 0, "")
    same_as(ran.out, f"diff/{name}.txt")


@pytest.mark.parametrize(("form", "ending"), [("markdown", "md"), ("json", "json"), ("html", "html")])
def test_an_extension_is_told_in_every_form(
    form: str, ending: str, repo: Repo, commreg: Program, same_as: SameAs
) -> None:
    _extension(repo)
    ran = _diff(commreg, repo, "--format", form)
    assert (ran.code, ran.err) == (0, "")
    same_as(ran.out, f"diff/extension.{ending}")


@pytest.mark.parametrize(("form", "ending"), [("text", "txt"), ("markdown", "md"), ("html", "html")])
def test_all_changes_at_once_are_ordered_by_weight(
    form: str, ending: str, repo: Repo, commreg: Program, same_as: SameAs
) -> None:
    for change in (_extension, _provider, _successor, _settings):
        change(repo)
    repo.replace("contracts/adoption-2019.yaml", "service_area: fostering-adoption", "service_area: social-care")
    repo.replace(CHILD, "0-19 Healthy Child Programme", "Healthy Child Programme, ages 0 to 19")
    repo.replace("contracts/sacre-2021.yaml", "checked_on: 2021-12-08", "checked_on: 2021-12-15")
    (repo.top / "contracts/broken-2021.yaml").write_text("id: [", encoding="utf-8")
    (repo.top / "contracts/send-advocacy-2021.yaml").unlink()
    ran = _diff(commreg, repo, "--format", form)
    assert ran.code == 1
    same_as(ran.out, f"diff/all.{ending}")
