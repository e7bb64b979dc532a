"""The key of a council in a dataset: a folder name that stays the same from one export to the next.

It is the GSS code of the Office for National Statistics if the settings have one (`E06000017`); else the first
published identifier with its scheme (`GB-LAE-RUT`); else the council's name (`rutland-county-council`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from commreg.diagnostics.errors import InputError
from commreg.model.settings import Organisation

_NAME_IT = "write organisation.name in the settings, or better a GSS code in organisation.identifiers"
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class CouncilKey:
    """A key, and what it is made from: gss, identifier or name. `weaker_keys` are those it would have without that."""

    key: str
    made_from: str
    weaker_keys: tuple[str, ...] = ()


def council_key(organisation: Organisation) -> CouncilKey:
    """The key of a council. Raises InputError if the settings have neither a name nor an identifier."""
    candidates = [("gss", organisation.gss_code or "")]
    candidates += [("identifier", _slug(f"{scheme}-{code}")) for scheme, code in organisation.identifiers.items()]
    candidates += [("name", _slug(organisation.name).lower())]
    usable = [(made_from, key) for made_from, key in candidates if key]
    if not usable:
        raise InputError("the settings do not name the council, which a dataset needs", hint=_NAME_IT)
    (made_from, key), *weaker = usable
    return CouncilKey(key, made_from, tuple(name for _, name in weaker))


def _slug(text: str) -> str:
    """Letters and digits joined by hyphens; it begins with a letter, so that no program reads it as a number."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    slug = _SEPARATORS.sub("-", ascii_text.replace("'", "")).strip("-")
    return slug if not slug or slug[0].isalpha() else f"council-{slug}"
