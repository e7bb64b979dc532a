"""The register as an OCDS 1.1 release package: one release a contract, each a whole picture as at the as-of day.

Ids come from the register's ids, so that the next export speaks of the same contracts. Nothing is invented: an
organisation has an identifier only where one is recorded, and what has no place in OCDS is left out
(docs/reference/exports.md lists it).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from commreg.diagnostics.errors import InputError
from commreg.export.ocds.decimal_json import dumps
from commreg.export.ocds.ocid import is_prefix
from commreg.export.ocds.parties import council_identifiers
from commreg.export.ocds.release import release
from commreg.export.ocds.timestamps import start_of_day
from commreg.export.request import ExportRequest
from commreg.model.settings import Organisation

_SOURCE = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_{}_extension/master/extension.json"
# Each extension, with the fields that show it is in use, as the extension registry names its repository.
EXTENSIONS = {
    "partyDetails_scale": frozenset(("scale",)),
    "renewal": frozenset(("hasRenewal", "renewal")),
    "techniques": frozenset(("techniques",)),
    "withheldInformation": frozenset(("withheldInformation",)),
}


def render(request: ExportRequest) -> str:
    """The package, with numbers exact. Raises InputError without a registered prefix, a name, or any contract."""
    council = request.settings.organisation
    _refuse(council, str(request.options.get("uri") or ""))
    if not request.views:
        raise InputError("there is no contract to export, and a package needs one", hint="leave out a filter")
    return dumps(package(request)) + "\n"


def package(request: ExportRequest) -> dict[str, Any]:
    """The release package; its extensions are those that a release makes use of."""
    council = request.settings.organisation
    releases = [release(view, request) for view in request.views]
    used = [name for name, fields in EXTENSIONS.items() if any(_has(release, fields) for release in releases)]
    return {
        "uri": str(request.options.get("uri") or _urn(request)),
        "version": "1.1",
        **({"extensions": [_SOURCE.format(name) for name in used]} if used else {}),
        "publishedDate": start_of_day(request.as_of),
        "publisher": _publisher(council),
        "releases": releases,
    }


def _publisher(council: Organisation) -> dict[str, Any]:
    identifiers = council_identifiers(council)
    return {
        "name": council.name,
        **({"scheme": identifiers[0]["scheme"], "uid": identifiers[0]["id"]} if identifiers else {}),
    }


def _refuse(council: Organisation, uri: str) -> None:
    prefix = council.ocds_prefix
    if not is_prefix(prefix):
        what = f"“{prefix}” is not one" if prefix else "the settings have none"
        raise InputError(
            f"OCDS needs a prefix registered for the council, and {what}",
            hint="register one at https://standard.open-contracting.org (it looks like ocds-213czf), then "
            'set ocds_prefix = "…" under organisation in the settings',
        )
    if not council.name:
        raise InputError(
            "OCDS needs the name of the publisher, and the settings have none",
            hint='set name = "…" under organisation in the settings',
        )
    if uri and not (urlsplit(uri).scheme in ("http", "https") and urlsplit(uri).netloc):
        raise InputError(
            f"{uri} is not a web address",
            hint="write where the file will be published, beginning with https://",
            parameter="uri",
        )


def _urn(request: ExportRequest) -> str:
    """A name for the package where it has no address: the same for the same council, day, audience and filters."""
    parts = (request.settings.organisation.ocds_prefix, request.as_of.isoformat(), request.published.audience)
    return uuid5(NAMESPACE_URL, "/".join((*parts, request.heading))).urn


def _has(value: object, fields: frozenset[str]) -> bool:
    if isinstance(value, dict):
        return bool(fields & value.keys()) or any(_has(item, fields) for item in value.values())
    return isinstance(value, list) and any(_has(item, fields) for item in value)
