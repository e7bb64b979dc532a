"""commreg config"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from commreg.cli.option_values import require_choice
from commreg.cli.options import Output, format_option
from commreg.cli.output import write
from commreg.values.json_values import to_json_value

if TYPE_CHECKING:
    from commreg.cli.session import Session
    from commreg.register.config import Config

    Settings = list[tuple[str, Any]]


def config(
    ctx: typer.Context,
    format_name: format_option(("text", "json")) = "text",  # type: ignore[valid-type]  # made by a function
    output: Output = None,
) -> None:
    """Show the settings and where each comes from.

    \b
    Example:
      commreg config
    """
    formats = {"text": _text, "json": _json}
    require_choice("format", format_name, formats)
    session: Session = ctx.obj
    config = session.config()
    settings = _flatten(to_json_value(config.settings.model_dump(by_alias=True)))
    write(formats[format_name](config, settings), output)


def _json(config: Config, settings: Settings) -> str:
    rows = [{"setting": name, "value": value, "origin": config.origin(name)} for name, value in settings]
    document = {"format": 1, "root": str(config.root), "file": config.file, "settings": rows}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _text(config: Config, settings: Settings) -> str:
    rows = [
        (name, "not set" if value is None else json.dumps(value, ensure_ascii=False), config.origin(name))
        for name, value in settings
    ]
    name_width = max(len(name) for name, _, _ in rows)
    value_width = min(60, max(len(value) for _, value, _ in rows))
    lines = [f"{name:<{name_width}}  {value:<{value_width}}  {origin}" for name, value, origin in rows]
    return f"Register at {config.root}\n\n" + "\n".join(lines) + "\n"


def _flatten(values: dict[str, object], prefix: str = "") -> Settings:
    """Settings by dotted name; an empty table is a value of its own."""
    settings: Settings = []
    for key, value in values.items():
        if isinstance(value, dict) and value:
            settings += _flatten(value, f"{prefix}{key}.")
        else:
            settings.append((prefix + key, value))
    return settings
