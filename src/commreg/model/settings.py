"""The settings of a register: commreg.toml, or [tool.commreg] in pyproject.toml."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema

from commreg.diagnostics.codes import CODES
from commreg.diagnostics.finding import Severity
from commreg.model.contract import Contract, LeadTimes
from commreg.model.field_path import field_names
from commreg.model.fields import FinancialYear, ProcurementRoute, StageName, field_error, quote, read_id
from commreg.model.vocabularies import did_you_mean
from commreg.model.withholding_rules import NEVER_WITHHELD
from commreg.values.dates import FIRST_YEAR, LAST_YEAR


def _money(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or value < 0:
        raise field_error(
            "CR903", f"is {quote(value)}, which is not an amount in pounds", "write digits, for example 25000"
        )
    return Decimal(value)


def _severity(value: object) -> Severity:
    if value not in list(Severity):
        raise field_error("CR903", f"is {quote(value)}, which is not a severity", "write error, warning or note")
    return Severity(str(value))


def _in_reach(value: date) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        message = f"is {value.isoformat()}, outside the years {FIRST_YEAR} to {LAST_YEAR}"
        raise field_error("CR903", message, "write a date such as 2021-12-16")
    return value


def _web_address(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s<>\"'`]+", value):
        raise field_error("CR903", f"is {quote(value)}, which is not a web address", "write it with https:// in front")
    return value.rstrip("/")


def _accent(value: str) -> str:
    """A colour on which white can be read and that can be read on white: a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    if not value:
        return value
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise field_error("CR903", f"is {quote(value)}, which is not a colour", "write it as #173a5e")
    parts = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    contrast = 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    if contrast < 4.5:
        raise field_error(
            "CR903",
            f"is {value}, which is too light to read on white: its contrast is {contrast:.1f} to 1",
            "choose a darker colour: WCAG asks for 4.5 to 1",
        )
    return value


def _code(value: str) -> str:
    if value not in CODES:
        raise field_error("CR903", "is not a code", "write the code as a finding shows it, such as CR304")
    if CODES[value].unsuppressible:
        raise field_error("CR903", "is a code whose severity is fixed", "remove it: this check is always an error")
    return value


def _field(value: str) -> str:
    *groups, name = value.split(".")
    names = field_names(Contract, tuple(groups))
    if value.split(".", maxsplit=1)[0] in NEVER_WITHHELD:
        raise field_error("CR903", f"names {value}, which cannot be internal", "remove it")
    if name not in names:
        suggestion = did_you_mean(name, names)
        hint = (
            f"did you mean {'.'.join((*groups, suggestion))}?"
            if suggestion
            else "write it as in a file, for example notes"
        )
        raise field_error("CR903", f"names {value}, which is not a field of a contract", hint)
    return value


# Fields that are never published, whatever the settings say.
NEVER_PUBLISHED = ("notes", "local", "queries")


class Setting(BaseModel):
    """A table of settings: unknown names are errors, and no value is converted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


Region = Literal[
    "North East",
    "North West",
    "Yorkshire and The Humber",
    "East Midlands",
    "West Midlands",
    "East of England",
    "London",
    "South East",
    "South West",
]
_GSS = re.compile(r"(?:.*/)?([EWSN]\d{8})/?\Z", re.ASCII)
# Kinds of council by the first characters of their GSS code (ONS, Register of Geographic Codes).
_COUNCIL_TYPES = {
    "E06": "unitary authority",
    "E07": "district council",
    "E08": "metropolitan district",
    "E09": "London borough",
    "E10": "county council",
    "N09": "Northern Ireland district",
    "S12": "Scottish council",
    "W06": "Welsh council",
}


class Organisation(Setting):
    """The council whose register it is."""

    name: str = Field("", description="The council's name, as shown at the top of every paper.")
    service: str = Field("", description="The part of the council, for example children's services.")
    identifiers: dict[str, str] = Field({}, description="Published identifiers, by scheme, for example GB-LAE.")
    ocds_prefix: str = Field("", description="Registered prefix for OCDS exports.")
    region: Region | None = Field(
        None, description=f"Region of England, to compare with other councils: {', '.join(get_args(Region))}."
    )

    @property
    def heading(self) -> str:
        """Rutland County Council, children's services."""
        return ", ".join(part for part in (self.name, self.service) if part) or "Contract register"

    @property
    def gss_code(self) -> str | None:
        """The code of the Office for National Statistics, from an identifier that is one or ends in one."""
        matches = filter(None, map(_GSS.match, self.identifiers.values()))
        return next((match[1] for match in matches), None)

    @property
    def council_type(self) -> str | None:
        """The kind of council that the GSS code shows: unitary authority, London borough …"""
        return _COUNCIL_TYPES.get((self.gss_code or "")[:3])


