"""The files of new contracts, with comments on the cells that somebody should look at."""

from __future__ import annotations

import re

from commreg.diagnostics.field_path import FieldPath
from commreg.edit.contract_file import compose
from commreg.importing.match import Match
from commreg.importing.outcomes import CellOutcome, CellStatus
from commreg.importing.result import ImportResult
from commreg.values.text import truncate

# What a tool would act on in a comment: text of a spreadsheet must never be an instruction.
_INSTRUCTION = re.compile(r"(commreg|\$schema|yaml-language-server)([:=])", re.IGNORECASE)


def new_file_texts(result: ImportResult, schema: str | None) -> dict[str, str]:
    """The text of the file of every new contract, by its id. `schema` is where editors find the JSON Schema."""
    return {
        match.contract.id: compose(match.contract, _comments(match, result.file_name), schema)
        for match in result.merge.matches
        if match.status == "new"
    }


def _comments(match: Match, file_name: str) -> dict[FieldPath, str]:
    comments: dict[FieldPath, str] = {(): f"From row {match.draft.row} of {file_name}."}
    for outcome in match.draft.outcomes:
        if outcome.needs_attention:
            comments[outcome.destination_path] = _comment(outcome)
    return {path: _INSTRUCTION.sub(r"\1 \2", comment) for path, comment in comments.items()}


def _comment(outcome: CellOutcome) -> str:
    cell = f"“{truncate(' '.join(outcome.text.split()))}”"
    if outcome.status is CellStatus.GUESSED:
        return f"To check: {outcome.column} is {cell} ({outcome.reason})."
    return f"Not read as {outcome.refused_field}: {cell} {outcome.reason}."
