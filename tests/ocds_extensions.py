"""The OCDS extensions that an export may use, put down anew as far as it uses them, to be merged into the schema.

Their own schemas are at https://github.com/open-contracting-extensions; each line here says what they say of a field.
"""

from __future__ import annotations

from typing import Any

_TEXT = {"type": ["string", "null"], "minLength": 1}
_FLAG = {"type": ["boolean", "null"]}
_RENEWABLE = {"properties": {"hasRenewal": _FLAG, "renewal": {"$ref": "#/definitions/Renewal"}}}

PATCHES: dict[str, dict[str, Any]] = {
    "partyDetails_scale": {
        "definitions": {
            "Organization": {
                "properties": {
                    "details": {
                        "properties": {
                            "scale": {"enum": ["micro", "sme", "small", "medium", "large", "selfEmployed", None]}
                        }
                    }
                }
            }
        }
    },
    "renewal": {
        "definitions": {
            "Contract": _RENEWABLE,
            "Renewal": {
                "type": "object",
                "minProperties": 1,
                "properties": {
                    "description": _TEXT,
                    "minimumRenewals": {"type": ["number", "null"]},
                    "maximumRenewals": {"type": ["number", "null"]},
                    "period": {"$ref": "#/definitions/Period"},
                },
            },
        }
    },
    "techniques": {
        "definitions": {
            "Tender": {"properties": {"techniques": {"$ref": "#/definitions/Techniques"}}},
            "Techniques": {
                "type": "object",
                "minProperties": 1,
                "properties": {"hasFrameworkAgreement": _FLAG, "hasDynamicPurchasingSystem": _FLAG},
            },
        }
    },
    "withheldInformation": {
        "properties": {
            "withheldInformation": {
                "type": "array",
                "minItems": 1,
                "uniqueItems": True,
                "items": {"$ref": "#/definitions/WithheldInformationItem"},
            }
        },
        "definitions": {
            "WithheldInformationItem": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "field": _TEXT,
                    "name": _TEXT,
                    "rationale": _TEXT,
                },
            }
        },
    },
}
