"""The table of codes: one for each kind of fault. Codes are never renumbered and never used again.

CR0xx the file and its YAML, CR1xx single fields, CR2xx within one contract, CR3xx across the register, CR4xx dates
against the as-of date, CR9xx settings and templates. A check declares its own code (`checks/registry.py`); those codes
are here by way of the generated `check_codes.py`, so that the quick commands need not load the checks. The page for
each code is `checks/explanations/CODE.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from commreg.diagnostics.check_codes import CHECK_CODES
from commreg.diagnostics.finding import Severity

_E, _W = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of fault: its code, a short name, its severity unless the settings change it, and a title."""

    id: str
    name: str
    severity: Severity
    title: str
    fixed: bool = False

    @property
    def unsuppressible(self) -> bool:
        """Whether neither a comment nor the settings can change it.

        A file that cannot be read stays an error; so do dates that make every total wrong, an id of two contracts, and
        text that would reveal what is withheld.
        """
        return self.fixed or self.id < "CR2" or self.id >= "CR9"


# The codes that no check declares: they are raised where files, fields, settings and templates are read.
_READING_CODES = (
    Code("CR001", "file-not-read", _E, "A file cannot be read"),
    Code("CR002", "not-utf8", _E, "A file is not UTF-8 text"),
    Code("CR003", "file-too-large", _E, "A file is too large to be a contract"),
    Code("CR004", "invisible-character", _E, "A file has an invisible character"),
    Code("CR005", "yaml-syntax", _E, "A line cannot be read as YAML"),
    Code("CR006", "repeated-field", _E, "A field is repeated"),
    Code("CR007", "anchor-or-alias", _E, "YAML anchors and aliases are not allowed"),
    Code("CR008", "tag", _E, "A value has a YAML tag"),
    Code("CR009", "second-document", _E, "A file has more than one YAML document, or a directive"),
    Code("CR010", "too-deep", _E, "A file has too many values, or groups too deep"),
    Code("CR011", "empty-file", _E, "A file is empty"),
    Code("CR012", "no-fields", _E, "A file is a list or a text, not fields"),
    Code("CR014", "unnamed-field", _E, "A value has no plain field name"),
    Code("CR015", "file-name", _E, "A file name does not end in .yaml"),
    Code("CR016", "link-outside", _E, "A link in the contracts folder is not followed"),
    Code("CR017", "text-after-hash", _E, "Words after a # would be read as a comment"),
    Code("CR018", "merge-conflict", _E, "A file has a merge conflict that is not resolved"),
    Code("CR020", "incomplete-ignore", _E, "A comment that ignores a check is not complete"),
    Code("CR021", "unused-ignore", _W, "A comment ignores a check that finds nothing"),
    Code("CR101", "missing-field", _E, "A field that every contract needs is missing"),
    Code("CR102", "blank-field", _E, "A field has no value"),
    Code("CR103", "unknown-field", _E, "A field has an unknown name"),
    Code("CR104", "wrong-shape", _E, "A field has a value of the wrong shape"),
    Code("CR110", "date", _E, "A date cannot be read"),
    Code("CR111", "amount", _E, "An amount cannot be read"),
    Code("CR112", "word", _E, "A word is not in its list"),
    Code("CR113", "whole-number", _E, "A whole number cannot be read"),
    Code("CR114", "yes-or-no", _E, "A yes or no cannot be read"),
    Code("CR115", "id-form", _E, "An id has a character that an id cannot have"),
    Code("CR116", "number-form", _E, "A published number does not have its form"),
    Code("CR117", "financial-year", _E, "A financial year cannot be read"),
    Code("CR118", "web-address", _E, "A web address cannot be followed"),
    Code("CR119", "length-of-time", _E, "A length of time cannot be read"),
    Code("CR204", "id-and-file-name", _E, "An id differs from the file name", fixed=True),
    Code("CR301", "id-twice", _E, "Two files have the same id", fixed=True),
    Code("CR413", "open-comment", Severity.NOTE, "A comment says what is still to be checked"),
    Code("CR901", "settings-syntax", _E, "The settings file cannot be read"),
    Code("CR902", "unknown-setting", _E, "A setting has an unknown name"),
    Code("CR903", "settings-value", _E, "A setting has a value that cannot be used"),
    Code("CR910", "no-such-template", _E, "A template is missing"),
    Code("CR911", "template-broken", _E, "A template cannot be filled in"),
)


def code_table(check_codes: Iterable[Code]) -> dict[str, Code]:
    """The table of all codes, in the order of the codes, those of the checks included."""
    return {code.id: code for code in sorted((*_READING_CODES, *check_codes), key=lambda code: code.id)}


CODES = code_table(
    Code(code, name, Severity(severity), title, fixed) for code, name, severity, title, fixed in CHECK_CODES
)

DOCS_PAGE = "docs/reference/codes/{code}.md"


def explanation(code: str) -> str:
    """The page of a code, in Markdown without its heading. Raises FileNotFoundError for a code that does not exist."""
    return files("commreg.checks").joinpath("explanations", f"{code}.md").read_text(encoding="utf-8")
