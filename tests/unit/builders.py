"""A small contract without findings, to be changed in one place, and registers of such contracts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from commreg.diagnostics.finding import Finding
from commreg.listings import (
    contract_row,
    contracts,
    expiring,
    monitoring,
    monitoring_notes,
    recommissioning,
    show,
    summary,
)
from commreg.listings.table import Listing, Table
from commreg.model.contract import Contract
from commreg.model.read import read
from commreg.model.settings import Policy, Settings
from commreg.planning.contract_view import ContractView
from commreg.planning.term import derive_facts
from commreg.register import config
from commreg.register import load as registers
from commreg.register.load import Register

AS_OF = date(2021, 12, 16)
HORIZON = date(2023, 12, 16)

# No check reports anything for it on AS_OF. Values are text, as they are in a file.
VALID_CONTRACT: dict[str, Any] = {
    "id": "parent-advice-2020",
    "title": "Parent Advice",
    "kind": "service-contract",
    "provider": {"name": "Rutland Families"},
    "service_area": "social-care",
    "term": {"start": "2020-04-01", "end": "2023-03-31", "extensions": []},
    "value": {"amount": "24000.00", "basis": "annual"},
    "monitoring": {"frequency": "quarterly", "value_for_money": "Meets its targets at the price agreed."},
    "checked_on": "2021-12-01",
}


def values(**changes: Any) -> dict[str, Any]:
    """The fields of VALID_CONTRACT with changes: by dotted name, or nested and merged; None removes a field."""
    fields = deepcopy(VALID_CONTRACT)
    for name, value in changes.items():
        group, steps = fields, name.split(".")
        for step in steps[:-1]:
            group = group.setdefault(step, {})
        _put(group, steps[-1], value)
    return fields


def _put(group: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        group.pop(name, None)
    elif isinstance(value, dict) and isinstance(group.get(name), dict):
        for key, item in value.items():
            _put(group[name], key, item)
    else:
        group[name] = value


def contract(**changes: Any) -> Contract:
    """VALID_CONTRACT with changes, read as a file is."""
    parsed, violations = read(Contract, _tuples(values(**changes)))
    assert parsed, [violation.message for violation in violations]
    return parsed


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def contract_view(model: Contract, as_of: date = AS_OF, redacted: Mapping[str, str] | None = None) -> ContractView:
    """A contract as colleagues may see it, with its facts."""
    return ContractView(model, derive_facts(model, as_of, Policy()), redacted or {})


def text(**changes: Any) -> str:
    """VALID_CONTRACT with changes, as the text of a file."""
    return to_yaml(values(**changes))


class _InFull(yaml.SafeDumper):
    """Writes shared values in full in each place, without YAML aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's own signature
        return True


def to_yaml(fields: Mapping[str, Any]) -> str:
    """Fields as YAML, in their order."""
    return str(yaml.dump(dict(fields), Dumper=_InFull, sort_keys=False, allow_unicode=True, width=1000))


def register(
    tmp_path: Path, files: Mapping[str, str | bytes | Mapping[str, Any]], settings: str = "", as_of: date = AS_OF
) -> Register:
    """A register in `tmp_path`, loaded: files by name (text, bytes or fields) and the text of commreg.toml."""
    (tmp_path / "contracts").mkdir(parents=True, exist_ok=True)
    (tmp_path / "commreg.toml").write_text(settings, encoding="utf-8")
    for name, content in files.items():
        path = tmp_path / "contracts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        words = to_yaml(content) if isinstance(content, Mapping) else content
        path.write_bytes(words if isinstance(words, bytes) else words.encode("utf-8"))
    return registers.load(config.find(tmp_path), as_of)


def register_of(tmp_path: Path, *contracts: Mapping[str, Any], settings: str = "", as_of: date = AS_OF) -> Register:
    """A register of contracts, each as fields, in the file named by its id."""
    return register(tmp_path, {f"{fields['id']}.yaml": fields for fields in contracts}, settings, as_of)


