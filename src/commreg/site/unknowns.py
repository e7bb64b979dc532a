"""What the register does not record, as counts: it is what makes the rest believable."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from commreg.listings.recommissioning import stages_recorded
from commreg.planning.contract_view import ContractView

# By words: the field that decides it, and whether a contract records it.
_FACTS: dict[str, tuple[str, Callable[[ContractView], object]]] = {
    "Whether work on what comes next has started; it is counted as not started": (
        "recommissioning.stages",
        lambda view: view.facts.current_end is None or stages_recorded(view),
    ),
    "Whether it can be extended": (
        "term",
        lambda view: view.facts.current_end is None or view.contract.term.extensions is not None,
    ),
    "What it is worth": ("value", lambda view: view.contract.value),
    "Whether the amount is for a year or for the whole term": (
        "value.basis",
        lambda view: view.contract.value is None or view.contract.value.stated_basis() != "unstated",
    ),
    "How well it performs": (
        "monitoring.performance",
        lambda view: view.contract.monitoring and view.contract.monitoring.performance,
    ),
    "How often it is reviewed": (
        "monitoring.frequency",
        lambda view: view.contract.monitoring and view.contract.monitoring.frequency,
    ),
    "How it was procured": (
        "procurement.route",
        lambda view: view.contract.procurement and view.contract.procurement.route,
    ),
    "What is intended at its end": (
        "recommissioning.intention",
        lambda view: view.contract.recommissioning and view.contract.recommissioning.intention,
    ),
    "What pays for it": ("funding", lambda view: view.contract.funding),
}


def unknown_sentences(views: Sequence[ContractView]) -> Iterator[str]:
    """What is not recorded for some contracts, and for how many. What is withheld is not counted."""
    for words, (field, records) in _FACTS.items():
        blank = sum(1 for view in views if not view.redaction_of(field) and not records(view))
        if blank:
            count = f"all {len(views):,}" if blank == len(views) else f"{blank:,} of {len(views):,}"
            yield f"{words}: not recorded for {count} contracts." if len(views) > 1 else f"{words}: not recorded."
