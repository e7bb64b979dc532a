"""The website: pages that stand alone and link to each other, nothing withheld, nothing live, one folder as a whole."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from tests.conftest import ROOT, Program, tree
from tests.repositories import Repo
from tests.unit.builders import register_of, related_contracts, values

RICH = ROOT / "tests" / "data" / "rich"
HOSTILE = (
    "</title></style></script>\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }} ]]> &amp; {% raw %}"
)
_VOID = {"meta", "link", "br", "img", "input", "col", "hr", "wbr", "rect", "line", "circle", "use"}


class Page(HTMLParser):
    """The tags of a page with their attributes, its text, and whether every element is closed in its place."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.faults += [f"not closed: {tag}" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"closed out of place: {tag}, line {self.getpos()[0]}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def own_pages(site: Path) -> dict[str, str]:
    """The pages of a site that are not papers, by address."""
    pages = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    return {name: text for name, text in pages.items() if not name.startswith("papers/")}


@pytest.fixture(scope="module", params=["public", "internal"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the register of tests/data/rich, for either audience."""
    from datetime import date

    from commreg.register.config import find
    from commreg.register.folder_writer import write_folder
    from commreg.register.load import load
    from commreg.register.redact import redact_for
    from commreg.site.entries import Source
    from commreg.site.site import SiteRequest, build_site

    config = find(RICH)
    register = load(config, date(2025, 11, 3))
    source = Source(redact_for(register, request.param), register.settings, register.as_of)
    folder: Path = tmp_path_factory.mktemp("site") / request.param
    write_folder(folder, build_site(SiteRequest(source, config.root, findings=register.findings)), ".commreg-site")
    return folder


def test_every_page_is_well_formed_and_stands_alone(site: Path) -> None:
    for name, text in own_pages(site).items():
        page = Page(text)
        assert not page.faults, (name, page.faults)
        assert page.all("html")[0]["lang"] == "en-GB"
        assert len(page.all("title")) == len(page.all("h1")) == len(page.all("main")) == 1, name
        ids = [str(attributes["id"]) for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids)), (name, sorted(ids))
        assert all(cell.get("scope") in ("col", "row") for cell in page.all("th")), name
        assert not page.all("img")
        assert not page.all("iframe")
        assert [link["href"] for link in page.all("link")] == ["market.atom"] * (name == "market.html"), name
        assert not re.search(r"@import|url\((?!#)", text)
        assert all(not attributes.get("style") for _, attributes in page.tags), name
        labels = [str(attributes["aria-labelledby"]) for _, attributes in page.tags if "aria-labelledby" in attributes]
        assert set(labels) <= set(ids), (name, set(labels) - set(ids))


def test_styles_and_scripts_are_allowed_by_their_hash_alone(site: Path) -> None:
    import base64
    import hashlib

    for name, text in own_pages(site).items():
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        assert "unsafe" not in policy
        for inline in re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", text, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
            assert f"sha256-{digest}" in policy, name


def test_every_link_leads_somewhere(site: Path) -> None:
    ids = {name: set(re.findall(r'\bid="([^"]*)"', text)) for name, text in own_pages(site).items()}
    for name, text in own_pages(site).items():
        for href in re.findall(r'\bhref="([^"]*)"', text):
            address = urlsplit(href.replace("&amp;", "&"))
            if address.scheme:
                assert address.scheme in ("https", "mailto"), href
                continue
            target = (site / name).parent / unquote(address.path) if address.path else site / name
            assert target.is_file(), (name, href)
            place = target.resolve().relative_to(site.resolve()).as_posix()
            if address.fragment and "=" not in address.fragment:
                assert address.fragment in ids[place], (name, href)


def test_a_public_site_has_no_internal_mark_and_an_internal_one_has_it_on_every_page(site: Path) -> None:
    for name, text in own_pages(site).items():
        is_internal = site.name == "internal"
        assert ('name="robots" content="noindex' in text) == is_internal, name
        assert ("Internal: not for publication" in text) == is_internal, name
        assert ("Public version" in text) != is_internal, name


def test_the_script_is_short_and_pages_are_small(site: Path) -> None:
    assert len((ROOT / "templates" / "site" / "register.js").read_bytes()) < 20_000
    assert max(len(text.encode()) for text in own_pages(site).values()) < 150_000


def test_the_site_of_the_real_register_is_as_it_was_read(
    commreg: Program, same_as: Callable[[str, str], None], tmp_path: Path
) -> None:
    ran = commreg("site", "-o", str(tmp_path / "out"))
    assert ran.code == 0, ran.err
    assert "Wrote" in ran.err
    for name in ("index", "register", "contracts/youth-justice-2019"):
        text = (tmp_path / "out" / f"{name}.html").read_text(encoding="utf-8")
        plain = re.sub(r"<(style|script)>.*?</\1>", "", text, flags=re.DOTALL)
        plain = re.sub(r"sha256-[\w+/=]+", "sha256-…", plain)
        same_as(plain, f"site/{name.replace('/', '-')}.html")
    for path in (tmp_path / "out").rglob("*.html"):
        assert path.stat().st_size < 150_000, path.name


def test_the_same_register_gives_the_same_bytes_and_replaces_the_earlier_site(commreg: Program, tmp_path: Path) -> None:
    register_of(tmp_path / "register", values(), *related_contracts())
    target = tmp_path / "out"
    assert commreg("site", "-o", str(target), "--as-of", "2026-01-01", cwd=tmp_path / "register").code == 0
    first = tree(target)
    assert commreg("site", "-o", str(target), "--as-of", "2026-01-01", cwd=tmp_path / "register").code == 0
    assert tree(target) == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "register"]


def test_a_folder_with_anything_else_in_it_is_left_alone(commreg: Program, tmp_path: Path) -> None:
    real, target = tmp_path / "register", tmp_path / "out"
    register_of(real, values())
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    ran = commreg("site", "-o", str(target), cwd=real)
    assert ran.code == 2
    assert "were not written by this command" in ran.err
    assert tree(target) == {"mine.txt": b"mine"}
    (target / "mine.txt").unlink()
    assert commreg("site", "-o", str(target), cwd=real).code == 0
    (target / "mine.txt").write_text("mine")
    before = tree(target)
    ran = commreg("site", "-o", str(target), cwd=real)
    assert ran.code == 2
    assert "mine.txt" in ran.err
    assert tree(target) == before


@pytest.mark.parametrize("place", [".", "contracts", "contracts/site"])
def test_a_site_does_not_lie_among_the_contracts(place: str, commreg: Program, real: Path) -> None:
    before = tree(real)
    ran = commreg("site", "-o", place, cwd=real)
    assert ran.code == 2
    assert tree(real) == before


def test_a_registers_own_template_comes_first(commreg: Program, tmp_path: Path) -> None:
    real = tmp_path / "register"
    register_of(real, values())
    own = real / "templates" / "site"
    own.mkdir(parents=True)
    (own / "accessibility.html.j2").write_text(
        '{% extends "site/_layout.html.j2" %}{% block main %}<h1>Ours, as at {{ as_of | day }}</h1>{% endblock %}'
    )
    assert commreg("site", "-o", str(tmp_path / "out"), "--as-of", "2021-12-16", cwd=real).code == 0
    assert "<h1>Ours, as at 16 December 2021</h1>" in (tmp_path / "out" / "accessibility.html").read_text()
    (own / "accessibility.html.j2").write_text("{{ entries._source }}")
    assert commreg("site", "-o", str(tmp_path / "out2"), cwd=real).code == 2


def test_hostile_texts_are_shown_as_text(commreg: Program, tmp_path: Path) -> None:
    fields: dict[str, Any] = {
        "title": HOSTILE,
        "description": HOSTILE,
        "provider": {"name": HOSTILE},
        "monitoring": {"oversight": HOSTILE, "value_for_money": HOSTILE},
        "value": {"amount": "5000.00", "basis": "annual", "variation": HOSTILE},
        "reference": HOSTILE,
    }
    register_of(tmp_path / "register", values(**fields), *related_contracts())
    ran = commreg("site", "-o", str(tmp_path / "out"), cwd=tmp_path / "register")
    assert ran.code == 0, ran.err
    for name, text in own_pages(tmp_path / "out").items():
        page = Page(text)
        assert not page.faults, (name, page.faults)
        assert len(page.all("script")) <= 1, name
        assert not page.all("img"), name
        assert not any(key.startswith("on") for _, attributes in page.tags for key in attributes), name
    contract_page = own_pages(tmp_path / "out")[f"contracts/{values()['id']}.html"]
    assert HOSTILE in "".join(Page(contract_page).words)


def test_a_withheld_title_is_not_in_a_name_or_a_byte_of_the_folder(commreg: Program, tmp_path: Path) -> None:
    hidden = {"field": "title", "basis": "foi-43", "reason": "Prices"}
    secret = values(id="animal-2020", title="Zebra crossing", publication={"withhold": [hidden]})
    register_of(tmp_path / "register", secret, *related_contracts())
    ran = commreg("site", "-o", str(tmp_path / "out"), cwd=tmp_path / "register")
    assert ran.code == 0, ran.err
    for name, data in tree(tmp_path / "out").items():
        assert "zebra" not in name.lower()
        assert b"zebra" not in data.lower(), name
    assert "withheld: commercial information" in own_pages(tmp_path / "out")["register.html"]


def test_a_register_without_contracts_has_a_site(commreg: Program, tmp_path: Path) -> None:
    root = tmp_path / "register"
    shutil.copytree(RICH, root)
    for path in (root / "contracts").iterdir():
        path.unlink()
    ran = commreg("site", "-o", str(tmp_path / "out"), cwd=root)
    assert ran.code in (0, 2), ran.err
    if ran.code == 0:
        assert "0 contracts" in (tmp_path / "out" / "index.html").read_text()


def test_without_a_folder_it_says_what_to_write(commreg: Program) -> None:
    ran = commreg("site")
    assert ran.code == 2
    assert "commreg site -o DIR" in ran.err


def test_the_feed_has_an_entry_for_each_contract_on_the_page(site: Path) -> None:
    root = ET.fromstring((site / "market.atom").read_bytes())
    atom = "{http://www.w3.org/2005/Atom}"
    entries = root.findall(f"{atom}entry")
    addresses = {entry.find(f"{atom}link").attrib["href"] for entry in entries}  # type: ignore[union-attr]
    page = (site / "market.html").read_text(encoding="utf-8")
    assert addresses
    assert addresses <= set(re.findall(r'href="([^"]*)"', page))
    names = {entry.findtext(f"{atom}id") for entry in entries}
    assert len(names) == len(entries)


def test_only_colleagues_have_their_deadlines_and_the_findings(site: Path) -> None:
    assert ((site / "mine.html").is_file(), (site / "check.html").is_file()) == ((site.name == "internal"),) * 2


def test_what_changed_since_a_version_is_a_page(commreg: Program, tmp_path: Path) -> None:
    root = tmp_path / "register"
    register_of(root, values(id="aaa-2020", **_later()))
    repository = Repo(root)
    repository.commit("One")
    repository.git("tag", "meeting")
    register_of(root, values(id="aaa-2020", reference="REF 7", **_later()))
    ran = commreg("site", "-o", str(tmp_path / "out"), "--since", "meeting", cwd=root)
    assert ran.code == 0, ran.err
    text = (tmp_path / "out" / "changes.html").read_text()
    assert "REF 7" in text
    assert 'href="contracts/aaa-2020.html"' in text


def test_links_to_edit_a_file_and_a_colour_are_from_the_settings(commreg: Program, tmp_path: Path) -> None:
    settings = '[site]\nedit = "https://example.org/edit/main/"\naccent = "#7a0019"\ncontact = "c@example.org"\n'
    register_of(tmp_path / "register", values(), *related_contracts(), settings=settings)
    ran = commreg("site", "-o", str(tmp_path / "out"), "--audience", "internal", cwd=tmp_path / "register")
    assert ran.code == 0, ran.err
    assert "https://example.org/edit/main/contracts/" in (tmp_path / "out" / "check.html").read_text()
    index = (tmp_path / "out" / "index.html").read_text()
    assert "--brand: #7a0019" in index
    assert "mailto:c@example.org" in index


@pytest.mark.parametrize("setting", ['accent = "#ffdd00"', 'accent = "red"', 'edit = "javascript:alert(1)"'])
def test_a_colour_that_cannot_be_read_or_an_address_that_is_none_is_an_error(
    setting: str, commreg: Program, tmp_path: Path
) -> None:
    register_of(tmp_path / "register", values())
    settings_file = tmp_path / "register" / "commreg.toml"
    settings_file.write_text(f"{settings_file.read_text()}\n[site]\n{setting}\n")
    ran = commreg("site", "-o", str(tmp_path / "out"), cwd=tmp_path / "register")
    assert ran.code == 2
    assert "CR903" in ran.err


def _later() -> dict[str, Any]:
    return {"term": {**values()["term"], "start": "2030-01-01", "end": "2031-12-31"}}
