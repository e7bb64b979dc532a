"""Write the text of a new file: its fields in order, with comments, as a person would write it.

The text reads back as the same values: a scalar is quoted only where YAML would read it differently without quotation
marks, and long prose is folded at a width that suits a diff.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commreg.diagnostics.field_path import FieldPath
from commreg.yamlio.comment_placement import Comments
from commreg.yamlio.emitter import FieldOrder, YamlEmitter
from commreg.yamlio.open_comments import wrap_comment
from commreg.yamlio.source import UNSAFE_CHARACTERS

SCHEMA_LINE = "# yaml-language-server: $schema={}"


def compose(
    values: Mapping[str, Any], order: FieldOrder, comments: Mapping[FieldPath, str], schema: str | None = None
) -> str:
    """The whole text of a file. `comments` are written above the field at their path; () is the head of the file."""
    above = Comments()
    for path, text in comments.items():
        above.above[path] = _comment_lines(text)
    head = [SCHEMA_LINE.format(schema)] if schema else []
    head += above.above.pop((), [])
    fields = YamlEmitter(order, comments=above, is_literal=lambda _path: False).fields(values, (), 0)
    return "\n".join([*head, *fields]) + "\n"


def _comment_lines(text: str) -> list[str]:
    """The lines of a comment. Unusual characters become spaces: outside a value they are errors."""
    plain = UNSAFE_CHARACTERS.sub(" ", text).replace("\u200b", "")
    return [f"# {line}" for line in wrap_comment(" ".join(plain.split()))]
