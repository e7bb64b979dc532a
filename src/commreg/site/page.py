"""A page of the site before it is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address from the top of the site, its title, its template and what that prints.

    `tab` is the page in the main navigation that it belongs to.
    """

    address: str
    title: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    tab: str = ""

    @property
    def to_top(self) -> str:
        """The way from the folder of the page to the top of the site: empty, or ../ for each folder."""
        return "../" * self.address.count("/")
