"""`export ocds` passes the OCDS 1.1.5 schema and codelists offline, and says no more than the register does."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from commreg.export.ocds.package import EXTENSIONS
from tests.conftest import ROOT, Program
from tests.ocds_extensions import PATCHES

DATA = ROOT / "tests" / "data"
PREFIX = "ocds-0test0"
BASE = "https://standard.open-contracting.org/schema/1__1__5/"
RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}\Z")
FORMATS = FormatChecker()
AUDIENCES = pytest.mark.parametrize("audience", ["public", "internal"])


@FORMATS.checks("date-time")
def is_date_time(value: object) -> bool:
    return not isinstance(value, str) or bool(RFC_3339.match(value) and datetime.fromisoformat(value))


@FORMATS.checks("uri")
def is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme and " " not in value)


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """The register with everything, with a prefix that nobody has registered."""
    return _with_prefix(DATA / "rich", tmp_path / "rich", "commreg.toml")


@pytest.fixture
def ours(real: Path) -> Path:
    """The real register with such a prefix."""
    _set_prefix(real / "pyproject.toml")
    return real


def _with_prefix(source: Path, target: Path, settings: str) -> Path:
    shutil.copytree(source, target)
    _set_prefix(target / settings)
    return target


def _set_prefix(path: Path, prefix: str = PREFIX) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'(?m)^(name = ".* Council")$', rf'\1\nocds_prefix = "{prefix}"', text), encoding="utf-8")


def export(commreg: Program, root: Path, *options: str) -> dict[str, Any]:
    ran = commreg("export", "ocds", *options, cwd=root)
    assert ran.code == 0, ran.err
    return dict(json.loads(ran.out, parse_float=Decimal))


def release(package: dict[str, Any], contract: str) -> dict[str, Any]:
    (matching,) = [candidate for candidate in package["releases"] if candidate["ocid"] == f"{PREFIX}-{contract}"]
    return dict(matching)


def agreed(package: dict[str, Any], contract: str) -> dict[str, Any]:
    return dict(release(package, contract)["contracts"][0])


def schema(extensions: Iterator[str] | list[str]) -> dict[str, Any]:
    """The release schema with the extensions that a package declares merged into it."""
    merged_schema = json.loads((DATA / "ocds" / "release-schema.json").read_text(encoding="utf-8"))
    for address in extensions:
        name = re.search(r"/ocds_(\w+)_extension/master/extension\.json\Z", address)
        assert name, address
        merged_schema = merged(merged_schema, PATCHES[name[1]])
    return dict(merged_schema)


def merged(document: Any, patch: Any) -> Any:
    """JSON Merge Patch (RFC 7396), as far as it adds."""
    if not isinstance(document, dict) or not isinstance(patch, dict):
        return patch
    return document | {key: merged(document.get(key), value) for key, value in patch.items()}


def problems(package: dict[str, Any]) -> list[str]:
    """What the schema finds fault with, with formats checked."""
    resource = Resource.from_contents(schema(package.get("extensions", [])), default_specification=DRAFT4)
    registry: Registry[Any] = Registry().with_resources([(f"{BASE}release-schema.json", resource)])
    own = json.loads((DATA / "ocds" / "release-package-schema.json").read_text(encoding="utf-8"))
    validator = Draft4Validator(own, registry=registry, format_checker=FORMATS)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(package)]


@cache
def codes(codelist: str) -> frozenset[str]:
    path = DATA / "ocds" / "codelists" / codelist
    with path.open(encoding="utf-8", newline="") as lines:
        return frozenset(row["Code"] for row in csv.DictReader(lines))


def strays(value: Any, shape: dict[str, Any], root: dict[str, Any], place: str = "") -> Iterator[str]:
    """Fields that no schema knows, and codes that are in no codelist, open or closed."""
    while "$ref" in shape:
        shape = root["definitions"][shape["$ref"].rsplit("/", 1)[1]]
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in shape.get("properties", {}):
                yield f"{place}/{name} is in no schema"
            else:
                yield from strays(inner, shape["properties"][name], root, f"{place}/{name}")
    elif isinstance(value, list) and isinstance(shape.get("items"), dict) and "codelist" not in shape:
        for inner in value:
            yield from strays(inner, shape["items"], root, place)
    elif (listed := shape.get("codelist")) and listed != "currency.csv":
        for code in value if isinstance(value, list) else [value]:
            if code not in codes(listed):
                yield f"{place} has {code}, which is not in {listed}"


@AUDIENCES
@pytest.mark.parametrize("which", ["ours", "rich"])
def test_the_package_passes_the_schema_and_the_codelists(
    which: str, audience: str, commreg: Program, request: pytest.FixtureRequest
) -> None:
    package = export(commreg, request.getfixturevalue(which), "--audience", audience)
    assert problems(package) == []
    root = schema(package["extensions"])
    assert [stray for item in package["releases"] for stray in strays(item, root, root)] == []
    assert len(package["releases"]) == (28 if which == "ours" else 11 + (audience == "internal"))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda p: p.update(publishedDate="2021-12-16"), "is not a 'date-time'"),
        (lambda p: p["releases"][0].pop("ocid"), "'ocid' is a required property"),
        (lambda p: p["releases"][0]["contracts"][0].update(status="ended"), "is not one of"),
        (lambda p: p["releases"][0]["contracts"][0].update(hasRenewal="no"), "is not of type 'boolean'"),
        (lambda p: p["releases"][0]["tag"].append("signed"), "is not one of"),
    ],
)
def test_the_schema_finds_what_is_wrong(
    spoil: Callable[[dict[str, Any]], object], message: str, rich: Path, commreg: Program
) -> None:
    """So that the test before this one proves something."""
    package = export(commreg, rich)
    spoil(package)
    assert [problem for problem in problems(package) if message in problem]


def test_strays_are_found(rich: Path, commreg: Program) -> None:
    package = export(commreg, rich)
    first = package["releases"][0]
    first["contracts"][0] |= {"owner": "x"}
    first["parties"][0]["roles"] = ["boss"]
    root = schema(package["extensions"])
    assert list(strays(first, root, root)) == [
        "/parties/roles has boss, which is not in partyRole.csv",
        "/contracts/owner is in no schema",
    ]


@AUDIENCES
def test_the_package_declares_the_extensions_that_it_uses_and_no_others(
    audience: str, rich: Path, commreg: Program
) -> None:
    for options in ((), ("--kind", "framework"), ("--search", "toy library")):
        package = export(commreg, rich, "--audience", audience, *options)
        text = json.dumps(package["releases"], default=str)
        used = [name for name, fields in EXTENSIONS.items() if any(f'"{field}"' in text for field in fields)]
        declared = [re.search(r"ocds_(\w+)_ext", address) for address in package.get("extensions", [])]
        assert [match[1] for match in declared if match] == used
    assert set(EXTENSIONS) == set(PATCHES)


@pytest.mark.parametrize("prefix", ["", "ocds-", "ocds-213czf-", "213czf", "OCDS-213CZF", "ocds-213cz\u0301"])
def test_without_a_registered_prefix_it_refuses_and_says_what_to_set(
    prefix: str, tmp_path: Path, commreg: Program
) -> None:
    root = tmp_path / "rich"
    shutil.copytree(DATA / "rich", root)
    if prefix:
        _set_prefix(root / "commreg.toml", prefix)
    ran = commreg("export", "ocds", "-o", "out.json", cwd=root)
    assert (ran.code, ran.out) == (2, "")
    assert "OCDS needs a prefix registered for the council" in ran.err
    assert "set ocds_prefix" in ran.err
    assert not (root / "out.json").exists()


def test_without_a_name_or_a_contract_it_refuses(rich: Path, commreg: Program) -> None:
    ran = commreg("export", "ocds", "--search", "zzzz", cwd=rich)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no contract to export" in ran.err
    settings = rich / "commreg.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('name = "Merrowdale Council"\n', ""), encoding="utf-8"
    )
    ran = commreg("export", "ocds", cwd=rich)
    assert (ran.code, ran.out) == (2, "")
    assert "the name of the publisher" in ran.err


def test_the_address_of_the_package_is_the_one_given_or_a_name_that_stays(rich: Path, commreg: Program) -> None:
    address = "https://merrowdale.example.org/contracts.json"
    assert export(commreg, rich, "--uri", address)["uri"] == address
    assert (
        export(commreg, rich)["uri"] == export(commreg, rich)["uri"] != export(commreg, rich, "--kind", "grant")["uri"]
    )
    for wrong in ("contracts.json", "merrowdale.example.org/x", "javascript:alert(1)", "https://"):
        assert commreg("export", "ocds", "--uri", wrong, cwd=rich).code == 2


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_the_output_is_the_one_that_was_read(
    audience: str, rich: Path, commreg: Program, same_as: Callable[[str, Path | str], None]
) -> None:
    ran = commreg("export", "ocds", "--audience", audience, cwd=rich)
    assert ran.out == commreg("export", "ocds", "--audience", audience, cwd=rich).out
    same_as(ran.out, f"export-ocds-rich-{audience}.json")


def test_amounts_are_numbers_digit_for_digit(ours: Path, rich: Path, commreg: Program) -> None:
    assert '"amount": 1942820.00,' in commreg("export", "ocds", cwd=ours).out
    contract = rich / "contracts" / "toy-library-2021.yaml"
    contract.write_text(contract.read_text(encoding="utf-8").replace("amount: 0\n", "amount: 0.10\n"), encoding="utf-8")
    assert '"amount": 0.10,' in commreg("export", "ocds", "--search", "toy", cwd=rich).out


def test_every_amount_of_the_register_that_is_a_total_is_there(ours: Path, commreg: Program) -> None:
    package = export(commreg, ours)
    values = [item["contracts"][0]["value"]["amount"] for item in package["releases"]]
    assert sum(values) == Decimal("3750197.13")  # what the values of the paper come to
    (award,) = release(package, "mediation-2019")["awards"]
    assert "£604.80, basis not stated" in award["description"]  # a value in two parts


@pytest.mark.parametrize(
    ("contract", "status", "tags"),
    [
        (
            "advocacy-2022",
            "terminated",
            ["tender", "award", "contract", "contractTermination"],
        ),  # ended, outcome not recorded
        ("toy-library-2021", "terminated", ["tender", "award", "contract", "contractTermination"]),
        ("short-breaks-2022", "terminated", ["tender", "award", "contract", "contractTermination"]),
        ("holiday-activities-2026", "pending", ["tender", "award", "contract"]),  # not started
        ("family-hubs-2020", "active", ["tender", "award", "contract"]),  # open-ended
        ("speech-therapy-2024", "active", ["tender", "award", "contract", "implementation"]),
    ],
)
def test_a_contract_has_the_status_of_its_state(
    contract: str, status: str, tags: list[str], rich: Path, commreg: Program
) -> None:
    package = export(commreg, rich)
    assert agreed(package, contract)["status"] == status
    assert release(package, contract)["tag"] == tags


def test_the_ids_are_the_registers_and_stay_from_day_to_day(rich: Path, commreg: Program) -> None:
    first, later = (export(commreg, rich, "--as-of", day) for day in ("2025-11-03", "2025-11-04"))
    for item, next_one in zip(first["releases"], later["releases"], strict=True):
        assert item["ocid"] == next_one["ocid"]
        assert item["contracts"][0]["id"] == next_one["contracts"][0]["id"] == item["ocid"].removeprefix(f"{PREFIX}-")
        assert item["id"] != next_one["id"]
    assert len({item["ocid"] for item in first["releases"]}) == len(first["releases"])


def test_parts_of_a_release_refer_to_the_same_organisations(rich: Path, commreg: Program) -> None:
    for item in export(commreg, rich)["releases"]:
        names = {party["id"]: party["name"] for party in item["parties"]}
        named = [item["buyer"], item["tender"]["procuringEntity"], *item["awards"][0]["suppliers"]]
        for organisation in named:
            assert names[organisation["id"]] == organisation["name"]
        assert item["contracts"][0]["awardID"] == item["awards"][0]["id"]


def test_an_extension_used_is_an_amendment_and_one_left_a_renewal(rich: Path, commreg: Program) -> None:
    agreement = agreed(export(commreg, rich), "speech-therapy-2024")
    assert agreement["period"] == {
        "startDate": "2024-09-01T00:00:00+01:00",
        "endDate": "2026-08-31T23:59:59+01:00",
        "maxExtentDate": "2027-08-31T23:59:59+01:00",
    }
    assert agreement["amendments"] == [
        {
            "id": "extension-1",
            "date": "2025-02-11T00:00:00+00:00",
            "description": "Extended from 31 August 2025 to 31 August 2026, agreed by Cabinet, reference CAB/25/014",
            "rationale": "Extend for the first of two years",
        }
    ]
    assert agreement["hasRenewal"] is True
    assert agreement["renewal"]["maximumRenewals"] == 1


def test_options_not_recorded_and_none_are_distinguished(rich: Path, commreg: Program) -> None:
    package = export(commreg, rich)
    assert "hasRenewal" not in agreed(package, "family-hubs-2020")
    assert agreed(package, "foster-care-framework-2023")["hasRenewal"] is False


def test_a_sum_for_a_year_is_not_given_as_the_total(rich: Path, commreg: Program) -> None:
    package = export(commreg, rich)
    assert "value" not in agreed(package, "advocacy-2022")
    award = release(package, "advocacy-2022")["awards"][0]
    assert award["description"] == "Value as stated: £41,250.00 a year"
    assert agreed(package, "parent-advice-2024")["value"] == {"amount": Decimal("89177.46"), "currency": "GBP"}


def test_an_organisation_has_the_identifiers_recorded_and_no_others(rich: Path, commreg: Program) -> None:
    package = export(commreg, rich)
    council, trust = release(package, "speech-therapy-2024")["parties"]
    assert council["identifier"] == {"scheme": "GB-LAE", "id": "MRW"}
    assert (trust["id"], trust["identifier"]) == ("GB-NHS-RZ9", {"scheme": "GB-NHS", "id": "RZ9"})
    assert trust["additionalIdentifiers"] == [{"scheme": "GB-PPON", "id": "0042"}]
    charity = release(package, "parent-advice-2024")["parties"][1]
    assert charity["identifier"] == {"scheme": "GB-COH", "id": "00412876"}
    assert charity["additionalIdentifiers"] == [{"scheme": "GB-CHC", "id": "1099123"}]
    unknown = release(package, "advocacy-2022")["parties"][1]
    assert unknown == {"id": "supplier", "name": "Clear Voice Advocacy CIC", "roles": ["supplier"]}


def test_contracts_are_linked_to_those_before_and_after_and_to_their_framework(rich: Path, commreg: Program) -> None:
    package = export(commreg, rich)

    def link(relationship: str, contract: str) -> dict[str, Any]:
        identifier = f"{PREFIX}-{contract}"
        return {"id": relationship, "relationship": [relationship], "scheme": "ocid", "identifier": identifier}

    assert release(package, "short-breaks-2025")["relatedProcesses"] == [link("prior", "short-breaks-2022")]
    replaced = agreed(package, "short-breaks-2022")["relatedProcesses"]
    assert replaced == [link("replacementProcess", "short-breaks-2025")]
    call_off = release(package, "foster-placements-2024")["relatedProcesses"]
    assert call_off == [link("framework", "foster-care-framework-2023")]


def test_the_public_package_says_what_is_withheld_and_why(rich: Path, commreg: Program) -> None:
    public, internal = (export(commreg, rich, "--audience", who) for who in ("public", "internal"))
    tuition = release(public, "tuition-2025")
    assert [(item["id"], item.get("field")) for item in tuition["withheldInformation"]] == [
        ("provider.name", "parties/name"),
        ("value", "contracts/value"),
        ("monitoring.performance", None),
    ]
    assert tuition["withheldInformation"][1]["rationale"] == (
        "It would tell a competitor the hourly price (Freedom of Information Act 2000 section 43, commercial interests)"
    )
    text = json.dumps(public, default=str)
    for secret in ("Thistlewood", "18240", "18,240", "refuge", "Ombersley", "Quernstone", "SUM(", "Cost centre"):
        assert secret not in text
    assert "withheldInformation" not in json.dumps(internal, default=str)
    assert "Thistlewood" in json.dumps(internal, default=str)
    release(internal, "refuge-2024")


def test_milestones_are_met_or_scheduled_and_never_missed(rich: Path, commreg: Program) -> None:
    package = export(commreg, rich)
    milestones = agreed(package, "speech-therapy-2024")["milestones"]
    assert [(milestone["id"], milestone["type"], milestone["status"]) for milestone in milestones] == [
        ("review", "preProcurement", "met"),
        ("stage-needs-assessment", "preProcurement", "scheduled"),
        ("kpi-1", "reporting", "scheduled"),
        ("decision-1", "approval", "met"),
        ("decision-2", "approval", "met"),
    ]
    (review,) = agreed(package, "family-hubs-2020")["milestones"]
    assert (review["type"], review["dueDate"]) == ("assessment", "2026-01-31T23:59:59+00:00")


def test_only_what_was_spent_is_a_transaction(rich: Path, commreg: Program) -> None:
    (transaction,) = agreed(export(commreg, rich), "speech-therapy-2024")["implementation"]["transactions"]
    assert (transaction["id"], transaction["value"]["amount"]) == ("2024-25-1", Decimal("331250.37"))


def test_a_framework_is_a_technique_and_notices_are_documents(rich: Path, commreg: Program) -> None:
    framework = release(export(commreg, rich), "foster-care-framework-2023")
    assert framework["tender"]["techniques"] == {"hasFrameworkAgreement": True}
    assert [document["documentType"] for document in framework["tender"]["documents"]] == ["tenderNotice"]
    assert [document["documentType"] for document in framework["awards"][0]["documents"]] == ["awardNotice"]


def paths(value: Any, place: str = "") -> Iterator[str]:
    """Every place of a package that has a value; lists do not count as a step."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, f"{place}/{name}" if place else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from paths(inner, place)
    else:
        yield place


@pytest.mark.source_only
def test_the_page_says_where_each_part_comes_from(rich: Path, commreg: Program) -> None:
    page = (ROOT / "docs" / "reference" / "exports.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.partition("## ocds")[2].splitlines() if line.startswith("| `")]
    documented = [place for row in rows for place in re.findall(r"`([^`]+)`", row)]
    exported_paths = {
        path for who in ("public", "internal") for path in paths(export(commreg, rich, "--audience", who))
    }
    undocumented = {
        path for path in exported_paths if not any(f"{path}/".startswith(f"{place}/") for place in documented)
    }
    assert undocumented == {"uri", "version"}
    for place in documented:
        assert any(f"{path}/".startswith(f"{place}/") for path in exported_paths), place
