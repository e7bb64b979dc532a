"""The Jinja environment that papers are rendered in: strict, and safe with a template that somebody else wrote.

A template reads only attributes on an allow-list by type, and calls only its own macros, the functions that it is
given and harmless methods of texts, days and mappings. It has no clock and no randomness. What it may ask for is
bounded: the size of a text or a list that it makes, and the work of one rendering, counted in steps that are the same
on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sized
from datetime import date
from decimal import Decimal
from functools import wraps
from math import isfinite
from types import BuiltinMethodType, MethodType
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, nodes, pass_context
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace

from commreg.papers.filters import FILTERS, markdown_safe
from commreg.papers.read_only import Function, View, readable_names

MAX_NUMBER = 10_000  # a width, a precision, a count or a range
MAX_SIZE = 10_000_000  # characters of a text that a template makes, items of a list
MAX_FACTOR = 10**9  # a number that is multiplied
MAX_EXPONENT = 64
MAX_DIGITS_IN_FORMAT = 3
# Steps of one rendering, where a character printed is one. The packaged papers need up to 10,000 for a contract.
STEPS = 10_000_000
STEPS_PER_CONTRACT = 100_000
STEPS_PER_TURN = 20  # of a loop
STEPS_PER_CALL = 100

_TEXT_METHODS = """
capitalize casefold count endswith find index isalnum isalpha isascii isdecimal isdigit islower isnumeric isspace
istitle isupper lower lstrip partition removeprefix removesuffix rfind rindex rpartition rsplit rstrip split splitlines
startswith strip swapcase title upper
"""
_LOOP_NAMES = """
changed cycle depth depth0 first index index0 last length nextitem previtem revindex revindex0
"""
# For each type of value, the attributes and methods that a template may use.
_READABLE: Mapping[type, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        str: _TEXT_METHODS,
        date: "day isoformat isoweekday month weekday year",
        dict: "get items keys values",
        list: "count index",
        tuple: "count index grouper list",  # groupby makes tuples with a grouper and a list
        LoopContext: _LOOP_NAMES,
        Cycler: "current next reset",
        BlockReference: "super",
    }.items()
}
_CALLABLE = (Function, Macro, BlockReference, LoopContext, Joiner, Undefined)  # Jinja says that a name is undefined
_CALLABLE_CLASSES = (dict, Cycler, Joiner, Namespace)
_LEFT_OUT_FILTERS = ("pprint", "random", "urlize", "xmlattr")
_LEFT_OUT_GLOBALS = ("lipsum",)
# Names that no template can write.
_COUNT_STEPS = "commreg: count steps"
_CHECK_SIZE = "commreg: check size"
_WIDE_FIELD = re.compile(rf"\*|\d{{{MAX_DIGITS_IN_FORMAT + 1},}}")
_LENGTHENING = ("indent", "join", "replace", "wordwrap")  # a text given to these is put in many times over
_SIZE_OF_ITEM = 10
_TOO_LARGE = f"a text or a list that a template makes has at most {MAX_SIZE:,} characters"


class Sandbox(ImmutableSandboxedEnvironment):
    """Templates may read their context and nothing else, change nothing, and do a bounded amount of work."""

    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, form: str, loader: BaseLoader) -> None:
        self.steps_left = STEPS
        self._escape = markdown_safe if form == "markdown" else None
        super().__init__(
            loader=loader,
            autoescape=form == "html",
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=self._print,
        )
        for name in _LEFT_OUT_GLOBALS:
            del self.globals[name]
        self.globals["range"] = Function(self._range)
        offered = {name: function for name, function in JINJA_FILTERS.items() if name not in _LEFT_OUT_FILTERS}
        self.filters = {name: self._bounded(name, function) for name, function in (offered | FILTERS).items()}
        self.filters |= {_COUNT_STEPS: _count_steps, _CHECK_SIZE: _check_size}

    def start(self, contracts: int) -> None:
        """Allow the work of one rendering, which grows with the number of contracts."""
        self.steps_left = STEPS + contracts * STEPS_PER_CONTRACT

    def spend(self, steps: int) -> None:
        """Count steps. Raises SecurityError when the rendering has used what it may."""
        self.steps_left -= steps
        if self.steps_left < 0:
            raise SecurityError("the work of one rendering is limited, and this is more")

    # What may be read and called

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002 as in Jinja
        """Whether an attribute is on the allow-list for its type of value."""
        if attr.startswith("_"):
            return False
        if isinstance(obj, View):
            return True  # a view has no other attributes
        if isinstance(obj, (Namespace, TemplateModule)):
            return True  # what the template itself has set there
        return attr in _readable(type(obj))

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a template may call this: its macros, the functions it is given, methods that it may read."""
        if isinstance(obj, (BuiltinMethodType, MethodType)):
            return obj.__name__ in _readable(type(obj.__self__))
        return isinstance(obj, _CALLABLE) or any(obj is kind for kind in _CALLABLE_CLASSES)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ARG002 as in Jinja
        """`format` and `format_map` of a text are not offered, as their fields can ask for any width."""
        return

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """As the base class, counted."""
        self.spend(STEPS_PER_CALL)
        return super().call(context, obj, *args, **kwargs)

    # What is counted and bounded

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Sums are for numbers of a size that papers have; texts and lists may be joined up to a size."""
        if operator == "+":
            measure((left, right))
        elif operator == "%" and isinstance(left, str):
            _check_format(left)
            measure(right)
        elif operator != "%":
            for side in (left, right):
                if not isinstance(side, (int, float, Decimal)) or not -MAX_FACTOR < side < MAX_FACTOR:
                    raise SecurityError(f"{operator} with something other than two ordinary numbers")
            if operator == "**" and not -MAX_EXPONENT <= right <= MAX_EXPONENT:
                raise SecurityError(f"a power is at most {MAX_EXPONENT}")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """As the base class; every loop, macro, block and template counts its steps, and texts joined are measured."""
        tree = super()._parse(source, name, filename)
        for constant in tree.find_all(nodes.Const):
            if isinstance(constant.value, float) and not isfinite(constant.value):
                raise TemplateSyntaxError("a number is too large", constant.lineno, name, filename)
        for node in [*tree.find_all((nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block)), tree]:
            texts = [data.data for data in node.find_all(nodes.TemplateData)]
            texts += [str(constant.value) for constant in node.find_all(nodes.Const)]
            cost = nodes.Const(STEPS_PER_TURN + sum(map(len, texts)), lineno=node.lineno)
            body: list[nodes.Node] = node.body  # type: ignore[attr-defined]
            body.insert(0, nodes.ExprStmt(_filtered(cost, _COUNT_STEPS), lineno=node.lineno))
        for joined in list(tree.find_all(nodes.Concat)):
            joined.nodes = [_filtered(part, _CHECK_SIZE) for part in joined.nodes]
        tree.set_environment(self)
        return tree

    def _print(self, value: Any) -> Any:
        """What an expression prints, counted; in Markdown escaped."""
        self.spend(measure(value))
        return self._escape(value) if self._escape else value

    def _range(self, *bounds: int) -> range:
        numbers = range(*bounds)
        if len(numbers) > MAX_NUMBER:
            raise SecurityError(f"a range has at most {MAX_NUMBER:,} numbers")
        self.spend(len(numbers))
        return numbers

    def _bounded(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A filter that counts its steps and refuses what would make a text or a list without end."""
        place = 1 if hasattr(function, "jinja_pass_arg") else 0  # of the value, after what Jinja passes

        @wraps(function)
        def bounded(*args: Any, **kwargs: Any) -> Any:
            value = list(args[place]) if isinstance(args[place], Iterator) else args[place]
            options = (*args[place + 1 :], *kwargs.values())
            self.spend(STEPS_PER_TURN + measure(value))
            for option in options:
                self._check_option(name, value, option)
            if name == "format":
                _check_format(value)
            return function(*args[:place], value, *args[place + 1 :], **kwargs)

        return bounded

    def _check_option(self, name: str, value: Any, option: Any) -> None:
        if isinstance(option, (int, float, Decimal)):
            if not -MAX_NUMBER <= option <= MAX_NUMBER:
                raise SecurityError(f"a number given to a filter is at most {MAX_NUMBER:,}")
        elif isinstance(option, str):
            if name in _LENGTHENING and measure(value) * len(option) > MAX_SIZE:
                raise SecurityError(_TOO_LARGE)
        elif isinstance(option, Sized):
            self.spend(measure(option) + (len(value) * len(option) // 10 if isinstance(value, Sized) else 0))


def measure(value: Any) -> int:
    """The size of a value in characters; an item of a list counts at least ten. Raises SecurityError over MAX_SIZE."""
    if isinstance(value, str):
        size = len(value)
    elif isinstance(value, (list, tuple, Mapping)):
        size, left = 0, [value]
        while left and size <= MAX_SIZE:
            inner = left.pop()
            if isinstance(inner, str):
                size += len(inner)
            elif isinstance(inner, (list, tuple, Mapping)):
                size += _SIZE_OF_ITEM * len(inner)
                if size <= MAX_SIZE:
                    left.extend((*inner, *inner.values()) if isinstance(inner, Mapping) else inner)
    else:
        return 1
    if size > MAX_SIZE:
        raise SecurityError(_TOO_LARGE)
    return size


def _readable(kind: type) -> frozenset[str]:
    """The attributes that a template may read of values of a class that is no view."""
    if kind not in _NAMES:
        _NAMES[kind] = readable_names(kind).union(*(more for base, more in _READABLE.items() if issubclass(kind, base)))
    return _NAMES[kind]


_NAMES: dict[type, frozenset[str]] = {}


def _filtered(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


@pass_context  # so that Jinja does not work it out when it compiles
def _count_steps(context: Context, steps: int) -> None:
    context.environment.spend(max(steps, 1))  # type: ignore[attr-defined]


@pass_context
def _check_size(_: Context, value: Any) -> Any:
    measure(value)
    return value


def _check_format(pattern: Any) -> None:
    if _WIDE_FIELD.search(str(pattern)):
        raise SecurityError(f"a width or a precision in a format has at most {MAX_DIGITS_IN_FORMAT} digits")
