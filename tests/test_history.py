"""`history`, and `--rev` on the commands that read: the register over time."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commreg.listings.formats import format_names
from tests.conftest import Program
from tests.repositories import Repo, real_register
from tests.unit.builders import text

SameAs = Callable[[str, "Path | str"], None]
ID = "parent-advice-2020"
FILE = f"contracts/{ID}.yaml"
SETTINGS = 'as_of = 2021-12-16\n[organisation]\nname = "A Council"\n[service_areas]\nsocial-care = "Social Care"\n'


@pytest.fixture(autouse=True)
def plain_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")


def _write(repo: Repo, name: str = FILE, **changes: Any) -> None:
    path = repo.top / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(**changes), encoding="utf-8")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "register")
    (repo.top / "commreg.toml").write_text(SETTINGS, encoding="utf-8")
    return repo


OPTION: dict[str, Any] = {"term.extensions": [{"months": "12"}]}
USED: dict[str, Any] = {
    "term.extensions": [{"months": "12", "state": "exercised", "decision": {"body": "Cabinet", "on": "2021-11-16"}}]
}


def _life(repo: Repo) -> None:
    """Everything that can become of a file, a month after the other."""
    _write(repo, "contracts/advice-2020.yaml", id="advice-2020", **OPTION)
    repo.commit("Record it", on="2020-04-02")
    (repo.top / "contracts/advice-2020.yaml").unlink()
    _write(repo, **OPTION)
    repo.commit("Give it the id that others have", on="2020-05-02")
    _write(repo, **OPTION, **{"value.amount": "26000.00"})
    repo.commit("More cases", on="2020-06-02")
    (repo.top / FILE).write_text("id: [", encoding="utf-8")
    repo.commit("Slip", on="2020-07-02")
    _write(repo, **OPTION, **{"value.amount": "26000.00"})
    repo.commit("Mend it", on="2020-07-03")
    path = repo.top / FILE
    path.write_text("# Seen by two.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    repo.commit("Remark", on="2020-08-02")
    (repo.top / "contracts/advice").mkdir()
    repo.git("mv", FILE, f"contracts/advice/{ID}.yaml")
    repo.commit("Tidy up", on="2020-09-02")
    _write(
        repo,
        f"contracts/advice/{ID}.yaml",
        **USED,
        **{"value.amount": "26000.00", "provider.name": "Families Together"},
    )
    repo.commit("Extend it", on="2021-11-20")


def _plain(out: str) -> str:
    return re.sub(r"\b[0-9a-f]{10}\b", "0123456789", out)


@pytest.mark.parametrize("form", format_names())
def test_a_history_is_described_in_words(form: str, repo: Repo, commreg: Program, same_as: SameAs) -> None:
    _life(repo)
    ran = commreg("history", ID, "--format", form, cwd=repo.top)
    assert (ran.code, ran.err) == (0, "")
    same_as(_plain(ran.out), f"history/life.{ {'text': 'txt', 'markdown': 'md'}.get(form, form) }")


def test_a_contract_that_is_no_longer_there_has_a_history(repo: Repo, commreg: Program) -> None:
    _life(repo)
    (repo.top / f"contracts/advice/{ID}.yaml").unlink()
    _write(repo, "contracts/other-2020.yaml", id="other-2020")
    repo.commit("It ran out", on="2023-04-20")
    rows = json.loads(commreg("history", ID, "--format", "json", cwd=repo.top).out)["history"]
    assert (rows[0]["what"], rows[0]["path"]) == ("file removed", f"contracts/advice/{ID}.yaml")
    assert rows[-1]["what"] == "first recorded: Rutland Families, to 31 March 2023"


def test_a_former_id_says_what_it_is_called_now(repo: Repo, commreg: Program) -> None:
    _life(repo)
    rows = json.loads(commreg("history", "advice-2020", "--format", "json", cwd=repo.top).out)["history"]
    assert rows[0]["what"] == f"renamed to {ID}"


def test_a_successor_that_was_begun_as_a_copy_has_its_own_history(repo: Repo, commreg: Program) -> None:
    _write(repo)
    repo.commit("The first")
    later = {"id": "parent-advice-2023", "term": {"start": "2023-04-01", "end": "2026-03-31"}}
    _write(repo, "contracts/parent-advice-2023.yaml", **later)
    (repo.top / FILE).unlink()
    repo.commit("One out, one in")
    rows = json.loads(commreg("history", "parent-advice-2023", "--format", "json", cwd=repo.top).out)["history"]
    assert [row["what"] for row in rows] == ["first recorded: Rutland Families, to 31 March 2026"]


def test_uncommitted_changes_are_reported(repo: Repo, commreg: Program) -> None:
    _write(repo)
    repo.commit("One")
    note = "The file has changes that are not committed"
    assert note not in commreg("history", ID, cwd=repo.top).out
    path = repo.top / FILE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert note not in commreg("history", ID, cwd=repo.top).out  # line ends are nothing
    _write(repo, title="Another")
    assert note in commreg("history", ID, cwd=repo.top).out


@pytest.mark.parametrize("contract", ["nothing-2020", "../x", "--", "*"])
def test_a_contract_that_never_was_has_no_history(contract: str, repo: Repo, commreg: Program) -> None:
    _write(repo)
    repo.commit("One")
    ran = commreg("history", "--", contract, cwd=repo.top)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"commreg: the register has no contract “{contract}”\n")


def test_five_hundred_commits_take_seconds(repo: Repo, commreg: Program) -> None:
    """Through git's own import, as committing them one by one takes a minute."""
    stream = []
    for number in range(500):
        body = text(**{"value.amount": f"{24000 + number}.00"}).encode()
        head = f"commit refs/heads/main\ncommitter A. Officer <o@council.example> {1577880000 + number * 86400} +0000\n"
        stream.append(f"{head}data 6\nChange\nM 100644 inline {FILE}\ndata {len(body)}\n".encode() + body + b"\n")
    subprocess.run(["git", "fast-import", "--quiet"], cwd=repo.top, input=b"".join(stream), check=True)
    repo.git("reset", "-q", "--hard", "main")
    (repo.top / "commreg.toml").write_text(SETTINGS, encoding="utf-8")
    rows = json.loads(commreg("history", ID, "--format", "json", cwd=repo.top).out)["history"]
    assert len(rows) == 500
    assert rows[0]["what"] == "value changed from £24,498 to £24,499 (£1 more, +0.0%)"


