"""Checks of the recommissioning of a contract."""

from __future__ import annotations

from collections.abc import Iterator

from commreg.checks.registry import CheckContext, check
from commreg.diagnostics.finding import Severity, Violation
from commreg.model.vocabularies import STAGE
from commreg.values.dates import long_date


@check("CR213", "stage-dates", Severity.ERROR, "A stage was completed before it was started")
def stage_dates(context: CheckContext) -> Iterator[Violation]:
    """A stage is started before it is completed."""
    contract = context.contract
    stages = contract.recommissioning.stages if contract.recommissioning else None
    if stages is None:
        return
    for name in STAGE:
        stage = getattr(stages, name.replace("-", "_"))
        if stage and stage.started_on and stage.completed_on and stage.completed_on < stage.started_on:
            yield Violation(
                "CR213",
                f"recommissioning.stages.{name}.completed_on is {long_date(stage.completed_on)}, "
                f"before started_on {long_date(stage.started_on)}",
                ("recommissioning", "stages", name, "completed_on"),
                hint="swap the two dates, or correct the wrong one",
            )
