"""Plain options are converted without pydantic, to the values that Typer's own conversion gives."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

from commreg.cli.plain_values import PlainValue, use_plain_values


def _command(
    text: str = "",
    path: Path = Path(),
    texts: list[str] | None = None,
    paths: list[Path] | None = None,
    number: int = 0,
) -> None: ...


def _parameters(function: Any = _command) -> dict[str, Any]:
    app = typer.Typer(add_completion=False)
    app.command()(function)
    return {parameter.name: parameter for parameter in typer.main.get_command(app).params}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("text", value) for value in (None, "", "a", "Bürger", "\udcff", "2021")),
        *(("path", value) for value in (None, "", "a/b", "Bürger", "\udcff", Path("x"))),
        *(("texts", value) for value in (None, (), ("a",), ["a", "Bürger"])),
        *(("paths", value) for value in (None, (), ("a", "b"), ("Bürger",))),
        *(("number", value) for value in (None, "12", 12)),
    ],
)
def test_a_value_is_converted_as_typer_does(name: str, value: Any) -> None:
    own, plain = _parameters()[name], _parameters()[name]
    use_plain_values([plain])
    assert isinstance(plain._runtime_param, PlainValue)
    result = plain.process_value(None, value)
    assert result == own.process_value(None, value)
    assert type(result) is type(own.process_value(None, value))


def test_a_value_that_typer_refuses_is_refused() -> None:
    number = _parameters()["number"]
    use_plain_values([number])
    with pytest.raises(typer.BadParameter):
        number.process_value(None, "many")


def test_a_parameter_with_checks_keeps_them() -> None:
    def command(path: Annotated[Path, typer.Option(exists=True)]) -> None: ...

    parameter = _parameters(command)["path"]
    use_plain_values([parameter])
    assert parameter._runtime_param is None