# --rev

READING = (
    "list",
    "list --format json",
    "list --provider leicester --format csv",
    "show youth-justice-2019",
    "show youth-justice-2019 --plan --explain",
    "expiring --within 24m",
    "recommissioning",
    "recommissioning --format markdown",
    "deadlines --within 6m",
    "digest --within 6w",
    "monitoring",
    "summary",
    "summary --format json",
    "render appendix",
    "render register --format html --audience internal",
    "export csv",
    "export json",
    "export ics",
    "export transparency-code",
    "export ocds",
)


def _two_states(top: Path, under: str = "") -> Repo:
    """The real register, with a template of its own and no pin; then with other terms, settings and template."""
    repo = real_register(top, under)
    root = f"{under}/" if under else ""
    repo.replace(f"{root}pyproject.toml", "as_of = 2021-12-16\n", "")
    service = 'service = "children\'s services"\n'
    repo.replace(f"{root}pyproject.toml", service, f'{service}ocds_prefix = "ocds-abc123"\n')
    (repo.top / under / "templates").mkdir()
    (repo.top / under / "templates/register.html.j2").write_text("<p>{{ contracts | length }} then</p>", "utf-8")
    (repo.top / under / "contracts/sub").mkdir()
    repo.git("mv", f"{root}contracts/sacre-2021.yaml", f"{root}contracts/sub/sacre-2021.yaml")
    repo.commit("Unpinned", on="2021-12-20")
    repo.git("tag", "then")
    repo.replace(f"{root}contracts/youth-justice-2019.yaml", "amount: 74000.00", "amount: 1.00")
    repo.replace(f"{root}pyproject.toml", "window_months = 18", "window_months = 3")
    (repo.top / under / "templates/register.html.j2").write_text("<p>now</p>", "utf-8")
    (repo.top / under / "contracts/adoption-2019.yaml").unlink()
    repo.commit("Later", on="2022-02-01")
    return repo


AS_IT_WAS = re.compile(r", as it was at then \([0-9a-f]{10}, 20 December 2021\)")


def _same(at_revision: str, checked: str) -> bool:
    """Whether two outputs are the same but for the words; where these stand, spaces fit themselves to them."""
    if at_revision == checked:
        return True
    flat = [re.sub(r"\s+", " ", re.sub(r"\r\n ", "", text)) for text in (at_revision, checked)]
    return AS_IT_WAS.search(flat[0]) is not None and AS_IT_WAS.sub("", flat[0]) == flat[1]


