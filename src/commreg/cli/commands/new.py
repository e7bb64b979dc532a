"""commreg new"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commreg.cli.edit_session import DryRun, FileEdit, open_edit_session, schema_path
from commreg.cli.errors import UsageError, raise_together
from commreg.cli.option_values import parse_field_value, require_choice, show_reading
from commreg.cli.options import AsOf
from commreg.cli.output import warn
from commreg.diagnostics.errors import CommregError
from commreg.model.vocabularies import BASIS, KIND
from commreg.values.dates import parse_day
from commreg.values.durations import format_months

if TYPE_CHECKING:
    from commreg.model.contract import Contract
    from commreg.register.config import Config


@dataclass(frozen=True, slots=True)
class _Question:
    """A question for one field: the option that answers it, the prompt, and the default answer."""

    field: str
    option: str
    prompt: str
    is_required: bool = True
    default: str = ""


_QUESTIONS = (
    _Question("title", "--title", "Title of the agreement"),
    _Question("kind", "--kind", "Type of agreement (? lists them)", default="service-contract"),
    _Question("provider.name", "--provider", "Provider"),
    _Question("service_area", "--service-area", "Service area (? lists them)"),
    _Question("term.start", "--start", "First day of service, as 2024-04-01"),
    _Question("term.end", "--end", "Original end date, as 2027-03-31 (Enter if there is none)", is_required=False),
    _Question("term.ends_when", "--ends-when", "What ends it, in words"),
    _Question("term.review_on", "--review-on", "Next review date, as 2025-03-31"),
    _Question(
        "term.extensions",
        "--extensions",
        "Extension options, as 12+12 months, 1+1 years, or none (Enter if not known)",
        is_required=False,
    ),
    _Question(
        "value.amount", "--amount", "Contract value in pounds, as 74000.00 (Enter if not known)", is_required=False
    ),
    _Question(
        "value.basis", "--basis", "Is that per year or for the whole term? (? lists the choices)", default="unstated"
    ),
)


def new(
    ctx: typer.Context,
    title: Annotated[str | None, typer.Option("--title", metavar="TITLE", help="Title of the agreement.")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="Type of agreement. [default: service-contract]")
    ] = None,
    provider: Annotated[str | None, typer.Option("--provider", metavar="NAME", help="Provider.")] = None,
    service_area: Annotated[
        str | None, typer.Option("--service-area", metavar="AREA", help="Service area, by id or name.")
    ] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="First day of service.")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Original end date.")] = None,
    ends_when: Annotated[
        str | None, typer.Option("--ends-when", metavar="WORDS", help="If there is no end date: what ends it.")
    ] = None,
    review_on: Annotated[
        str | None, typer.Option("--review-on", metavar="DATE", help="If there is no end date: next review date.")
    ] = None,
    extensions: Annotated[
        str | None,
        typer.Option("--extensions", metavar="LENGTHS", help="Extension options: 12+12, 1+1 years, or none."),
    ] = None,
    amount: Annotated[str | None, typer.Option("--amount", metavar="POUNDS", help="Contract value in pounds.")] = None,
    basis: Annotated[
        str | None, typer.Option("--basis", metavar="WORD", help="What the amount covers. [default: unstated]")
    ] = None,
    contract_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Id. [default: words of the title and the year]")
    ] = None,
    as_of: AsOf = None,
    dry_run: DryRun = False,
) -> None:
    """Create a contract file. On a terminal it asks for what is missing.

    Dates and amounts may be written as 31 March 2027 or £24,000; the file holds 2027-03-31 and 24000.

    \b
    Examples:
      commreg new
      commreg new --title "Parent Advice" --provider "Wexcombe Families" --service-area social-care --start 2024-04-01 --end 2027-03-31
    """  # noqa: E501 - a command is on one line
    from commreg.edit import draft

    session = open_edit_session(ctx.obj, as_of)
    options = (title, kind, provider, service_area, start, end, ends_when, review_on, extensions, amount, basis)
    answers = _Answers(
        session.config,
        {
            question.field: answer.strip()
            for question, answer in zip(_QUESTIONS, options, strict=True)
            if answer is not None
        },
    )
    answers.collect(is_interactive=sys.stdin.isatty() and sys.stderr.isatty())
    contract = answers.contract(contract_id, session.used_ids())
    file = session.new_file(contract.id)
    text = draft.new_text(contract, schema_path(session.config, file.path))
    session.finish(
        [FileEdit(file, text)], [f"Created {contract.id}. Check it and add any missing details."], dry_run=dry_run
    )


class _Answers:
    """The answers about a contract so far; the model checks each as it is given."""

    def __init__(self, config: Config, options: dict[str, str]) -> None:
        self.config, self.options = config, options
        self.values: dict[str, Any] = {}

    def collect(self, *, is_interactive: bool) -> None:
        """Answer the questions from the options; ask the others if an answer that is required is missing.

        Raises UsageError with every option that cannot be used, or is missing.
        """
        errors: list[CommregError] = []
        for question in _QUESTIONS:
            if question.field in self.options:
                try:
                    self._put(question, self.options[question.field], is_interactive=is_interactive)
                except CommregError as error:
                    errors.append(_about_option(question, error))
        applicable = [question for question in _QUESTIONS if self._applies(question)]
        errors += [
            UsageError(f"{question.option} cannot be combined with the other options")
            for question in _QUESTIONS
            if question.field in self.options and question not in applicable
        ]
        missing = [q for q in applicable if q.is_required and not q.default and q.field not in self.options]
        if missing and not (is_interactive and not errors):
            errors.append(_missing(missing))
        raise_together(errors)
        for question in _QUESTIONS:
            if question.field in self.options or not self._applies(question):
                continue
            if missing:
                self._ask(question)
            elif question.default:
                self._put(question, question.default)

    def _applies(self, question: _Question) -> bool:
        """Whether a question applies, given the answers so far."""
        has_end = "term.end" in self.options or "end" in self.values.get("term", {})
        if question.field in ("term.ends_when", "term.review_on"):
            return not has_end
        if question.field == "term.extensions":
            return has_end
        has_amount = "value.amount" in self.options or "amount" in self.values.get("value", {})
        return question.field != "value.basis" or has_amount

    def _ask(self, question: _Question) -> None:
        """Ask until the answer can be read."""
        prompt = f"{question.prompt} [{question.default}]" if question.default else question.prompt
        while True:
            answer = _ask_line(prompt) or question.default
            if answer == "?":
                choices = ", ".join(_choices(question, self.config))
                warn(f"  {choices or 'free text, a date or an amount'}")
            elif answer or not question.is_required:
                try:
                    if answer:
                        self._put(question, answer, is_interactive=True)
                except CommregError as reason:
                    warn(f"  {reason.message}" + (f" ({reason.hint})" if reason.hint else ""))
                else:
                    return

    def _put(self, question: _Question, answer: str, *, is_interactive: bool = False) -> None:
        """Record an answer. Raises CommregError if it cannot be read."""
        areas = self.config.settings.service_areas
        if question.field == "term.extensions":
            value: Any = _options(answer, is_interactive=is_interactive)
        else:
            value = parse_field_value(tuple(question.field.split(".")), answer, areas)
        if question.field == "service_area" and areas:
            require_choice("service area", value, areas)
        *groups, last = question.field.split(".")
        trial = {
            **self.values,
            **({groups[0]: {**self.values.get(groups[0], {}), last: value}} if groups else {last: value}),
        }
        _check(question, trial)
        self.values = trial

    def contract(self, contract_id: str | None, used_ids: frozenset[str]) -> Contract:
        """The contract. Raises UsageError if its id is used, or was used before."""
        from commreg.edit.draft import unused_id
        from commreg.model.contract import Contract
        from commreg.model.read import read

        name = contract_id or unused_id(self.values["title"], parse_day(self.values["term"]["start"]), used_ids)
        if contract_id and contract_id in used_ids:
            raise UsageError(
                f"the id {contract_id} is used, or was used before", hint="choose another id: ids are never reused"
            )
        contract, violations = read(Contract, {**self.values, "id": name})
        if contract is None:
            raise UsageError(violations[0].message, hint=violations[0].hint)
        return contract


def _check(question: _Question, values: dict[str, Any]) -> None:
    from commreg.model.contract import Contract
    from commreg.model.read import read

    path = tuple(question.field.split("."))
    _, violations = read(Contract, values)
    for violation in violations:
        if violation.field_path[: len(path)] == path and violation.code != "CR101":
            raise UsageError(violation.message, hint=violation.hint)


def _missing(questions: Sequence[_Question]) -> UsageError:
    options = [question.option for question in questions]
    no_end = "; if there is an end date, give --end instead of --ends-when" if "--ends-when" in options else ""
    hint = f"give these options, or run the command on a terminal{no_end}"
    return UsageError(f"missing: {', '.join(options)}", hint=hint)


def _about_option(question: _Question, error: CommregError) -> UsageError:
    """The error about a field as an error about the option that gave it."""
    about = error.message.removeprefix(question.field)
    join = " " if about.startswith((" ", "“")) else ": "
    return UsageError(f"{question.option}{join}{about.strip()}", hint=error.hint)


def _ask_line(prompt: str) -> str:
    """The line that is typed after a prompt on stderr. Raises UsageError at the end of the input."""
    print(f"{prompt}: ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise UsageError("the input ended before all questions were answered")
    return line.strip()


def _options(answer: str, *, is_interactive: bool) -> tuple[dict[str, str], ...]:
    """The options to extend: 12+12 is two of a year each. Raises InputError for anything else.

    On a terminal it asks for the unit of figures that could be months or years.
    """
    from commreg.model.typed_values import UnitMissingError, extension_months

    try:
        lengths = extension_months(answer)
    except UnitMissingError:
        if not is_interactive:
            raise
        lengths = extension_months(f"{answer} {_ask_line(f'Is {answer} in months or years?')}")
    if lengths:
        show_reading(answer, ", then ".join(format_months(months) for months in lengths))
    return tuple({"months": str(months)} for months in lengths)


def _choices(question: _Question, config: Config) -> list[str]:

    if question.field == "service_area":
        return [f"{area} ({name})" for area, name in config.settings.service_areas.items()]
    lists: dict[str, Callable[[], list[str]]] = {"kind": lambda: list(KIND), "value.basis": lambda: list(BASIS)}
    return lists[question.field]() if question.field in lists else []
