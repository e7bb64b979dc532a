"""A contract as recorded in its file. Ends, windows and plans are worked out elsewhere and never stored.

A field that is left out or blank is *not recorded*; an empty list means *none*. Rules that compare fields are in
`commreg.checks`; here each field is checked by itself. Editors show the descriptions on hover.
"""

from __future__ import annotations

from pydantic import Field

from commreg.model.fields import (
    Amount,
    CharityNumber,
    CompanyNumber,
    Cpv,
    Day,
    ExtensionState,
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
    NoticePeriod,
    ProcurementRoute,
    ProviderType,
    Rating,
    Regime,
    RenewalPeriod,
    Text,
    Url,
    Visibility,
    Withholding,
)
from commreg.model.value import EstimatedValue, Funding, Spend, Value
from commreg.values.durations import Duration


class Provider(Group):
    """Who the contract is with."""

    name: Text = Field(description="The provider's name, spelt the same in every contract.")
    type: ProviderType | None = Field(None, description="Type of organisation.")
    company_number: CompanyNumber | None = Field(None, description="Companies House number, all 8 characters.")
    charity_number: CharityNumber | None = Field(None, description="Charity Commission number.")
    identifiers: dict[str, Label] | None = Field(
        None, description="Other published numbers, by scheme: UKPRN, ODS, PPON …"
    )
    sme: Flag | None = Field(None, description="Whether it has fewer than 250 staff (Transparency Code 2015).")
    vcse: Flag | None = Field(None, description="Whether it is a voluntary, community or social enterprise.")


class Subcontractor(Group):
    """An organisation that delivers part of the service under a lead provider."""

    name: Text = Field(description="The subcontractor's name.")
    delivers: Text | None = Field(None, description="Which part of the service it delivers.")
    share: Amount | None = Field(None, description="Amount it is paid, in pounds.")


class Statutory(Group):
    """The statutory duty that the service meets. Leave the group out if there is none."""

    basis: Text = Field(description="Act and section, for example Children and Families Act 2014, section 32.")
    limited_choice: Text | None = Field(None, description="Why there is no open market, if there is none.")


class Decision(Group):
    """A decision that has been taken."""

    body: Text = Field(description="Who decided: Cabinet, a committee or a post with delegated powers.")
    on: Day | None = Field(None, description="Date of the decision. Leave it out if the day is not recorded.")
    what: Text | None = Field(None, description="What was decided, in one sentence.")
    reference: Label | None = Field(None, description="Report or minute number.")
    key_decision: Flag | None = Field(None, description="Whether it was a key decision (28 clear days' notice).")
    forward_plan: Label | None = Field(None, description="Forward plan reference.")


class Extension(Group):
    """One option to extend. Two options of a year each ("1+1") are two entries, in the order they can be used."""

    months: Months | None = Field(None, description="Number of months it adds. Use this or until.")
    until: Day | None = Field(None, description="Last day of the extension. Use this or months.")
    state: ExtensionState = Field(
        "available", description="available until a decision is taken; then exercised, declined or lapsed."
    )
    notice: NoticePeriod | None = Field(
        None, description="How long before the end it must be agreed or notice given: 6m, 12w or 90d."
    )
    amount: Amount | None = Field(
        None, description="Price of the extension in pounds: for all of it, or for a year if the value is a year."
    )
    decision: Decision | None = Field(None, description="Who decided to use it, and when.")
    provided: Flag | None = Field(None, description="Whether the contract as signed provides for it.")
    note: Text | None = Field(None, description="Anything else a reader should know about it.")


class Renewal(Group):
    """Automatic renewal: the contract continues for another period unless one side gives notice."""

    every: RenewalPeriod = Field(description="Length of each renewal: 12m for a year.")
    notice: NoticePeriod = Field(
        description="How long before the end notice must be given that it is not to renew: 3m, 12w or 90d."
    )
    limit: Day | None = Field(None, description="Last day it can run to, if there is one.")


class Break(Group):
    """A break clause: a date on which the contract can be ended early."""

    on: Day = Field(description="Last day of service if the break is used.")
    notice: NoticePeriod | None = Field(None, description="Notice required: 6m, 12w or 90d.")
    by: Text | None = Field(None, description="Who can use it: council, provider or either.")


class Termination(Group):
    """The early end of a contract."""

    on: Day = Field(description="Last day of service.")
    reason: Text = Field(description="Why it ended early.")


