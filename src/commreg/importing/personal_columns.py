"""Recognise columns and cells that look like people's names, e-mail addresses and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commreg.importing.choose_columns import Cells, Column
from commreg.importing.column_names import normalize_heading

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_TELEPHONE = re.compile(r"(?:\+44\s?\(?0?\)?\s?|\(?0)(?:\d[\s()-]{0,2}){8,9}\d\Z")
_HEADINGS = frozenset(
    ("email", "e mail", "mail", "phone", "telephone", "tel", "mobile", "fax", "contact", "officer", "manager", "owner",
     "buyer", "lead", "administrator", "signatory", "commissioner", "author")
)  # fmt: skip
_CONTACT_HEADINGS = frozenset(("email", "phone", "telephone", "mobile", "fax"))
_NAME = re.compile(r"(?:(?:mr|mrs|ms|miss|mx|dr|prof)\.?\s+)?[A-Z][a-z\u00c0-\u024f'\u2019-]+(?:\s+[A-Z]\.?)?"
                   r"(?:\s+[A-Z][A-Za-z\u00c0-\u024f'\u2019-]+){1,2}\Z")  # fmt: skip
# Words of posts, teams and organisations: a text with one of them is no person's name.
_POST = re.compile(
    r"\b(?:officers?|managers?|managing|head|leads?|leader|team|directors?|directorate|assistant|deputy|senior|principal|"
    r"commissioners?|commissioning|service|services|council|board|group|department|procurement|finance|contracts?|support|"
    r"children|childrens|adults?|education|health|social|care|early|help|public|business|partners?|limited|ltd|trust|"
    r"family|families|coordinator|adviser|advisor|analyst|executive|secretary|buyer|specialist|unit|of|for|and|the)\b",
    re.IGNORECASE,
)
_SAMPLE = 200  # cells of a column looked at


def looks_like_a_name(text: str) -> bool:
    """Whether a text has the form of a person's name and no word of a post, a team or an organisation."""
    words = " ".join(text.split())
    return _NAME.match(words) is not None and _POST.search(words) is None


def personal_columns(columns: Sequence[Column], rows: Sequence[Cells]) -> tuple[str, ...]:
    """The headings of the columns whose cells look like names, e-mail addresses or telephone numbers of people."""
    return tuple(
        column.heading
        for column in columns
        if not column.is_left_out and _is_personal(column, [row[column.place].text.strip() for row in rows[:_SAMPLE]])
    )


def _is_personal(column: Column, cells: Sequence[str]) -> bool:
    texts = [text for text in cells if text]
    if not texts:
        return False
    addresses = sum(bool(_EMAIL.search(text) or _TELEPHONE.match(text)) for text in texts)
    if addresses * 2 > len(texts):
        return True
    words = _heading_words(column.heading)
    if words & _CONTACT_HEADINGS:
        return addresses > 0
    return bool(words & _HEADINGS) and sum(map(looks_like_a_name, texts)) * 2 > len(texts)


def _heading_words(heading: str) -> frozenset[str]:
    return frozenset(normalize_heading(heading).replace("e mail", "email").split())
