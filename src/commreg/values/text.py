"""Text that knows nothing of contracts: plurals and lists in English, escaping, and normalising for comparison."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

MAX_QUOTED_LENGTH = 60
_MARKDOWN_SYNTAX = re.compile(r"([\\`*_{}\[\]<>#|~!])")
# What starts a list item, a rule or a heading in Markdown: a sign on its own, a row of them, a number and a dot.
_MARKDOWN_LINE_START = re.compile(r"^(?:([-+](?=\s|$)|-(?=[\s-]*$)|=(?==*$))|(\d+)([.)])(?=\s|$))")
# GitHub and others turn a bare address into a link; entities stop that. Mentions, mail addresses and numbers of issues
# are looked for after entities and backslashes have been read, so an empty comment, which nobody sees or copies, parts
# the sign from what follows.
_MARKDOWN_AUTOLINK = re.compile(r"(?<=\w)://|\bwww\.", re.IGNORECASE)
_MARKDOWN_REFERENCE = re.compile(r"@(?=\S)|#(?=\d)")
_EMPTY_COMMENT = "<!-- -->"
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_LEGAL_FORM = re.compile(r"\b(limited|ltd|plc|llp|cic|community interest company|the|and|co|company|inc)\b")
_APOSTROPHES = re.compile("['`\u2018\u2019\u00b4]")
_POSSESSIVE = re.compile("['\u2019]s\\b")
_WORD = re.compile(r"[^\W_]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# Unicode categories of combining marks and of characters that only format.
_IGNORED_CATEGORIES = ("Mn", "Mc", "Me", "Cf")


def truncate(text: str) -> str:
    """A text for a message, cut if it is long."""
    return text if len(text) <= MAX_QUOTED_LENGTH else f"{text[:MAX_QUOTED_LENGTH]}…"


def pluralize(count: int, noun: str, plural: str | None = None) -> str:
    """A count with its noun: '1 contract', '28 contracts', '1,200 entries'."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def agree(count: int, singular: str, plural: str) -> str:
    """The form of a verb or pronoun that agrees with a count: is or are, has or have, it or them."""
    return singular if count == 1 else plural


def join_words(words: Sequence[str]) -> str:
    """A list in English: '1', '1 and 2', '1, 2 and 3'. Empty for no words."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def lower_first(text: str) -> str:
    """The text with its first letter in lower case, to continue a sentence."""
    return text[:1].lower() + text[1:]


def escape_markdown(text: str) -> str:
    """One line of Markdown that shows exactly this text: no link, table edge or tag. Line ends become spaces."""
    line = " ".join(str(text).split())
    line = _MARKDOWN_SYNTAX.sub(r"\\\1", line.replace("&", "&amp;"))
    line = _MARKDOWN_REFERENCE.sub(rf"\g<0>{_EMPTY_COMMENT}", line)
    line = _MARKDOWN_AUTOLINK.sub(lambda m: m[0].replace(":", "&#58;").replace(".", "&#46;"), line)
    return _MARKDOWN_LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)


def escape_invisible(text: str) -> str:
    """The text, safe to print: each invisible or direction-changing character is written out as <U+2028>."""
    return _INVISIBLE.sub(lambda match: f"<U+{ord(match[0]):04X}>", text.replace("\t", " "))


def normalize_for_search(text: str) -> str:
    """The text without case and accents, so that cafe finds Café."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def normalize_text(text: str) -> str:
    """The text without accents, case, punctuation, possessive s and extra spaces, to compare two spellings."""
    text = text.casefold()
    if not text.isascii():
        text = _BEYOND_ASCII.sub(_strip_marks, unicodedata.normalize("NFKD", text))
    return " ".join(_WORD.findall(_APOSTROPHES.sub("", _POSSESSIVE.sub(" ", text))))


def _strip_marks(character: re.Match[str]) -> str:
    return "" if unicodedata.category(character[0]) in _IGNORED_CATEGORIES else character[0]


def normalize_provider_name(name: str) -> str:
    """A provider's name without accents, case, punctuation and legal form; equal results mean one provider."""
    characters = (c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = re.sub(r"[^\w\s]", " ", "".join(characters).replace("&", " and "))
    return " ".join(_LEGAL_FORM.sub(" ", words).split()) or " ".join(words.split())
