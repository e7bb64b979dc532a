"""The types of single fields: each turns the text in the file into one exact value, or says why it cannot.

The reader of files returns a scalar as its text, a blank as None, a list as a tuple and a group as a dict. A function
that reads a value raises `field_error(code, …)`, to which pydantic adds the field path. Messages continue a sentence
that begins with the field: "term.end" + " is “31/03/2022”, which …".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from commreg.model import old_names, vocabularies
from commreg.values.dates import parse_day
from commreg.values.durations import Duration, parse_duration
from commreg.values.money import parse_amount, suggest_amount
from commreg.values.text import truncate

MAX_ID_LENGTH = 80
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z", re.ASCII)
_WHOLE_NUMBER = re.compile(r"\d{1,4}\Z", re.ASCII)
_MAX_NOTICE = {"d": 5 * 366, "w": 260, "m": 60}
_MAX_RENEWAL = {"w": 1044, "m": 240}
_YEAR = re.compile(r"(\d{4})/(\d{2})\Z", re.ASCII)
COMPANY_NUMBER = re.compile(r"(?:\d{8}|[A-Z]{2}\d{6})\Z", re.ASCII)
CHARITY_NUMBER = re.compile(r"(?:\d{6,7}(?:-\d{1,3})?|SC\d{6}|NIC\d{6})\Z", re.ASCII)
_CPV = re.compile(r"\d{8}(?:-\d)?\Z", re.ASCII)
_URL = re.compile(r"https?://[^\s<>\"]+\Z")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class Group(BaseModel):
    """A group of fields in a file: unknown names are errors, no value is converted, and the group is immutable."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def quote(value: object) -> str:
    """The text as written in quotation marks, cut if it is long."""
    return f"“{truncate(' '.join(str(value).split()))}”"


