"""A contract as its file says it. What follows from it (ends, windows, plans) is reckoned elsewhere, never stored.

A field left out, or left blank, is *not recorded*; an empty list says *none*. Rules across fields are in
`commreg.checks`; here each field stands alone. The descriptions are what an editor shows on hover.
"""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from commreg.model.fields import (
    Amount,
    Basis,
    Certainty,
    CharityNumber,
    CompanyNumber,
    Cpv,
    Day,
    ExtensionState,
    FinancialYear,
    Flag,
    Frequency,
    Group,
    Id,
    Inspectorate,
    Intention,
    Kind,
    Label,
    LeadTime,
    Months,
    NoticeMonths,
    ProcurementRoute,
    ProviderType,
    Rating,
    Regime,
    SpendKind,
    Text,
    Url,
    Visibility,
    Withholding,
)
from commreg.values.durations import Duration

# What identifies an entry and says when it runs: without these a public register would mislead. To keep one of them
# back, withhold the whole entry.
NEVER_WITHHELD = frozenset(("id", "kind", "service_area", "term", "publication"))
# Any of these gives the others away, so withholding one withholds all.
VALUE_FIELDS = ("value", "value.amount", "value.parts")
_AMOUNTS = ("amount", "parts", "at_award", "variation", "uplift", "irrecoverable_vat")
_REGISTERED_NAME = ("name", "company_number", "charity_number", "identifiers")
# What tells a withheld field, and so is withheld with it: amounts and what they vary by, numbers that lead to a name.
WITHHELD_WITH: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(VALUE_FIELDS[1:], tuple(f"value.{name}" for name in _AMOUNTS)),
    "provider.name": tuple(f"provider.{name}" for name in _REGISTERED_NAME),
}


class Provider(Group):
    """Who the contract is with."""

    name: Text = Field(description="The provider's name, spelt the same in every contract.")
    type: ProviderType | None = Field(None, description="What sort of body the provider is.")
    company_number: CompanyNumber | None = Field(None, description="Companies House number, all eight characters.")
    charity_number: CharityNumber | None = Field(None, description="Charity Commission number.")
    identifiers: dict[str, Label] | None = Field(
        None, description="Other published numbers, by scheme: UKPRN, ODS, PPON …"
    )
    sme: Flag | None = Field(None, description="Whether it has fewer than 250 staff (Transparency Code 2015).")
    vcse: Flag | None = Field(None, description="Whether it is a voluntary, community or social enterprise.")


class Subcontractor(Group):
    """Somebody who delivers part of the service under a lead provider."""

    name: Text = Field(description="The subcontractor's name.")
    delivers: Text | None = Field(None, description="Which part of the service it delivers.")
    share: Amount | None = Field(None, description="What it is paid, in pounds.")


class Statutory(Group):
    """The duty that the service discharges. Leave the group out where there is none."""

    basis: Text = Field(description="Act and section, for example Children and Families Act 2014, section 32.")
    limited_choice: Text | None = Field(None, description="Why there is no open market, where there is none.")


class Decision(Group):
    """A decision that somebody with the power took."""

    body: Text = Field(description="Who decided: Cabinet, a committee, a post with delegated powers.")
    on: Day = Field(description="The day of the decision.")
    what: Text | None = Field(None, description="What was decided, in a sentence.")
    reference: Label | None = Field(None, description="Report or minute number.")
    key_decision: Flag | None = Field(None, description="Whether it was a key decision (28 clear days' notice).")
    forward_plan: Label | None = Field(None, description="Forward plan reference.")


class Extension(Group):
    """One option to extend. Two options of a year each ("1+1") are two entries, in the order they can be used."""

    months: Months | None = Field(None, description="How many months it adds. Either this or until.")
    until: Day | None = Field(None, description="The last day it extends to. Either this or months.")
    state: ExtensionState = Field("available", description="available until somebody decides; then what was decided.")
    notice_months: NoticeMonths | None = Field(
        None, description="How many months before the end it must be agreed or served."
    )
    decision: Decision | None = Field(None, description="Who agreed to use it, and when.")
    provided: Flag | None = Field(None, description="Whether the contract as signed provides for it.")
    note: Text | None = Field(None, description="Anything a reader should know of it.")


