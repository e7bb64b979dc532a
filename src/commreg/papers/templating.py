"""Register papers through Jinja: `NAME.md.j2` and `NAME.html.j2`.

A register's own `templates/` come before the packaged ones, by name. The environment is sandboxed and strict, HTML is
escaped by Jinja, and every value that goes into Markdown is escaped as it is printed. Templates get contracts
that have been redacted for the audience, so they cannot print what is withheld.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.exceptions import SecurityError

from commreg.diagnostics import errors
from commreg.papers.read_only import as_plain
from commreg.papers.sandbox import Sandbox

SUFFIX = ".j2"
_FORM_SUFFIXES = {"html": ".html.j2", "markdown": ".md.j2"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A template that can be rendered: its name, the forms it has, where they come from and what it is for."""

    name: str
    forms: tuple[str, ...]
    origins: tuple[str, ...]
    about: str


def template_folders(root: Path | None, extra: Path | None = None) -> list[tuple[str, Path]]:
    """The folders in which templates are searched, in order, each with its name."""
    places = [("folder given", extra)] if extra else []
    if root:
        places.append(("the register", root / "templates"))
    package = Path(__file__).parents[1]
    packaged = package / "templates" if (package / "templates").is_dir() else package.parents[1] / "templates"
    places.append(("commreg", packaged))
    return [(name, path) for name, path in places if path and path.is_dir()]


def list_papers(root: Path | None, extra: Path | None = None) -> list[Paper]:
    """Every template, by name, with the folders that have it, first used first. Names that start with _ are parts."""
    papers_by_name: dict[str, Paper] = {}
    for origin, folder in template_folders(root, extra):
        for form, suffix in _FORM_SUFFIXES.items():
            for path in filter(Path.is_file, folder.glob(f"*{suffix}")):
                name = path.name.removesuffix(suffix)
                paper = papers_by_name.get(name) or Paper(name, (), (), _description(path))
                if form not in paper.forms and not name.startswith("_"):
                    forms, origins = (*paper.forms, form), dict.fromkeys((*paper.origins, origin))
                    papers_by_name[name] = replace(paper, forms=tuple(sorted(forms)), origins=tuple(origins))
    return [papers_by_name[name] for name in sorted(papers_by_name)]


def _description(path: Path) -> str:
    """What a template is for: its opening comment."""
    match = re.match(r"\s*\{#-?\s*(.*?)\s*-?#\}", path.read_text(encoding="utf-8", errors="replace"), re.DOTALL)
    return " ".join(match[1].split()) if match else ""


def render(name: str, form: str, context: dict[str, Any], root: Path | None, extra: Path | None = None) -> str:
    """A paper in a format. Raises TemplateError (CR910, CR911) if it does not exist or cannot be filled in."""
    environment = _environment(form, *(path for _, path in template_folders(root, extra)))
    environment.start(len(context.get("contracts") or context.get("changes") or ()))
    file = f"{name}{_FORM_SUFFIXES[form]}"
    try:
        return environment.get_template(file).render(as_plain(context)).strip("\n") + "\n"
    except TemplateNotFound as error:
        names = [paper.name for paper in list_papers(root, extra) if form in paper.forms]
        if error.name == file:
            raise _missing_error(f"there is no template {file}", f"there are: {', '.join(names)}") from None
        raise _missing_error(
            f"{file} uses {error.name}, which does not exist", "correct the name, or add the template"
        ) from None
    except TemplateSyntaxError as error:
        raise _broken_error(error.name or file, error.lineno, error.message or "cannot be read") from None
    except (OSError, UnicodeDecodeError):
        raise _broken_error(file, 1, "the file cannot be read as UTF-8 text") from None
    except SecurityError as error:
        raise _broken_error(
            *_error_location(error, file), f"asks for something a template may not do ({error})"
        ) from None
    except (
        TemplateError,
        TypeError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
        AssertionError,
        NameError,
        RuntimeError,
        MemoryError,
        SyntaxError,
    ) as error:
        raise _broken_error(*_error_location(error, file), str(error) or type(error).__name__) from None


def read_text(name: str, root: Path | None) -> str:
    """A file of the templates as it is, the register's own first. Raises TemplateError if it cannot be read."""
    for _, folder in template_folders(root):
        path = folder / name
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            try:
                return path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                raise _broken_error(name, 1, "the file cannot be read as UTF-8 text") from None
    raise _missing_error(f"there is no file {name}", "add it to the templates")


def _missing_error(message: str, hint: str) -> errors.TemplateError:
    return errors.TemplateError(f"CR910 {message}", hint=hint)


# Jinja's words for a name that does not exist → ours.
_NO_SUCH = re.compile(r"'?[\w. ]+?'?(?: object'?)? (?:is undefined|has no (?:attribute|element) '?(\w+)'?)")


def _broken_error(name: str, line: int, reason: str) -> errors.TemplateError:
    if match := _NO_SUCH.fullmatch(reason):
        reason = f"there is nothing called {match[1] or reason.split(maxsplit=1)[0]} there"
    return errors.TemplateError(
        f"{name}:{line}: CR911 the template cannot be filled in: {reason}",
        hint="docs/reference/templates.md says what a template may print",
    )


def _error_location(error: BaseException, file: str) -> tuple[str, int]:
    """The template and line that an error came from: Jinja rewrites tracebacks to point there."""
    place = (file, 1)
    trace = error.__traceback__
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith(SUFFIX):
            place = (Path(name).name, trace.tb_lineno)
        trace = trace.tb_next
    return place


class _FolderLoader(FileSystemLoader):
    """Templates of one folder; a link that points outside it is ignored."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """As the base class, but refuses a link that points outside the folder."""
        source = super().get_source(environment, template)
        if not any(Path(source[1]).resolve().is_relative_to(Path(folder).resolve()) for folder in self.searchpath):
            raise TemplateNotFound(template)
        return source


@lru_cache(maxsize=8)
def _environment(form: str, *folders: Path) -> Sandbox:
    """The environment of a form; kept, so that each template is compiled once however many papers use it."""
    return Sandbox(form, ChoiceLoader([_FolderLoader(folder, encoding="utf-8") for folder in folders]))
