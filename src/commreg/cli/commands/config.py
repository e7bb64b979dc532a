"""commreg config"""

from __future__ import annotations

import json
from typing import Annotated

import typer

from commreg.cli.options import Output
from commreg.cli.session import Session, require_choice, write


def config(
    ctx: typer.Context,
    form: Annotated[str, typer.Option("--format", metavar="FORM", help="One of: text, json.")] = "text",
    output: Output = None,
) -> None:
    """Show the settings in force, and where each came from.

    \b
    Example:
      commreg config
    """
    from commreg.values.json_values import to_json_value

    require_choice("format", form, ("text", "json"))
    session: Session = ctx.obj
    found = session.config()
    values = to_json_value(found.settings.model_dump(by_alias=True))
    names = list(_flat(values))
    if form == "json":
        settings = [{"setting": n, "value": v, "origin": found.origin(n)} for n, v in names]
        whole = {"format": 1, "root": str(found.root), "file": found.file, "settings": settings}
        write(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", output)
        return
    size = max(len(name) for name, _ in names)
    shown = [(n, "not set" if v is None else json.dumps(v, ensure_ascii=False), found.origin(n)) for n, v in names]
    width = min(60, max(len(value) for _, value, _ in shown))
    lines = [f"{name:<{size}}  {value:<{width}}  {origin}" for name, value, origin in shown]
    write(f"Register at {found.root}\n\n" + "\n".join(lines) + "\n", output)


def _flat(values: dict[str, object], prefix: str = "") -> list[tuple[str, object]]:
    """Settings by dotted name; an empty table stands as itself."""
    found: list[tuple[str, object]] = []
    for key, value in values.items():
        if isinstance(value, dict) and value:
            found += _flat(value, f"{prefix}{key}.")
        else:
            found.append((prefix + key, value))
    return found