Pounds = Annotated[Decimal, PlainValidator(_money), WithJsonSchema({"type": "number", "minimum": 0})]
SettingDay = Annotated[date, AfterValidator(_in_reach)]


class Band(Setting):
    """A band of the council's own contract procedure rules."""

    threshold: Pounds = Field(alias="from", description="Lowest value in the band, in pounds, excluding VAT.")
    name: str = Field(description="What the rules require for this band.")


class Timetable(Setting):
    """Lead times for some contracts, instead of policy.lead_times. The first timetable that fits a contract applies."""

    name: str = Field(description="Name of the timetable, for example quotations.")
    routes: tuple[ProcurementRoute, ...] = Field((), description="Procurement routes it applies to; all if left out.")
    threshold: Pounds | None = Field(
        None, alias="from", description="Lowest value it applies to: pounds for the whole term, net of VAT."
    )
    below: Pounds | None = Field(None, description="Applies below this value: pounds for the whole term, net of VAT.")
    lead_times: LeadTimes = Field(description="How long each stage takes. Leave out a stage that is not needed.")


class DecisionMaker(Setting):
    """Who decides at the end of a stage of recommissioning, for contracts from a value upwards."""

    name: str = Field(description="Who decides, for example Cabinet.")
    threshold: Pounds = Field(
        Decimal(0), alias="from", description="Lowest value it decides on: pounds for the whole term, net of VAT."
    )
    stages: tuple[StageName, ...] = Field(("award",), description="Stages that end with its decision.")
    executive: bool | None = Field(
        None,
        description="Whether it takes executive decisions: Cabinet, a cabinet member, or an officer for them. If left "
        "out, policy.executive_arrangements decides.",
    )
    clear_days: int | None = Field(
        None,
        ge=0,
        le=365,
        description="Clear days of notice for the decision. If left out, 28 as for a key decision, or 0 if it is not "
        "an executive decision.",
    )
    urgent_clear_days: int | None = Field(
        None,
        ge=0,
        le=365,
        description="Clear days of notice if the usual notice is impracticable. If left out, 5 for an executive "
        "decision (SI 2012/2089, regulation 10).",
    )
    private: bool = Field(
        default=False,
        description="Whether part of its meetings is private, for example for an exempt appendix. Notices of 28 and "
        "5 clear days are then due (SI 2012/2089, regulation 5).",
    )
    call_in_days: int = Field(
        0, ge=0, le=60, description="Days after a decision until it can take effect, for call-in by scrutiny."
    )
    meetings: tuple[SettingDay, ...] = Field((), description="Dates of its meetings.")


class SchoolTerm(Setting):
    """A school term, including its first and last day."""

    name: str = Field(description="Name of the term, for example Autumn 2021.")
    start: SettingDay = Field(description="First day of the term.")
    end: SettingDay = Field(description="Last day of the term.")


def _default_lead_times() -> LeadTimes:
    """18 months in total. There is no published standard; this division into stages is the project's own."""
    months = {
        "review": 2,
        "needs-assessment": 2,
        "options-appraisal": 2,
        "market-engagement": 2,
        "specification": 2,
        "procurement": 4,
        "award": 1,
        "mobilisation": 3,
    }
    return LeadTimes.model_validate({stage: f"{count}m" for stage, count in months.items()})


