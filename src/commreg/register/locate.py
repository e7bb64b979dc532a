"""Faults and flaws of one file into diagnostics: the one place where a route becomes a line and a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from commreg.diagnostics.codes import CODES
from commreg.diagnostics.field_path import format_path
from commreg.diagnostics.finding import Finding, Location, Related, RelatedLocation, Severity, TextProblem, Violation
from commreg.register import suppressions
from commreg.register.suppressions import Ignore
from commreg.yamlio.source import Source, replace_unsafe
from commreg.yamlio.source_map import SourceMap

# Of one code in one file, so many are shown; the rest are counted in the last of them.
MOST_OF_A_CODE = 20

SeverityOf = Callable[[str], Severity]
# From a contract's id to its file and places, for the related places of a fault.
Elsewhere = Callable[[Related], RelatedLocation | None]


@dataclass
class Findings:
    """What was found in one file, before it is placed."""

    source: Source
    flaws: list[TextProblem] = field(default_factory=list)
    faults: list[Violation] = field(default_factory=list)

    @property
    def silent(self) -> bool:
        """Whether there is nothing to place, and no comment that might ignore something."""
        return not (self.flaws or self.faults or suppressions.mentioned(self.source))


class FindingLocator:
    """Places the findings of files; keeps the places of a file it has looked at, for related places."""

    def __init__(self, severity_of: SeverityOf, sources: dict[str, Source]) -> None:
        self._severity_of = severity_of
        self._sources = sources
        self._places: dict[str, SourceMap] = {}

    def place(self, found: Findings, *, readable: bool, complete: bool) -> list[Finding]:
        """The diagnostics of one file, sorted.

        `readable` is false where the text cannot be parsed, so that comments are not looked for; `complete` is false
        where not every check ran, so that a comment with nothing to ignore proves nothing.
        """
        source, flaws = found.source, list(found.flaws)
        ignored: list[Ignore] = []
        if readable and suppressions.mentioned(source):
            for item in suppressions.ignores(source, self.places(source).is_in_scalar):
                if isinstance(item, Ignore):
                    ignored.append(item)
                else:
                    flaws.append(item)
        raised = [(self._flaw(source, flaw), flaw.violation) for flaw in flaws]
        raised += [(self._fault(source, fault), fault) for fault in found.faults]
        by_place = {(item.code, item.line): item for item in reversed(ignored)}
        used: set[Ignore] = set()
        diagnostics = []
        for diagnostic, fault in raised:
            lines = self._lines(diagnostic, fault, source) if ignored else set()
            by = next((by_place[diagnostic.code, line] for line in lines if (diagnostic.code, line) in by_place), None)
            if by:
                used.add(by)
            diagnostics.append(replace(diagnostic, ignore_reason=by.reason) if by else diagnostic)
        if complete:
            diagnostics += [self._unused(source, item) for item in ignored if item not in used]
        return list(_capped(sorted(diagnostics)))

    def _lines(self, diagnostic: Finding, fault: Violation, source: Source) -> set[int]:
        """The lines a comment may stand on: the fault's own; for one inside a block of text, the field's as well."""
        own = {diagnostic.location.line}
        return own | {self.places(source).find(fault.field_path, key=True).line} if fault.within else own

    def places(self, source: Source) -> SourceMap:
        """The places of a file, parsed once; an odd character in it, told of by itself, hides none of them."""
        if source.path not in self._places:
            self._places[source.path] = SourceMap(replace_unsafe(source))
        return self._places[source.path]

    def _flaw(self, source: Source, flaw: TextProblem) -> Finding:
        place = source.location(flaw.start, flaw.end)
        fault = replace(flaw.violation, message=f"{PurePosixPath(source.path).name} {flaw.violation.message}")
        return self._diagnostic(source, fault, place, ())

    def _fault(self, source: Source, fault: Violation) -> Finding:
        place = self.places(source).find(fault.field_path, key=fault.at == "key", within=fault.within)
        return self._diagnostic(source, fault, place, fault.related)

    def _unused(self, source: Source, item: Ignore) -> Finding:
        fault = Violation(
            "CR021",
            f"{PurePosixPath(source.path).name} ignores {item.code} ({CODES[item.code].name}), "
            "which has nothing to say on this line",
            hint="take the comment out",
        )
        return self._diagnostic(source, fault, source.location(item.start, item.end), ())

    def _diagnostic(self, source: Source, fault: Violation, place: Location, related: Iterable[Related]) -> Finding:
        return Finding(
            path=source.path,
            location=place,
            code=fault.code,
            message=fault.message,
            severity=self._severity_of(fault.code),
            field=format_path(fault.field_path),
            hint=fault.hint,
            excerpt=source.line(place.line),
            related=tuple(sorted(found for item in related if (found := self._elsewhere(item)))),
        )

    def _elsewhere(self, item: Related) -> RelatedLocation | None:
        source = self._sources.get(item.contract_id)
        if source is None:
            return None
        return RelatedLocation(source.path, self.places(source).find(item.field_path), item.message)


def _capped(diagnostics: list[Finding]) -> Iterator[Finding]:
    """At most MOST_OF_A_CODE of each code, the last of which says how many more there are; ignored ones apart."""
    totals = Counter((diagnostic.code, diagnostic.is_active) for diagnostic in diagnostics)
    seen: Counter[tuple[str, bool]] = Counter()
    for diagnostic in diagnostics:
        kind = (diagnostic.code, diagnostic.is_active)
        seen[kind] += 1
        more = totals[kind] - MOST_OF_A_CODE
        if seen[kind] == MOST_OF_A_CODE and more > 0 and diagnostic.is_active:
            message = f"{diagnostic.message} (and {more:,} more like it in this file)"
            yield replace(diagnostic, message=message, similar_omitted=more)
        elif seen[kind] <= MOST_OF_A_CODE or not diagnostic.is_active:
            yield diagnostic
