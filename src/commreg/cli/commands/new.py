"""commreg new"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commreg.cli.edit_session import DryRun, Written, open_edit_session, schema_path
from commreg.cli.errors import UsageError
from commreg.cli.options import AsOf
from commreg.cli.output import warn

if TYPE_CHECKING:
    from commreg.model.contract import Contract
    from commreg.register.config import Config


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked for a field: its place in the file, the option that answers it, and the words on a terminal."""

    field: str
    option: str
    words: str
    needed: bool = True
    usual: str = ""


_QUESTIONS = (
    _Question("title", "--title", "Title of the agreement"),
    _Question("kind", "--kind", "What sort of agreement (? lists them)", usual="service-contract"),
    _Question("provider.name", "--provider", "Who it is with"),
    _Question("service_area", "--service-area", "Service area (? lists them)"),
    _Question("term.start", "--start", "First day of service, as 2024-04-01"),
    _Question("term.end", "--end", "Last day as signed, as 2027-03-31 (Enter if it has none)", needed=False),
    _Question("term.ends_when", "--ends-when", "What ends it, in words"),
    _Question("term.review_on", "--review-on", "When it is next reviewed, as 2025-03-31"),
    _Question(
        "term.extensions", "--extensions", "Options to extend, in months: 12+12, none (Enter: not known)", needed=False
    ),
    _Question("value.amount", "--amount", "What it costs in pounds, as 74000.00 (Enter: not known)", needed=False),
    _Question("value.basis", "--basis", "What that amount covers (? lists them)", usual="unstated"),
)


