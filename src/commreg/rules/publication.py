"""Checks of what is withheld (CR215, CR223, CR311): a public output must neither mislead nor give it away."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from commreg import vocab
from commreg.diagnostics import Fault, Related, Route, route_text
from commreg.model.contract import Contract, Withheld
from commreg.model.settings import Settings
from commreg.model.walk import leaves
from commreg.rules.names import folded
from commreg.vocab import Vocabulary, did_you_mean

Found = tuple[str, Fault]

# What identifies an entry and says when it runs: without these a public register would mislead. To keep one of them
# back, withhold the whole entry.
NEVER_WITHHELD = frozenset(("id", "kind", "service_area", "term", "publication"))
WHOLE_ENTRY = "entry"


def withheld(contract: Contract) -> tuple[Withheld, ...]:
    """What a contract says is to be withheld."""
    return (contract.publication and contract.publication.withhold) or ()


def withheld_fields(contract: Contract) -> Iterator[Fault]:
    """CR215: a field withheld is one that the entry has and a public output can do without."""
    items = withheld(contract)
    fields = contract.model_dump(exclude_none=True, by_alias=True) if items else {}
    for index, item in enumerate(items):
        route = ("publication", "withhold", index, "field")
        steps = item.field.split(".")
        if item.field == WHOLE_ENTRY:
            continue
        if steps[0] in NEVER_WITHHELD:
            yield Fault(
                "CR215",
                f"publication.withhold[{index + 1}].field is {item.field}, which cannot be left out of an entry",
                route,
                hint="to keep it back, withhold the whole: field: entry",
            )
        elif (missing := _missing_step(fields, steps)) is not None:
            near = did_you_mean(item.field, _routes(fields))
            yield Fault(
                "CR215",
                f"publication.withhold[{index + 1}].field is {item.field}, and this entry has no {missing}",
                route,
                hint=f"did you mean {near}?" if near else "write it as in the file, for example provider.name",
            )


def _missing_step(fields: object, steps: list[str]) -> str | None:
    """The first part of a dotted name that is not there. Groups only: a list is withheld whole."""
    for count, step in enumerate(steps, 1):
        if not isinstance(fields, dict) or step not in fields:
            return ".".join(steps[:count])
        fields = fields[step]
    return None


def _routes(fields: object, prefix: str = "") -> list[str]:
    if not isinstance(fields, dict):
        return []
    return [name for key, item in fields.items() for name in (prefix + key, *_routes(item, f"{prefix}{key}."))]


_NAMING = ("provider", "provider.name")  # withholding either keeps the provider's name back
# A word of a closed list tells nothing of what is withheld: "annual" stands in every second entry.
_CLOSED = frozenset(word for words in vars(vocab).values() if isinstance(words, Vocabulary) for word in words)


def withheld_elsewhere(contracts: Sequence[Contract], settings: Settings) -> Iterator[Found]:
    """CR223: the text of a withheld field stands nowhere else in what the public sees of the entry."""
    unseen = {tuple(name.split(".")) for name in settings.unpublished}
    for contract in contracts:
        items = withheld(contract)
        if not items:
            continue
        said = [(route, value) for route, value in leaves(contract) if isinstance(value, str)]
        whole = any(item.field == WHOLE_ENTRY for item in items)
        names = [tuple(item.field.split(".")) for item in items]
        public = [
            (route, text)
            for route, text in said
            if route[-1] != "field"
            and (route[0] == "publication" or not whole)
            and not _within(route, (*names, *unseen))
        ]
        for index, name in enumerate(names):
            kept_back = (("title",), ("provider", "name")) if whole else (name,)
            for pattern in [_as_words(t) for r, t in said if t not in _CLOSED and _within(r, kept_back)]:
                for route, text in public:
                    if pattern.search(text):
                        yield contract.id, _given_away(contract, index, name, route)


def _given_away(contract: Contract, index: int, name: tuple[str, ...], route: Route) -> Fault:
    return Fault(
        "CR223",
        f"publication.withhold[{index + 1}].field is {'.'.join(name)}, "
        f"and its words stand in {route_text(route)} as well",
        ("publication", "withhold", index, "field"),
        hint=f"write {route_text(route)} without those words, or withhold it too",
        related=(Related(contract.id, route, "the same words"),),
    )


def _as_words(text: str) -> re.Pattern[str]:
    """Finds a text however it is spaced, wrapped or capitalised, and not inside a longer word."""
    words = r"\s+".join(map(re.escape, text.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _within(route: Route, groups: Iterable[tuple[str, ...]]) -> bool:
    """Whether a route is one of those, or leads into one of them."""
    return any(route[: len(group)] == group for group in groups)


_PERSONAL = ("foi-40", "sch12a-1", "sch12a-2")


def withheld_in_one(contracts: Sequence[Contract], _settings: Settings) -> Iterator[Found]:
    """CR311: a provider's name withheld because it is personal is not shown by another entry."""
    hidden = {folded(c.provider.name): c for c in contracts if _withholds(c, *_NAMING, grounds=_PERSONAL)}
    if not hidden:
        return
    for contract in contracts:
        shown: list[tuple[Route, str]] = []
        if not _withholds(contract, *_NAMING, WHOLE_ENTRY):
            shown.append((("provider", "name"), contract.provider.name))
        if not _withholds(contract, "subcontractors", WHOLE_ENTRY):
            others = enumerate(contract.subcontractors or ())
            shown += [(("subcontractors", index, "name"), other.name) for index, other in others]
        for route, name in shown:
            if other := hidden.get(folded(name)):
                yield (
                    contract.id,
                    Fault(
                        "CR311",
                        f"{route_text(route)} is shown here, and withheld in {other.id} as personal information",
                        route,
                        hint="withhold it in both entries, or in neither",
                        related=(Related(other.id, ("publication", "withhold"), "withheld here"),),
                    ),
                )


def _withholds(contract: Contract, *fields: str, grounds: Container[str] = vocab.WITHHOLDING) -> bool:
    return any(item.field in fields and item.basis in grounds for item in withheld(contract))


RULES = (withheld_fields,)
REGISTER_RULES = (withheld_elsewhere, withheld_in_one)
