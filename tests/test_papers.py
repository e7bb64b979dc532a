"""Rendered papers: pages that stand alone, nothing withheld, nothing live, a register's own templates first."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from commreg.papers.appendix import columns
from commreg.papers.context import NAMES
from tests.conftest import Program
from tests.repositories import Repo

PAPERS = ("register", "expiring", "appendix")
HOSTILE = "A | B <script>alert(1)</script> [x](javascript:alert(1)) `code` *bold* {{ 7 * 7 }} {% raw %}"


class Page(HTMLParser):
    """The tags of a page, each with its attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def page(commreg: Program) -> Page:
    return Page(commreg("render", "appendix", "--format", "html").out)


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("audience", ["public", "internal"])
def test_a_page_is_one_file_that_a_screen_reader_can_follow(name: str, audience: str, commreg: Program) -> None:
    text = commreg("render", name, "--format", "html", "--audience", audience).out
    page = Page(text)
    assert page.all("html")[0]["lang"] == "en-GB"
    assert len(page.all("title")) == len(page.all("h1")) == len(page.all("main")) == 1
    assert page.all("caption")
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(cell.get("scope") in ("col", "row") for cell in page.all("th"))
    assert not page.all("script")
    assert not page.all("link")
    assert not page.all("img")
    assert not re.search(r"url\(|@import|https?://", text)
    assert "16 December 2021" in text


def test_the_appendix_has_the_papers_ten_columns_and_28_rows(page: Page) -> None:
    heads = [cell for cell in page.all("th") if cell["scope"] == "col"]
    rows = [cell for cell in page.all("th") if cell["scope"] == "row"]
    assert (len(heads), len(rows)) == (10, 28)
    text = " ".join(" ".join(page.words).split())
    for column in columns("unstated"):
        assert column in text
    assert "due to end in the next 24 months (by 16 December 2023)" in text


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("form", ["html", "markdown"])
def test_what_is_withheld_is_not_in_a_public_paper_and_the_paper_says_so(
    name: str, form: str, commreg: Program
) -> None:
    public = commreg("render", name, "--format", form)
    internal = commreg("render", name, "--format", form, "--audience", "internal")
    withheld = "Sports coach, sole trader (name withheld)"
    assert withheld not in public.out.replace("\\", "")
    assert withheld in internal.out.replace("\\", "")
    assert public.out.count("REDACTED PERSONAL DATA") >= 2
    assert "section 40" in public.out
    assert "Withheld from this public output: 2 fields" in public.err
    assert "REDACTED" not in internal.out
    assert "Internal" in internal.out


@pytest.mark.parametrize("form", ["html", "markdown"])
@pytest.mark.parametrize("name", PAPERS)
def test_what_an_officer_typed_is_never_live(form: str, name: str, real: Path, commreg: Program) -> None:
    path = real / "contracts" / "youth-justice-2019.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title: Youth Justice Services", f"title: '{HOSTILE}'"), encoding="utf-8")
    out = commreg("render", name, "--format", form, cwd=real).out
    assert "<script>" not in out
    assert "49" not in out.split("alert")[1][:80]
    if form == "html":
        assert "&lt;script&gt;alert(1)" in out
        assert not [a for a in Page(out).all("a") if "javascript" in (a.get("href") or "")]
    else:
        row = next(line for line in out.splitlines() if "alert" in line)
        assert r"A \| B \<script\>" in row
        assert r"\[x\](javascript" in row


def test_a_registers_own_template_comes_before_the_packaged_one(real: Path, commreg: Program) -> None:
    (real / "templates").mkdir()
    (real / "templates" / "register.md.j2").write_text(
        "{# ours #}\n{{ contracts | length }} of ours\n", encoding="utf-8"
    )
    assert commreg("render", "register", cwd=real).out == "28 of ours\n"
    listed = commreg("render", "--list", cwd=real).out
    assert re.search(r"(?m)^register +html markdown +the register, commreg +ours$", listed)
    assert re.search(r"(?m)^appendix +html markdown +commreg ", listed)


