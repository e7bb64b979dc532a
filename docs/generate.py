"""Generate the reference pages, the JSON Schema and the page of each code from the code itself.

python docs/generate.py          write them
python docs/generate.py --check  list those that differ, and exit 1
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import typer

from commreg.checks.run import declared_codes
from commreg.cli.lazy import GROUPS
from commreg.cli.main import app
from commreg.dataset import schema as dataset
from commreg.dataset.queries import query_names, shipped_query
from commreg.diagnostics import formats as findings_formats
from commreg.diagnostics.codes import Code, code_table, explanation
from commreg.export import tables
from commreg.export.sqlite.schema import TABLES, VIEWS
from commreg.export.xlsx.workbook import PRINTED, heading_of
from commreg.listings import contract_row
from commreg.listings import formats as listing_formats
from commreg.model import vocabularies
from commreg.model.contract import Contract
from commreg.model.data_fields import RECORDED, DataField
from commreg.model.field_path import model_at
from commreg.model.json_schema import schema_text
from commreg.model.settings import Settings
from commreg.model.vocabularies import Vocabulary
from commreg.papers import context as paper
from commreg.papers import sandbox
from commreg.papers.filters import FILTERS
from commreg.papers.templating import list_papers

CODES = code_table(declared_codes())
ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "corpus"
MADE = "<!-- Written by docs/generate.py; change the code, then run make docs. -->\n\n"
BANDS = {
    "CR0": "The file and its YAML",
    "CR1": "Single fields",
    "CR2": "Within one contract",
    "CR3": "Across the register",
    "CR4": "Dates against the as-of date",
    "CR9": "Settings and templates",
}


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated file with its text."""
    reference = ROOT / "docs" / "reference"
    yield ROOT / "contract.schema.json", schema_text("contract")
    yield ROOT / "src" / "commreg" / "diagnostics" / "check_codes.py", check_codes()
    yield reference / "commands.md", commands()
    yield reference / "fields.md", fields()
    yield reference / "settings.md", settings()
    yield reference / "formats.md", formats()
    yield reference / "templates.md", templates()
    yield reference / "exports.md", exports(reference / "exports.md")
    yield many_registers(ROOT / "docs" / "how-to" / "many-registers.md")
    yield reference / "codes" / "index.md", codes()
    for code in CODES.values():
        yield reference / "codes" / f"{code.id}.md", code_page(code)


def check_codes() -> str:
    """The module with the codes that the checks declare."""
    rows = [
        f'    ("{code.id}", "{code.name}", "{code.severity}", "{code.title}", {code.fixed}),'
        for code in declared_codes()
    ]
    return "\n".join(
        [
            '"""The codes that the checks declare. Written by docs/generate.py from `checks`: do not edit."""',
            "",
            "# fmt: off",
            "# ruff: noqa: E501",
            "CHECK_CODES: tuple[tuple[str, str, str, str, bool], ...] = (  # code, name, severity, title, fixed",
            *rows,
            ")",
            "",
        ]
    )


def commands() -> str:
    """The help of every command, as the program prints it, in the groups of the program's own help."""
    root: Any = typer.main.get_command(app)
    parts = [f"# Commands\n\n{MADE}Exit codes: 0 fine, 1 the register has errors, 2 could not run, 130 stopped.\n"]
    parts.append(_help("## commreg", root))
    for heading, names in GROUPS.items():
        parts.append(f"## {heading}\n")
        parts += [_help(f"### commreg {name}", root.commands[name]) for name in names]
    return "\n".join(parts)


def _help(heading: str, command: Any) -> str:
    name = heading.lstrip("# ")
    context = command.make_context(name, [], resilient_parsing=True, max_content_width=100, terminal_width=100)
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    return f"{heading}\n\n```text\n" + "\n".join(lines).strip() + "\n```\n"


def fields() -> str:
    """Every field of a contract file, with the words it may hold."""
    lines = [f"# Fields of a contract file\n\n{MADE}", "A field that is missing or blank is not recorded.", ""]
    lines += ["| Field | What it takes | Meaning |", "| --- | --- | --- |"]
    lines += [f"| `{name}` | {takes} | {about} |" for name, takes, about in _fields(Contract, ())]
    lines += ["", "## Words", ""]
    for words in _vocabularies():
        listing = "; ".join(f"`{word}` {words.label(word)}" for word in words)
        lines += [f"**{words.name[0].upper()}{words.name[1:]}**: {listing}.", ""]
    return "\n".join(lines).rstrip() + "\n"


