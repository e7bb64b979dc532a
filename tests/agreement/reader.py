"""Runs every output of a register on a day for one audience, and reads it back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from tests.agreement import read_back
from tests.agreement.claims import Claims
from tests.agreement.site import read_site
from tests.conftest import Program
from tests.unit.hypothesis_profile import THOROUGH

PAPERS = ("appendix", "booklet", "briefing", "committee-report", "exemptions", "expiring", "pipeline", "register")
LISTINGS = ("list", "expiring --within 600m", "recommissioning", "timeline")
AUDIENCES = ("internal", "public")
FORMS = ("markdown", "html")
_TOTAL = "Contract values total"


class Reader:
    """Runs the outputs of a register for an audience on a day, and reads them back."""

    def __init__(self, run: Program, root: Path, as_of: str, audience: str, scratch: Path) -> None:
        self.claims = Claims()
        self._run, self._root, self._as_of = run, root, as_of
        self._audience, self._scratch = audience, scratch
        exported = self._out("export", "json")
        read_back.read_export_json(self.claims, "export json", exported)
        contracts = [entry["recorded"] for entry in json.loads(exported)["contracts"]]
        self._ids = read_back.titles((entry["id"], entry.get("title", "")) for entry in contracts)
        self._references = {entry["reference"]: entry["id"] for entry in contracts if entry.get("reference")}

    def _out(self, *words: str) -> str:
        audience = ("--audience", self._audience) if words[0] in ("export", "render", "site") else ()
        ran = self._run("-C", str(self._root), *words, *audience, "--as-of", self._as_of)
        assert ran.code in (0, 1), (words, ran.err)
        return ran.out

    def read_data(self) -> None:
        """The listings and exports for programs. Listings are for the internal audience."""
        claims, database = self.claims, self._scratch / "register.sqlite"
        for listing in LISTINGS if self._audience == "internal" else ():
            text = self._out(*listing.split(), "--format", "json")
            read_back.read_json(claims, f"{listing} --format json", text)
            if listing != "timeline":
                text = self._out(*listing.split(), "--format", "csv")
                read_back.read_csv(claims, f"{listing} --format csv", text)
        if self._audience == "internal":
            text = self._out("deadlines", "--within", "600m", "--format", "json")
            read_back.read_deadlines(claims, "deadlines --format json", text)
        self._out("export", "sqlite", "-o", str(database))
        read_back.read_database(claims, "export sqlite", database)
        read_back.read_calendar(claims, "export ics", self._out("export", "ics"))

    def read_files(self) -> None:
        """The files for programs: workbook, CSV, Parquet, the OCDS package and the file of the Transparency Code."""
        read_back.read_recorded(self.claims, "export csv", self._out("export", "csv"))
        if find_spec("pyarrow"):
            parquet = self._scratch / "register.parquet"
            self._out("export", "parquet", "-o", str(parquet))
            read_back.read_parquet(self.claims, "export parquet", parquet)
        workbook = self._scratch / "register.xlsx"
        self._out("export", "xlsx", "-o", str(workbook))
        read_back.read_workbook(self.claims, "export xlsx", workbook)
        read_back.read_ocds(self.claims, "export ocds", self._out("export", "ocds"))
        text = self._out("export", "transparency-code")
        read_back.read_transparency_code(self.claims, "export transparency-code", text, self._references)

    def read_papers(self) -> None:
        """Every paper, in one of its forms by default, and the listings as Markdown.

        The total is compared where it is that of the whole register.
        """
        for listing in LISTINGS[:3] if self._audience == "internal" else ():
            text = self._out(*listing.split(), "--format", "markdown")
            if listing != "list":
                text = text.replace(_TOTAL, "")
            read_back.read_markdown(self.claims, f"{listing} --format markdown", text, self._ids)
        if self._audience == "internal":
            read_back.read_summary(self.claims, "summary --format json", self._out("summary", "--format", "json"))
            read_back.read_digest(self.claims, "digest", self._out("digest"), self._ids)
            text = self._out("summary", "--format", "markdown")
            read_back.read_total(self.claims, "summary --format markdown", text, is_whole_register=False)
        for paper in PAPERS:
            for form in FORMS if THOROUGH else FORMS[self._audience == "public" :][:1]:
                read = read_back.read_html if form == "html" else read_back.read_markdown
                text = self._out("render", paper, "--format", form)
                if paper not in ("register", "booklet"):
                    text = text.replace(_TOTAL, "")
                read(self.claims, f"render {paper} ({form})", text, self._ids)

    def read_pages(self, ids: Iterable[str]) -> None:
        """The page of each contract, as `show` writes it."""
        for contract in ids:
            read_back.read_page(self.claims, "show", contract, self._out("show", contract))

    def read_site(self) -> None:
        """The pages of the website."""
        folder = self._scratch / "site"
        self._out("site", "--pages-only", "-o", str(folder))
        read_site(self.claims, folder, self._ids)

    def read_everything(self) -> Claims:
        """Every output."""
        self.read_data()
        self.read_files()
        self.read_papers()
        self.read_site()
        return self.claims
