"""The verdict on a contract, kind by kind, with its sentence. Every day in it was worked out by hand.

The valid contract runs from 1 April 2020 to 31 March 2023. On 16 December 2021 its review, 1 October to 30 November
2021, has not started: a new contract could start on 16 June 2023, after 76 days, which is 10 weeks.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from commreg.model.settings import Policy
from commreg.planning.contract_view import ContractView
from commreg.planning.plan import plan
from commreg.planning.term import derive_facts
from commreg.planning.verdict import Verdict, VerdictKind, verdict
from commreg.wording.verdict import verdict_text
from tests.unit.builders import AS_OF, contract

NO_CONTRACT = "no contract for 10 weeks from 1 April 2023"
FOLLOWS = f"Nothing recorded follows it: {NO_CONTRACT}."
EXEMPTION = {"reason": "Continuity", "approved_by": "Cabinet", "approved_on": "2023-03-01"}


def option(**changes: str) -> dict[str, Any]:
    return {"term.extensions": [{"months": "12", **changes}]}


def exempt_until(day: str) -> dict[str, Any]:
    return {"procurement": {"exemption": {**EXEMPTION, "until": day, "reference": "E12"}}}


def verdict_on(
    changes: dict[str, Any], as_of: str = "2021-12-16", policy: Policy | None = None, **successor: Any
) -> Verdict:
    policy = policy or Policy()
    entry = contract(**changes)
    facts = derive_facts(entry, date.fromisoformat(as_of), policy, **successor)
    return verdict(entry, facts, plan(entry, facts, policy))


@pytest.mark.parametrize(
    ("changes", "as_of", "kind", "sentence"),
    [
        ({}, "2021-12-16", "gap", f"Ends on 31 March 2023. {FOLLOWS}"),
        ({"term.extensions": None}, "2021-12-16", "unknown", "Find out whether it can be extended."),
        # Notice by 31 December 2022 can wait until after the review.
        (option(), "2021-12-16", "late",
         ("10 weeks behind. Start the review now; "
          "the extension to 31 March 2024 (notice by 31 December 2022) would still cover it.")),
        # 14 months before 31 March 2023 is 31 January 2022, before the review would be done.
        (option(notice="14m"), "2021-12-16", "extend",
         f"Decide by 31 January 2022 whether to extend to 31 March 2024. If not, {NO_CONTRACT}."),
        # Its own day for notice, 30 November 2021, has passed.
        (option(notice="16m"), "2021-12-16", "gap",
         (f"Ends on 31 March 2023. {FOLLOWS} "
          "The last day for notice to extend to 31 March 2024 was 30 November 2021: ask the provider.")),
        # Two months to 31 May 2023 leave the first 15 days of June.
        (option(months="2"), "2021-12-16", "gap",
         ("Ends on 31 March 2023. Extending it to 31 May 2023 (notice by 31 December 2022) still leaves 15 days "
          "with no contract.")),
        ({}, "2021-09-01", "on-time", "On time. Start the review by 1 October 2021."),
        # Meant to be extended, though there is time for a new contract.
        (option() | {"recommissioning": {"intention": "extend"}}, "2021-09-01", "extend",
         "Decide by 31 December 2022 whether to extend to 31 March 2024."),
        ({}, "2023-04-01", "ended", "Ended on 31 March 2023, outcome not recorded."),
        # 547 days of work from 1 April 2023 reach 29 September 2024: 364 days after 30 September 2023.
        (exempt_until("2023-09-30"), "2023-04-01", "exempt",
         ("Ended on 31 March 2023; exemption E12 covers it to 30 September 2023. "
          "Then no contract for 11 months from 1 October 2023.")),
        # It covers its last day, and no day after it.
        (exempt_until("2023-09-30"), "2023-09-30", "exempt",
         ("Ended on 31 March 2023; exemption E12 covers it to 30 September 2023. "
          "Then no contract for 17 months from 1 October 2023.")),
        # A running contract whose exemption goes on after its end has no gap until the exemption ends.
        (exempt_until("2023-04-30"), "2021-12-16", "gap",
         ("Ends on 31 March 2023; exemption E12 covers it to 30 April 2023. "
          "Nothing recorded follows it: no contract for 6 weeks from 1 May 2023.")),
        (exempt_until("2023-09-30"), "2021-12-16", "late", "10 weeks behind. Start the review now."),
        (exempt_until("2023-09-30"), "2023-10-01", "ended", "Ended on 31 March 2023, outcome not recorded."),
        ({"term.end": None, "term.extensions": None, "term.ends_when": "replaced", "term.review_on": "2022-03-31"},
         "2021-12-16", "open-ended", "No end date. Review it by 31 March 2022."),
        ({}, "2020-03-31", "not-started", "Not started."),
        ({"draft": "true"}, "2021-12-16", "not-started", "Not awarded yet."),
        ({"term.closed_on": "2023-04-30"}, "2023-05-01", "closed", "Closed."),
        ({"term.terminated": {"on": "2021-12-15", "reason": "Ended early"}}, "2021-12-16", "closed", "Terminated."),
    ],
)  # fmt: skip
def test_each_kind_has_its_sentence(changes: dict[str, Any], as_of: str, kind: str, sentence: str) -> None:
    result = verdict_on(changes, as_of)
    assert (result.kind, verdict_text(result).sentence) == (kind, sentence)


@pytest.mark.parametrize(
    ("as_of", "starts", "kind", "sentence"),
    [
        ("2021-12-16", "2023-04-01", "on-time", "On time. later-2023 starts on 1 April 2023."),
        ("2021-12-16", None, "on-time", "On time. later-2023 follows it."),
        ("2021-12-16", "2023-06-01", "gap",
         "Ends on 31 March 2023. later-2023 starts on 1 June 2023: no contract for 8 weeks from 1 April 2023."),
        # 1 March 2023 and 90 days of mobilisation is 30 May.
        ("2023-03-01", None, "gap",
         "Ends on 31 March 2023. The start of later-2023 is not recorded: no contract for 8 weeks from 1 April 2023."),
    ],
)  # fmt: skip
def test_a_successor_is_named(as_of: str, starts: str | None, kind: str, sentence: str) -> None:
    start = date.fromisoformat(starts) if starts else None
    result = verdict_on({}, as_of, successor="later-2023", successor_start=start)
    assert (result.kind, verdict_text(result).sentence) == (kind, sentence)
    assert "“Advice”" in verdict_text(result, "“Advice”").sentence


def test_the_councils_rules_may_allow_an_interim_exemption() -> None:
    result = verdict_on({}, policy=Policy(exemption_months=6))
    assert result.kind is VerdictKind.GAP
    assert result.gap_days_left == 0
    assert verdict_text(result).sentence.endswith("An interim exemption to 15 June 2023 would cover it.")
    result = verdict_on({}, policy=Policy(exemption_months=1))
    assert result.gap_days_left == 46  # 1 May to 15 June
    assert verdict_text(result).sentence.endswith("An interim exemption to 30 April 2023 would cover part of it.")


def test_a_verdict_holds_its_days_as_data() -> None:
    result = verdict_on(option(notice="14m"))
    assert result.end == date(2023, 3, 31)
    assert (result.gap_from, result.gap_days, result.gap_days_left) == (date(2023, 4, 1), 76, 0)
    assert (result.decide_by, result.extend_to) == (date(2022, 1, 31), date(2024, 3, 31))
    assert (result.stage, result.stage_due, result.days_behind) == ("review", date(2021, 10, 1), 76)


def test_the_most_urgent_come_first_and_statutory_before_others() -> None:
    statutory = {"statutory": {"basis": "A duty"}}
    results = [verdict_on({}, "2021-09-01"), verdict_on({}), verdict_on(statutory), verdict_on({}, "2023-04-01")]
    ordered = sorted(results, key=lambda conclusion: conclusion.sort_key)
    assert [conclusion.kind for conclusion in ordered] == ["ended", "gap", "gap", "on-time"]
    assert [conclusion.is_statutory for conclusion in ordered[1:3]] == [True, False]


@pytest.mark.parametrize("kind", list(VerdictKind))
def test_every_kind_has_mark_label_and_sentence(kind: VerdictKind) -> None:
    text = verdict_text(Verdict(kind, AS_OF, verdict_on({}).state))
    assert text.mark
    assert text.label
    assert text.sentence.endswith(".")


def test_a_verdict_that_depends_on_a_withheld_field_is_not_given() -> None:
    entry, policy = contract(), Policy()
    facts = derive_facts(entry, AS_OF, policy)
    assert ContractView(entry, facts, {"recommissioning.stages": "withheld"}).verdict(policy) is None
    over = derive_facts(contract(**{"term.closed_on": "2021-12-01"}), AS_OF, policy)
    closed = ContractView(entry, over, {"recommissioning.stages": "withheld"}).verdict(policy)
    assert closed is not None
    assert closed.kind is VerdictKind.CLOSED