def codes(loaded: Register) -> list[str]:
    """The codes reported, in the order of the report, without ignored ones."""
    return [diagnostic.code for diagnostic in loaded.findings if diagnostic.is_active]


def location_of(diagnostic: Finding) -> tuple[str, int, int]:
    """Code, line and column."""
    return diagnostic.code, diagnostic.location.line, diagnostic.location.column


def only_finding(loaded: Register, code: str) -> Finding:
    """The only finding with a code."""
    (diagnostic,) = (d for d in loaded.findings if d.code == code)
    return diagnostic


# Every field that a contract has. A * becomes a unique word, a £ a unique amount.
_EVERYTHING: dict[str, Any] = {
    "id": "parent-advice-2020",
    "reference": "*",
    "title": "*",
    "kind": "call-off",
    "draft": "false",
    "provider": {
        "name": "*",
        "type": "cic",
        "company_number": "00987601",
        "charity_number": "9999901",
        "identifiers": {"UKPRN": "*", "ODS": "*"},
        "sme": "true",
        "vcse": "true",
    },
    "subcontractors": [{"name": "*", "delivers": "*", "share": "£"}, {"name": "*"}],
    "service_area": "social-care",
    "description": "*",
    "statutory": {"basis": "*", "limited_choice": "*"},
    "term": {
        "start": "2020-04-01",
        "end": "2022-03-31",
        "extensions": [
            {"months": "6", "state": "exercised", "decision": {"body": "Cabinet", "on": "2021-02-01"}, "note": "noted"},
            {"until": "2023-03-31", "notice": "2m", "amount": "£"},
        ],
        "breaks": [{"on": "2021-03-31", "notice": "6m", "by": "either"}],
        "terminated": None,
        "closed_on": None,
        "ends_when": None,
        "review_on": "2022-02-01",
    },
    "value": {
        "amount": "71034.40",
        "basis": "annual",
        "certainty": "estimated",
        "parts": [
            {"what": "*", "amount": "50011.11", "basis": "annual", "certainty": "not-guaranteed"},
            {"what": "*", "amount": "21023.29", "basis": "annual"},
        ],
        "variation": "*",
        "uplift": "*",
        "irrecoverable_vat": "£",
    },
    "funding": [{"source": "*", "kind": "partner", "amount": "£", "basis": "monthly", "certainty": "estimated"}],
    "spend": [{"year": "2020/21", "amount": "£", "kind": "actual"}],
    "procurement": {
        "regime": "pa2023-light-touch",
        "route": "framework-mini-competition",
        "commenced_on": "2019-09-02",
        "awarded_on": "2020-02-03",
        "cpv": ["85311300-5"],
        "notices": [{"name": "*", "published_on": "2020-02-04", "reference": "*", "url": "https://x.example/*"}],
        "framework": "frame-2018",
        "lot": "*",
        "exemption": {
            "reason": "*",
            "approved_by": "*",
            "approved_on": "2019-08-05",
            "until": "2022-08-06",
            "reference": "*",
        },
    },
    "monitoring": {
        "frequency": "three-weekly",
        "owner": "*",
        "forum": "*",
        "last_meeting_on": "2021-11-08",
        "performance": {"rating": "approaching-target", "on": "2021-11-17", "reason": "*"},
        "kpis": [{"name": "*", "target": "*", "latest": "*", "rating": "inadequate"}],
        "oversight": "*",
        "value_for_money": "*",
        "inspection": ["hmip"],
    },
    "recommissioning": {
        "intention": "insource",
        "stages": {
            name: {"started_on": f"2021-05-{day:02}", "completed_on": f"2021-06-{day:02}"}
            for day, name in enumerate(
                (
                    "review",
                    "needs-assessment",
                    "options-appraisal",
                    "market-engagement",
                    "specification",
                    "procurement",
                    "award",
                ),
                11,
            )
        }
        | {"mobilisation": {"started_on": "2021-07-21"}},
        "route": "psr-most-suitable-provider",
        "estimated_value": {"amount": "£", "basis": "whole-term", "term_months": "47", "certainty": "estimated"},
        "successor": "later-2022",
        "window_months": "17",
    },
    "assurances": [{"what": "*", "outcome": "*", "seen_on": "2021-03-04", "expires_on": "2022-03-05"}],
    "decisions": [
        {
            "body": "*",
            "on": "2020-01-06",
            "what": "*",
            "reference": "*",
            "key_decision": "true",
            "forward_plan": "*",
        }
    ],
    "publication": {"withhold": None},
    "documents": [{"title": "*", "url": "https://x.example/*", "visibility": "public"}, {"title": "*"}],
    "supersedes": "former-2018",
    "queries": [{"field": "term.end", "says": "*", "source": "*"}],
    "tags": ["*", "*"],
    "checked_on": "2021-11-26",
    "notes": "*",
    "local": {"cost centre": "*"},
}


