"""Where things lie in a picture, in per cent of its width: days on an axis, parts of a bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commreg.values.dates import boundary

MIN_WIDTH = 0.3  # of a stretch of days, so that a short one can be seen


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a bar: its left edge and its width, in per cent."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A quarter on an axis: its place in per cent, and the year if it starts one."""

    x: float
    year: int | None


@dataclass(frozen=True, slots=True)
class TimeScale:
    """An axis of days: `start` is at 0 per cent, the day after `end` at 100."""

    start: date
    end: date

    def place(self, day: date) -> float:
        """The place of the start of a day; below 0 or over 100 outside the axis."""
        return round((day - self.start).days * 100 / (boundary(self.end) - self.start).days, 2)

    def stretch(self, first: date, last: date) -> Stretch | None:
        """The days from `first` to `last`, both inclusive, as far as they are on the axis; None if none is."""
        first, last = max(first, self.start), min(last, self.end)
        if first > last:
            return None
        x = self.place(first)
        return Stretch(x, round(max(self.place(boundary(last)) - x, MIN_WIDTH), 2))

    def ticks(self) -> Iterator[Tick]:
        """The first days of quarters on the axis after its start."""
        for year in range(self.start.year, self.end.year + 1):
            for month in (1, 4, 7, 10):
                if self.start < date(year, month, 1) <= self.end:
                    yield Tick(self.place(date(year, month, 1)), year if month == 1 else None)


def parts_of_bar(amounts: Sequence[Decimal | int], full: Decimal | int) -> list[Stretch]:
    """Amounts one after another on a bar; `full` is the amount that fills it. Zero for each if that is zero."""
    stretches, x = [], 0.0
    for amount in amounts:
        width = round(float(amount * 100 / full), 2) if full else 0.0
        stretches.append(Stretch(round(x, 2), width))
        x += width
    return stretches