class Break(Group):
    """A day on which the contract can be ended early."""

    on: Day = Field(description="The last day of service if the break is used.")
    notice_months: NoticeMonths | None = Field(None, description="How many months' notice it takes.")
    by: Text | None = Field(None, description="Who may use it: council, provider, either.")


class Termination(Group):
    """An end before the end."""

    on: Day = Field(description="The last day of service.")
    reason: Text = Field(description="Why it ended early.")


class Term(Group):
    """How long the contract runs. Every date is a day of service: an end is the last one."""

    start: Day = Field(description="The first day of service.")
    end: Day | None = Field(None, description="The last day as signed, before any extension. Never edited afterwards.")
    ends_when: Text | None = Field(None, description="For a contract with no end date: what ends it.")
    review_on: Day | None = Field(None, description="For a contract with no end date: when it is next reviewed.")
    extensions: tuple[Extension, ...] | None = Field(
        None,
        description="Options to extend, in order. [] says there are none; leave it out if you do not know.",
        max_length=20,
    )
    breaks: tuple[Break, ...] | None = Field(None, description="Break clauses.")
    terminated: Termination | None = Field(None, description="If it was ended early.")
    closed_on: Day | None = Field(None, description="The day somebody confirmed that it had run out and was closed.")


class ValuePart(Group):
    """A part of a value that is priced in more than one way."""

    what: Text = Field(description="What the part pays for.")
    amount: Amount = Field(description="Pounds, net of VAT that can be recovered.")
    basis: Basis = Field("unstated", description="What the amount covers.")
    certainty: Certainty | None = Field(None, description="How firm it is, where that is stated.")


class Value(Group):
    """What it costs, as stated. Net of recoverable VAT; never compared with VAT-inclusive thresholds."""

    amount: Amount | None = Field(None, description="Pounds, net of VAT that can be recovered.")
    basis: Basis = Field("unstated", description="What the amount covers. Say unstated rather than guess.")
    certainty: Certainty | None = Field(None, description="How firm it is, where that is stated.")
    at_award: Amount | None = Field(
        None, description="Pounds as awarded, on the same basis, where the amount has changed since."
    )
    parts: tuple[ValuePart, ...] | None = Field(None, description="The parts, where it is priced in parts.")
    variation: Text | None = Field(None, description="How it may vary, for example plus or minus 10% in year 2.")
    uplift: Text | None = Field(None, description="How and when the price is reviewed.")
    irrecoverable_vat: Amount | None = Field(None, description="VAT the council cannot recover, in pounds.")

    def stated(self) -> Decimal | None:
        """Pounds as stated: the amount given, or else the sum of parts on one basis; None where there is neither."""
        if self.amount is not None or not self.parts or len({part.basis for part in self.parts}) > 1:
            return self.amount
        return sum((part.amount for part in self.parts), Decimal("0.00"))

    def stated_basis(self) -> str:
        """What `stated` covers: a word of vocab.BASIS."""
        return self.basis if self.amount is not None or not self.parts else self.parts[0].basis

    def firm(self) -> bool:
        """Whether nothing in it is said to be estimated or not guaranteed."""
        stated = (self.certainty, *(part.certainty for part in self.parts or ()))
        return all(certainty in (None, "fixed") for certainty in stated)


class Funding(Group):
    """Where the money comes from."""

    source: Text = Field(description="Budget or grant, for example High Needs Block.")
    amount: Amount | None = Field(None, description="How much of the value, in pounds.")


class Spend(Group):
    """Money spent or expected in one financial year."""

    year: FinancialYear = Field(description="Financial year, for example 2021/22.")
    amount: Amount = Field(description="Pounds.")
    kind: SpendKind = Field(description="actual, committed or forecast.")


class Notice(Group):
    """A notice published about the procurement or the contract."""

    name: Text = Field(description="What the notice is called, for example Contract details notice.")
    published_on: Day | None = Field(None, description="The day it was published.")
    reference: Label | None = Field(None, description="Its number.")
    url: Url | None = Field(None, description="Where it can be read.")


class Exemption(Group):
    """Leave not to compete, or to depart from the council's own contract procedure rules."""

    reason: Text = Field(description="Why.")
    approved_by: Text = Field(description="Who approved it: a post or a body.")
    approved_on: Day = Field(description="When.")
    until: Day | None = Field(None, description="The last day it covers.")
    reference: Label | None = Field(None, description="Its number in the exemption register.")