def test_as_it_stood_is_what_a_checkout_of_it_says(tmp_path: Path, commreg: Program) -> None:
    repo = _two_states(tmp_path / "r")
    repo.git("worktree", "add", "-q", str(tmp_path / "wt"), "then")
    before = repo.state()
    for command in READING:
        args = (*command.split(), "--as-of", "2021-12-16")
        at_revision, checked = commreg(*args, "--rev", "then", cwd=repo.top), commreg(*args, cwd=tmp_path / "wt")
        assert checked.code == 0, (command, checked.err)
        assert _same(at_revision.out, checked.out), command
        assert (at_revision.code, at_revision.err) == (checked.code, checked.err), command
    assert repo.state() == before


def test_a_workbook_and_a_database_can_be_had_as_it_stood(tmp_path: Path, commreg: Program) -> None:
    repo = _two_states(tmp_path / "r")
    for form in ("xlsx", "sqlite"):
        out = tmp_path / f"out.{form}"
        assert commreg("export", form, "--rev", "then", "-o", str(out), cwd=repo.top).code == 0
        assert out.stat().st_size


def test_a_register_in_a_sub_folder_is_read_as_it_stood(tmp_path: Path, commreg: Program) -> None:
    repo = _two_states(tmp_path / "r", "council data/Ämter")
    ran = commreg("list", "--rev", "then", "--format", "json", cwd=repo.top / "council data/Ämter")
    assert len(json.loads(ran.out)["contracts"]) == 28


@pytest.mark.parametrize(
    ("pin", "revision", "day"),
    [
        ("as_of = 2021-12-16\n", "then", "2021-12-16"),
        ("as_of = 2021-12-16\n", "2022-01-31", "2021-12-16"),
        ("", "2022-01-31", "2022-01-31"),
        ("", "then", "2021-12-20"),
        ("", "HEAD", "2022-02-01"),
    ],
)
def test_the_day_is_the_pin_of_then_or_the_day_named_or_that_of_the_commit(
    pin: str, revision: str, day: str, repo: Repo, commreg: Program
) -> None:
    (repo.top / "commreg.toml").write_text(SETTINGS.replace("as_of = 2021-12-16\n", pin), encoding="utf-8")
    _write(repo)
    repo.commit("One", on="2021-12-20")
    repo.git("tag", "then")
    (repo.top / "commreg.toml").write_text(SETTINGS.replace("as_of = 2021-12-16\n", pin) + "\n", encoding="utf-8")
    repo.commit("Two", on="2022-02-01")
    listing = json.loads(commreg("list", "--rev", revision, "--format", "json", cwd=repo.top).out)
    assert listing["as_of"] == day
    pinned_listing = json.loads(
        commreg("list", "--rev", revision, "--as-of", "2020-05-01", "--format", "json", cwd=repo.top).out
    )
    assert pinned_listing["as_of"] == "2020-05-01"


def test_links_and_strays_are_read_as_in_a_checkout(repo: Repo, commreg: Program) -> None:
    _write(repo)
    _write(repo, "contracts/.hidden/b.yaml", id="b")
    _write(repo, "store/linked-2020.txt", id="linked-2020")
    _write(repo, "contracts/inside/linked-2020.data", id="linked-2020")
    (repo.top / "contracts/linked-2020.yaml").symlink_to("inside/linked-2020.data")
    (repo.top / "contracts/out-2020.yaml").symlink_to("../store/linked-2020.txt")
    (repo.top / "contracts/off-2020.yaml").symlink_to("/etc/passwd")
    (repo.top / "contracts/folder").symlink_to("inside")
    (repo.top / "contracts/round-2020.yaml").symlink_to("round-2020.yaml")
    (repo.top / "contracts/.dot.yaml").write_text("id: dot", encoding="utf-8")
    (repo.top / "contracts/old.yml").write_text("id: old", encoding="utf-8")
    (repo.top / "contracts/read.me").write_text("read", encoding="utf-8")
    repo.commit("One")
    args = ("list", "--keep-going", "--format", "json", "--as-of", "2021-12-16")
    at_revision, now = commreg(*args, "--rev", "HEAD", cwd=repo.top), commreg(*args, cwd=repo.top)
    assert at_revision.err == now.err
    assert len(json.loads(now.out)["contracts"]) == 2
    assert json.loads(at_revision.out)["contracts"] == json.loads(now.out)["contracts"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--rev", "nothing"), "commreg: git knows no commit “nothing”\n"),
        (("--rev", "--output=x"), "commreg: git knows no commit “--output=x”\n"),
        (("--rev", "2000-01-01"), "commreg: the repository has no commit up to 1 January 2000\n"),
        (("--rev", "empty"), "commreg: there was no register at empty ("),
    ],
)
def test_a_contract_that_never_existed_is_reported(
    args: tuple[str, ...], message: str, repo: Repo, commreg: Program
) -> None:
    (repo.top / "commreg.toml").unlink()
    (repo.top / "read.me").write_text("one", encoding="utf-8")
    repo.commit("One")
    repo.git("tag", "empty")
    (repo.top / "commreg.toml").write_text(SETTINGS, encoding="utf-8")
    _write(repo)
    ran = commreg("list", *args, cwd=repo.top)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(message)


