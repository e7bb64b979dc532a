"""A template that somebody else wrote: it reads plain values, runs nothing and does a bounded amount of work."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commreg.diagnostics.errors import TemplateError
from commreg.model.contract import Contract
from commreg.model.settings import Settings
from commreg.papers import templating
from commreg.papers.context import build_context
from commreg.register.redact import redact_for
from commreg.values.durations import Duration
from tests.unit.builders import AS_OF, full_contract, register_of, related_contracts
from tests.unit.hypothesis_profile import sample

Fill = Callable[[str], str]
PICKLE = (
    "cbuiltins\\neval\\n(S\\\"__import__('os').system('touch PWNED') or {'id':'a','title':'t','kind':'grant',"
    "'provider':{'name':'p'},'service_area':'x','term':{'start':'2020-01-01'}}\\\"\\ntR."
)
EXPLOIT = f"""{{% set _ = contracts[0].contract.parse_raw("{PICKLE}", proto='pickle', allow_pickle=True) %}}"""


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a template is given of a register with everything that a contract can have."""
    register = register_of(tmp_path_factory.mktemp("register"), full_contract(), *related_contracts())
    redacted = redact_for(register, "public")
    return build_context(redacted, redacted.views, register.settings, AS_OF, None, Duration(24, "m"))


@pytest.fixture(params=["md", "html"])
def fill(
    request: pytest.FixtureRequest, names: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Fill:
    monkeypatch.chdir(tmp_path)

    def filled(text: str) -> str:
        (tmp_path / f"mine.{request.param}.j2").write_text(text, encoding="utf-8")
        return templating.render("mine", {"md": "markdown", "html": "html"}[request.param], names, None, tmp_path)

    return filled


@pytest.mark.parametrize(
    "template",
    [
        EXPLOIT,
        "{{ contracts[0].contract.parse_file('/etc/passwd') }}",
        "{{ (contracts[0].contract | attr('parse_file'))('/etc/passwd') }}",
        "{{ contracts[0].contract['parse_file']('/etc/passwd') }}",
        "{{ contracts[0].contract.term.parse_raw('x') }}",
        "{{ contracts[0].contract.model_construct() }}",
        "{{ contracts[0].contract.copy() }}",
        "{{ contracts[0].contract.model_fields }}",
        "{{ contracts[0].contract.__class__ }}",
        "{{ contracts[0]._source }}",
        "{{ contracts[0].contract._source }}",
        "{{ contracts[0]._settings }}",
        "{{ contracts[0]._view }}",
        "{{ contracts[0].redaction_of.__self__ }}",
        "{{ contracts[0].redaction_of._function }}",
        "{{ contracts[0].facts.state.__class__ }}",
        "{{ contracts[0].facts.__dataclass_fields__ }}",
        "{{ contracts | map(attribute='contract.parse_raw') | join }}",
        "{{ contracts | map(attribute='contract.__class__') | join }}",
        "{{ contracts | map(attribute='_source') | join }}",
        "{{ contracts | map('attr', '_source') | join }}",
        "{{ contracts | map('attr', '__class__') | join }}",
        "{{ contracts | selectattr('contract.__class__') | list }}",
        "{{ contracts | sort(attribute='contract.copy') }}",
        "{{ contracts | groupby('contract.__class__') | map(attribute='grouper') | join }}",
        "{{ settings }}",
        "{{ report.args }}",
        "{{ report.func }}",
        "{{ report.__closure__ }}",
        "{{ report._function }}",
        "{{ report().headings.__class__ }}",
        "{{ pipeline().groups[0].lines[0].view.plan }}",
        "{{ '{0.__class__}'.format(contracts[0]) }}",
        "{{ '{x._source}'.format_map({'x': contracts[0]}) }}",
        "{{ ('%s' | attr('format'))(1) }}",
        "{{ (contracts | map(attribute='contract.id')).gi_frame }}",
        "{% macro m() %}{% endmacro %}{{ m._func }}",
        "{% macro m() %}{% endmacro %}{{ m.__call__.__func__ }}",
        "{{ range.__self__ }}",
        "{{ range._function }}",
        "{{ dict.fromkeys([1]) }}",
        "{{ dict.mro() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{% for x in [1] %}{{ loop._iterable }}{% endfor %}",
        "{{ as_of.today() }}",
        "{{ as_of.strftime('%d') }}",
        "{{ as_of.fromtimestamp(1) }}",
        "{{ lipsum() }}",
        "{{ [1, 2] | random }}",
    ],
)
def test_nothing_but_plain_values_is_reached(template: str, fill: Fill, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="CR911"):
        fill(template)
    assert not (tmp_path / "PWNED").exists()


@pytest.mark.parametrize(
    "template",
    [
        "{{ '%1500000000d' % 1 }}",
        "{{ 'a' | truncate(1, leeway=1e999) }}",
        "{{ '%*d' % (1500000000, 1) }}",
        "{{ '%1500000000d' | format(1) }}",
        "{{ 'a' | center(1500000000) }}",
        "{{ 'a' | indent(1500000000) }}",
        "{{ 'a' | indent('b' * 1) }}",
        "{{ 'a'.ljust(1500000000) }}",
        "{{ 'a'.zfill(1500000000) }}",
        "{{ 'a'.expandtabs(1500000000) }}",
        "{{ '{:>1500000000}'.format(1) }}",
        "{{ 1.5 | round(1500000000) }}",
        "{{ [1] | batch(1500000000, 'x') | list }}",
        "{{ [1] | slice(1500000000) | list }}",
        "{{ [1] | tojson(1500000000) }}",
        "{{ 999999999 ** 999999999 }}",
        "{{ 2.0 ** 999999999 }}",
        "{{ 'a' * 10 }}",
        "{{ [1] * 10 }}",
        "{{ range(99999999) }}",
        "{{ lipsum(n=99999999) }}",
        "{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}END",
        "{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(40) %}{% set ns.x = ns.x + ns.x %}END",
        "{% set ns = namespace(x=[1, 2]) %}{% for i in range(40) %}{% set ns.x = ns.x + ns.x %}END",
        "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}END{{ n.x }}",
        "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}END{{ n.x ~ 1 }}",
        "{% set n = namespace(x='aaaaaaaa') %}{% for i in range(9) %}{% set n.x = n.x | replace('a', n.x) %}END",
        "{% set n = namespace(x=1) %}{% for i in range(60) %}{% set x %}{{n.x}}{{n.x}}{% endset %}{% set n.x=x %}END",
        "{% for a in range(9999) %}{% for b in range(9999) %}ENDEND",
        "{% for a in range(999) %}{% for b in range(999) %}{% if a in range(999) %}{% endif %}ENDEND",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
        "{% for x in [1, 2] recursive %}{% if loop.depth < 60 %}{{ loop([1, 2]) }}{% endif %}END",
        "{% macro m() %}{% for a in range(99) %}{% for b in range(99) %}LONGENDEND{% endmacro %}{{ m() }}",
        "{% for a in range(9999) %}{% set x = [-99] | map('commreg: count steps') | list %}{{ 'LONG' }}END",
    ],
)
@pytest.mark.parametrize("fill", sample(["md", "html"], 2), indirect=True)
def test_what_a_template_may_ask_for_is_bounded(template: str, fill: Fill) -> None:
    started = time.process_time()
    with pytest.raises(TemplateError, match="CR911"):
        fill(template.replace("LONG", "x" * 9999).replace("END", "{% endfor %}"))
    assert time.process_time() - started < 12


def test_the_message_says_what_was_exceeded(fill: Fill) -> None:
    for template, reason in {
        "{{ 'a' | center(20000) }}": "a number given to a filter is at most 10,000",
        "{{ range(20000) }}": "a range has at most 10,000 numbers",
        "{{ 2 ** 65 }}": "a power is at most 64",
        "{{ '%1000d' % 1 }}": "a width or a precision in a format has at most 3 digits",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}": "work of one rendering",
    }.items():
        with pytest.raises(TemplateError) as error:
            fill(template)
        assert reason in str(error.value)
        assert "mine." in str(error.value)