class Procurement(Group):
    """How the contract came about."""

    regime: Regime | None = Field(None, description="The law it was bought under.")
    route: ProcurementRoute | None = Field(None, description="The procedure used.")
    commenced_on: Day | None = Field(None, description="The day the procurement began; decides which thresholds apply.")
    awarded_on: Day | None = Field(None, description="The day of the award.")
    signed_on: Day | None = Field(None, description="The day the contract was entered into; notices are due from it.")
    threshold_value: Amount | None = Field(
        None,
        description="The most it could come to over the longest term, with options and VAT: what the thresholds of "
        "the law are compared with (Procurement Act 2023, Schedule 3).",
    )
    cpv: tuple[Cpv, ...] | None = Field(None, description="CPV codes.")
    notices: tuple[Notice, ...] | None = Field(None, description="Notices published.")
    framework: Id | None = Field(None, description="Id of the framework it was called off from.")
    lot: Label | None = Field(None, description="Lot of the framework.")
    exemption: Exemption | None = Field(None, description="The exemption relied on, if any.")


class Performance(Group):
    """How well it goes, on the scale of the Procurement Regulations 2024, reg 39(5)."""

    rating: Rating = Field(description="The rating.")
    on: Day | None = Field(None, description="The day of the rating.")
    reason: Text | None = Field(None, description="What it rests on.")


class Kpi(Group):
    """A key performance indicator."""

    name: Text = Field(description="What is measured.")
    target: Label | None = Field(None, description="The target.")
    latest: Label | None = Field(None, description="The latest result.")
    rating: Rating | None = Field(None, description="How the latest result stands to the target.")
    due_on: Day | None = Field(None, description="The day the next result is due.")


class Monitoring(Group):
    """How the contract is managed and what comes of it."""

    frequency: Frequency | None = Field(None, description="How often the contract is reviewed.")
    owner: Text | None = Field(None, description="The post that answers for it. A role; never a person's name.")
    forum: Text | None = Field(None, description="The meeting that it reports to.")
    last_meeting_on: Day | None = Field(None, description="The day of the last review meeting.")
    performance: Performance | None = Field(None, description="The latest rating.")
    kpis: tuple[Kpi, ...] | None = Field(None, description="Key performance indicators.")
    oversight: Text | None = Field(None, description="Contract management and oversight, in words.")
    value_for_money: Text | None = Field(None, description="What can be said of value for money.")
    inspection: tuple[Inspectorate, ...] | None = Field(None, description="Who inspects the service.")


class Stage(Group):
    """One stage of recommissioning."""

    started_on: Day | None = Field(None, description="The day work on it began.")
    completed_on: Day | None = Field(None, description="The day it was done.")


class Stages(Group):
    """The stages, in the order of Rutland's report 187/2021, paragraph 3.1."""

    review: Stage | None = Field(None, description="Review of provision and performance.")
    needs_assessment: Stage | None = Field(None, alias="needs-assessment", description="Needs assessment.")
    options_appraisal: Stage | None = Field(None, alias="options-appraisal", description="Options appraisal.")
    market_engagement: Stage | None = Field(None, alias="market-engagement", description="Market engagement.")
    specification: Stage | None = Field(None, description="Specification.")
    procurement: Stage | None = Field(None, description="Procurement.")
    award: Stage | None = Field(None, description="Award.")
    mobilisation: Stage | None = Field(None, description="Mobilisation.")


class LeadTimes(Group):
    """How long each stage takes. A stage that is left out is no part of the work."""

    review: LeadTime | None = Field(None, description="Review of provision and performance.")
    needs_assessment: LeadTime | None = Field(None, alias="needs-assessment", description="Needs assessment.")
    options_appraisal: LeadTime | None = Field(None, alias="options-appraisal", description="Options appraisal.")
    market_engagement: LeadTime | None = Field(None, alias="market-engagement", description="Market engagement.")
    specification: LeadTime | None = Field(None, description="Specification.")
    procurement: LeadTime | None = Field(None, description="Procurement.")
    award: LeadTime | None = Field(None, description="Award.")
    mobilisation: LeadTime | None = Field(None, description="Mobilisation.")

    def of(self, stage: str) -> Duration | None:
        """The lead time of a stage, by its name in files."""
        found: Duration | None = getattr(self, stage.replace("-", "_"))
        return found