def new(
    ctx: typer.Context,
    title: Annotated[str | None, typer.Option("--title", metavar="TITLE", help="Title of the agreement.")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="What sort of agreement. [default: service-contract]")
    ] = None,
    provider: Annotated[str | None, typer.Option("--provider", metavar="NAME", help="Who it is with.")] = None,
    service_area: Annotated[
        str | None, typer.Option("--service-area", metavar="AREA", help="An id from the settings.")
    ] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="First day of service.")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Last day as signed.")] = None,
    ends_when: Annotated[
        str | None, typer.Option("--ends-when", metavar="WORDS", help="With no end date: what ends it.")
    ] = None,
    review_on: Annotated[
        str | None, typer.Option("--review-on", metavar="DATE", help="With no end date: when it is next reviewed.")
    ] = None,
    extensions: Annotated[
        str | None, typer.Option("--extensions", metavar="MONTHS", help="Options to extend: 12+12, or none.")
    ] = None,
    amount: Annotated[str | None, typer.Option("--amount", metavar="POUNDS", help="What it costs.")] = None,
    basis: Annotated[
        str | None, typer.Option("--basis", metavar="WORD", help="What the amount covers. [default: unstated]")
    ] = None,
    contract_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Its id. [default: words of the title and the year]")
    ] = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Begin the file of a contract. On a terminal it asks for what the options do not say.

    \b
    Examples:
      commreg new
      commreg new --title "Parent Advice" --provider "Wexcombe Families" --service-area social-care --start 2024-04-01 --end 2027-03-31
    """  # noqa: E501 - a command stands on one line
    from commreg.edit import draft
    from commreg.register.used_ids import used_ids

    given = (title, kind, provider, service_area, start, end, ends_when, review_on, extensions, amount, basis)
    said = {
        question.field: answer.strip() for question, answer in zip(_QUESTIONS, given, strict=True) if answer is not None
    }
    work = open_edit_session(ctx.obj, as_of)
    answers = _Answers(work.config, said)
    answers.take(asking=sys.stdin.isatty() and sys.stderr.isatty())
    contract = answers.contract(contract_id, used_ids(work.config))
    file = work.new_file(contract.id)
    text = draft.new_text(contract, schema_path(work.config, file.path))
    work.finish(
        [Written(file, text)], [f"{contract.id} is begun: read it through, and add what is known."], dry_run=dry_run
    )


class _Answers:
    """What was said of a contract so far, each answer parsed by the model as it comes."""

    def __init__(self, config: Config, said: dict[str, str]) -> None:
        self.config, self.said = config, said
        self.values: dict[str, Any] = {}

    def take(self, *, asking: bool) -> None:
        """Go through the questions; ask those that no option answers, or say which options are missing."""
        missing = []
        for question in _QUESTIONS:
            if not self._applies(question):
                if question.field in self.said:
                    raise UsageError(f"{question.option} does not go with the other options")
                continue
            answer = self.said.get(question.field)
            if answer is None and asking:
                self._ask(question)
            elif answer is None and question.needed and not question.usual:
                missing.append(question.option)
            elif answer is not None or question.usual:
                self._put(question, answer if answer is not None else question.usual)
        if missing:
            no_end = "" if "--ends-when" not in missing else "; with an end date, --end takes the place of --ends-when"
            hint = f"give these options, or run it on a terminal{no_end}"
            raise UsageError(f"not said: {', '.join(missing)}", hint=hint)

    def _applies(self, question: _Question) -> bool:
        """Whether a question is to be asked, after the answers before it."""
        ended = "end" in self.values.get("term", {})
        if question.field in ("term.ends_when", "term.review_on"):
            return not ended
        if question.field == "term.extensions":
            return ended
        return question.field != "value.basis" or "amount" in self.values.get("value", {})

    def _ask(self, question: _Question) -> None:
        """Ask until the answer can be read."""
        while True:
            words = f"{question.words} [{question.usual}]" if question.usual else question.words
            print(f"{words}: ", end="", file=sys.stderr, flush=True)
            line = sys.stdin.readline()
            if not line:
                raise UsageError("the answers ended before the questions did")
            answer = line.strip() or question.usual
            if answer == "?":
                known = ", ".join(_choices(question, self.config))
                warn(f"  {known or 'your own words, a date or an amount'}")
            elif answer or not question.needed:
                try:
                    if answer:
                        self._put(question, answer)
                except UsageError as reason:
                    warn(f"  {reason.message}" + (f" ({reason.hint})" if reason.hint else ""))
                else:
                    return

    def _put(self, question: _Question, answer: str) -> None:
        """Note an answer. Raises UsageError where it cannot be read."""
        value: Any = answer
        if question.field == "term.extensions":
            value = _options(answer)
        elif question.field == "service_area":
            value = _area(self.config, answer)
        *groups, last = question.field.split(".")
        trial = {
            **self.values,
            **({groups[0]: {**self.values.get(groups[0], {}), last: value}} if groups else {last: value}),
        }
        _check(question, trial)
        self.values = trial

    def contract(self, contract_id: str | None, taken: frozenset[str]) -> Contract:
        """The contract, with an id of its own."""
        from commreg.edit.draft import free_id
        from commreg.model.contract import Contract
        from commreg.model.read import read
        from commreg.values.dates import parse_day

        name = contract_id or free_id(self.values["title"], parse_day(self.values["term"]["start"]), taken)
        if contract_id and contract_id in taken:
            raise UsageError(f"the id {contract_id} is taken, or was once", hint="an id is never used again")
        made, faults = read(Contract, {**self.values, "id": name})
        if made is None:
            raise UsageError(faults[0].message, hint=faults[0].hint)
        return made


def _check(question: _Question, values: dict[str, Any]) -> None:
    from commreg.model.contract import Contract
    from commreg.model.read import read

    route = tuple(question.field.split("."))
    _, faults = read(Contract, values)
    for fault in faults:
        if fault.field_path[: len(route)] == route and fault.code != "CR101":
            raise UsageError(fault.message, hint=fault.hint)


def _options(answer: str) -> tuple[dict[str, str], ...]:
    """12+12 is two options of a year; none is none."""
    if answer.lower() in ("none", "0", "[]"):
        return ()
    months = [part.strip() for part in answer.split("+")]
    if not all(part.isascii() and part.isdigit() for part in months):
        raise UsageError(f"“{answer}” does not say options to extend", hint="write months, as 12 or 12+12; or none")
    return tuple({"months": part} for part in months)


def _area(config: Config, answer: str) -> str:
    """The id of a service area, which may be given by its name."""
    from commreg.cli.option_values import require_choice

    areas = config.settings.service_areas
    named = {name.casefold(): area for area, name in areas.items()}
    return require_choice("service area", named.get(answer.casefold(), answer), areas) if areas else answer


def _choices(question: _Question, config: Config) -> list[str]:
    from commreg.model.vocabularies import BASIS, KIND

    if question.field == "service_area":
        return [f"{area} ({name})" for area, name in config.settings.service_areas.items()]
    lists: dict[str, Callable[[], list[str]]] = {"kind": lambda: list(KIND), "value.basis": lambda: list(BASIS)}
    return lists[question.field]() if question.field in lists else []
