"""A listing in the forms it can take. A form never changes which rows there are."""

from __future__ import annotations

FORMATS = ("text", "json", "csv", "markdown")