def _vocabularies() -> list[Vocabulary]:
    return [value for value in vars(vocabularies).values() if isinstance(value, Vocabulary)]


def _fields(model: Any, group: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    schema = model.model_json_schema(by_alias=True)
    for name, info in model.model_fields.items():
        key = info.alias or name
        path = (*group, key)
        inner = model_at(model, (key,))
        shape = schema["properties"][key]
        many = "array" in str(shape.get("type", "")) or any(s.get("type") == "array" for s in shape.get("anyOf", ()))
        text = ".".join(path) + ("[]" if many else "")
        needed = ", required" if info.is_required() else ""
        takes = ("list of groups" if many else "group") if inner else _takes(shape)
        yield text, takes + needed, info.description or ""
        if inner:
            yield from _fields(inner, (*path[:-1], f"{key}[]" if many else key))


def _takes(shape: dict[str, Any]) -> str:
    options = [option for option in shape.get("anyOf", [shape]) if option.get("type") != "null"]
    kind = options[0]
    if kind.get("type") == "array":
        return f"list of {_takes(kind['items'])}s".replace("ss", "s")
    if kind.get("type") == "object":
        return "text by name"
    if kind.get("enum") == [True, False, "yes", "no"]:
        return "true or false"
    if "enum" in kind:
        return "word"
    if kind.get("format") in ("date", "uri"):
        return {"date": "date", "uri": "web address"}[kind["format"]]
    if kind.get("type") == "number":
        return "pounds"
    if kind.get("type") == "integer":
        return f"number, {kind['minimum']} to {kind['maximum']}"
    return "id" if "pattern" in kind and kind.get("type") == ["string", "integer"] else "text"


def settings() -> str:
    """Every setting with its default."""
    lines = [
        f"# Settings\n\n{MADE}In `commreg.toml` at the top level, or in `pyproject.toml` under `[tool.commreg]`.",
        "",
        "| Setting | Default | Meaning |",
        "| --- | --- | --- |",
    ]
    lines += [f"| `{name}` | {default} | {about} |" for name, default, about in _settings(Settings, ())]
    return "\n".join(lines) + "\n"


def _settings(model: Any, group: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    for name, info in model.model_fields.items():
        key = info.alias or name
        inner = model_at(model, (key,))
        label = ".".join((*group, key)) + ("[]" if name == "bands" else "")
        simple = isinstance(info.default, (str, int, tuple)) and not inner
        default = f"`{list(info.default) if isinstance(info.default, tuple) else info.default}`" if simple else ""
        yield label, default if info.default not in ("", None) else "none", info.description or ""
        if inner:
            yield from _settings(inner, (*group, f"{key}[]" if name == "bands" else key))


def _names(folder: ModuleType) -> str:
    return ", ".join(f"`{name}`" for name in folder.format_names())


def formats() -> str:
    """The names that programs may rely on."""
    lines = [
        f"# Formats\n\n{MADE}Every listing takes `--format` with one of: {_names(listing_formats)}.",
        "In CSV and JSON a day is `2022-03-31`, an amount is `74000.00` (text in",
        "JSON, so that it stays exact), and a blank or null is *not recorded*. The rows of a listing have these names,",
        "in this order; new ones are added at the end. JSON carries them under `contracts`, beside `format` (1),",
        "`report`, `organisation`, `as_of`, `files_with_errors` (how many are missing) and `notes`. In CSV a text",
        "that a spreadsheet would run begins with `'`.",
        "",
        _named(contract_row.SHARED),
        "",
        f"`validate` takes `--format` with one of: {_names(findings_formats)}. `gitlab` is its",
        "code-quality report, with fingerprints that stay while a file changes round a fault. In JSON a diagnostic has",
        "`code`, `name`, `severity`, `message`, `hint`, `path`, `line`, `column`, `end_line`, `end_column`, `page`,",
        "`related` and `ignored` (the reason given, or null); lines and columns count from 1, columns in characters,",
        "and the end is just past the last character.",
    ]
    return "\n".join(lines) + "\n"


def exports(page: Path) -> str:
    """The page of exports, with the tables of fields written from their declarations between its marks."""
    parts = {
        "facts": _named(tables.FACTS),
        "options": _named(tables.OPTION),
        "plan": _named(tables.PLAN),
        "stages": _named(tables.STAGE),
        "contracts": _headed(tables.CONTRACT, origin=True),
        "extensions": _headed(tables.EXTENSION),
        "deadlines": _headed(tables.DEADLINE),
        "printed": ", ".join(PRINTED.values()) + ".",
        "database": _database(),
        "dataset": _dataset(),
    }
    return _replace_parts(page, parts)


def _replace_parts(page: Path, parts: Mapping[str, str]) -> str:
    """The text of a page, with parts in place of those between their marks."""
    text = page.read_text(encoding="utf-8")
    for name, part in parts.items():
        mark = f"<!-- {name}: written by docs/generate.py -->"
        before, after = text.split(f"{mark}\n\n")
        _, rest = after.split("\n\n<!-- end -->", maxsplit=1)
        text = f"{before}{mark}\n\n{part}\n\n<!-- end -->{rest}"
    return text


def _markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows))


