"""Which fields are never withheld, and which are withheld together because one reveals the other."""

from __future__ import annotations

# What identifies an entry and its dates: a public register without them would mislead. They can be withheld only with
# the whole entry.
NEVER_WITHHELD = frozenset(("id", "kind", "service_area", "term", "publication"))


# Any of these reveals the others, so withholding one withholds all.
VALUE_FIELDS = ("value", "value.amount", "value.parts")


# The amounts of extensions, one in each item of a list: withheld with the value.
EXTENSION_AMOUNTS = ("term", "extensions", "amount")
_AMOUNTS = ("amount", "parts", "at_award", "variation", "uplift", "irrecoverable_vat")


_REGISTERED_NAME = ("name", "company_number", "charity_number", "identifiers")


# What would reveal a withheld field and is withheld with it: amounts and their variation, numbers that lead to a name.
WITHHELD_WITH: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(VALUE_FIELDS[1:], tuple(f"value.{name}" for name in _AMOUNTS)),
    "provider.name": tuple(f"provider.{name}" for name in _REGISTERED_NAME),
}