def test_ordinary_templates_are_not_hindered(fill: Fill) -> None:
    assert "B; 12 of 3.50, 9 in 2 parts, aba ok 5 6" in fill(
        "{% macro join(a, b='B') %}{{ a ~ ' ' }}{{ '|' | safe }} {{ b }}{% endmacro %}"
        "{{ join('A') }}; {{ '%d of %.2f' % (12, 3.5) }}, {{ '%s in %d' | format(9, 2) }} parts"
        "{% set ns = namespace(n='a') %}{% set ns.n = ns.n ~ 'b' ~ ns.n %}, {{ ns.n }}"
        " {{ 'ok'.upper() | lower }} {{ [1, 4] | sum }} {{ dict(a=6).get('a') }}"
    )
    assert "28 Feb" not in fill(
        "{{ as_of.year }}-{{ as_of.isoformat() }}{% for x in contracts %}{{ loop.index }}{% endfor %}"
    )
    grouped = fill(
        "{% for g in contracts | groupby('contract.kind') %}{{ g.grouper }}{{ g.list | length }}{% endfor %}"
    )
    assert grouped.strip()


def test_no_settings_and_no_model_is_in_what_a_template_is_given(names: dict[str, Any]) -> None:
    assert not any(isinstance(value, (Settings, Contract)) for value in names.values())


def test_an_unknown_kind_of_value_is_never_handed_over() -> None:
    from commreg.papers.read_only import as_plain

    class Odd:
        secret = 1

    values: list[Any] = [Odd(), object(), {1, 2}, Odd, type]
    for value in values:
        with pytest.raises(TypeError):
            as_plain(value)