class Term(Group):
    """How long the contract runs. The start is the first day of service and the end is the last."""

    start: Day = Field(description="First day of service.")
    end: Day | None = Field(
        None, description="Original end date: the last day as signed, before any extension. It is never changed."
    )
    ends_when: Text | None = Field(None, description="For a contract with no end date: what ends it.")
    review_on: Day | None = Field(None, description="For a contract with no end date: date of the next review.")
    extensions: tuple[Extension, ...] | None = Field(
        None,
        description="Options to extend, in order. Use [] if there are none; leave it out if you do not know.",
        max_length=20,
    )
    renewal: Renewal | None = Field(
        None, description="Automatic renewal, if the contract continues unless one side gives notice."
    )
    breaks: tuple[Break, ...] | None = Field(None, description="Break clauses.")
    terminated: Termination | None = Field(None, description="Details, if it was ended early.")
    closed_on: Day | None = Field(None, description="Date on which it was confirmed as ended and closed.")


class Notice(Group):
    """A notice published about the procurement or the contract."""

    name: Text = Field(description="What the notice is called, or its number, for example UK7 Contract details notice.")
    published_on: Day | None = Field(None, description="Date of publication.")
    reference: Label | None = Field(None, description="Notice number.")
    url: Url | None = Field(None, description="Web address.")


class Exemption(Group):
    """An exemption from competition, or from other contract procedure rules of the council."""

    reason: Text = Field(description="Reason for the exemption.")
    approved_by: Text = Field(description="Who approved it: a post or a body.")
    approved_on: Day = Field(description="Date of approval.")
    until: Day | None = Field(None, description="Last day it covers.")
    reference: Label | None = Field(None, description="Number in the exemption register.")


class Procurement(Group):
    """How the contract was procured."""

    regime: Regime | None = Field(None, description="The procurement law that applied.")
    route: ProcurementRoute | None = Field(None, description="The procedure used.")
    commenced_on: Day | None = Field(
        None, description="Date the procurement started. It decides which thresholds apply."
    )
    awarded_on: Day | None = Field(None, description="Date of award.")
    signed_on: Day | None = Field(None, description="Date the contract was signed. Deadlines for notices run from it.")
    threshold_value: Amount | None = Field(
        None,
        description="The highest possible value over the longest term, including options and VAT. It is compared with "
        "the legal thresholds (Procurement Act 2023, Schedule 3).",
    )
    cpv: tuple[Cpv, ...] | None = Field(None, description="CPV codes.")
    notices: tuple[Notice, ...] | None = Field(None, description="Notices published.")
    framework: Id | None = Field(None, description="Id of the framework that it is a call-off from.")
    lot: Label | None = Field(None, description="Lot of the framework.")
    exemption: Exemption | None = Field(None, description="The exemption used, if any.")


class Performance(Group):
    """How well the contract is performed (scale of the Procurement Regulations 2024, reg 39(5))."""

    rating: Rating = Field(description="The rating.")
    on: Day | None = Field(None, description="Date of the rating.")
    reason: Text | None = Field(None, description="Reason for the rating.")


class Kpi(Group):
    """A key performance indicator."""

    name: Text = Field(description="What is measured.")
    target: Label | None = Field(None, description="The target.")
    latest: Label | None = Field(None, description="The latest result.")
    rating: Rating | None = Field(None, description="Rating of the latest result against the target.")
    due_on: Day | None = Field(None, description="Date the next result is due.")


class Monitoring(Group):
    """How the contract is monitored, and the results."""

    frequency: Frequency | None = Field(None, description="How often the contract is reviewed.")
    owner: Text | None = Field(
        None, description="The post responsible for it. Give a job title, never a person's name."
    )
    forum: Text | None = Field(None, description="The meeting it is reported to.")
    last_meeting_on: Day | None = Field(None, description="Date of the last review meeting.")
    performance: Performance | None = Field(None, description="The latest rating.")
    kpis: tuple[Kpi, ...] | None = Field(None, description="Key performance indicators.")
    oversight: Text | None = Field(None, description="Contract management and oversight, as free text.")
    value_for_money: Text | None = Field(None, description="Evidence of value for money, as free text.")
    inspection: tuple[Inspectorate, ...] | None = Field(None, description="Who inspects the service.")


class Assurance(Group):
    """Something that must stay in place, such as insurance or an inspection outcome. The evidence is kept elsewhere."""

    what: Text = Field(
        description="What it is: public liability insurance, safer recruitment, DPIA, exit plan, Ofsted outcome …"
    )
    outcome: Label | None = Field(None, description="The result, if it has one, for example Good.")
    seen_on: Day | None = Field(None, description="Date the evidence was last seen, or of the inspection.")
    expires_on: Day | None = Field(None, description="Last day it is good for.")


class Stage(Group):
    """One stage of recommissioning."""

    started_on: Day | None = Field(None, description="Date work on it started.")
    completed_on: Day | None = Field(None, description="Date it was completed.")


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
    """How long each stage takes. Leave out a stage that is not needed."""

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
        lead_time: Duration | None = getattr(self, stage.replace("-", "_"))
        return lead_time


