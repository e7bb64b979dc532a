"""Values of plain options without pydantic, which Typer loads for every option, even for one that is not given.

The help of a command, `explain` and completion take half the time and memory without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


class PlainValue:
    """Replaces the conversion that Typer makes for a parameter.

    It converts texts, paths and lists of them; Typer's own conversion is made for any other value or type.
    """

    def __init__(self, parameter: Any) -> None:
        self._parameter = parameter

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value as the command takes it. Raises Typer's BadParameter as Typer's own conversion does."""
        convert = _CONVERSIONS.get(self._parameter.type_descriptor.annotation)
        is_list = param.multiple or param.nargs == -1
        if value is None:
            return () if is_list else None
        values = value if is_list and isinstance(value, tuple | list) else (value,)
        if convert is None or not all(isinstance(item, str | Path) for item in values):
            self._parameter._runtime_param = None  # noqa: SLF001 - Typer makes its own
            return self._parameter.get_runtime_param().coerce(value, param=param, ctx=ctx)
        return convert(value)


def _list_of(convert: Callable[[Any], Any]) -> Callable[[Iterable[Any]], list[Any]]:
    return lambda values: list(map(convert, values))


_CONVERSIONS: dict[Any, Callable[[Any], Any]] = {
    str: str,
    Path: Path,
    list[str]: _list_of(str),
    list[Path]: _list_of(Path),
}


def _has_checks(parameter: Any) -> bool:
    """Whether a parameter declares a check or conversion of its own, which Typer has to make."""
    info = parameter.type_descriptor.parameter_info
    return bool(info.parser or info.exists or info.resolve_path or info.path_type)


def use_plain_values(parameters: Iterable[Any]) -> None:
    """Convert the values of these parameters without pydantic where Typer's version allows it."""
    for parameter in parameters:
        if getattr(parameter, "_runtime_param", parameter) is None and not _has_checks(parameter):
            parameter._runtime_param = PlainValue(parameter)  # noqa: SLF001 - Typer has no public way