class PlannedDecision(Group):
    """A decision that recommissioning still needs."""

    body: Text = Field(description="Who is to decide: Cabinet, a committee, a post with delegated powers.")
    on: Day | None = Field(None, description="The meeting it is planned for.")
    key_decision: Flag | None = Field(None, description="Whether it is a key decision (28 clear days' notice).")
    forward_plan: Label | None = Field(None, description="Forward plan reference, once the notice is published.")


class Recommissioning(Group):
    """What happens next, and how far it has got."""

    intention: Intention | None = Field(None, description="What is meant to happen at the end.")
    stages: Stages | None = Field(None, description="Stages begun and done.")
    route: ProcurementRoute | None = Field(None, description="The procedure planned.")
    estimated_value: Amount | None = Field(None, description="What the successor is expected to cost, in pounds.")
    successor: Id | None = Field(None, description="Id of the contract that takes over.")
    window_months: Months | None = Field(None, description="A window of its own, in months, in place of the policy's.")
    lead_times: LeadTimes | None = Field(
        None, description="Stages that take longer or less long for this contract than the policy says."
    )
    decision: PlannedDecision | None = Field(None, description="The decision that is needed next, and by whom.")


class Withheld(Group):
    """A field that no public output may show. The reason is published in its place."""

    field: Text = Field(description="The field, for example provider.name; or entry for the whole contract.")
    basis: Withholding = Field(description="The ground in law.")
    reason: Text = Field(description="Why the ground applies here.")


class Publication(Group):
    """What the public output leaves out."""

    withhold: tuple[Withheld, ...] | None = Field(None, description="Fields withheld.")


class Document(Group):
    """A document about the contract."""

    title: Text = Field(description="What it is called.")
    url: Url | None = Field(None, description="Where it can be read.")
    visibility: Visibility = Field("internal", description="Whether the public output may list it.")


class Query(Group):
    """Something said elsewhere that does not agree with a field of this entry, until somebody settles it."""

    field: Text = Field(description="The field in question, for example term.end.")
    says: Text = Field(description="What the other source says.")
    source: Text | None = Field(None, description="Where it says so.")


class Contract(Group):
    """One contract that a council's children's services commissions."""

    id: Id = Field(description="The file's name without .yaml. Never used again for another contract.")
    reference: Label | None = Field(None, description="The council's own contract number.")
    title: Text = Field(description="Title of the agreement.")
    kind: Kind = Field(description="What sort of agreement it is.")
    draft: Flag | None = Field(
        None, description="true while nothing is awarded: an entry begun early, which counts as no contract yet."
    )
    provider: Provider = Field(description="Who the contract is with.")
    subcontractors: tuple[Subcontractor, ...] | None = Field(None, description="Who delivers under a lead provider.")
    service_area: Id = Field(description="An id from [service_areas] in the settings.")
    description: Text | None = Field(None, description="What is bought, for whom.")
    statutory: Statutory | None = Field(None, description="The duty it discharges, if any.")
    term: Term = Field(description="Start, end and what can change the end.")
    value: Value | None = Field(None, description="What it costs.")
    funding: tuple[Funding, ...] | None = Field(None, description="Where the money comes from.")
    spend: tuple[Spend, ...] | None = Field(None, description="Money spent or expected, by financial year.")
    procurement: Procurement | None = Field(None, description="How it came about.")
    monitoring: Monitoring | None = Field(None, description="How it is managed.")
    recommissioning: Recommissioning | None = Field(None, description="What happens at its end.")
    decisions: tuple[Decision, ...] | None = Field(None, description="Decisions taken about it.")
    publication: Publication | None = Field(None, description="What may not be published.")
    documents: tuple[Document, ...] | None = Field(None, description="Documents about it.")
    supersedes: Id | None = Field(None, description="Id of the contract it took over from.")
    queries: tuple[Query, ...] | None = Field(None, description="Statements elsewhere that do not agree with it.")
    tags: tuple[Label, ...] | None = Field(None, description="Words to find it by.")
    checked_on: Day | None = Field(None, description="When somebody last confirmed this entry.")
    notes: Text | None = Field(None, description="Remarks for colleagues. Never published.")
    local: dict[str, Label] | None = Field(None, description="The council's own fields: text to text.")
