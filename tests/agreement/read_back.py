"""Read outputs back: JSON, CSV, Markdown and HTML tables, a workbook, a database, a calendar, OCDS, the Code."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

from python_calamine import CalamineWorkbook

from commreg.export.tables import CONTRACT
from commreg.export.xlsx.workbook import heading_of
from commreg.planning.verdict import VerdictKind
from commreg.values.money import PENNY
from commreg.wording.verdict import verdict_words
from tests.agreement.claims import REGISTER, Claims

MARKS = "■▲◆●○∞\u2013"
_VERDICT = re.compile(rf"[{MARKS}] ([^|]*)$")
_TOTAL = re.compile(r"(Contract values total [^\n<]*?[.])(?= |\n|<|$)(?: Not included: ([^\n<]*?[.])(?= |\n|<|$))?")
_DAYS = {"Ends": "current_end", "Can extend to": "can_extend_to"}
_PAGE_DAYS = {
    "Start": "start",
    "Original end": "initial_end",
    "Current end": "current_end",
    "Final end": "final_end",
    "Window opens": "window_opens",
}
_NAMES = ("Contract", "Service")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def iso_day(text: str) -> str:
    """'31 Mar 2022' or '31 March 2022', with what follows it, as 2022-03-31; empty if there is no day."""
    match = re.match(r"\s*(\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4})", text.replace("\xa0", " "))
    return date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1])).isoformat() if match else ""


def read_json(claims: Claims, output: str, text: str) -> None:
    """A listing as JSON."""
    contracts = json.loads(text)["contracts"]
    for row in contracts:
        claims.add_row(output, row["id"], row)
    if output.startswith("list "):
        for kind, number in Counter(row["verdict"] for row in contracts if row["state"] != "draft").items():
            claims.add(output, REGISTER, f"number of {verdict_words(VerdictKind(kind))}", number)


def read_csv(claims: Claims, output: str, text: str) -> None:
    """A listing as CSV: its first table."""
    for row in csv.DictReader(io.StringIO(text)):
        claims.add_row(output, row["id"], row)


def read_export_json(claims: Claims, output: str, text: str) -> None:
    """`export json`: dates and value under `facts`, plan and verdict under `plan`."""
    for entry in json.loads(text)["contracts"]:
        claims.add_row(output, entry["recorded"]["id"], entry["facts"] | entry["plan"])


def read_recorded(claims: Claims, output: str, text: str) -> None:
    """`export csv`: the fields as recorded. A value in parts has no amount of its own."""
    for row in csv.DictReader(io.StringIO(text)):
        claims.add(output, row["id"], "start", row["term.start"])
        claims.add(output, row["id"], "initial_end", row["term.end"])
        if row.get("value.amount", "").replace(".", "").isdigit():
            claims.add(output, row["id"], "value", row["value.amount"])
            claims.add(output, row["id"], "value_basis", row["value.basis"])


def read_parquet(claims: Claims, output: str, path: Path) -> None:
    """`export parquet`: one table of contracts."""
    from pyarrow import parquet

    for row in parquet.read_table(path).to_pylist():
        claims.add_row(output, row["id"], row)


def read_summary(claims: Claims, output: str, text: str) -> None:
    """`summary` as JSON: contracts by verdict, and tables that each count all of them."""
    tables = json.loads(text)
    for row in tables["verdicts"]:
        claims.add(output, REGISTER, f"number of {row['name']}", row["contracts"])
    for table in ("service_areas", "years", "routes"):
        counted = sum(row["contracts"] for row in tables[table])
        claims.add(f"{output}, {table}", REGISTER, "contracts in summary", counted)
        if all(row["annual_value"] is not None or not row["values"] for row in tables[table]):
            yearly = sum(Decimal(row["annual_value"] or 0) for row in tables[table])
            claims.add(f"{output}, {table}", REGISTER, "annual value in summary", yearly)


def read_digest(claims: Claims, output: str, text: str, names: Mapping[str, str]) -> None:
    """`digest`: the verdict on contracts whose end a deadline concerns."""
    for line in re.findall(r"^- \*\*.*$", text, re.MULTILINE):
        about = re.match(r"- \*\*[^*]+\*\* \([^)]+\), (.*?)(?:\*[A-Z0-9][^*]*\*)?$", _plain_text(line))
        for title in (title for title in names if about and about[1].startswith(f"{title}: ")):
            action = about[1].removeprefix(f"{title}: ") if about else ""
            if re.match(r"(start|finish|decide|the contract ends)", action) and (
                sentence := re.search(
                    r"[.)a-z] ((?:On time|Decide by|Ends on|\w+ \w+ behind|Find out|Ended on).*)$", action
                )
            ):
                claims.add(output, names[title], "verdict_text", with_ids(sentence[1], names))


def read_database(claims: Claims, output: str, path: Path) -> None:
    """`export sqlite`: the contracts, their deadlines and the days for notice."""
    with sqlite3.connect(path) as database:
        database.row_factory = sqlite3.Row
        for row in database.execute("SELECT * FROM contracts"):
            claims.add_row(output, row["id"], dict(zip(row.keys(), row, strict=True)))
        for row in database.execute("SELECT contract, kind, key, due_on FROM deadlines WHERE contract IS NOT NULL"):
            claims.add(output, row["contract"], f"{row['kind']} {row['key']}", row["due_on"])


def read_workbook(claims: Claims, output: str, path: Path) -> None:
    """The sheet of contracts; labels of codes are not compared."""
    head, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Contracts").to_python()
    names = {heading_of(field.name): field for field in CONTRACT}
    for cells in rows:
        row: dict[str, object] = {}
        for heading, cell in zip(head, cells, strict=True):
            field = names[str(heading)]
            if field.name in ("value_basis", "stage"):
                continue
            row[field.name] = _plain(cell, field.kind)
        claims.add_row(output, str(row["id"]), row)


def _plain(cell: object, kind: str) -> object:
    if cell == "" or isinstance(cell, str):
        return cell
    if kind == "pounds":
        return Decimal(str(cell)).quantize(Decimal("0.01"))
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return int(cell) if isinstance(cell, float) else cell


def read_deadlines(claims: Claims, output: str, text: str) -> None:
    """`deadlines` as JSON."""
    for row in json.loads(text)["deadlines"]:
        if row["id"]:
            claims.add(output, row["id"], f"{row['kind']} {row['key']}", row["due_on"])


def read_calendar(claims: Claims, output: str, text: str) -> None:
    """`export ics`: the day of each event and the verdict in the first line of those that concern the end."""
    unfolded = text.replace("\r\n ", "")
    for event in unfolded.split("BEGIN:VEVENT")[1:]:
        lines = dict(line.split(":", 1) for line in event.split("\r\n") if ":" in line)
        contract, kind, *key = lines["UID"].split("@")[0].split(".")
        day = lines["DTSTART;VALUE=DATE"]
        if contract == "publication" or kind.startswith("pipeline"):
            continue  # of the register as a whole
        claims.add(output, contract, f"{kind} {'.'.join(key)}", f"{day[:4]}-{day[4:6]}-{day[6:]}")
        if kind in ("end", "extension-notice", "review", "stage-start", "stage-finish"):
            description = re.search(r"^DESCRIPTION:(.*)$", event, re.MULTILINE)
            first, second, *_ = description.group(1).strip().split("\\n") if description else ("", "")
            verdict = "" if second.startswith("Source:") else first  # a verdict that is withheld leaves no line
            claims.add(output, contract, "verdict_text", re.sub(r"\\([,;\\])", r"\1", verdict))


def read_page(claims: Claims, output: str, contract: str, text: str) -> None:
    """`show`: the verdict, the dates and the days for notice of one contract."""
    lines = dict(re.split(r" {2,}", line, maxsplit=1) for line in text.splitlines() if re.search(r"\S {2,}\S", line))
    claims.add(output, contract, "verdict_text", lines["Verdict"].lstrip(MARKS).strip())
    for label, fact in _PAGE_DAYS.items():
        if label in lines:
            claims.add(output, contract, fact, iso_day(lines[label]))
    for label, line in lines.items():
        if notice := re.match(r"(?:Notice|Last day for notice) (?:for|of) (extension|break) (\d+)(?: by)?$", label):
            claims.add(output, contract, f"{notice[1]}-notice {notice[2]}", iso_day(line))


def read_ocds(claims: Claims, output: str, text: str) -> None:
    """`export ocds`: the value, the end and the last possible end of each contract."""
    for release in json.loads(text, parse_float=Decimal, parse_int=Decimal)["releases"]:
        for contract in release.get("contracts", ()):
            name = contract["id"]
            if "value" in contract:
                claims.add(output, name, "value", contract["value"]["amount"].quantize(PENNY))
            end = contract.get("period", {}).get("endDate")
            claims.add(output, name, "current_end", end and end[:10])
            extended = contract.get("renewal", {}).get("period", {}).get("endDate")
            claims.add(output, name, "can_extend_to", extended and extended[:10])


def read_transparency_code(claims: Claims, output: str, text: str, ids: Mapping[str, str]) -> None:
    """`export transparency-code`: days as 31/03/2022; its contracts are named by reference, or without one by id.

    A price for a month or a week is multiplied by the term there, and is compared with the value in words only.
    """
    for row in csv.DictReader(io.StringIO(text)):
        name = row["Contract Reference number / ID"]
        name = ids.get(name, name)
        words = row["Value as stated"]
        if (amount := re.match(r"£([\d,]+\.\d\d)(?!.*£)", words)) and not row["Contract value"].startswith("REDACTED"):
            claims.add(output, name, "value", amount[1].replace(",", ""))
            if not re.search(r"a month|a week|a case", words):
                claims.add(output, name, "value", row["Contract value"])
        claims.add(output, name, "current_end", _slashed(row["End date"]))
        claims.add(output, name, "can_extend_to", _slashed(row["Last extension date"]))


def _slashed(text: str) -> str:
    return "-".join(reversed(text.split("/"))) if text else ""


def read_markdown(claims: Claims, output: str, text: str, names: Mapping[str, str]) -> None:
    """The tables of a listing or paper, the verdict of each page of the booklet, and the headline total."""
    head: list[str] = []
    for line in text.splitlines():
        if not line.startswith("|"):
            head = []
            continue
        cells = [html.unescape(cell.strip().replace("\\|", "|")) for cell in line.strip().strip("|").split(" | ")]
        if not head:
            head = cells
        elif not cells[0].startswith((":--", "--")):
            _read_row(claims, output, dict(zip(head, cells, strict=False)), names)
    for part in text.split("\n### ")[1:]:
        title, _, page = part.partition("\n")
        for mark in re.findall(rf"Verdict[^{MARKS}\n]*[{MARKS}] ([^|\n]*)", page):
            _claim_verdict(claims, output, html.unescape(title.strip()), mark, names)
    read_total(claims, output, text)


def read_total(claims: Claims, output: str, text: str, *, is_whole_register: bool = True) -> None:
    """The total of contract values and, if the output is of the whole register, what the total leaves out."""
    for match in list(_TOTAL.finditer(html.unescape(text)))[:1]:
        claims.add(output, REGISTER, "total of contract values", match[1])
        if is_whole_register:
            claims.add(output, REGISTER, "what the total leaves out", match[2])


def _read_row(claims: Claims, output: str, row: Mapping[str, str], names: Mapping[str, str]) -> None:
    title = next((row[name] for name in _NAMES if name in row), None)
    contract = names.get(_plain_text(title)) if title else None
    if contract is None:
        return
    for heading, fact in _DAYS.items():
        if heading in row and (day := iso_day(row[heading])):
            claims.add(output, contract, fact, day)
    for heading, cell in row.items():
        if heading.startswith("Contract value") and (amount := re.match(r"(£[\d,.]*\d)(?!.*£)", cell)):
            claims.add(output, contract, "value in lists", amount[1])
    for heading in ("Verdict", "Extensions provided for"):
        if match := _VERDICT.search(row.get(heading, "")):
            claims.add(output, contract, "verdict_text", with_ids(match.group(1), names))


def _claim_verdict(claims: Claims, output: str, title: str, sentence: str, names: Mapping[str, str]) -> None:
    if contract := names.get(_plain_text(title)):
        claims.add(output, contract, "verdict_text", with_ids(html.unescape(sentence), names))


def with_ids(sentence: str, names: Mapping[str, str]) -> str:
    """A verdict in which a successor goes by its id, as in data."""
    return re.sub(r"“([^”]*)”", lambda match: names.get(match.group(1), match.group(0)), sentence).strip()


def _plain_text(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"\\(.)", r"\1", text)).split())


class _Tables(HTMLParser):
    """The rows of every table, by the headings of their columns."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, str]] = []
        self._head: list[str] = []
        self._cells: list[str] = []
        self._text: list[str] | None = None
        self._in_head = False

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        if tag == "thead":
            self._in_head, self._head = True, []
        elif tag == "tr":
            self._cells = []
        elif tag in ("th", "td"):
            self._text = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "thead":
            self._in_head = False
        elif tag in ("th", "td") and self._text is not None:
            text = " ".join("".join(self._text).split())
            (self._head if self._in_head else self._cells).append(text)
            self._text = None
        elif tag == "tr" and not self._in_head and self._cells:
            self.rows.append(dict(zip(self._head, self._cells, strict=False)))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


def read_html(claims: Claims, output: str, text: str, names: Mapping[str, str]) -> None:
    """The tables of a paper, and its headline total."""
    tables = _Tables()
    tables.feed(text)
    for row in tables.rows:
        _read_row(claims, output, row, names)
    read_total(claims, output, re.sub(r"<[^>]+>", "", text))


def titles(views: Iterator[tuple[str, str]]) -> dict[str, str]:
    """Ids by title, without titles that several contracts have."""
    names: dict[str, str] = {}
    shared: set[str] = set()
    for contract, title in views:
        plain = " ".join(title.split())
        shared |= {plain} if plain in names else set()
        names[plain] = contract
    return {title: contract for title, contract in names.items() if title not in shared}