def field_error(code: str, message: str, hint: str) -> PydanticCustomError:
    """An error in one field. `message` continues a sentence whose subject is the field."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def scalar_text(value: object, expected: str) -> str:
    """The text of a scalar. A blank, a list or a group is an error, with `expected` in the hint."""
    if isinstance(value, str) and (text := value.strip()):
        return text
    if value is None or isinstance(value, str):
        raise field_error("CR102", "has no value", f"write {expected}, or delete the line")
    shape = "a list" if isinstance(value, tuple) else "a group of fields"
    raise field_error("CR104", f"is {shape}, where one value belongs", f"write {expected} on the same line")


def read_text(value: object) -> str:
    """A text without spaces at its ends; line ends inside it are kept."""
    return scalar_text(value, "the words")


def is_id(text: str) -> bool:
    """Whether a text has the form of an id."""
    return len(text) <= MAX_ID_LENGTH and _ID.match(text) is not None


def read_id(value: object) -> str:
    """The id of a contract or service area: small letters, digits and single hyphens."""
    raw = scalar_text(value, "an id such as youth-justice-2019")
    if not is_id(raw):
        slug = "-".join(re.findall(r"[a-z0-9]+", raw.casefold()))[:MAX_ID_LENGTH].strip("-")
        raise field_error(
            "CR115",
            f"is {quote(raw)}: an id has small letters a to z, digits and single hyphens, {MAX_ID_LENGTH} at most",
            f"write {slug or 'for example youth-justice-2019'}",
        )
    return raw


def read_day(value: object) -> date:
    """A calendar day written YYYY-MM-DD, between 1900 and 2999."""
    raw = scalar_text(value, "a date such as 2022-03-31")
    try:
        return parse_day(raw)
    except ValueError as reason:
        raise field_error("CR110", f"is {quote(raw)}, which {reason}", _day_hint(raw)) from None


def _day_hint(raw: str) -> str:
    """What to write for a date in another form, if the form is not ambiguous."""
    plain = "write the year, month and day with hyphens, for example 2022-03-31"
    if re.match(r"\d{4}-\d{2}-\d{2}\Z", raw):
        return "check the year, the month, and how many days that month has"
    match = re.match(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([A-Za-z]{3})[a-z]*[\s-]+(\d{4})\Z", raw)
    if match and match[2].lower() in _MONTHS:
        guess = f"{match[3]}-{_MONTHS.index(match[2].lower()) + 1:02}-{int(match[1]):02}"
    elif match := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?\Z", raw):
        guess = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    elif (match := re.match(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\Z", raw)) and int(match[1]) > 12:
        guess = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    else:
        return plain
    try:
        parse_day(guess)
    except ValueError:
        return plain
    return f"write {guess}"


def read_amount(value: object) -> Decimal:
    """Pounds, exact, to two places: 74000 or 74000.00."""
    raw = scalar_text(value, "an amount such as 74000.00")
    try:
        return parse_amount(raw)
    except ValueError as reason:
        plain = suggest_amount(raw)
        hint = f"write {plain}" if plain else "write digits and at most two places after a point, for example 74000.00"
        if not plain and re.search(r"\d", raw):
            hint += "; words about the amount belong in value.variation or value.parts"
        raise field_error("CR111", f"is {quote(raw)}, which {reason}", hint) from None


def whole_number_reader(minimum: int, maximum: int, unit: str) -> Callable[[object], int]:
    """A function that reads a whole number of `unit`, from `minimum` to `maximum` inclusive."""

    def parse(value: object) -> int:
        raw = scalar_text(value, f"a number of {unit}")
        if not _WHOLE_NUMBER.match(raw) or not minimum <= int(raw) <= maximum:
            raise field_error(
                "CR113",
                f"is {quote(raw)}, which is not a whole number of {unit} from {minimum} to {maximum}",
                f"write digits alone, for example {max(minimum, 12)}",
            )
        return int(raw)

    return parse


def _parse_length(raw: str) -> Duration | None:
    """The length of time in days, weeks or months; None if it is not one."""
    try:
        span = parse_duration(raw)
    except ValueError:
        return None
    return None if span.unit == "y" else span


def read_notice(value: object) -> Duration:
    """A notice period in months, weeks or days, up to five years: 6m, 12w, 90d. 0m means that none is needed."""
    raw = scalar_text(value, "a notice period such as 6m or 12w")
    notice = _parse_length(raw)
    if notice is None or notice.count > _MAX_NOTICE[notice.unit]:
        form = "write a number and d, w or m for days, weeks or months, for example 6m or 12w"
        hint = f"write {raw}m for months, or {raw}w for weeks" if raw.isascii() and raw.isdigit() else form
        raise field_error("CR119", f"is {quote(raw)}, which is not a notice period of up to 5 years", hint)
    return notice


def read_renewal_period(value: object) -> Duration:
    """The length of one renewal in months or weeks: 12m. Not zero, and 20 years at most."""
    raw = scalar_text(value, "a length of time such as 12m")
    span = _parse_length(raw)
    if span is None or not 0 < span.count <= _MAX_RENEWAL.get(span.unit, 0):
        raise field_error(
            "CR119",
            f"is {quote(raw)}, which is not a number of weeks or months of up to 20 years",
            "write a number and w or m for weeks or months, for example 12m for every year",
        )
    return span


def read_lead_time(value: object) -> Duration:
    """The length of a stage in weeks, months or days: 6w, 4m, 10d. 0w means that it takes no extra time."""
    raw = scalar_text(value, "a length of time such as 6w or 4m")
    span = _parse_length(raw)
    if span is None or span.count > 999:
        raise field_error(
            "CR119",
            f"is {quote(raw)}, which is not a length of time",
            "write a number and d, w or m for days, weeks or months, for example 6w",
        )
    return span


def read_flag(value: object) -> bool:
    """true or false; yes and no are accepted too."""
    raw = scalar_text(value, "true or false")
    choices = {"true": True, "yes": True, "false": False, "no": False}
    if raw.lower() not in choices:
        raise field_error("CR114", f"is {quote(raw)}, where true or false belongs", "write true or false")
    return choices[raw.lower()]


def choice_reader(vocabulary: vocabularies.Vocabulary) -> Callable[[object], str]:
    """A function that reads one word of a fixed list."""
    listing = ", ".join(vocabulary)

    def parse(value: object) -> str:
        raw = scalar_text(value, f"one of: {listing}")
        if new_word := old_names.WORDS.get(vocabulary.name, {}).get(raw):
            raise field_error("CR112", f"is {quote(raw)}, which is now called {new_word}", f"write {new_word}")
        if raw not in vocabulary:
            suggestion = vocabularies.did_you_mean(raw, vocabulary)
            raise field_error(
                "CR112",
                f"is {quote(raw)}, which is not a known {vocabulary.name}",
                f"did you mean {suggestion}? The words are: {listing}" if suggestion else f"write one of: {listing}",
            )
        return raw

    return parse


def pattern_reader(pattern: re.Pattern[str], what: str, example: str) -> Callable[[object], str]:
    """A function that reads a published number of a fixed form; spaces and case are not corrected."""

    def parse(value: object) -> str:
        raw = scalar_text(value, f"{what} such as {example}")
        if not pattern.match(raw):
            raise field_error(
                "CR116", f"is {quote(raw)}, which does not have the form of {what}", _number_hint(raw, example)
            )
        return raw

    return parse


def _number_hint(raw: str, example: str) -> str:
    if raw.isdigit() and len(raw) < 8 and len(example) == 8:
        return f"write all eight characters, with the zeros in front: {raw.zfill(8)}"
    return f"write it as published, for example {example}"


def read_financial_year(value: object) -> str:
    """A financial year, 1 April to 31 March, written 2021/22."""
    raw = scalar_text(value, "a financial year such as 2021/22")
    match = _YEAR.match(raw)
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise field_error("CR117", f"is {quote(raw)}, which is not a financial year", "write it as 2021/22")
    return raw


def read_web_address(value: object) -> str:
    """An http or https address; other schemes could run code when the link is followed."""
    raw = scalar_text(value, "a web address")
    if not _URL.match(raw):
        raise field_error(
            "CR118", f"is {quote(raw)}, which is not a web address", "write it in full, beginning with https://"
        )
    return raw


def _leaf(parse: Callable[[object], Any], **schema: Any) -> tuple[PlainValidator, WithJsonSchema]:
    return PlainValidator(parse), WithJsonSchema(schema)


def _words(vocabulary: vocabularies.Vocabulary) -> tuple[Any, ...]:
    return (*_leaf(choice_reader(vocabulary), type="string", enum=list(vocabulary)), vocabulary)


_text, _text_schema = _leaf(read_text, type="string", minLength=1)
_label, _label_schema = _leaf(read_text, type=["string", "number"])
_id, _id_schema = _leaf(read_id, type=["string", "integer"], pattern="^" + _ID.pattern.removesuffix(r"\Z") + "$")
_day, _day_schema = _leaf(read_day, type="string", format="date")
_amount, _amount_schema = _leaf(read_amount, type="number", minimum=0)
read_months = whole_number_reader(1, 240, "months")
_months, _months_schema = _leaf(read_months, type="integer", minimum=1, maximum=240)
_notice, _notice_schema = _leaf(read_notice, type="string", pattern=r"^\d{1,4}\s*[dwm]$")
_every, _every_schema = _leaf(read_renewal_period, type="string", pattern=r"^0{0,3}[1-9]\d{0,3}\s*[wm]$")
_lead, _lead_schema = _leaf(read_lead_time, type="string", pattern=r"^\d{1,3}\s*[dwm]$")
_flag, _flag_schema = _leaf(read_flag, enum=[True, False, "yes", "no"])
_year, _year_schema = _leaf(read_financial_year, type="string", pattern=r"^\d{4}/\d{2}$")
_url, _url_schema = _leaf(read_web_address, type="string", format="uri", pattern="^https?://")
_company, _company_schema = _leaf(
    pattern_reader(COMPANY_NUMBER, "a company number", "00123456"), type=["string", "integer"]
)
_charity, _charity_schema = _leaf(
    pattern_reader(CHARITY_NUMBER, "a charity number", "1096908"), type=["string", "integer"]
)
_cpv, _cpv_schema = _leaf(pattern_reader(_CPV, "a CPV code", "85311300-5"), type=["string", "integer"])

Text = Annotated[str, _text, _text_schema]
# A name or number that can be written in digits only. It is kept as text, with leading zeros.
Label = Annotated[str, _label, _label_schema]
Id = Annotated[str, _id, _id_schema]
Day = Annotated[date, _day, _day_schema]
Amount = Annotated[Decimal, _amount, _amount_schema]
Months = Annotated[int, _months, _months_schema]
NoticePeriod = Annotated[Duration, _notice, _notice_schema, PlainSerializer(lambda span: span.written)]
RenewalPeriod = Annotated[Duration, _every, _every_schema, PlainSerializer(lambda span: span.written)]
LeadTime = Annotated[Duration, _lead, _lead_schema, PlainSerializer(lambda span: span.written)]
Flag = Annotated[bool, _flag, _flag_schema]
FinancialYear = Annotated[str, _year, _year_schema]
Url = Annotated[str, _url, _url_schema]
CompanyNumber = Annotated[str, _company, _company_schema]
CharityNumber = Annotated[str, _charity, _charity_schema]
Cpv = Annotated[str, _cpv, _cpv_schema]

Kind = Annotated[str, *_words(vocabularies.KIND)]
ProviderType = Annotated[str, *_words(vocabularies.PROVIDER_TYPE)]
Basis = Annotated[str, *_words(vocabularies.BASIS)]
Certainty = Annotated[str, *_words(vocabularies.CERTAINTY)]
ExtensionState = Annotated[str, *_words(vocabularies.EXTENSION_STATE)]
FundingKind = Annotated[str, *_words(vocabularies.FUNDING_KIND)]
SpendKind = Annotated[str, *_words(vocabularies.SPEND_KIND)]
Regime = Annotated[str, *_words(vocabularies.REGIME)]
ProcurementRoute = Annotated[str, *_words(vocabularies.ROUTE)]
Frequency = Annotated[str, *_words(vocabularies.FREQUENCY)]
Rating = Annotated[str, *_words(vocabularies.RATING)]
Inspectorate = Annotated[str, *_words(vocabularies.INSPECTORATE)]
Intention = Annotated[str, *_words(vocabularies.INTENTION)]
Visibility = Annotated[str, *_words(vocabularies.VISIBILITY)]
StageName = Annotated[str, *_words(vocabularies.STAGE)]
Withholding = Annotated[str, *_words(vocabularies.WITHHOLDING)]
