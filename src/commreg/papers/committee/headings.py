"""The headings and cover sheet of a report to members, from Rutland's report 187/2021, and prompts for the officer.

Rutland's report has a heading on monitoring for each of three services; here each service area has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading; `key` is the target of links."""

    number: int
    key: str
    title: str


_BEFORE = (
    ("purpose", "Purpose of the report"),
    ("background", "Background and main considerations"),
    ("process", "Commissioning process"),
)
_AFTER = (
    ("consultation", "Consultation"),
    ("options", "Alternative options"),
    ("financial", "Financial implications"),
    ("legal", "Legal and governance considerations"),
    ("data-protection", "Data protection implications"),
    ("equality", "Equality impact assessment"),
    ("community-safety", "Community safety implications"),
    ("health", "Health and wellbeing implications"),
    ("conclusion", "Conclusion"),
    ("papers", "Background papers"),
    ("appendices", "Appendices"),
)


def build_headings(areas: Sequence[str]) -> dict[str, Heading]:
    """Every heading by its key, in order and numbered from 1; those of the service areas are area-0, area-1 …"""
    middle = [(f"area-{n}", f"Contract monitoring arrangements in {name}") for n, name in enumerate(areas)]
    sections = [*_BEFORE, *(middle or [("area-none", "Contract monitoring arrangements")]), *_AFTER]
    return {key: Heading(number, key, title) for number, (key, title) in enumerate(sections, 1)}


# The cover sheet, in its order: the name of each line, and what an officer writes there.
COVER = (
    ("Committee and date", "the committee, and the day it meets"),
    ("Report of", "the post whose report it is"),
    ("Strategic aim", "the aim of the council's plan that this serves"),
    ("Key decision", "yes or no; a key decision needs 28 clear days of notice"),
    ("Forward plan reference", "the reference in the forward plan, or none"),
    ("Exempt information", "no; or yes, with the paragraph of Schedule 12A to the Local Government Act 1972"),
    ("Cabinet member responsible", "the member and the portfolio"),
    ("Contact officer", "the post, and how to reach it"),
    ("Ward councillors", "the wards that it concerns, or all"),
)
PROMPTS = {
    "recommendations": "what the committee is asked to do: to note the commissioning arrangements, assurances and "
    "impact of the contracts set out here, or to decide, and on what.",
    "purpose": "why this comes to the committee now, and who asked for it.",
    "background": "how the service is governed: the boards and partnerships it reports to, and what has changed since "
    "the last report.",
    "process": "how the commissioning team and the service share this work, and where this council works differently.",
    "area": "what monitoring has shown in this service: good work, concerns, and what was done about them.",
    "consultation": "who was asked about these services and how, children, young people and parents among them, and "
    "what they said.",
    "options": "the options weighed for the contracts that end soonest, and why others were set aside.",
    "financial": "pressures on the budget, savings, grants that end, and the view of the finance officer.",
    "legal": "the view of the legal officer, with the law that applies to procurements to come.",
    "data-protection": "whether a data protection impact assessment has been done, and if not, why not.",
    "equality": "whether an equality impact assessment has been done, and what it found.",
    "community-safety": "what these services do for the safety of children and of the community.",
    "health": "what these services do for the health and wellbeing of children and families.",
    "conclusion": "what the committee should take from this, in a sentence or two.",
    "papers": "the papers that this report relies on, or that there are none.",
    "formats": "where to ask for this report in large print, in Braille or in another language.",
}
