from __future__ import annotations

import pytest

from commreg.model import vocabularies
from commreg.model.vocabularies import KIND, STAGE, Vocabulary, did_you_mean

LISTS = {name: vocabulary for name, vocabulary in vars(vocabularies).items() if isinstance(vocabulary, Vocabulary)}


def test_there_are_closed_lists() -> None:
    assert len(LISTS) >= 14


@pytest.mark.parametrize("words", LISTS.values(), ids=LISTS)
def test_every_word_is_small_letters_digits_and_hyphens_and_has_a_label(words: Vocabulary) -> None:
    for word in words:
        assert word in words
        assert word == word.lower()
        assert word.replace("-", "").isalnum()
        assert words.label(word).strip()


@pytest.mark.parametrize("words", LISTS.values(), ids=LISTS)
def test_no_two_words_of_a_list_are_called_the_same(words: Vocabulary) -> None:
    labels = [words.label(word) for word in words]
    assert len(set(labels)) == len(labels)


def test_what_is_not_in_the_list_is_not_known_and_goes_by_its_own_words() -> None:
    assert "contract" not in KIND
    assert 3 not in KIND
    assert KIND.label("REDACTED PERSONAL DATA") == "REDACTED PERSONAL DATA"


def test_stages_are_in_the_order_of_the_paper() -> None:
    """Stages in the seeds' order."""
    assert list(STAGE) == [
        "review",
        "needs-assessment",
        "options-appraisal",
        "market-engagement",
        "specification",
        "procurement",
        "award",
        "mobilisation",
    ]


@pytest.mark.parametrize(
    ("word", "words", "suggestion"),
    [
        ("anual", vocabularies.BASIS, "annual"),
        ("Annual", vocabularies.BASIS, "annual"),
        ("whole_term", vocabularies.BASIS, "whole-term"),
        ("whole term", vocabularies.BASIS, "whole-term"),
        ("Requires Improvement", vocabularies.RATING, "requires-improvement"),
        ("local authority", vocabularies.PROVIDER_TYPE, "local-authority"),
        ("quartely", vocabularies.FREQUENCY, "quarterly"),
        ("titel", ["title", "term", "tags"], "title"),
        ("companynumber", ["company_number", "charity_number"], "company_number"),
        ("xyzzy", vocabularies.BASIS, None),
        ("", vocabularies.BASIS, None),
        ("anything", [], None),
    ],
)
def test_the_nearest_word_is_named_where_one_is_near(word: str, words: list[str], suggestion: str | None) -> None:
    assert did_you_mean(word, words) == suggestion


@pytest.mark.parametrize("words", LISTS.values(), ids=LISTS)
def test_a_word_in_capitals_or_with_underscores_gets_the_right_suggestion(words: Vocabulary) -> None:
    for word in words:
        assert did_you_mean(word.upper().replace("-", "_"), words) == word
