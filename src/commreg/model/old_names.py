"""Old names of settings, fields and words, each with the name that replaced it. An old name is an error.

Every name here is checked by a test to be no longer in use.
"""

from __future__ import annotations

from collections.abc import Mapping

from commreg.diagnostics.field_path import FieldPath, format_path

_STAGES = {"need": "needs-assessment", "market-test": "market-engagement"}
# By the group that a field is in, the fields of that group.
FIELDS: Mapping[str, Mapping[str, str]] = {
    "policy": {"paces": "timetables", "bodies": "decision_makers"},
    "decision_makers": {"meets": "meetings"},
    "extensions": {"notice_months": "notice"},
    "breaks": {"notice_months": "notice"},
    "lead_times": _STAGES,
    "stages": _STAGES,
}
# By the name of a vocabulary, the words of that vocabulary.
WORDS: Mapping[str, Mapping[str, str]] = {"recommissioning stage": _STAGES}


def new_field_name(field_path: FieldPath) -> str | None:
    """The name that replaced the last name of a path; None if it is not an old name."""
    names = [step for step in field_path if isinstance(step, str)]
    return FIELDS.get(names[-2], {}).get(names[-1]) if len(names) > 1 else None


def renamed_field_message(field_path: FieldPath, new_name: str) -> str:
    """A message such as "policy.paces is now called policy.timetables"."""
    return f"{format_path(field_path)} is now called {format_path((*field_path[:-1], new_name))}"
