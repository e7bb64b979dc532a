"""The words that a contract file can use in a field with a fixed list, each with its label.

Sources: kinds and performance ratings follow the Procurement Regulations 2024 (reg 39(5) for the ratings); regimes
follow the Procurement Act 2023, the Public Contracts Regulations 2015 and the Provider Selection Regime; grounds for
withholding follow FOI Act 2000, Local Government Act 1972 Schedule 12A and Procurement Act 2023 section 94.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches


class Vocabulary:
    """A fixed list of words and their labels, in the order to show them.

    `synonyms` are words that people write in their place, in small letters. A file holds the words of the list only.
    """

    def __init__(self, name: str, words: Mapping[str, str], synonyms: Mapping[str, str] | None = None) -> None:
        self.name = name
        self._words = dict(words)
        self._forms = {
            **(synonyms or {}),
            **{
                form: word for word, label in words.items() for form in (label.casefold(), word.replace("-", " "), word)
            },
        }

    def __contains__(self, word: object) -> bool:
        return word in self._words

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def label(self, word: str) -> str:
        """The label of a word. A text that is not in the list, such as a redaction, is returned unchanged."""
        return self._words.get(word, word)

    def match(self, text: str) -> str | None:
        """The word of the list that a text means: the word, its label or a synonym, in any case. None if it is none."""
        return self._forms.get(" ".join(text.casefold().split()))


def did_you_mean(word: str, choices: Iterable[str]) -> str | None:
    """The choice most similar to `word`; None if none is similar enough."""
    folded = {name.casefold().replace("_", "-"): name for name in choices}
    matches = get_close_matches(word.casefold().replace("_", "-").replace(" ", "-"), folded, n=1, cutoff=0.7)
    return folded[matches[0]] if matches else None


def suggest_choice(word: str, choices: Iterable[str]) -> str:
    """A hint for a word that is not one of the choices: the most similar one, or else all of them."""
    choices = list(choices)
    nearest = did_you_mean(word, choices)
    return f"did you mean {nearest}?" if nearest else f"write one of: {', '.join(choices)}"


KIND = Vocabulary(
    "kind of agreement",
    {
        "service-contract": "Service contract",
        "framework": "Framework agreement",
        "dynamic-purchasing-system": "Dynamic purchasing system",
        "call-off": "Call-off from a framework",
        "spot-purchase": "Spot purchase",
        "grant": "Grant",
        "service-level-agreement": "Service level agreement",
        "inter-authority-agreement": "Agreement between authorities",
    },
    {
        "framework agreement": "framework",
        "grant agreement": "grant",
        "sla": "service-level-agreement",
        "dps": "dynamic-purchasing-system",
        "contract": "service-contract",
        "single award contract": "service-contract",
        "services": "service-contract",
    },
)
PROVIDER_TYPE = Vocabulary(
    "type of provider",
    {
        "local-authority": "Local authority",
        "nhs": "NHS body",
        "company": "Company",
        "charity": "Charity",
        "cic": "Community interest company",
        "sole-trader": "Sole trader",
        "school": "School or academy trust",
        "club": "Club or community group",
        "partnership": "Partnership",
        "other": "Other",
    },
    {"council": "local-authority", "voluntary sector": "charity"},
)
BASIS = Vocabulary(
    "basis of an amount",
    {
        "whole-term": "whole term",
        "annual": "a year",
        "monthly": "a month",
        "weekly": "a week",
        "per-case": "a case",
        "ceiling": "maximum",
        "unstated": "basis not stated",
    },
    {
        "per annum": "annual",
        "pa": "annual",
        "p.a.": "annual",
        "per year": "annual",
        "annually": "annual",
        "per month": "monthly",
        "pcm": "monthly",
        "per week": "weekly",
        "per case": "per-case",
        "in total": "whole-term",
        "total": "whole-term",
    },
)


def with_basis(amount: str, basis: str) -> str:
    """An amount with its basis: '£24,000 a year', 'up to £5,000', '£74,000, basis not stated'."""
    if basis == "ceiling":
        return f"up to {amount}"
    return f"{amount}{',' if basis == 'unstated' else ''} {BASIS.label(basis)}"


CERTAINTY = Vocabulary(
    "certainty of an amount",
    {"fixed": "fixed", "estimated": "estimated", "not-guaranteed": "not guaranteed"},
)
EXTENSION_STATE = Vocabulary(
    "state of an extension",
    {"available": "available", "exercised": "exercised", "declined": "declined", "lapsed": "lapsed"},
)
FUNDING_KIND = Vocabulary(
    "kind of funding",
    {
        "budget": "council's budget",
        "grant": "grant",
        "partner": "partner's contribution",
        "families": "payments by families",
    },
)
SPEND_KIND = Vocabulary("kind of spend", {"actual": "actual", "committed": "committed", "forecast": "forecast"})
REGIME = Vocabulary(
    "procurement regime",
    {
        "pcr2015": "Public Contracts Regulations 2015",
        "pa2023": "Procurement Act 2023",
        "pa2023-light-touch": "Procurement Act 2023, light touch",
        "below-threshold": "Below threshold",
        "psr": "Provider Selection Regime",
        "exempt": "Exempt",
        "grant": "Grant, no procurement",
    },
)
ROUTE = Vocabulary(
    "procurement route",
    {
        "open": "Open procedure",
        "restricted": "Restricted procedure",
        "competitive-flexible": "Competitive flexible procedure",
        "negotiated": "Negotiated procedure",
        "quotation": "Quotations",
        "framework-call-off": "Call-off from a framework",
        "framework-mini-competition": "Mini-competition in a framework",
        "dynamic-market": "Dynamic market or purchasing system",
        "direct-award": "Direct award",
        "psr-direct-award-a": "Provider Selection Regime, direct award A",
        "psr-direct-award-b": "Provider Selection Regime, direct award B",
        "psr-direct-award-c": "Provider Selection Regime, direct award C",
        "psr-most-suitable-provider": "Provider Selection Regime, most suitable provider",
        "psr-competitive": "Provider Selection Regime, competitive",
        "user-choice": "Direct award by user choice",
        "grant": "Grant",
        "inter-authority": "Arrangement between authorities",
    },
    {
        "invitation to quote": "quotation",
        "quote": "quotation",
        "rfq": "quotation",
        "open tender": "open",
        "direct": "direct-award",
        "waiver": "direct-award",
        "call off": "framework-call-off",
        "mini competition": "framework-mini-competition",
    },
)
FREQUENCY = Vocabulary(
    "monitoring frequency",
    {
        "weekly": "Weekly",
        "fortnightly": "Every two weeks",
        "three-weekly": "Every three weeks",
        "monthly": "Monthly",
        "six-weekly": "Every six weeks",
        "bimonthly": "Every two months",
        "quarterly": "Quarterly",
        "half-termly": "Half-termly",
        "termly": "Termly",
        "twice-yearly": "Twice a year",
        "annual": "Annual",
    },
    {
        **dict.fromkeys(("annually", "yearly", "every year", "every 12 months"), "annual"),
        **dict.fromkeys(
            (
                "six monthly",
                "six-monthly",
                "6 monthly",
                "6-monthly",
                "every 6 months",
                "every six months",
                "half-yearly",
                "half yearly",
            ),
            "twice-yearly",
        ),
        **dict.fromkeys(("every 3 months", "every three months", "3 monthly", "three monthly"), "quarterly"),
        **dict.fromkeys(("every 2 months", "two monthly", "two-monthly"), "bimonthly"),
        **dict.fromkeys(("every month", "each month"), "monthly"),
        **dict.fromkeys(("every 6 weeks", "6 weekly", "6-weekly", "six weekly"), "six-weekly"),
        **dict.fromkeys(("every 3 weeks", "3 weekly", "three weekly"), "three-weekly"),
        **dict.fromkeys(("every 2 weeks", "every fortnight", "two weekly", "2 weekly"), "fortnightly"),
        **dict.fromkeys(("every week",), "weekly"),
        **dict.fromkeys(("every term", "each term"), "termly"),
        **dict.fromkeys(("every half term", "each half term", "half termly"), "half-termly"),
    },
)
RATING = Vocabulary(
    "performance rating",
    {
        "good": "Good",
        "approaching-target": "Approaching target",
        "requires-improvement": "Requires improvement",
        "inadequate": "Inadequate",
        "other": "Other",
    },
)
INSPECTORATE = Vocabulary(
    "inspectorate", {"ofsted": "Ofsted", "cqc": "Care Quality Commission", "hmip": "HM Inspectorate of Probation"}
)
INTENTION = Vocabulary(
    "recommissioning intention",
    {
        "recommission": "Recommission",
        "extend": "Extend",
        "insource": "Bring in-house",
        "decommission": "Decommission",
        "undecided": "Undecided",
    },
)
VISIBILITY = Vocabulary("visibility of a document", {"public": "Public", "internal": "Internal"})
WITHHOLDING = Vocabulary(
    "ground for withholding",
    {
        "foi-40": "Freedom of Information Act 2000 section 40, personal information",
        "foi-41": "Freedom of Information Act 2000 section 41, provided in confidence",
        "foi-43": "Freedom of Information Act 2000 section 43, commercial interests",
        "sch12a-1": "Local Government Act 1972 Schedule 12A paragraph 1, an individual",
        "sch12a-2": "Local Government Act 1972 Schedule 12A paragraph 2, likely to identify an individual",
        "sch12a-3": "Local Government Act 1972 Schedule 12A paragraph 3, financial or business affairs",
        "sch12a-4": "Local Government Act 1972 Schedule 12A paragraph 4, labour relations",
        "sch12a-5": "Local Government Act 1972 Schedule 12A paragraph 5, legal privilege",
        "sch12a-6": "Local Government Act 1972 Schedule 12A paragraph 6, notices and orders",
        "sch12a-7": "Local Government Act 1972 Schedule 12A paragraph 7, crime",
        "pa23-s94": "Procurement Act 2023 section 94, national security or commercial confidence",
    },
)
# The stages of recommissioning in their order: Rutland's report 187/2021, paragraphs 3.1 and 3.2.
STAGE = Vocabulary(
    "recommissioning stage",
    {
        "review": "Review of the service",
        "needs-assessment": "Needs assessment",
        "options-appraisal": "Options appraisal",
        "market-engagement": "Market engagement",
        "specification": "Specification",
        "procurement": "Procurement",
        "award": "Award",
        "mobilisation": "Mobilisation",
    },
)
# No word is also a kind of agreement, so that one option can take both.
DEADLINE = Vocabulary(
    "kind of deadline",
    {
        "end": "End of a contract",
        "window": "Recommissioning window opens",
        "stage-start": "Stage to begin",
        "stage-finish": "Stage to finish",
        "decision": "Decision",
        "decision-notice": "Notice of a decision",
        "extension-notice": "Notice of an extension",
        "renewal-notice": "Notice that a contract is not to renew",
        "break-notice": "Notice of a break",
        "exemption": "End of an exemption",
        "meeting": "Monitoring meeting",
        "kpi": "Return of a performance indicator",
        "assurance": "Assurance to renew",
        "staff-transfer": "Employee information for a staff transfer",
        "review": "Contract to review or to close",
        "check": "Entry to confirm",
        "publication": "Notice required by law",
        "standstill": "End of a standstill",
    },
)