def _named(fields: Iterable[DataField]) -> str:
    return _markdown_table(("Name", "Kind", "Meaning"), ([f"`{f.name}`", f.kind, f.description] for f in fields))


def _headed(fields: Iterable[DataField], *, origin: bool = False) -> str:
    """Fields with their headings in the workbook, and with `origin` the field of the file that each is."""
    head = ["Name", "Heading in the workbook", "Kind", "Meaning", *(["From"] if origin else [])]
    rows = [[f"`{f.name}`", heading_of(f.name), f.kind, f.description] for f in fields]
    if origin:
        for row, field in zip(rows, fields, strict=True):
            row.append(f"`{field.attribute}`" if field in RECORDED else "calculated")
    return _markdown_table(head, rows)


def _database() -> str:
    """The tables of the SQLite database with their columns, and its views with what each is for."""
    columns = {table.name: ", ".join(f"`{field.name}`" for field in table.fields) for table in TABLES}
    columns["contracts"] = "as in [Contracts](#contracts), and `provider_id`"
    rows = [(f"`{name}`", text) for name, text in columns.items()]
    rows += [(f"`{name}` (view)", query.splitlines()[0].removeprefix("-- ")) for name, query in VIEWS.items()]
    return _markdown_table(("Table", "Columns"), rows)


def _dataset() -> str:
    """The tables of a dataset, those of contracts only as far as they differ from the other exports."""
    parts = [f"The schema is `{dataset.schema_name()}`."]
    shared = {"contracts": {f.name for f in tables.CONTRACT} - {"withheld"}}
    for table, columns in dataset.tables().items():
        rows = [
            (f"`{c.name}`", c.written_kind, c.description) for c in columns if c.name not in shared.get(table, set())
        ]
        also = "The columns of [Contracts](#contracts) but for `withheld`, and:\n\n" if table in shared else ""
        parts.append(f"#### `{table}`\n\n{also}{_markdown_table(('Column', 'Kind', 'Meaning'), rows)}")
    return "\n\n".join(parts)


def many_registers(page: Path) -> tuple[Path, str]:
    """The guide to many registers, with the queries as they are shipped between its marks."""
    parts = []
    for query in map(shipped_query, query_names()):
        example = f"```console\n$ commreg query {query.name} --dataset regional/\n```"
        parts.append(f"### `{query.name}`\n\n{query.title}.\n\n{example}\n\n```sql\n{query.sql}```")
    return page, _replace_parts(page, {"queries": "\n\n".join(parts)})


