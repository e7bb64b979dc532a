"""Which contract a user means: by its id, the council's reference, or a part of its id or title that no other has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import shorten

from commreg.diagnostics.errors import RegisterError
from commreg.model.contract import Contract
from commreg.model.vocabularies import did_you_mean
from commreg.register import discovery
from commreg.yamlio import reader, source

# In the message about an ambiguous name: the contracts that it lists, and the characters of each title.
MAX_CANDIDATES = 8
MAX_TITLE = 48


@dataclass(frozen=True, slots=True)
class ContractName:
    """What a contract can be named by; `reference` and `title` are blank if they are not recorded."""

    id: str
    reference: str = ""
    title: str = ""


def name_of(contract: Contract) -> ContractName:
    """What a contract that was read can be named by."""
    return ContractName(contract.id, contract.reference or "", contract.title)


def read_names(files: Iterable[discovery.SourceFile]) -> list[ContractName]:
    """The names of the contracts in some files, those with errors included; the id is the file's name."""
    names = []
    for file in files:
        if file.path.suffix == discovery.ENDING:
            data = discovery.read_contents(file).data
            values = reader.read(source.decode(file.name, data)[0]).values if data else None
            fields = values if isinstance(values, dict) else {}
            reference, title = fields.get("reference"), fields.get("title")
            names.append(
                ContractName(file.path.stem, *(text if isinstance(text, str) else "" for text in (reference, title)))
            )
    return names


def find_id(words: str, names: Iterable[ContractName]) -> str:
    """The id of the one contract that `words` name.

    An id comes first, then a whole id, reference or title in any case, then a part of an id or title. Raises
    RegisterError if no contract fits, or several.
    """
    names = list(names)
    folded = _fold(words)
    for candidates in (
        [name for name in names if name.id == words],
        [name for name in names if folded and folded in map(_fold, (name.id, name.reference, name.title))],
        [name for name in names if folded and any(folded in _fold(text) for text in (name.id, name.title))],
    ):
        if len({name.id for name in candidates}) == 1:
            return candidates[0].id
        if candidates:
            raise RegisterError(
                f"“{words}” fits {len(candidates)} contracts", hint=f"use the id of one of them: {_listed(candidates)}"
            )
    nearest = did_you_mean(words, [name.id for name in names])
    message = f"the register has no contract “{words}”"
    if nearest:
        raise RegisterError(message, hint=f"did you mean {nearest}?")
    raise RegisterError(message, problem="no-such-contract")


def _listed(candidates: Sequence[ContractName]) -> str:
    listed = [
        f"{name.id} ({shorten(name.title, MAX_TITLE, placeholder='…')})" if name.title else name.id
        for name in candidates[:MAX_CANDIDATES]
    ]
    more = len(candidates) - MAX_CANDIDATES
    return "; ".join([*listed, f"and {more} more"] if more > 0 else listed)


def _fold(text: str) -> str:
    """For comparison: case, hyphens and spaces do not matter."""
    return " ".join(text.casefold().replace("-", " ").split())
