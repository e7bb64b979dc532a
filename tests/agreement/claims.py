"""Claims: what an output says of a contract. Two outputs that differ are named with the contract."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

# What is compared where an output has a column of this name.
FACTS = (
    *("state", "start", "initial_end", "current_end", "final_end", "can_extend_to", "notice_by", "verdict"),
    *("verdict_text", "decide_by", "gap_from", "gap_days", "value", "value_basis", "annual_value", "stage"),
    *("days_behind", "earliest_new_start", "next_action", "next_by", "notice_by_working_day"),
    *("notice_passed_on", "days_left", "window_opens"),
)
REGISTER = "the register"  # what is claimed of the register as a whole


class Claims:
    """What every output says, by contract and fact. Blank and redacted values are the same."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.outputs: set[str] = set()

    def add(self, output: str, contract: str, fact: str, value: object) -> None:
        """Record what an output says of a contract."""
        text = "" if value is None else str(value)
        text = "" if text.startswith(("REDACTED", "Not published")) else text
        self.outputs.add(output)
        self._values[contract, fact][text].append(output)

    def add_row(self, output: str, contract: str, row: Mapping[str, object]) -> None:
        """Record the facts of a row for programs."""
        for fact in FACTS:
            if fact in row:
                self.add(output, contract, fact, row[fact])
        if re.fullmatch(r"[\d.]+", amount := str(row.get("value"))):
            self.add(output, contract, "value in lists", _to_the_pound(Decimal(amount)))

    def differences(self) -> list[str]:
        """One line for each contract and fact on which two outputs differ."""
        return [
            f"{contract}: {fact} is " + "; ".join(f"“{text}” in {outputs[0]}" for text, outputs in values.items())
            for (contract, fact), values in sorted(self._values.items())
            if len(values) > 1
        ]

    def check(self) -> None:
        """Fail if two outputs differ."""
        differences = self.differences()
        assert not differences, "\n".join(["Two outputs of one day differ:", *differences])


def _to_the_pound(amount: Decimal) -> str:
    """An amount as lists show it, rounded here and not by the program; below £100 it keeps its pence."""
    if amount >= 100:
        return f"£{amount.quantize(Decimal(1), ROUND_HALF_UP):,}"
    return f"£{amount:.2f}".removesuffix(".00")