class PlannedDecision(Group):
    """A decision that recommissioning still needs."""

    body: Text = Field(description="Who will decide: Cabinet, a committee or a post with delegated powers.")
    on: Day | None = Field(None, description="Date of the meeting it is planned for.")
    key_decision: Flag | None = Field(None, description="Whether it is a key decision (28 clear days' notice).")
    forward_plan: Label | None = Field(None, description="Forward plan reference, once the notice is published.")


class Recommissioning(Group):
    """What happens at the end of the contract, and progress so far."""

    intention: Intention | None = Field(None, description="What the council intends to do when the contract ends.")
    stages: Stages | None = Field(None, description="Stages started and completed.")
    route: ProcurementRoute | None = Field(None, description="Planned procurement procedure.")
    estimated_value: EstimatedValue | None = Field(None, description="Estimated value of the next contract.")
    successor: Id | None = Field(None, description="Id of the next contract.")
    window_months: Months | None = Field(
        None, description="Recommissioning window in months, if it differs from the policy."
    )
    lead_times: LeadTimes | None = Field(
        None, description="Lead times of stages that differ from the policy for this contract."
    )
    decision: PlannedDecision | None = Field(None, description="The next decision needed, and who will take it.")
    tupe: Flag | None = Field(
        None, description="Whether staff are expected to transfer to the next provider (TUPE Regulations 2006)."
    )


class Withheld(Group):
    """A field that is withheld from public outputs. The reason is published instead."""

    field: Text = Field(description="The field, for example provider.name, or entry for the whole contract.")
    basis: Withholding = Field(description="Legal ground.")
    reason: Text = Field(description="Why the ground applies here.")


class Publication(Group):
    """What is withheld from public outputs."""

    withhold: tuple[Withheld, ...] | None = Field(None, description="Fields withheld.")


class Document(Group):
    """A document about the contract."""

    title: Text = Field(description="Title of the document.")
    url: Url | None = Field(None, description="Web address.")
    visibility: Visibility = Field("internal", description="Whether public outputs can list it.")


class Query(Group):
    """A statement in another source that differs from a field of this entry and has not been resolved."""

    field: Text = Field(description="The field in question, for example term.end.")
    says: Text = Field(description="What the other source says.")
    source: Text | None = Field(None, description="The other source, for example a report.")


class Contract(Group):
    """One contract that a council's children's services commissions."""

    id: Id = Field(description="The file name without .yaml. It is never reused for another contract.")
    reference: Label | None = Field(None, description="The council's own contract number.")
    title: Text = Field(description="Title of the agreement.")
    kind: Kind = Field(description="Type of agreement.")
    draft: Flag | None = Field(
        None, description="true if nothing is awarded yet. A draft is not counted as a contract."
    )
    provider: Provider = Field(description="Who the contract is with.")
    subcontractors: tuple[Subcontractor, ...] | None = Field(
        None, description="Organisations that deliver under a lead provider."
    )
    service_area: Id = Field(description="An id from [service_areas] in the settings.")
    description: Text | None = Field(None, description="What is provided, and for whom.")
    statutory: Statutory | None = Field(None, description="The statutory duty it meets, if any.")
    term: Term = Field(description="Start, end, and what can change the end.")
    value: Value | None = Field(None, description="Contract value.")
    funding: tuple[Funding, ...] | None = Field(None, description="Where the money comes from.")
    spend: tuple[Spend, ...] | None = Field(None, description="Money spent or expected, by financial year.")
    procurement: Procurement | None = Field(None, description="How it was procured.")
    monitoring: Monitoring | None = Field(None, description="How it is monitored.")
    assurances: tuple[Assurance, ...] | None = Field(
        None, description="What must stay in place, such as insurance, with the last day of each."
    )
    recommissioning: Recommissioning | None = Field(None, description="What happens when it ends.")
    decisions: tuple[Decision, ...] | None = Field(None, description="Decisions taken about it.")
    publication: Publication | None = Field(None, description="What must not be published.")
    documents: tuple[Document, ...] | None = Field(None, description="Documents about it.")
    supersedes: Id | None = Field(None, description="Id of the contract it replaced.")
    queries: tuple[Query, ...] | None = Field(
        None, description="Statements in other sources that differ from this entry."
    )
    tags: tuple[Label, ...] | None = Field(None, description="Keywords for searching.")
    checked_on: Day | None = Field(None, description="Date this entry was last checked.")
    notes: Text | None = Field(None, description="Remarks for colleagues. Never published.")
    local: dict[str, Label] | None = Field(None, description="The council's own fields, each with a text.")
