"""Objects that several parts of an OCDS release share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

Part = dict[str, Any]


def omit_empty(**fields: object) -> Part:
    """An object with the fields that have something in them; False and 0 are something. OCDS leaves the others out."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", [], {})}


def money(amount: Decimal | None) -> Part | None:
    """Pounds as OCDS has them; net of recoverable VAT, as in the register."""
    return None if amount is None else {"amount": amount, "currency": "GBP"}
