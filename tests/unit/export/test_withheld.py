"""What is withheld or internal reaches neither the Transparency Code's file nor the Open Contracting package."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commreg.export.ocds import package
from commreg.export.request import ExportRequest
from commreg.export.transparency_code import file
from commreg.register.load import Register
from commreg.register.redact import redact_for
from tests.unit.builders import AS_OF, register_of, related_contracts
from tests.unit.hypothesis_profile import sample
from tests.unit.register.test_redact import FULL, SHORT, WITHHOLDABLE, at, item, secrets

SETTINGS = """
[organisation]
name = "Merrowdale Council"
ocds_prefix = "ocds-0test0"
[severities]
CR302 = "note"
CR303 = "note"
"""


def texts(register: Register, audience: Any, *contracts: str) -> list[str]:
    """Both forms, and all that is said beside them, of some contracts or of all."""
    redacted = redact_for(register, audience)
    chosen = tuple(view for view in redacted.views if not contracts or view.contract.id in contracts)
    outputs = []
    for options in ({}, {"field-names": True, "iso-dates": True}):
        out = ExportRequest(chosen, redacted, register.settings, AS_OF, "Merrowdale Council", dict(options))
        outputs += [file.render(out), *file.remarks(out), package.render(out)]
    return outputs


def british(text: str) -> list[str]:
    """A secret, and a day as the guidance writes it."""
    days = [date.fromisoformat(text)] if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else []
    return [text, *(f"{day:%d/%m/%Y}" for day in days)]


@pytest.mark.parametrize("name", sample(WITHHOLDABLE, 9))
def test_a_field_withheld_leaves_no_trace(tmp_path: Path, name: str) -> None:
    hidden = [text for text in secrets(at(FULL, name)) if text not in SHORT and len(text) > 2]
    more_contracts = [entry for entry in related_contracts() if entry["id"] not in hidden]
    register = register_of(tmp_path, {**FULL, **item(name)}, *more_contracts, settings=SETTINGS)
    assert not register.errors, [d.message for d in register.errors]
    for text in texts(register, "public", str(FULL["id"])):
        assert not [
            secret for written in hidden for secret in british(written) if secret in text and written != "term.end"
        ]


@pytest.mark.parametrize("name", ["procurement.route", "provider.type", "provider.sme", "value.certainty"])
def test_a_word_of_a_closed_list_that_is_withheld_leaves_no_code_behind(tmp_path: Path, name: str) -> None:
    """The codes that follow from it are not there either: with it withheld, the output is the same whatever it was."""
    values_by_field = {"procurement.route": "direct-award", "provider.type": "company", "provider.sme": "false"}
    outputs = []
    for number, value in enumerate((at(FULL, name), values_by_field.get(name, "fixed"))):
        group, field = name.split(".")
        fields = {**FULL, group: {**FULL[group], field: value}, **item(name)}
        if name == "value.certainty":
            fields["value"] = {key: inner for key, inner in fields["value"].items() if key != "parts"}
        register = register_of(tmp_path / str(number), fields, *related_contracts(), settings=SETTINGS)
        outputs.append(texts(register, "public", str(FULL["id"])))
    assert outputs[0] == outputs[1]


def test_internal_fields_are_in_neither(tmp_path: Path) -> None:
    register = register_of(tmp_path, FULL, *related_contracts(), settings=SETTINGS)
    for name in ("notes", "local", "queries", "monitoring.owner", "recommissioning.estimated_value"):
        for text in texts(register, "public"):
            hidden = [secret for secret in secrets(at(FULL, name)) if secret not in (*SHORT, "term.end", "47")]
            assert not [secret for secret in hidden if secret in text]


def test_an_entry_withheld_whole_is_not_named_by_another(tmp_path: Path) -> None:
    before, *more_contracts = related_contracts()
    register = register_of(tmp_path, FULL, {**before, **item("entry")}, *more_contracts, settings=SETTINGS)
    assert not register.errors, [d.message for d in register.errors]
    for text in texts(register, "public"):
        assert before["id"] not in text


def test_colleagues_are_shown_it(tmp_path: Path) -> None:
    register = register_of(tmp_path, {**FULL, **item("provider.name")}, *related_contracts(), settings=SETTINGS)
    name = FULL["provider"]["name"]
    assert sum(name in text for text in texts(register, "internal")) == 4