def full_contract() -> dict[str, Any]:
    """A contract with every field filled in; each text and amount is unique and not a word of the program."""
    count = 0

    def filled(value: Any) -> Any:
        nonlocal count
        if isinstance(value, dict):
            return {key: filled(item) for key, item in value.items() if item is not None}
        if isinstance(value, list):
            return [filled(item) for item in value]
        count += 1
        return value.replace("*", f"Zq{count:03}x").replace("£", f"{71000 + count}.{count % 90 + 10}")

    full = dict(filled(_EVERYTHING))
    value = full["value"]
    for part in value["parts"]:
        part["basis"] = value["basis"]
    value["amount"] = f"{sum(Decimal(part['amount']) for part in value['parts'])}"  # an amount agrees with its parts
    return full


def related_contracts() -> list[dict[str, Any]]:
    """The contracts that `full_contract` names: the one before it, the one after it, and its framework."""
    return [
        values(id="former-2018", title="Former", term={"start": "2018-04-01", "end": "2020-03-31"}),
        values(id="later-2022", title="Later", term={"start": "2022-10-01", "end": "2025-03-31"}),
        values(id="frame-2018", title="Frame", kind="framework", term={"start": "2018-04-01", "end": "2024-03-31"}),
    ]


def listings(views: Sequence[ContractView], settings: Settings, *, shows: int = 100) -> Iterator[Listing]:
    """Every listing that a command prints of these contracts; `show` for the first `shows` of them."""
    expire = expiring.pick(views, HORIZON)
    windows = recommissioning.pick(views, settings)

    def build_listing(report: str, tables: tuple[Table, ...], notes: tuple[str, ...] = (), **details: Any) -> Listing:
        return Listing(report, settings.organisation.heading, AS_OF, None, tables, notes, details)

    yield build_listing("list", (contracts.table(views, settings),), contracts.notes(views))
    yield build_listing(
        "expiring",
        (expiring.table(expire, settings, HORIZON), contract_row.open_ended(views, settings)),
        expiring.notes(expire, AS_OF, HORIZON),
    )
    yield build_listing(
        "recommissioning", (recommissioning.table(windows, settings),), recommissioning.notes(windows, settings)
    )
    picked = monitoring.pick(views, settings)
    yield build_listing(
        "monitoring",
        (monitoring.table(picked, settings, ""), monitoring.kpis(picked), monitoring.inspection(picked)),
        monitoring_notes.notes(picked, len(picked), AS_OF, settings.policy),
        **monitoring_notes.counts(picked),
    )
    yield build_listing("summary", summary.tables(views, settings), summary.notes(views))
    for view in views[:shows]:
        yield build_listing("show", show.tables(view, settings, explain=False, plan=False))
        yield build_listing("show-explain", show.tables(view, settings, explain=True, plan=False))
        yield build_listing("show-plan", show.tables(view, settings, explain=True, plan=True))
        yield build_listing("show-data", show.data(view, settings), recorded=show.recorded(view))