def test_settings_that_could_not_be_used_at_a_commit_are_reported_as_of_that_commit(
    repo: Repo, commreg: Program
) -> None:
    (repo.top / "commreg.toml").write_text("as_of = never\n", encoding="utf-8")
    _write(repo)
    repo.commit("One")
    (repo.top / "commreg.toml").write_text(SETTINGS, encoding="utf-8")
    ran = commreg("list", "--rev", "HEAD", cwd=repo.top)
    assert ran.code == 2
    assert "commreg: the settings in commreg.toml cannot be used (HEAD (" in ran.err


def test_a_faulty_register_of_then_stops_as_one_of_now_does(repo: Repo, commreg: Program) -> None:
    _write(repo)
    _write(repo, "contracts/bad-2020.yaml", id="bad-2020", kind="nonsense")
    repo.commit("One")
    (repo.top / "contracts/bad-2020.yaml").unlink()
    assert commreg("list", cwd=repo.top).code == 0
    ran = commreg("list", "--rev", "HEAD", cwd=repo.top)
    assert (ran.code, ran.out) == (1, "")
    assert "contracts/bad-2020.yaml:" in ran.err
    assert commreg("list", "--rev", "HEAD", "--keep-going", cwd=repo.top).code == 1


def _tree(repo: Repo, entries: list[tuple[str, str, str]]) -> str:
    """A tree with any names, which git itself would refuse to make."""
    data = b"".join(f"{mode} {name}".encode() + b"\0" + bytes.fromhex(sha) for mode, name, sha in entries)
    tree = subprocess.run(
        ["git", "hash-object", "-t", "tree", "--literally", "-w", "--stdin"],
        cwd=repo.top,
        input=data,
        capture_output=True,
        check=True,
    )
    return tree.stdout.decode().strip()


def test_a_tree_made_by_hand_puts_no_file_out_of_its_place(
    repo: Repo, commreg: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names such as .. in a tree, and a link from the templates to a file of the computer's."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    _write(repo)
    good = repo.commit("One")
    blob = repo.git("hash-object", "-w", FILE)
    link = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=repo.top, input=b"/etc/passwd", capture_output=True, check=True
    )
    deep = _tree(repo, [("100644", "evil.yaml", blob)])
    up = _tree(repo, [("40000", "..", deep), ("120000", "register.md.j2", link.stdout.decode().strip())])
    over = _tree(repo, [("40000", "..", up), ("100644", f"{ID}.yaml", blob)])
    settings = repo.git("rev-parse", f"{good}:commreg.toml")
    top = _tree(repo, [("100644", "commreg.toml", settings), ("40000", "contracts", over), ("40000", "templates", up)])
    evil = repo.git("commit-tree", top, "-m", "evil")
    ran = commreg("list", "--rev", evil, "--format", "json", cwd=repo.top)
    assert (ran.code, [item["id"] for item in json.loads(ran.out)["contracts"]]) == (0, [ID])
    assert not [path for path in tmp_path.rglob("*evil*") if "register" not in path.parts]
    assert "root:" not in commreg("render", "register", "--rev", evil, cwd=repo.top).out


def test_a_change_of_permissions_alone_is_not_one_of_comments(repo: Repo, commreg: Program) -> None:
    _write(repo)
    repo.commit()
    repo.git("update-index", "--chmod=+x", FILE)
    repo.git("commit", "--quiet", "--message=Make it a program")
    ran = commreg("history", ID, "--format", "csv", cwd=repo.top)
    assert "no change of the text: permissions of the file only" in ran.out.splitlines()[1]