def test_templates_named_on_the_command_line_come_first_of_all(tmp_path: Path, commreg: Program) -> None:
    (tmp_path / "register.md.j2").write_text("{{ as_of | day }} | {{ total }}", encoding="utf-8")
    ran = commreg("render", "register", "--templates", str(tmp_path))
    assert ran.out.startswith("16 December 2021 | Contract values total £3,750,197;")


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{{ nothing_of_the_kind }}", "nothing_of_the_kind"),
        ("line\n{% for x in contracts %}", "register.md.j2:2: CR911"),
        ("{{ ''.__class__.__mro__ }}", "CR911"),
        ("{{ contracts[0].contract.model_construct }}{{ cycler.__init__.__globals__ }}", "CR911"),
        ("{{ 1 / 0 }}", "CR911"),
        ("{% include '../../pyproject.toml' %}", "CR910"),
        ("{% include 'nowhere.j2' %}", "CR910 register.md.j2 uses nowhere.j2"),
        ("{% for i in range(10 ** 9) %}x{% endfor %}", "CR911"),
        ("{{ contracts[0].rating + 5 }}", "CR911"),
        ("{{ 'x' | center(10 ** 14) }}", "CR911"),
        ("{{ 'x' * 10 }}", "CR911"),
        ("{{ as_of.today() }}", "CR911"),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_reported_with_its_line(
    template: str, says: str, tmp_path: Path, commreg: Program
) -> None:
    (tmp_path / "register.md.j2").write_text(template, encoding="utf-8")
    ran = commreg("render", "register", "--templates", str(tmp_path))
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert "Traceback" not in ran.err


RUNS_A_PROGRAM = (
    "{# x #}\n"
    "{% set _ = contracts[0].contract.parse_raw(\"cbuiltins\\neval\\n(S\\\"__import__('os').system('id > PWNED')"
    " or {'id':'a','title':'t','kind':'grant','provider':{'name':'p'},'service_area':'x','term':{'start':'2020-01-01'}}"
    "\\\"\\ntR.\", proto='pickle', allow_pickle=True) %}\n# Register\n"
)


@pytest.mark.parametrize("attack", ["register", "templates", "rev"])
def test_a_template_of_somebody_elses_runs_no_program(
    attack: str, real: Path, tmp_path: Path, commreg: Program
) -> None:
    folder = tmp_path / "theirs" if attack == "templates" else real / "templates"
    folder.mkdir(exist_ok=True)
    (folder / "register.md.j2").write_text(RUNS_A_PROGRAM, encoding="utf-8")
    options = ["--templates", str(folder)] if attack == "templates" else []
    if attack == "rev":
        repo = Repo(real, branch="evil")
        repo.commit("Change")
        (folder / "register.md.j2").unlink()
        repo.commit("Clean")
        options = ["--rev", "HEAD~1"]
    ran = commreg("render", "register", *options, cwd=real)
    assert (ran.code, ran.out) == (2, "")
    assert "register.md.j2:2: CR911" in ran.err
    assert not list(tmp_path.rglob("PWNED"))
    assert not list(real.rglob("PWNED"))


def test_every_name_that_a_template_can_print_is_documented_and_exists(tmp_path: Path, commreg: Program) -> None:
    lines = [f"{name}={{{{ {name} is defined }}}}" for name in NAMES]
    (tmp_path / "register.md.j2").write_text("\n".join(lines), encoding="utf-8")
    out = commreg("render", "register", "--templates", str(tmp_path)).out
    assert out.count("=yes") == len(NAMES)


def test_the_form_follows_the_name_of_the_file(tmp_path: Path, commreg: Program) -> None:
    page = tmp_path / "paper.html"
    assert commreg("render", "appendix", "-o", str(page)).code == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert commreg("render", "appendix").out.startswith("#")


def test_filters_and_horizon_apply_to_papers(commreg: Program) -> None:
    out = commreg("render", "appendix", "--within", "3m", "--kind", "grant").out
    assert out.count("| The Provision of Early Years Community Practitioners") == 0
    out = commreg("render", "appendix", "--within", "4m", "--kind", "grant").out
    assert out.count("| The Provision of Early Years Community Practitioners") == 3
    assert "nothing is withheld" in out.lower()


def test_an_entry_withheld_whole_is_left_out_and_counted(real: Path, commreg: Program) -> None:
    path = real / "contracts" / "adhd-support-2020.yaml"
    hidden = "publication:\n  withhold: [{field: entry, basis: sch12a-2, reason: One child could be known by it}]\n"
    path.write_text(path.read_text(encoding="utf-8") + hidden, encoding="utf-8")
    public = commreg("render", "register", cwd=real)
    assert "ADHD Support" not in public.out
    assert "1 whole entry" in public.err
    assert "£3,750,197" not in public.out