def templates() -> str:
    """The packaged papers, what a template may print, and the filters it has."""
    lines = [
        f"# Templates\n\n{MADE}`NAME.md.j2` and `NAME.html.j2` in the register's own `templates/` replace the",
        "packaged ones of the same name; a name that starts with `_` is a part of others. The environment is sandboxed",
        "and strict: a name that does not exist is an error. HTML is escaped, and so is what an expression prints into",
        "Markdown.",
        "",
        "## Papers",
        "",
        "| Name | Forms | What it is for |",
        "| --- | --- | --- |",
    ]
    lines += [f"| `{p.name}` | {', '.join(p.forms)} | {p.about} |" for p in list_papers(ROOT)]
    lines += ["", "## What a template can print", "", "| Name | What it is |", "| --- | --- |"]
    lines += [f"| `{name}` | {about} |" for name, about in paper.NAMES.items()]
    lines += [
        "",
        "An item has `contract` (the fields of the file, as this audience may see them), `facts` (its dates:",
        "`start`, `initial_end`, `current_end`, `final_end`, `window_opens`, `options`, `state` …), `row` (the cells",
        "of a listing by [name](formats.md), and words such as `ends_in` and `extend_words`), `appendix` (its ten",
        'cells), `rating` and `basis`. `item.redaction_of("monitoring.frequency")` is the text shown instead of a',
        "withheld field, or nothing.",
        "",
        "## Limits",
        "",
        "A template gets plain values and read-only views. It can read the names above and their fields, call the",
        "functions that it is given and its own macros, and use these methods: of a text, those that do not",
        "lengthen it (`upper`, `split`, `startswith` …, but not `format`, `join` or `center`: filters do that); of a",
        "date, `isoformat`, `weekday` and `isoweekday`; of a mapping, `get`, `items`, `keys` and `values`; of a list,",
        "`count` and `index`. A name that begins with `_` is never read. There is no clock and no randomness",
        "(`lipsum`, `random`), and no `pprint`, `urlize` or `xmlattr`.",
        "",
        "| What | At most |",
        "| --- | --- |",
        f"| A text that a template makes | {sandbox.MAX_SIZE:,} characters; a list counts ten for each item |",
        f"| A range, and a number given to a filter | {sandbox.MAX_NUMBER:,} |",
        f"| A width or a precision in a format | {sandbox.MAX_DIGITS_IN_FORMAT} digits |",
        f"| A power | {sandbox.MAX_EXPONENT} |",
        f"| A number that is multiplied | under {sandbox.MAX_FACTOR:,}; texts and lists are not multiplied |",
        f"| The work of a rendering | {sandbox.STEPS:,} steps and {sandbox.STEPS_PER_CONTRACT:,} for each contract |",
        "",
        "A character printed is a step, a turn of a loop 20 and a call 100. The largest packaged paper needs about",
        "10,000 steps for a contract. Whatever goes over a limit is an error (CR911) that names it.",
        "",
        "## Filters",
        "",
        "Jinja's own, without those above, and:",
        "",
        "| Filter | What it makes |",
        "| --- | --- |",
    ]
    lines += [f"| `{name}` | {(function.__doc__ or '').splitlines()[0]} |" for name, function in FILTERS.items()]
    return "\n".join(lines) + "\n"


def codes() -> str:
    """All codes by band."""
    lines = [f"# Codes\n\n{MADE}`commreg explain CODE` prints the same pages. Codes are never renumbered."]
    for band, title in BANDS.items():
        lines += ["", f"## {title}", "", "| Code | Name | Severity | Meaning |", "| --- | --- | --- | --- |"]
        lines += [
            f"| [{c.id}]({c.id}.md) | {c.name} | {c.severity}{', fixed' if c.unsuppressible else ''} | {c.title} |"
            for c in CODES.values()
            if c.id.startswith(band)
        ]
    lines += ["", "A fixed code cannot be ignored by a comment or changed in the settings."]
    return "\n".join(lines) + "\n"


def code_page(code: Code) -> str:
    """The page of a code: what it means, and a register of the corpus that raises it."""
    fixed = ", fixed" if code.unsuppressible else ""
    text = f"# {code.id} {code.name}\n\n{MADE}{code.title}. Severity: {code.severity}{fixed}.\n\n{explanation(code.id)}"
    expected = CORPUS / code.id / "bad" / "expected.txt"
    if expected.is_file():
        output = expected.read_text(encoding="utf-8").strip()
        text += f"\n## Example output\n\n```text\n{output}\n```\n\n"
        text += f"The files are in [tests/corpus/{code.id}](../../../tests/corpus/{code.id}).\n"
    return text


def main() -> int:
    """Write, or with --check compare."""
    check = "--check" in sys.argv
    stale = []
    for path, text in pages():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.relative_to(ROOT).as_posix())
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{'out of step' if check else 'written'}: {name}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
