"""Bars on an axis of days, drawn with one character for a stretch of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Axis:
    """The days that a chart shows, both ends inclusive, and the character at the start of each quarter."""

    start: date
    end: date
    tick: str

    def column(self, day: date, width: int) -> int:
        """The column of a day in a chart of `width` columns; below 0 or from `width` on if it is outside the axis."""
        return (day - self.start).days * width // ((self.end - self.start).days + 1)

    def heading(self, width: int) -> str:
        """The years, each above its 1 January."""
        text = " " * width
        for year in range(self.start.year, self.end.year + 1):
            at = self.column(date(year, 1, 1), width)
            if at >= 0 and at + len(str(year)) <= width and not text[max(0, at - 1) : at + 4].strip():
                text = f"{text[:at]}{year}{text[at + len(str(year)) :]}"
        return text

    def ticks(self, width: int) -> list[str]:
        """A row with nothing in it but the starts of the quarters."""
        row = [" "] * width
        for year in range(self.start.year, self.end.year + 1):
            for month in (1, 4, 7, 10):
                at = self.column(date(year, month, 1), width)
                if 0 <= at < width:
                    row[at] = self.tick
        return row


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both inclusive, drawn with a character."""

    start: date
    end: date
    character: str


@dataclass(frozen=True, slots=True)
class Bar:
    """Spans and marked days on an axis. What comes later is drawn over what comes before, marks over spans."""

    axis: Axis
    spans: tuple[Span, ...]
    marks: tuple[tuple[date, str], ...] = ()

    def draw(self, width: int) -> str:
        """The bar as a text of `width` characters."""
        row = self.axis.ticks(width)
        for span in self.spans:
            first, last = self.axis.column(span.start, width), self.axis.column(span.end, width)
            for at in range(max(0, first), min(width - 1, last) + 1):
                row[at] = span.character
        for day, character in self.marks:
            at = self.axis.column(day, width)
            if 0 <= at < width:
                row[at] = character
        return "".join(row)
