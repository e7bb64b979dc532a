"""A small sound contract to change in one place, and a register of such contracts written and loaded."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from commreg import config
from commreg import register as registers
from commreg.audience import Record
from commreg.diagnostics import Diagnostic
from commreg.model.contract import Contract
from commreg.model.reading import read
from commreg.model.settings import Policy
from commreg.register import Register
from commreg.timeline import facts

AS_OF = date(2021, 12, 16)

# Every check is content with it on AS_OF; values are words, as they are in a file.
SOUND: dict[str, Any] = {
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
    """The fields of the sound contract with changes: by dotted name, or nested and merged; None takes a field out."""
    found = deepcopy(SOUND)
    for name, value in changes.items():
        group, steps = found, name.split(".")
        for step in steps[:-1]:
            group = group.setdefault(step, {})
        _put(group, steps[-1], value)
    return found


def _put(group: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        group.pop(name, None)
    elif isinstance(value, dict) and isinstance(group.get(name), dict):
        for key, item in value.items():
            _put(group[name], key, item)
    else:
        group[name] = value


def contract(**changes: Any) -> Contract:
    """The sound contract with changes, read as a file is."""
    made, faults = read(Contract, _tuples(values(**changes)))
    assert made, [fault.message for fault in faults]
    return made


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def record(one: Contract, as_of: date = AS_OF, redacted: Mapping[str, str] | None = None) -> Record:
    """A contract as colleagues may see it, with its facts."""
    return Record(one, facts(one, as_of, Policy()), redacted or {})


def text(**changes: Any) -> str:
    """The sound contract with changes as the text of a file."""
    return written(values(**changes))


class _InFull(yaml.SafeDumper):
    """Writes a value out in each place: what Python shares is no alias in a file."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(fields: Mapping[str, Any]) -> str:
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
        if isinstance(content, Mapping):
            content = written(content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return registers.load(config.find(tmp_path), as_of)


def registered(tmp_path: Path, *contracts: Mapping[str, Any], settings: str = "", as_of: date = AS_OF) -> Register:
    """A register of contracts, each given as fields, in the file that its id names."""
    return register(tmp_path, {f"{fields['id']}.yaml": fields for fields in contracts}, settings, as_of)


def codes(found: Register) -> list[str]:
    """The codes reported, in the order of the report; ignored ones are not among them."""
    return [diagnostic.code for diagnostic in found.diagnostics if diagnostic.counts]


def where(diagnostic: Diagnostic) -> tuple[str, int, int]:
    """Code, line and column."""
    return diagnostic.code, diagnostic.place.line, diagnostic.place.column


def only(found: Register, code: str) -> Diagnostic:
    """The one diagnostic with a code."""
    (diagnostic,) = (d for d in found.diagnostics if d.code == code)
    return diagnostic