class Policy(Setting):
    """The council's own rules on timing and value."""

    window_months: int = Field(18, ge=1, le=120, description="Length of the recommissioning window, in months.")
    notice_months: int = Field(
        3, ge=0, le=60, description="Notice for an extension, in months, if the contract does not state it."
    )
    check_months: int = Field(12, ge=1, le=120, description="Longest time between checks of an entry, in months.")
    bands: tuple[Band, ...] = Field((), description="Bands of the contract procedure rules, lowest first.")
    lead_times: LeadTimes = Field(
        default_factory=_default_lead_times, description="Usual length of each stage of recommissioning."
    )
    timetables: tuple[Timetable, ...] = Field(
        (), description="Other lead times, by route or value. The first that fits applies."
    )
    decision_makers: tuple[DecisionMaker, ...] = Field(
        (), description="Who decides, from which value, and meeting dates."
    )
    executive_arrangements: bool | None = Field(
        None,
        description="Whether the council has executive arrangements (a cabinet or a mayor): true, or false for a "
        "committee system. SI 2012/2089 applies only to councils that have them.",
    )
    exemption_months: int | None = Field(
        None, ge=1, le=60, description="Longest interim exemption allowed, in months. Leave out if none is allowed."
    )
    rating_months: int = Field(12, ge=1, le=120, description="Longest time between performance ratings, in months.")
    school_terms: tuple[SchoolTerm, ...] = Field(
        (), description="School terms, for contracts that are reviewed termly."
    )
    pipeline_notice: bool = Field(
        default=False,
        description="Whether the council must publish a pipeline notice: it expects to pay over £100 million in the "
        "coming year (Procurement Act 2023, section 93).",
    )
    transparency_code: bool = Field(
        default=True,
        description="Whether deadlines include the returns of the Local Government Transparency Code, which binds "
        "councils in England.",
    )

    @property
    def has_own_lead_times(self) -> bool:
        """Whether the settings give the usual lead times; if not, the defaults are those of the program."""
        return "lead_times" in self.model_fields_set


class Site(Setting):
    """The website that `commreg site` writes."""

    contact: str = Field("", description="E-mail address for questions about the register, shown on every page.")
    licence: str = Field(
        "", description="The licence under which others may use the data, for example Open Government Licence v3.0."
    )
    address: Annotated[str, AfterValidator(_web_address)] = Field(
        "", description="Web address where the site is published, for the feed: https://…"
    )
    edit: Annotated[str, AfterValidator(_web_address)] = Field(
        "",
        description="Web address of the register where its files are edited, for links in the internal site, for "
        "example https://github.com/council/register/edit/main",
    )
    accent: Annotated[str, AfterValidator(_accent)] = Field(
        "", description="Colour of the line at the top of every page, as #173a5e."
    )


class Settings(Setting):
    """All settings, each with its default."""

    organisation: Organisation = Field(Organisation(), description="The council whose register it is.")
    contracts: str = Field("contracts", description="Folder of contract files, inside the register.")
    as_of: SettingDay | None = Field(
        None, description="Fixed date for an archived register, used instead of today. Every output states it."
    )
    service_areas: dict[Annotated[str, AfterValidator(read_id)], str] = Field(
        {}, description="Service areas: the id and name of each, in the order to show them."
    )
    policy: Policy = Field(Policy(), description="The council's own rules.")
    site: Site = Field(Site(), description="The website of the register.")
    budgets: dict[FinancialYear, dict[Annotated[str, AfterValidator(read_id)], Pounds]] = Field(
        {}, description="Budgets in pounds: by financial year, then by service area."
    )
    severities: dict[Annotated[str, AfterValidator(_code)], Annotated[Severity, PlainValidator(_severity)]] = Field(
        {}, description="Severity of checks, by code, instead of the default."
    )
    internal: tuple[Annotated[str, AfterValidator(_field)], ...] = Field(
        ("monitoring.owner", "recommissioning.estimated_value"),
        description="Internal fields, which are not published. notes, local and queries are never published.",
    )

    @property
    def unpublished(self) -> tuple[str, ...]:
        """The fields that are not published."""
        return (*NEVER_PUBLISHED, *(name for name in self.internal if name not in NEVER_PUBLISHED))

    def severity(self, code: str) -> Severity:
        """The severity of a code in this register."""
        return self.severities.get(code, CODES[code].severity)

    def area_name(self, area: str) -> str:
        """The name of a service area, or its id if the settings do not name it."""
        return self.service_areas.get(area, area)
