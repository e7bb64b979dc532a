"""Every fault the register can be told of: one line a code. Codes are never renumbered and never used again.

CR0xx the file and its YAML, CR1xx single fields, CR2xx within one contract, CR3xx across the register, CR4xx dates
against the as-of date, CR9xx settings and templates. The page for each code is `explanations/CODE.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from commreg.diagnostics.finding import Severity

_ALWAYS = frozenset(("CR201", "CR202", "CR203", "CR204", "CR206", "CR207", "CR208", "CR215", "CR223", "CR301", "CR311"))
_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of fault: its code, a short name, how grave it is unless the settings say otherwise, and what it says."""

    id: str
    name: str
    severity: Severity
    title: str

    @property
    def unsuppressible(self) -> bool:
        """Whether neither a comment nor the settings may quieten it.

        A file that cannot be read stays an error; so do dates that make every sum meaningless, ids that name two
        things, and words that would give away what is withheld.
        """
        return self.id < "CR2" or self.id >= "CR9" or self.id in _ALWAYS


CODES: dict[str, Code] = {
    code.id: code
    for code in (
        Code("CR001", "file-not-read", _E, "A file cannot be read"),
        Code("CR002", "not-utf8", _E, "A file is not UTF-8 text"),
        Code("CR003", "file-too-large", _E, "A file is too large to be a contract"),
        Code("CR004", "odd-character", _E, "A file has a character that cannot be seen"),
        Code("CR005", "yaml-syntax", _E, "A line cannot be read as YAML"),
        Code("CR006", "repeated-field", _E, "A field is there twice"),
        Code("CR007", "anchor-or-alias", _E, "A value refers to another instead of saying itself"),
        Code("CR008", "tag", _E, "A value has a YAML tag"),
        Code("CR009", "second-document", _E, "A file has more than one YAML document, or a directive"),
        Code("CR010", "too-deep", _E, "A file has too many values, or groups too deep"),
        Code("CR011", "empty-file", _E, "A file says nothing"),
        Code("CR012", "no-fields", _E, "A file is a list or a text, not fields"),
        Code("CR014", "unnamed-field", _E, "A value has no plain field name"),
        Code("CR015", "file-name", _E, "A file name does not end in .yaml"),
        Code("CR016", "link-outside", _E, "A link in the contracts folder is not followed"),
        Code("CR017", "text-after-hash", _E, "Words after a # would be dropped as a comment"),
        Code("CR018", "open-merge", _E, "A merge was left open by git"),
        Code("CR020", "unclear-ignore", _E, "A comment that ignores a check is not complete"),
        Code("CR021", "unused-ignore", _W, "A comment ignores a check that has nothing to say"),
        Code("CR101", "field-missing", _E, "A field that every contract needs is missing"),
        Code("CR102", "field-blank", _E, "A field has no value"),
        Code("CR103", "field-unknown", _E, "A field has a name that the register does not know"),
        Code("CR104", "wrong-shape", _E, "A field has a value of the wrong shape"),
        Code("CR110", "date", _E, "A date cannot be read"),
        Code("CR111", "amount", _E, "An amount cannot be read"),
        Code("CR112", "word", _E, "A word is not in its list"),
        Code("CR113", "whole-number", _E, "A whole number cannot be read"),
        Code("CR114", "yes-or-no", _E, "A yes or no cannot be read"),
        Code("CR115", "id-form", _E, "An id has characters that ids do not have"),
        Code("CR116", "number-form", _E, "A published number does not have its form"),
        Code("CR117", "financial-year", _E, "A financial year cannot be read"),
        Code("CR118", "web-address", _E, "A web address cannot be followed"),
        Code("CR119", "length-of-time", _E, "A length of time cannot be read"),
        Code("CR201", "end-before-start", _E, "A term ends before it starts"),
        Code("CR202", "no-end", _E, "A term has no end, and nothing in its place"),
        Code("CR203", "two-ends", _E, "A term has an end date and is said to be open-ended"),
        Code("CR204", "id-and-file-name", _E, "An id is not the file's name"),
        Code("CR205", "extension-without-decision", _W, "An extension was used and no decision is recorded"),
        Code("CR206", "extension-order", _E, "An extension was used before one that comes ahead of it"),
        Code("CR207", "extension-length", _E, "An extension does not say how long it is, or says it twice"),
        Code("CR208", "extension-adds-nothing", _E, "An extension ends no later than the term it extends"),
        Code("CR209", "parts-and-amount", _E, "An amount is not the sum of its parts"),
        Code("CR210", "started-before-award", _W, "A contract started before it was awarded"),
        Code("CR211", "date-outside-term", _E, "A break, a termination or a closing day is outside the term"),
        Code("CR212", "late-decision", _W, "An extension was decided after the end it extends"),
        Code("CR213", "stage-dates", _E, "A stage was completed before it was started"),
        Code("CR214", "exemption-dates", _E, "An exemption ends before it was approved"),
        Code("CR215", "cannot-be-withheld", _E, "A field is withheld that is not there, or cannot be left out"),
        Code("CR216", "personal-data", _W, "A text may hold personal data"),
        Code("CR217", "open-query", _W, "A statement elsewhere does not agree with the entry"),
        Code("CR218", "extensions-not-recorded", _W, "Nothing is recorded of extensions"),
        Code("CR219", "no-oversight", _W, "Nothing is recorded of oversight"),
        Code("CR220", "no-value", _W, "No amount is recorded"),
        Code("CR221", "no-value-for-money", _N, "Nothing is recorded of value for money"),
        Code("CR222", "zero-amount", _W, "An amount is nought"),
        Code("CR223", "withheld-elsewhere", _E, "A withheld text stands elsewhere in the entry"),
        Code("CR224", "direct-award-above-threshold", _W, "A direct award or exemption is at or above the threshold"),
        Code("CR225", "threshold-not-told", _N, "Nobody can tell whether a contract is below the threshold"),
        Code("CR226", "extension-not-provided-for", _W, "An extension was used that the contract did not provide for"),
        Code("CR227", "changed-by-a-tenth", _N, "A value or a term has moved by more than a tenth since the award"),
        Code("CR228", "changed-by-half", _W, "A value or a term has grown by more than half since the award"),
        Code("CR229", "health-contract-changed", _W, "A health care contract has moved by £500,000 and 25%"),
        Code("CR230", "signed-before-award", _W, "A contract was signed before it was awarded"),
        Code("CR231", "started-before-signed", _N, "A service started before its contract was signed"),
        Code("CR232", "framework-over-four-years", _N, "A framework is longer than four years"),
        Code("CR233", "regime-not-in-force", _W, "A regime was not in force when the procurement commenced"),
        Code("CR234", "health-outside-regime", _W, "Health care services are not under the Provider Selection Regime"),
        Code("CR235", "health-and-other-services", _N, "Health care services stand beside other services"),
        Code("CR236", "no-light-touch-code", _W, "A light touch contract has no code of a light touch service"),
        Code("CR237", "not-below-threshold", _W, "A contract recorded as below the threshold is at or above it"),
        Code("CR238", "direct-award-in-band", _N, "A direct award is in a band that asks for more"),
        Code("CR239", "light-touch-codes-alone", _N, "All codes are of light touch services, and the regime is not"),
        Code("CR301", "id-twice", _E, "Two files have the same id"),
        Code("CR302", "no-such-contract", _E, "A contract is named that the register does not have"),
        Code("CR303", "succession-gap", _W, "There is a gap or an overlap between a contract and its successor"),
        Code("CR304", "provider-spelt-two-ways", _W, "A provider's name is spelt two ways"),
        Code("CR305", "provider-number-shared", _W, "One published number goes with two names, or one name with two"),
        Code("CR306", "no-such-service-area", _E, "A service area is not in the settings"),
        Code("CR307", "reference-twice", _W, "Two contracts have the same reference"),
        Code("CR308", "call-off-outside-framework", _W, "A call-off does not fit its framework's dates"),
        Code("CR309", "succession-disagrees", _E, "Two contracts disagree on which follows which"),
        Code("CR310", "band-crossed", _N, "A provider's contracts together cross a band of the procedure rules"),
        Code("CR311", "withheld-in-one", _E, "A name is withheld in one entry and shown in another"),
        Code("CR401", "ended-still-open", _W, "A contract has ended and nobody has closed it"),
        Code("CR402", "not-checked", _W, "Nobody has confirmed the entry for a long time"),
        Code("CR403", "exemption-past", _W, "An exemption has run out"),
        Code("CR404", "notice-day-past", _W, "The last day to use an extension has passed"),
        Code("CR405", "review-past", _W, "The review of an open-ended contract is past its day"),
        Code("CR406", "dated-ahead", _W, "Something is recorded as done on a day yet to come"),
        Code("CR901", "settings-syntax", _E, "The settings file cannot be read"),
        Code("CR902", "settings-unknown", _E, "A setting has a name that is not known"),
        Code("CR903", "settings-value", _E, "A setting has a value that cannot be used"),
        Code("CR910", "no-such-template", _E, "A template is not there"),
        Code("CR911", "template-broken", _E, "A template cannot be filled in"),
    )
}

DOCS_PAGE = "docs/reference/codes/{code}.md"


def explanation(code: str) -> str:
    """The page of a code, in Markdown without its heading. Raises KeyError for a code that does not exist."""
    known = CODES[code]
    return files("commreg.checks").joinpath("explanations", f"{known.id}.md").read_text(encoding="utf-8")
