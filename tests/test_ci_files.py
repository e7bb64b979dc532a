"""The files that run the check elsewhere: action, workflows, GitLab's jobs and hooks are run as they are written.

GitHub's own program is stood in for by one that writes down what it was asked. Nothing here needs the network.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from commreg.diagnostics.finding import Finding, Location
from commreg.diagnostics.formats import get_format
from commreg.diagnostics.report import FindingsReport
from commreg.scaffold.files import Setup, register_files, repository_files
from tests.conftest import ROOT, Program, Ran
from tests.unit.hypothesis_profile import thorough_only

SETUP = Setup("Wexcombe Council", "", "github", "git+https://git.example.org/commreg.git@v0", date(2026, 4, 1))
CONTRACT = "contracts/example-2026.yaml"
BASH = shutil.which("bash")
pytestmark = [
    pytest.mark.skipif(BASH is None, reason="there is no bash here"),
    thorough_only,
]


def written(ci: str) -> dict[str, str]:
    """What init writes, by path."""
    setup = Setup(SETUP.name, SETUP.service, ci, SETUP.source, SETUP.as_of)
    return {file.path: file.text for file in (*register_files(setup, example=True), *repository_files(setup))}


def workflows() -> Iterator[tuple[str, Any]]:
    """Every workflow, and the action, that this project writes for GitHub."""
    for name, text in written("github").items():
        if name.startswith(".github/workflows/"):
            yield f"init: {name}", yaml.safe_load(text)
    if (ROOT / "action.yml").is_file():  # the source tree
        for path in (ROOT / "action.yml", *(ROOT / ".github" / "workflows").glob("*.yml")):
            yield path.name, yaml.safe_load(path.read_text(encoding="utf-8"))


def steps(workflow: Any) -> list[dict[str, Any]]:
    jobs = workflow["jobs"].values() if "jobs" in workflow else [workflow["runs"]]
    return [step for job in jobs for step in job["steps"]]


def script(workflow: Any, name: str) -> str:
    (step,) = [step for step in steps(workflow) if step.get("name") == name]
    run: str = step["run"]
    return run


WORKFLOWS = dict(workflows())


@pytest.mark.parametrize("name", WORKFLOWS)
def test_what_a_workflow_is_given_is_never_spliced_into_a_script(name: str) -> None:
    """A branch or a folder can have any name; in the environment it stays text."""
    for step in steps(WORKFLOWS[name]):
        assert "${{" not in step.get("run", ""), step


@pytest.mark.parametrize("name", WORKFLOWS)
def test_what_a_workflow_uses_is_one_commit_and_leaves_no_credentials(name: str) -> None:
    for step in steps(WORKFLOWS[name]):
        used = step.get("uses", "./")
        assert used == "./" or re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", used), used
        if used.startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_each_commit_has_its_version_beside_it() -> None:
    texts = [text for name, text in written("github").items() if name.startswith(".github/workflows/")]
    if (ROOT / "action.yml").is_file():
        texts += [(ROOT / "action.yml").read_text(), (ROOT / ".github/workflows/register.yml").read_text()]
    pins = {match.groups() for text in texts for match in re.finditer(r"uses: (\S+)@(\w{40})(.*)", text)}
    assert len({(action, commit) for action, commit, _ in pins}) == len({action for action, _, _ in pins})
    assert all(re.fullmatch(r" # v\d+\.\d+\.\d+", version) for _, _, version in pins)


@pytest.mark.parametrize("name", [name for name in WORKFLOWS if name != "action.yml"])
def test_a_workflow_may_read_and_each_job_says_what_more_it_may(name: str) -> None:
    workflow = WORKFLOWS[name]
    assert workflow["permissions"] == {}
    allowed = [set(job["permissions"].items()) for job in workflow["jobs"].values()]
    writes = {("pull-requests", "write")} if "register" in name else {("issues", "write")}
    for permissions in allowed:
        assert ("contents", "read") in permissions
        assert permissions - {("contents", "read")} <= writes


class Machine:
    """A machine that runs a workflow's scripts: the program on the path, and a `gh` that notes what it is asked."""

    def __init__(self, root: Path, **environment: str) -> None:
        self.root, self.temp = root, root.parent / "temp"
        tools = root.parent / "tools"
        for folder in (self.temp, tools):
            folder.mkdir()
        fake = tools / "gh"
        fake.write_text(f"#!{sys.executable}\n{_GH}", encoding="utf-8")
        fake.chmod(0o755)
        self.environment = {
            "PATH": os.pathsep.join((str(tools), str(Path(sys.executable).parent), os.environ["PATH"])),
            "HOME": str(root.parent),
            "LANG": "C.UTF-8",
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
            "GITHUB_SERVER_URL": "https://git.example.org",
            "GITHUB_REPOSITORY": "wexcombe/register",
            "GITHUB_RUN_ID": "7",
            "REGISTER": ".",
            "MAY_COMMENT": "true",
            "PULL_REQUEST": "12",
            "MARKER": "<!-- commreg diff: register -->",
            "STRICT": "false",
            **{f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
            **environment,
        }

    def run(self, script: str, **environment: str) -> Ran:
        """As GitHub runs a step: bash, stopping at the first command that fails."""
        assert BASH is not None
        done = subprocess.run(
            [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.root, env={**self.environment, **environment}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout, done.stderr)

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.root, env=self.environment, check=True, capture_output=True)

    def edit(self, old: str, new: str) -> None:
        path = self.root / CONTRACT
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    @property
    def requests(self) -> list[dict[str, Any]]:
        """What `gh` was asked: its arguments, and the body that it was given."""
        path = self.temp / "asked.json"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    @property
    def summary(self) -> str:
        path = self.temp / "summary.md"
        return path.read_text(encoding="utf-8") if path.exists() else ""


_GH = """
import json, os, sys
arguments = sys.argv[1:]
given = [a.partition("body=@")[2] for a in arguments if a.startswith("body=@")]
body = open(given[0], encoding="utf-8").read() if given else None
with open(os.path.join(os.environ["RUNNER_TEMP"], "asked.json"), "a") as file:
    file.write(json.dumps({"arguments": arguments, "body": body}) + "\\n")
if "--jq" in arguments:
    print(os.environ.get("FOUND", ""))
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A register in a repository, as actions/checkout leaves it for a pull request: a merge onto the main branch."""
    root = tmp_path / "work"
    for name, text in written("github").items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    with (root / "commreg.toml").open("r+", encoding="utf-8") as file:
        text = file.read()
        file.seek(0)
        file.write(f"as_of = 2026-04-01\n{text}")
    machine = Machine(root)
    machine.git("init", "--quiet", "--initial-branch", "main")
    machine.git("add", ".")
    machine.git("commit", "--quiet", "--message", "Begin")
    machine.git("switch", "--quiet", "--create", "change")
    return machine


def merged(machine: Machine) -> None:
    machine.git("commit", "--quiet", "--all", "--allow-empty", "--message", "Change")
    machine.git("switch", "--quiet", "main")
    machine.git("merge", "--quiet", "--no-ff", "change")


COMMENTS: dict[str, Callable[[], str]] = {
    "the workflow": lambda: script(
        yaml.safe_load(written("github")[".github/workflows/register.yml"]), "Show in a comment what changed"
    ),
    "the action": lambda: script(WORKFLOWS["action.yml"], "Show in a comment what changed"),
}


@pytest.fixture(params=COMMENTS)
def comment(request: pytest.FixtureRequest) -> str:
    """The script that comments, as both write it; the action's stands in the source tree alone."""
    if request.param == "the action" and "action.yml" not in WORKFLOWS:
        pytest.skip("the action is in the source tree")
    return COMMENTS[request.param]()


def test_a_change_of_terms_is_reported_in_one_comment(machine: Machine, comment: str) -> None:
    machine.edit("state: available", "state: exercised\n      decision: {body: Cabinet, on: 2026-03-10}")
    merged(machine)
    ran = machine.run(comment)
    assert ran.code == 0, ran.err
    search, post = machine.requests
    assert search["arguments"][:3] == ["api", "--paginate", "repos/wexcombe/register/issues/12/comments"]
    assert post["arguments"][:5] == [
        "api",
        "--silent",
        "--method",
        "POST",
        "repos/wexcombe/register/issues/12/comments",
    ]
    assert post["body"].startswith("<!-- commreg diff: register -->\n\n")
    assert "31 March 2030" in post["body"]
    assert post["body"].split("-->\n\n", 1)[1].strip() == machine.summary.strip()


def test_a_second_push_writes_the_same_comment_again(machine: Machine, comment: str) -> None:
    machine.edit("amount: 24000.00", "amount: 26000.00")
    merged(machine)
    assert machine.run(comment, FOUND="401\n402").code == 0
    assert machine.requests[1]["arguments"][3:5] == ["PATCH", "repos/wexcombe/register/issues/comments/401"]
    assert len(machine.requests) == 2


def test_where_nothing_changed_there_is_no_comment_but_an_old_one_is_put_right(machine: Machine, comment: str) -> None:
    merged(machine)
    assert machine.run(comment).code == 0
    assert len(machine.requests) == 1
    assert machine.run(comment, FOUND="401").code == 0
    assert machine.requests[2]["arguments"][3] == "PATCH"


def test_a_register_with_faults_is_still_reported(machine: Machine, comment: str) -> None:
    """The check fails the job; the comment says what changed as far as it can be read."""
    machine.edit("end: 2029-03-31", "end: 31/03/2029")
    merged(machine)
    assert machine.run(comment).code == 0
    assert "example-2026" in machine.requests[1]["body"]


def test_a_fork_gets_no_comment_but_the_page_of_the_run(machine: Machine, comment: str) -> None:
    machine.edit("amount: 24000.00", "amount: 26000.00")
    merged(machine)
    assert machine.run(comment, MAY_COMMENT="false").code == 0
    assert machine.requests == []
    assert "26,000" in machine.summary


def test_more_than_a_comment_can_hold_is_never_cut(machine: Machine, comment: str) -> None:
    sample = (machine.root / CONTRACT).read_text(encoding="utf-8")
    for number in range(400):
        key = f"parent-advice-for-the-families-of-wexcombe-{number:03}"
        text = sample.replace("example-2026", key).replace("Example: advice", f"{'Very long title ' * 10}{number}")
        (machine.root / "contracts" / f"{key}.yaml").write_text(text, encoding="utf-8")
    machine.git("add", ".")
    merged(machine)
    assert machine.run(comment).code == 0
    assert len(machine.summary) > 65_536
    body = machine.requests[1]["body"]
    assert "[see all of them](https://git.example.org/wexcombe/register/actions/runs/7)" in body
    assert len(body) < 300


def test_without_the_commit_before_it_says_what_is_missing(machine: Machine, comment: str, tmp_path: Path) -> None:
    merged(machine)
    shallow = tmp_path / "shallow"
    machine.git("clone", "--quiet", "--depth", "1", machine.root.as_uri(), str(shallow))
    machine.root = shallow
    ran = machine.run(comment)
    assert ran.code == 0
    assert "::warning::Cannot work out what changed. Let actions/checkout fetch two commits: fetch-depth: 2" in ran.out
    assert machine.requests == []


needs_action = pytest.mark.skipif("action.yml" not in WORKFLOWS, reason="the action is in the source tree")


@needs_action
@pytest.mark.parametrize(
    ("old", "new", "strict", "code"),
    [
        ("", "", "false", 0),
        ("end: 2029-03-31", "end: 31/03/2029", "false", 1),
        ("  oversight: ", "  # oversight: ", "false", 0),
        ("checked_on: 2026-04-01", "# checked_on", "false", 0),
        ("checked_on: 2026-04-01", "# checked_on", "true", 1),
    ],
)
def test_the_action_fails_as_validate_does(old: str, new: str, strict: str, code: int, machine: Machine) -> None:
    machine.edit(old, new)
    ran = machine.run(script(WORKFLOWS["action.yml"], "Check every contract"), STRICT=strict)
    assert ran.code == code, ran.err
    assert ("::error file=contracts/example-2026.yaml,line=" in ran.out) == ("31/03" in new)


@needs_action
def test_the_action_goes_on_to_tell_of_faults_and_stops_where_it_cannot_run(machine: Machine) -> None:
    machine.edit("end: 2029-03-31", "end: 31/03/2029")
    workflow = WORKFLOWS["action.yml"]
    assert machine.run(script(workflow, "Show the result on the page of this run")).code == 0
    assert "CR110" in machine.summary
    assert machine.run(script(workflow, "List the faults for code scanning")).code == 0
    sarif = json.loads((machine.temp / "commreg.sarif").read_text(encoding="utf-8"))
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == ["CR110"]
    assert machine.run(script(workflow, "List the faults for code scanning"), REGISTER="nowhere").code == 2


@needs_action
def test_the_action_takes_odd_names_for_what_they_are(machine: Machine) -> None:
    odd = "a folder; touch ran $(touch ran) `touch ran`"
    (machine.root / odd / "contracts").mkdir(parents=True)
    (machine.root / odd / "commreg.toml").touch()
    shutil.copy(machine.root / CONTRACT, machine.root / odd / "contracts")
    for step in steps(WORKFLOWS["action.yml"]):
        if "run" in step and step["name"] != "Install commreg":
            machine.run(step["run"], REGISTER=odd)
    assert not list(machine.root.rglob("ran"))


DIGEST = script(
    yaml.safe_load(written("github")[".github/workflows/weekly.yml"]), "Post it as an issue, and close the previous one"
)


def test_the_weekly_digest_is_posted_and_the_one_before_is_closed(machine: Machine) -> None:
    write = script(yaml.safe_load(written("github")[".github/workflows/weekly.yml"]), "Write the summary of deadlines")
    machine.edit("end: 2029-03-31", "end: 2026-12-31")
    assert machine.run(write).code == 0
    digest = (machine.temp / "digest.md").read_text(encoding="utf-8")
    assert "Example: advice for parents" in digest
    assert machine.run(DIGEST, FOUND="31\n32").code == 0
    _, post, *closed = machine.requests
    assert post["arguments"][3:5] == ["POST", "repos/wexcombe/register/issues"]
    assert re.search(r"title=Contract register: the week to \d+ \w+ \d{4}", " ".join(post["arguments"]))
    assert post["body"] == f"<!-- commreg diff: register -->\n\n{digest}"
    assert [call["arguments"][4] for call in closed] == [
        "repos/wexcombe/register/issues/31",
        "repos/wexcombe/register/issues/32",
    ]


def test_a_week_in_which_nothing_is_due_posts_nothing(machine: Machine) -> None:
    (machine.temp / "digest.md").touch()
    ran = machine.run(DIGEST)
    assert (ran.code, ran.out, machine.requests) == (0, "Nothing is due.\n", [])


GITLAB = yaml.safe_load(written("gitlab")[".gitlab-ci.yml"])


def gitlab(machine: Machine, job: str) -> Ran:
    """As GitLab runs a job: its commands one after the other."""
    lines = "\n".join(GITLAB[job]["script"])
    base = {"CI_PROJECT_DIR": str(machine.root), "CI_MERGE_REQUEST_DIFF_BASE_SHA": "main"}
    return machine.run(lines, **base)


def test_gitlab_gets_a_report_of_quality_and_the_exit_code(machine: Machine) -> None:
    assert gitlab(machine, "validate").code == 0
    report = machine.root / GITLAB["validate"]["artifacts"]["reports"]["codequality"]
    assert json.loads(report.read_text(encoding="utf-8")) == []
    machine.edit("end: 2029-03-31", "end: 31/03/2029")
    ran = gitlab(machine, "validate")
    assert ran.code == 1
    assert "CR110" in ran.out
    (item,) = json.loads(report.read_text(encoding="utf-8"))
    assert item["location"] == {"path": CONTRACT, "lines": {"begin": 17, "end": 17}}


def test_gitlab_gets_what_changed_and_what_fell_due(machine: Machine) -> None:
    machine.edit("amount: 24000.00", "amount: 26000.00")
    assert gitlab(machine, "changes").code == 0
    assert "26,000" in (machine.root / GITLAB["changes"]["artifacts"]["paths"][0]).read_text(encoding="utf-8")
    assert gitlab(machine, "weekly").code == 0
    assert (machine.root / GITLAB["weekly"]["artifacts"]["paths"][0]).is_file()


def make_finding(line: int = 14, message: str = "term.end is wrong", path: str = CONTRACT, **more: Any) -> Finding:
    from commreg.diagnostics.codes import CODES

    code = more.pop("code", "CR201")
    return Finding(path, Location(line, 8, line, 18), code, message, CODES[code].severity, "write the last day", **more)


def quality(*diagnostics: Finding, **more: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(
        get_format("gitlab").render(FindingsReport(diagnostics, (CONTRACT,), SETUP.as_of, **more))
    )
    return items


def test_an_item_of_gitlabs_report_has_what_gitlab_reads() -> None:
    """docs.gitlab.com, CI, Testing, Code quality, "Code Quality report format": these fields and these severities."""
    error, warning, note = quality(
        make_finding(),
        make_finding(code="CR210", similar_omitted=3),
        make_finding(code="CR221"),
        path_in_repository="sub/",
    )
    assert set(error) == {"description", "check_name", "fingerprint", "severity", "location"}
    assert (error["check_name"], error["severity"]) == ("CR201", "critical")
    assert error["description"] == "term.end is wrong (hint: write the last day)"
    assert error["location"] == {"path": f"sub/{CONTRACT}", "lines": {"begin": 14, "end": 14}}
    assert (warning["severity"], note["severity"]) == ("minor", "info")
    assert "(and 3 more like it in the file)" in warning["description"]


def test_a_fingerprint_stays_while_the_file_changes_round_the_fault_and_time_goes_on() -> None:
    before = quality(make_finding(14, "term ended on 31 March 2027, 9 days ago"))
    after = quality(make_finding(40, "term ended on 31 March 2027, 16 days ago"))
    assert before[0]["fingerprint"] == after[0]["fingerprint"]


def test_no_two_faults_of_a_report_share_a_fingerprint() -> None:
    items = quality(
        make_finding(1),
        make_finding(2),
        make_finding(3, "term.start is wrong"),
        make_finding(4, code="CR210"),
        make_finding(5, path="contracts/b.yaml"),
    )
    assert len({item["fingerprint"] for item in items}) == 5


def test_gitlab_gets_no_ignored_findings() -> None:
    assert quality(make_finding(ignore_reason="we know")) == []


def test_the_real_register_has_a_fingerprint_of_its_own_for_every_fault(commreg: Program) -> None:
    items = json.loads(commreg("validate", "--format", "gitlab").out)
    assert len(items) > 10
    assert len({item["fingerprint"] for item in items}) == len(items)


needs_hooks = pytest.mark.skipif(not (ROOT / ".pre-commit-hooks.yaml").is_file(), reason="it is in the source tree")


def hooked(machine: Machine, config: str, change: str = "") -> Ran:
    """A commit in a repository with hooks, made by pre-commit itself."""
    (machine.root / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    machine.environment["PRE_COMMIT_HOME"] = str(machine.temp / "pre-commit")
    assert machine.run("pre-commit install").code == 0
    if change:
        machine.edit("end: 2029-03-31", change)
    return machine.run("git add . && git commit --message 'Change'")


@pytest.fixture
def offered(tmp_path: Path) -> str:
    """A repository that offers this project's hooks, as one version; and the beginning of a config that uses it."""
    home = tmp_path / "commreg"
    home.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", home)
    for command in ("init --quiet", "add .", "commit --quiet --message Offer", "tag v0.1.0"):
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *command.split()], cwd=home, check=True
        )
    return f"repos:\n  - repo: {home.as_uri()}\n    rev: v0.1.0\n    hooks:\n"


@needs_hooks
@pytest.mark.parametrize("hook", ["commreg-validate", "commreg-validate-files"])
def test_pre_commit_runs_the_hooks_as_they_are_offered(hook: str, machine: Machine, offered: str) -> None:
    """Only `language` is another: the program of these tests, in place of one that is downloaded."""
    config = f"{offered}      - id: {hook}\n        language: system\n"
    passed = hooked(machine, config, "end: 2029-09-30")
    assert passed.code == 0, passed.out + passed.err
    assert re.search(r"commreg validate.*\.+Passed", passed.err)
    machine.edit("end: 2029-09-30", "end: 31/03/2029")
    ran = machine.run("git add . && git commit --message 'Spoil'")
    assert ran.code == 1
    assert "contracts/example-2026.yaml:17:8: error CR110" in ran.err


@needs_hooks
def test_the_hook_for_files_reports_on_the_changed_ones_alone(machine: Machine, offered: str) -> None:
    content = (machine.root / CONTRACT).read_text(encoding="utf-8").replace("end: 2029-03-31", "end: 31/03/2029")
    (machine.root / "contracts" / "other-2026.yaml").write_text(content, encoding="utf-8")
    machine.git("add", ".")
    machine.git("commit", "--quiet", "--message", "A fault from before")
    config = f"{offered}      - id: commreg-validate-files\n        language: system\n"
    assert hooked(machine, config, "end: 2029-09-30").code == 0
    machine.edit("id: example-2026", "id: another")
    ran = machine.run("git add . && git commit --message 'Spoil'")
    assert ran.code == 1
    assert "other-2026" not in ran.err


@needs_hooks
def test_deleting_a_contract_that_another_refers_to_is_reported(machine: Machine, offered: str) -> None:
    """git hands pre-commit no deleted file, so that a hook with a pattern would be skipped."""
    text = (machine.root / CONTRACT).read_text(encoding="utf-8").replace("example-2026", "next-2029")
    text = text.replace("2029-03-31", "2032-03-31").replace("2026-04-01\n", "2029-04-01\n", 1)
    (machine.root / "contracts" / "next-2029.yaml").write_text(f"{text}supersedes: example-2026\n", encoding="utf-8")
    assert hooked(machine, f"{offered}      - id: commreg-validate\n        language: system\n").code == 0
    ran = machine.run(f"git rm --quiet {CONTRACT} && git commit --message 'Delete'")
    assert ran.code == 1
    assert "contracts/next-2029.yaml" in ran.err
    assert "CR302" in ran.err


def test_the_hook_that_init_writes_refuses_a_fault_and_checks_what_is_committed(machine: Machine) -> None:
    config = written("github")[".pre-commit-config.yaml"]
    ran = hooked(machine, config, "end: 31/03/2029")
    assert ran.code == 1
    assert re.search(r"check the register\.+Failed", ran.err)
    assert "error CR110" in ran.err
    machine.edit("end: 31/03/2029", "end: 2029-09-30")
    assert machine.run("git add .").code == 0
    machine.edit("end: 2029-09-30", "end: not committed")
    ran = machine.run("git commit --message 'Mend'")
    assert ran.code == 0, ran.err
    assert "end: not committed" in (machine.root / CONTRACT).read_text(encoding="utf-8")
