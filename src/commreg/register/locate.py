"""Turn the violations of a file into findings: the only place where a field path becomes a line and a column."""

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
from commreg.yamlio import open_comments
from commreg.yamlio.source import Source, replace_unsafe
from commreg.yamlio.source_map import SourceMap

# So many findings of a code are listed for a file; the last of them counts the rest.
MAX_LISTED_PER_CODE = 20
OPEN_COMMENT = "CR413"
MAX_COMMENT_LENGTH = 200  # characters of an open comment in a message

SeverityOf = Callable[[str], Severity]


@dataclass
class FileViolations:
    """What is wrong in a file: in its text, and in its fields.

    `readable` is false if the text cannot be parsed, so that comments are not looked for. `complete` is false if not
    all checks were run, so that a comment with nothing to ignore is not reported.
    """

    source: Source
    text_problems: list[TextProblem] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    readable: bool = True
    complete: bool = False

    @property
    def may_ignore(self) -> bool:
        """Whether the file may have a comment that ignores a check."""
        return suppressions.mentioned(self.source)

    @property
    def may_have_open_comments(self) -> bool:
        """Whether the file may have a comment that says what is still to be checked."""
        return self.readable and open_comments.mentioned(self.source.text)

    @property
    def codes(self) -> set[str]:
        """The codes of its violations, ignored or not."""
        return {problem.violation.code for problem in self.text_problems} | {item.code for item in self.violations}


class FindingLocator:
    """Locates the findings of the files of a register. Each file is parsed at most once for it, and only if needed."""

    def __init__(self, severity_of: SeverityOf, source_by_id: dict[str, Source]) -> None:
        self._severity_of = severity_of
        self._source_by_id = source_by_id
        self._source_maps: dict[str, SourceMap] = {}
        self._findings: dict[str, list[Finding]] = {}

    def has_errors(self, file: FileViolations) -> bool:
        """Whether a file has an active error. Parses it only if a comment could ignore one."""
        is_error = self._severity_of(OPEN_COMMENT) is Severity.ERROR
        if file.may_ignore or (is_error and file.may_have_open_comments):
            return any(finding.is_active and finding.severity is Severity.ERROR for finding in self.findings(file))
        return any(self._severity_of(code) is Severity.ERROR for code in file.codes)

    def findings(self, file: FileViolations) -> list[Finding]:
        """The findings of a file, sorted."""
        path = file.source.path
        if path not in self._findings:
            has_any = file.text_problems or file.violations or file.may_ignore or file.may_have_open_comments
            self._findings[path] = self._locate(file) if has_any else []
        return self._findings[path]

    def _locate(self, file: FileViolations) -> list[Finding]:
        source, text_problems = file.source, list(file.text_problems)
        ignores: list[Ignore] = []
        if file.readable and file.may_ignore:
            for item in suppressions.ignores(source, self._source_map(source).is_in_scalar):
                if isinstance(item, Ignore):
                    ignores.append(item)
                else:
                    text_problems.append(item)
        pairs = [(self._locate_text_problem(source, problem), problem.violation) for problem in text_problems]
        if file.may_have_open_comments:
            pairs += self._open_comments(source)
        pairs += [(self._locate_violation(source, violation), violation) for violation in file.violations]
        ignore_at = {(ignore.code, ignore.line): ignore for ignore in reversed(ignores)}
        used: set[Ignore] = set()
        findings = []
        for finding, violation in pairs:
            lines = self._comment_lines(finding, violation, source) if ignores else set()
            keys = [(finding.code, line) for line in lines if (finding.code, line) in ignore_at]
            if keys:
                ignore = ignore_at[keys[0]]
                used.add(ignore)
                finding = replace(finding, ignore_reason=ignore.reason)  # noqa: PLW2901 - the same finding
            findings.append(finding)
        if file.complete:
            findings += [self._unused_ignore(source, ignore) for ignore in ignores if ignore not in used]
        return list(_limit_per_code(sorted(findings)))

    def _comment_lines(self, finding: Finding, violation: Violation, source: Source) -> set[int]:
        """The lines on which a comment can ignore a finding: its own, and for a part of a text also its field's."""
        own_line = {finding.location.line}
        if not violation.within:
            return own_line
        return own_line | {self._source_map(source).find(violation.field_path, key=True).line}

    def _source_map(self, source: Source) -> SourceMap:
        """Where the fields of a file are. Unsafe characters are replaced, so that the rest can be parsed."""
        if source.path not in self._source_maps:
            self._source_maps[source.path] = SourceMap(replace_unsafe(source))
        return self._source_maps[source.path]

    def _locate_text_problem(self, source: Source, problem: TextProblem) -> Finding:
        location = source.location(problem.start, problem.end)
        message = f"{PurePosixPath(source.path).name} {problem.violation.message}"
        return self._finding(source, replace(problem.violation, message=message), location, ())

    def _locate_violation(self, source: Source, violation: Violation) -> Finding:
        location = self._source_map(source).find(
            violation.field_path, key=violation.at == "key", within=violation.within
        )
        return self._finding(source, violation, location, violation.related)

    def _open_comments(self, source: Source) -> Iterator[tuple[Finding, Violation]]:
        """CR413: the comments that say what is still to be checked."""
        for comment in open_comments.open_comments(source.text, self._source_map(source).is_in_scalar):
            words = comment.words[:MAX_COMMENT_LENGTH]
            violation = Violation(OPEN_COMMENT, f"Still open: {words}", hint="when it is done, delete the comment")
            yield self._finding(source, violation, source.location(comment.start, comment.end), ()), violation

    def _unused_ignore(self, source: Source, ignore: Ignore) -> Finding:
        violation = Violation(
            "CR021",
            f"{PurePosixPath(source.path).name} ignores {ignore.code} ({CODES[ignore.code].name}), "
            "but there is no such finding on this line",
            hint="remove the comment",
        )
        return self._finding(source, violation, source.location(ignore.start, ignore.end), ())

    def _finding(self, source: Source, violation: Violation, location: Location, related: Iterable[Related]) -> Finding:
        locations = (self._locate_related(item) for item in related)
        return Finding(
            path=source.path,
            location=location,
            code=violation.code,
            message=violation.message,
            severity=self._severity_of(violation.code),
            field=format_path(violation.field_path),
            hint=violation.full_hint,
            excerpt=source.line(location.line),
            related=tuple(sorted(item for item in locations if item)),
        )

    def _locate_related(self, related: Related) -> RelatedLocation | None:
        source = self._source_by_id.get(related.contract_id)
        if source is None:
            return None
        return RelatedLocation(source.path, self._source_map(source).find(related.field_path), related.message)


def _limit_per_code(findings: list[Finding]) -> Iterator[Finding]:
    """Limit the active findings of each code to MAX_LISTED_PER_CODE; the last of them counts the rest."""
    totals = Counter((finding.code, finding.is_active) for finding in findings)
    counts: Counter[tuple[str, bool]] = Counter()
    for finding in findings:
        key = (finding.code, finding.is_active)
        counts[key] += 1
        omitted = totals[key] - MAX_LISTED_PER_CODE
        if counts[key] == MAX_LISTED_PER_CODE and omitted > 0 and finding.is_active:
            message = f"{finding.message} (and {omitted:,} more like it in this file)"
            yield replace(finding, message=message, similar_omitted=omitted)
        elif counts[key] <= MAX_LISTED_PER_CODE or not finding.is_active:
            yield finding
