"""Free words: a text is found by the beginning of any of its words, however they were typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitbot.domain.words import Words, index, taken_apart

FINDS = {
    "hennep": "Een hennepkwekerij in de loods",
    "HENNEP kwek": "een Hennep-kwekerij",
    "cafe": "Café De Hoek",
    "café": "CAFE de hoek",
    "geini": "Geïnd, gëïnigd en geïnitieerd",
    "ijsselstr": "\u0132sselstraat",
    "hauptstrasse": "Hauptstraße",
    "B&B": "een B&B zonder vergunning",
    "auto’s": "Veel auto's voor de deur",
    "12": "Dorpsstraat 12",
    "hoek de": "Café De Hoek",
    "hennepkwekerij": "hennep\u00adkwekerij",
    "شارع": "في الشَارِع و شارِعان",
    "снег": "Снег",
}
DOES_NOT_FIND = {
    "kwekerij": "Een hennepkwekerij",
    "12": "Dorpsstraat 123",
    "de": "dezelfde",
    "hennep auto": "een hennepkwekerij",
    "hennepk": "hennep",
    "hoek cafe deur": "Café De Hoek",
}


def found(typed: str, text: str) -> bool:
    needles = Words(typed).needles
    return bool(needles) and all(needle in index([text]) for needle in needles)


@pytest.mark.parametrize(("typed", "text"), FINDS.items())
def test_words_are_found_by_their_beginning_without_capitals_and_accents(typed: str, text: str) -> None:
    assert found(typed, text)


@pytest.mark.parametrize(("typed", "text"), DOES_NOT_FIND.items())
def test_every_word_must_occur_and_a_short_one_stands_for_itself(typed: str, text: str) -> None:
    assert not found(typed, text)


@given(st.text(max_size=60), st.text(max_size=60), st.data())
def test_any_beginning_of_any_word_finds_the_text_it_is_in(text: str, other: str, data: st.DataObject) -> None:
    words = [word for word in taken_apart(text) if len(word) >= 3]
    for word in words:
        beginning = word[: data.draw(st.integers(3, len(word)))]

        assert found(beginning, f"{other} {text}")
        assert found(beginning.upper(), text)


@given(st.text(max_size=60))
def test_how_a_text_is_composed_makes_no_difference(text: str) -> None:
    same = {unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKC", "NFKD")}

    assert {index([each]) for each in same} == {index([text])}


@given(st.text(max_size=60))
def test_what_an_index_holds_is_taken_apart_into_the_same_words(text: str) -> None:
    assert index([index([text])]) == index([text])


def test_an_index_tells_neither_order_nor_number_of_the_words() -> None:
    assert index(["twee een", "een"]) == index(["een twee"]) == " een twee "
    assert index([]) == index(["", "!?"]) == "  "


@pytest.mark.parametrize("typed", ["", " ", "a", "é", "5", "😀", "👨‍👩‍👧‍👦 🇳🇱", "&", "„”", "\u200b\u00ad"])
def test_less_than_two_letters_or_digits_is_not_enough(typed: str) -> None:
    assert not Words(typed).enough


@pytest.mark.parametrize("typed", ["ab", "a b", "B&B", "12", "de het een", "é é"])
def test_two_letters_or_digits_are_enough(typed: str) -> None:
    assert Words(typed).enough
