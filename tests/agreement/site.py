"""Reads back the website: the page of each contract, its row in the register, and the total."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from pathlib import Path

from tests.agreement.claims import Claims
from tests.agreement.read_back import read_total, with_ids

_SENTENCE = re.compile(r'<div class="say[^>]*>(?:(?!</div>).)*?<p>(.*?)</p>', re.DOTALL)
_DAY = r'<dt>{}</dt><dd>\s*<time[^>]*datetime="([\d-]+)"'
_ROW = re.compile(r'<tr role="row" data-area.*?</tr>', re.DOTALL)
_LINK = re.compile(r'href="contracts/([^"]+)\.html"')
_ENDS = re.compile(r'data-l="Ends"><time[^>]*datetime="([\d-]+)"')
_LABEL = r'(?:<span class="label">[^<]*</span> )?'
_VERDICT = re.compile(rf'<span class="v [^>]*><span[^>]*>[^<]*</span><span>{_LABEL}([^<]*)</span>')
_AMOUNT = re.compile(r'class="amount" data-l="[^"]*">(£[\d,.]+)')


def read_site(claims: Claims, folder: Path, names: Mapping[str, str]) -> None:
    """Every page of a contract, and the register. A verdict that is withheld has no sentence."""
    for path in sorted((folder / "contracts").glob("*.html")):
        text = path.read_text(encoding="utf-8")
        sentence = _SENTENCE.search(text)
        verdict = with_ids(html.unescape(sentence[1]), names) if sentence else ""
        claims.add("site, page of a contract", path.stem, "verdict_text", verdict)
        for label, fact in (("Ends", "current_end"), ("Can be extended to", "can_extend_to")):
            if day := re.search(_DAY.format(label), text):
                claims.add("site, page of a contract", path.stem, fact, day[1])
    text = (folder / "register.html").read_text(encoding="utf-8")
    for row in _ROW.findall(text):
        contract = _LINK.findall(row)[0]
        ends, amount, verdict_words = _ENDS.search(row), _AMOUNT.search(row), _VERDICT.findall(row)[0]
        claims.add("site, register", contract, "current_end", ends[1] if ends else "")
        claims.add("site, register", contract, "verdict_text", with_ids(html.unescape(verdict_words), names))
        if amount:
            claims.add("site, register", contract, "value in lists", amount[1])
    read_total(claims, "site, register", re.sub(r"<[^>]+>", " ", text))
