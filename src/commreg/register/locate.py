"""Faults and flaws of one file into diagnostics: the one place where a route becomes a line and a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from commreg.diagnostics.codes import CODES
from commreg.diagnostics.finding import Diagnostic, Fault, Flaw, Place, Related, RelatedPlace, Severity
from commreg.register import suppressions
from commreg.register.suppressions import Ignore
from commreg.yamlio.reader import Places
from commreg.yamlio.source import Source, without_odd

# Of one code in one file, so many are shown; the rest are counted in the last of them.
MOST_OF_A_CODE = 20

SeverityOf = Callable[[str], Severity]
# From a contract's id to its file and places, for the related places of a fault.
Elsewhere = Callable[[Related], RelatedPlace | None]


@dataclass
class Findings:
    """What was found in one file, before it is placed."""

    source: Source
    flaws: list[Flaw] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def silent(self) -> bool:
        """Whether there is nothing to place, and no comment that might ignore something."""
        return not (self.flaws or self.faults or suppressions.mentioned(self.source))


class Placer:
    """Places the findings of files; keeps the places of a file it has looked at, for related places."""

    def __init__(self, severity_of: SeverityOf, sources: dict[str, Source]) -> None:
        self._severity_of = severity_of
        self._sources = sources
        self._places: dict[str, Places] = {}

    def place(self, found: Findings, *, readable: bool, complete: bool) -> list[Diagnostic]:
        """The diagnostics of one file, sorted.

        `readable` is false where the text cannot be parsed, so that comments are not looked for; `complete` is false
        where not every check ran, so that a comment with nothing to ignore proves nothing.
        """
        source, flaws = found.source, list(found.flaws)
        ignored: list[Ignore] = []
        if readable and suppressions.mentioned(source):
            for item in suppressions.ignores(source, self.places(source).in_words):
                if isinstance(item, Ignore):
                    ignored.append(item)
                else:
                    flaws.append(item)
        raised = [(self._flaw(source, flaw), flaw.fault) for flaw in flaws]
        raised += [(self._fault(source, fault), fault) for fault in found.faults]
        by_place = {(item.code, item.line): item for item in reversed(ignored)}
        used: set[Ignore] = set()
        diagnostics = []
        for diagnostic, fault in raised:
            lines = self._lines(diagnostic, fault, source) if ignored else set()
            by = next((by_place[diagnostic.code, line] for line in lines if (diagnostic.code, line) in by_place), None)
            if by:
                used.add(by)
            diagnostics.append(replace(diagnostic, ignored=by.reason) if by else diagnostic)
        if complete:
            diagnostics += [self._unused(source, item) for item in ignored if item not in used]
        return list(_capped(sorted(diagnostics)))

    def _lines(self, diagnostic: Diagnostic, fault: Fault, source: Source) -> set[int]:
        """The lines a comment may stand on: the fault's own; for one inside a block of text, the field's as well."""
        own = {diagnostic.place.line}
        return own | {self.places(source).find(fault.route, key=True).line} if fault.within else own

    def places(self, source: Source) -> Places:
        """The places of a file, parsed once; an odd character in it, told of by itself, hides none of them."""
        if source.path not in self._places:
            self._places[source.path] = Places(without_odd(source))
        return self._places[source.path]

    def _flaw(self, source: Source, flaw: Flaw) -> Diagnostic:
        place = source.place(flaw.start, flaw.end)
        fault = replace(flaw.fault, message=f"{PurePosixPath(source.path).name} {flaw.fault.message}")
        return self._diagnostic(source, fault, place, ())

    def _fault(self, source: Source, fault: Fault) -> Diagnostic:
        place = self.places(source).find(fault.route, key=fault.at == "key", within=fault.within)
        return self._diagnostic(source, fault, place, fault.related)

    def _unused(self, source: Source, item: Ignore) -> Diagnostic:
        fault = Fault(
            "CR021",
            f"{PurePosixPath(source.path).name} ignores {item.code} ({CODES[item.code].name}), "
            "which has nothing to say on this line",
            hint="take the comment out",
        )
        return self._diagnostic(source, fault, source.place(item.start, item.end), ())

    def _diagnostic(self, source: Source, fault: Fault, place: Place, related: Iterable[Related]) -> Diagnostic:
        return Diagnostic(
            path=source.path,
            place=place,
            code=fault.code,
            message=fault.message,
            severity=self._severity_of(fault.code),
            hint=fault.hint,
            excerpt=source.line(place.line),
            related=tuple(sorted(found for item in related if (found := self._elsewhere(item)))),
        )

    def _elsewhere(self, item: Related) -> RelatedPlace | None:
        source = self._sources.get(item.contract)
        if source is None:
            return None
        return RelatedPlace(source.path, self.places(source).find(item.route), item.message)


def _capped(diagnostics: list[Diagnostic]) -> Iterator[Diagnostic]:
    """At most MOST_OF_A_CODE of each code, the last of which says how many more there are; ignored ones apart."""
    totals = Counter((diagnostic.code, diagnostic.counts) for diagnostic in diagnostics)
    seen: Counter[tuple[str, bool]] = Counter()
    for diagnostic in diagnostics:
        kind = (diagnostic.code, diagnostic.counts)
        seen[kind] += 1
        more = totals[kind] - MOST_OF_A_CODE
        if seen[kind] == MOST_OF_A_CODE and more > 0 and diagnostic.counts:
            message = f"{diagnostic.message} (and {more:,} more like it in this file)"
            yield replace(diagnostic, message=message, more=more)
        elif seen[kind] <= MOST_OF_A_CODE or not diagnostic.counts:
            yield diagnostic
