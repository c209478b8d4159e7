"""What points at a person is found where it stands; ordinary sentences are left alone."""

from __future__ import annotations

import random
from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitbot.domain.personal_data import personal_data
from bitbot.domain.personal_data.plates import SIDECODES
from tests.bitbot.domain.ordinary_sentences import SENTENCES

TODAY = date(2026, 9, 10)


def found(text: str) -> list[tuple[str, str, bool]]:
    return [(each.kind, text[each.start : each.end], each.certain) for each in personal_data(text, TODAY)]


def only(text: str) -> tuple[str, str, bool]:
    (single,) = found(text)
    return single


# A table of what people write: the kind, what is marked, whether it is certain


@pytest.mark.parametrize(
    ("text", "marked", "certain"),
    [
        ("BSN 111222333", "111222333", True),
        ("bsn: 1112.22.333, graag nakijken", "1112.22.333", True),
        ("bsn111222333", "111222333", True),
        ("zijn BSN is 111 222 333.", "111 222 333", True),
        ("111222333 (BSN)", "111222333", True),
        ("burgerservicenummer 123456782", "123456782", True),
        ("sofinummer 12345672", "12345672", True),
        ("KvK 12345678, BSN 111222333", "111222333", True),
        ("BSN 123456789", "123456789", False),
        ("gesproken met 111222333 over de loods", "111222333", False),
        ("bel 111222333 over de loods", "111222333", False),
        ("(111-222-333)", "111-222-333", False),
        ("op 12-03-2026 gezien: 111222333", "111222333", False),
        ("op nummer 12 111222333", "111222333", False),
        ("1 1 1 2 2 2 3 3 3", "1 1 1 2 2 2 3 3 3", False),
    ],
)
def test_a_bsn_is_certain_only_when_it_is_called_so(text: str, marked: str, certain: bool) -> None:
    assert only(text) == ("bsn", marked, certain)


@pytest.mark.parametrize(
    "text",
    [
        "111222334",  # does not pass
        "12345672",  # eight digits that nobody calls a BSN
        "zaaknummer 111222333",
        "KvK: 111222333",
        "€ 111222333",
        "telefoon 999222302",
        "111.222.333 euro",
        "Z-111222333",
        "Z/26/111222333",
        "het BSN is op 12-01-2026 gewist",
        "1112223334",
        "a111222333",
        "111222333,50",
        "52.1112223",
        "1112223.33",
    ],
)
def test_a_number_of_something_else_is_no_bsn(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("NL91 ABNA 0417 1643 00 op naam van de eigenaar", "NL91 ABNA 0417 1643 00"),
        ("rekening nl91abna0417164300.", "nl91abna0417164300"),
        ("NL91-ABNA-0417-1643-00", "NL91-ABNA-0417-1643-00"),
        ("betaald op DE89 3704 0044 0532 0130 00 gisteren", "DE89 3704 0044 0532 0130 00"),
        ("NO93 8601 1117 947", "NO93 8601 1117 947"),
    ],
)
def test_an_iban_is_found(text: str, marked: str) -> None:
    assert only(text) == ("iban", marked, True)


@pytest.mark.parametrize("text", ["NL92 ABNA 0417 1643 00", "XX91 ABNA 0417 1643 00", "AANL91ABNA0417164300"])
def test_what_only_looks_like_an_iban_is_none(text: str) -> None:
    assert [kind for kind, _, _ in found(text) if kind == "iban"] == []


@pytest.mark.parametrize(
    ("text", "marked", "certain"),
    [
        ("bel 06-12345678", "06-12345678", True),
        ("06 12 34 56 78 is van de huurder", "06 12 34 56 78", True),
        ("0612345678", "0612345678", True),
        ("+31 6 12345678", "+31 6 12345678", True),
        ("+31 (0)6 12345678", "+31 (0)6 12345678", True),
        ("0031 6 12345678", "0031 6 12345678", True),
        ("035-6012345", "035-6012345", True),
        ("(035) 601 23 45", "(035) 601 23 45", True),
        ("0356012345", "0356012345", False),
        ("tel. 0356012345", "0356012345", True),
        ("mobiel 612345678", "612345678", True),
        ("telefoon 356012345", "356012345", True),
        ("+49 30 901820 in Berlijn", "+49 30 901820", True),
        ("+32 470 12 34 56", "+32 470 12 34 56", True),
        ("06-12345678 12 keer gebeld", "06-12345678", True),
    ],
)
def test_a_telephone_number_is_found(text: str, marked: str, certain: bool) -> None:
    assert only(text) == ("telefoon", marked, certain)


@pytest.mark.parametrize(
    "text",
    [
        "112",
        "0900-8844",
        "0800-1234",
        "14 035",
        "088-1234567",
        "01-03-2026 10 stuks",
        "zaaknummer 0612345678",
        "06-123",
    ],
)
def test_a_number_of_a_service_or_of_something_else_is_no_telephone_number(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["j.jansen+bit@voorbeeld.nl", "JAN_JANSEN@mail.voorbeeld.co.uk", "a@b.nl"])
def test_an_e_mail_address_is_found(text: str) -> None:
    assert only(f"mail naar {text}, vandaag") == ("e-mail", text, True)


@pytest.mark.parametrize("text", ["@huizen-1", "vraag @Jan", "a @ b", "jan@", "@voorbeeld.nl", "1@2"])
def test_a_mention_is_no_e_mail_address(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "marked", "certain"),
    [
        ("gezien: HZ-12-JK", "HZ-12-JK", True),
        ("GRS-12-X", "GRS-12-X", True),
        ("12-GRS-3", "12-GRS-3", True),
        ("B-123-GR", "B-123-GR", True),
        ("grs-12-x", "grs-12-x", False),
        ("GRS12X", "GRS12X", False),
        ("busje grs12x reed weg", "grs12x", True),
        ("kenteken GR 12 XS", "GR 12 XS", True),
        ("kenteken 1234AB", "1234AB", True),
        ("XB-12-34", "XB-12-34", False),
        ("kenteken WA-12-34", "WA-12-34", True),
        ("AB-12-CD", "AB-12-CD", False),
        ("aanhanger OD-01-BB", "OD-01-BB", True),
    ],
)
def test_a_licence_plate_is_found(text: str, marked: str, certain: bool) -> None:
    assert only(text) == ("kenteken", marked, certain)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "WA-12-34",
            "BV-12-34",
            "WA-12",
            "S-12",
            "R-2026-1",
            "1234AB",
            "1234 AB",
            "13b",
            "174a",
            "12-3-26",
            "1-mrt-26",
            "1-okt-26",
        ),
        *("auto op 1271AB", "met de auto 12 km 34 minuten", "auto WA-12-34"),
        *("zaal12", "week12", "BLOK12", "1-op-100", "10-min-5", "5km100", "AB-12-CD-34", "x-AB-12-CD", "AB1234"),
    ],
)
def test_what_only_looks_like_a_plate_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "marked", "certain"),
    [
        ("geboren op 3 maart 1980 te Huizen", "3 maart 1980", True),
        ("geb. 3-3-'80", "3-3-'80", True),
        ("geboortedatum: 1980-03-03", "1980-03-03", True),
        ("d.o.b. 03031980", "03031980", True),
        ("geb.dat. 03 03 1980", "03 03 1980", True),
        ("3/3/2019 geboren", "3/3/2019", True),
        ("Jan Jansen (03-03-1980)", "03-03-1980", False),
        ("03-03-1980 Piet de Vries", "03-03-1980", False),
        ("J. van den Berg, 12-5-75, huurt", "12-5-75", False),
    ],
)
def test_a_date_of_birth_is_found_by_its_name_or_by_the_name_beside_it(text: str, marked: str, certain: bool) -> None:
    assert only(text) == ("geboortedatum", marked, certain)


@pytest.mark.parametrize(
    "text",
    [
        "Jan Jansen, 10-09-2026",
        "controle op 03-03-1980",
        "de Wet Bibob 20-06-2002",
        "Gemeente Huizen 01-01-2002",
        "geboren en getogen, afspraak 12 op 31-02-1980",
        "03031980",
    ],
)
def test_other_dates_are_no_dates_of_birth(text: str) -> None:
    assert found(text) == []


# Signs that look alike


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("bsn \uff11\uff11\uff11222333 x", "\uff11\uff11\uff11222333"),
        ("bsn 111\u200b222\u2060333 x", "111\u200b222\u2060333"),
        ("bsn 111\u00a0222\u202f333 x", "111\u00a0222\u202f333"),
        ("bsn 111\u2011222\u2013333 x", "111\u2011222\u2013333"),
        ("bsn 1\ufe0f\u20e31\ufe0f\u20e31\ufe0f\u20e3222333 x", "1\ufe0f\u20e31\ufe0f\u20e31\ufe0f\u20e3222333"),
        ("„bsn” ‘111222333’ x", "111222333"),
        ("bsn\t111222333 x", "111222333"),
        ("bsn \u0661\u0661\u0661222333 x", "\u0661\u0661\u0661222333"),
    ],
)
def test_signs_that_look_alike_hide_nothing_and_the_place_is_that_in_the_text_itself(text: str, marked: str) -> None:
    assert only(text) == ("bsn", marked, True)


def test_several_are_found_in_the_order_of_the_text() -> None:
    text = "Huurder (bsn 111222333, tel. 06-12345678, j@voorbeeld.nl) rijdt GRS-12-X, betaalt met NL91ABNA0417164300."

    assert [kind for kind, _, _ in found(text)] == ["bsn", "telefoon", "e-mail", "kenteken", "iban"]


# Whatever stands around it


WORDS = """
de het een huurder eigenaar woont sinds kort boven winkel loods met afval en volgens buurman ook daarom graag nakijken
voor volgende week want niemand weet wie er komt vaak bezoek gezien terrein achter schuur ’s nachts „druk” coöperatie
ruïne café maïs Huizen Laren
"""
words = st.lists(st.sampled_from(WORDS.split()), max_size=6).map(" ".join)
around = st.tuples(
    words, st.sampled_from([" ", "\n", ": ", " (", ", "]), st.sampled_from([" ", ". ", ", ", ")", "\n"]), words
)


@st.composite
def bsns(draw: st.DrawFn) -> str:
    digits = draw(st.lists(st.integers(0, 9), min_size=8, max_size=8).filter(lambda found: found[0] > 0))
    check = sum((9 - place) * digit for place, digit in enumerate(digits)) % 11
    if check > 9:
        return "111222333"
    whole = "".join(map(str, (*digits, check)))
    shape = draw(st.sampled_from(["{}{}{}", "{} {} {}", "{}.{}.{}", "{}-{}-{}"]))
    return shape.format(whole[:4], whole[4:6], whole[6:])


@st.composite
def ibans(draw: st.DrawFn) -> str:
    bank = draw(st.sampled_from(["ABNA", "INGB", "RABO", "TRIO", "BUNQ"]))
    account = draw(st.text("0123456789", min_size=10, max_size=10))
    as_number = "".join(str(int(sign, 36)) for sign in f"{bank}{account}NL00")
    whole = f"NL{98 - int(as_number) % 97:02}{bank}{account}"
    grouped = " ".join(whole[at : at + 4] for at in range(0, 18, 4))
    return draw(st.sampled_from([whole, grouped, whole.lower()]))


@st.composite
def phones(draw: st.DrawFn) -> str:
    number = f"{draw(st.sampled_from('12348'))}{draw(st.text('0123456789', min_size=7, max_size=7))}"
    pairs = " ".join(number[at : at + 2] for at in range(0, 8, 2))
    return draw(st.sampled_from([f"06{number}", f"06-{number}", f"06 {pairs}", f"+316{number}", f"+31 6 {number}"]))


@st.composite
def plates(draw: st.DrawFn) -> str:
    """As given out since 1978, in capitals with dashes."""
    letters, digits = st.sampled_from("BDFGHJKLNPRSTVXZ"), st.sampled_from("0123456789")
    signs = {"X": letters, "9": digits, "-": st.just("-")}
    made = "".join(draw(signs[sign]) for sign in draw(st.sampled_from(SIDECODES[3:])))
    return made.replace("MRT", "MRS")


def _found_in_its_place(kind: str, it: str, spoken: tuple[str, str, str, str]) -> None:
    before, opens, closes, after = spoken
    text = f"{before}{opens}{it}{closes}{after}"

    assert (kind, it) in [(what, marked) for what, marked, _ in found(text)], text


@given(bsns(), around)
def test_any_bsn_is_found_whatever_stands_around_it(it: str, spoken: tuple[str, str, str, str]) -> None:
    _found_in_its_place("bsn", it, spoken)


@given(ibans(), around)
def test_any_iban_is_found_whatever_stands_around_it(it: str, spoken: tuple[str, str, str, str]) -> None:
    _found_in_its_place("iban", it, spoken)


@given(phones(), around)
def test_any_mobile_number_is_found_whatever_stands_around_it(it: str, spoken: tuple[str, str, str, str]) -> None:
    _found_in_its_place("telefoon", it, spoken)


@given(plates(), around)
def test_any_plate_is_found_whatever_stands_around_it(it: str, spoken: tuple[str, str, str, str]) -> None:
    _found_in_its_place("kenteken", it, spoken)


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_has_findings_in_order_within_it_and_never_twice(text: str) -> None:
    places = [place for each in personal_data(text, TODAY) for place in (each.start, each.end)]

    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
    assert all(text[each.start : each.end].strip() for each in personal_data(text, TODAY))


# Ordinary sentences


def test_nothing_is_found_in_ordinary_sentences() -> None:
    """Not even as a possibility; taken apart, and all behind each other."""
    assert {sentence: found(sentence) for sentence in SENTENCES if found(sentence)} == {}
    assert found(" ".join(SENTENCES)) == []


@given(
    st.dates(date(1990, 1, 1), date(2030, 12, 31)),
    st.integers(1, 999),
    st.integers(0, 10**8),
    st.sampled_from(["Kerkstraat", "artikel", "week", "punt", "zaal", "kavel", "unit"]),
)
def test_nothing_ordinary_is_ever_certain(day: date, small: int, large: int, word: str) -> None:
    texts = (
        f"Overleg op {day:%d-%m-%Y} om 10:00 uur, {word} {small}",
        f"{word} {small}, {1000 + small} AB Huizen, op {day.day} {('januari', 'mei')[small % 2]} {day.year}",
        f"Dwangsom € {large:,}".replace(",", ".") + f",{small % 100:02}",
        f"Zaaknummer {day.year}-{large}, WA-{small} en S-{small}",
        f"KvK {10**7 + large % 10**7}, zaaknummer {large}",
    )

    assert [each for text in texts for each in found(text) if each[2]] == []


def test_one_in_eleven_numbers_of_nine_digits_is_possibly_a_bsn_and_none_certainly() -> None:
    chance = random.Random(11)  # noqa: S311 - not for secrets
    numbers = [f"{chance.randrange(10**8, 10**9)}" for _ in range(3000)]

    doubted = [each for number in numbers for each in found(f"gezien bij {number} in de loods")]

    assert 0.07 < len(doubted) / len(numbers) < 0.11
    assert {certain for _, _, certain in doubted} == {False}


# Time


ROWS = {
    **{sign: sign * 20_000 for sign in (" ", "1", "0", "-", "@", "a", "+", "(", ".", "é", "\u200b")},
    **{sign: sign * 10_000 for sign in ("A.", "a@", "1-", "a-", "1 ", "0 ", "(0", "+1")},
    **{
        sign: sign * 2_000
        for sign in ("(0) ", "NL91 ", "ab1 ", "bsn 1 ", "tel 0 ", "12-ab-34 ", "1.1. ", "kenteken ab 12 ")
    },
    **{
        sign: sign * 250
        for sign in ("geb. 1-1-1980 Jan Jansen ", "111222333 ", "06-12345678 ", "NL91 ABNA 0417 1643 01 ")
    },
}


@pytest.mark.parametrize("sign", ROWS, ids=ascii)
def test_no_text_takes_long(sign: str) -> None:
    began = process_time()

    personal_data(ROWS[sign], TODAY)

    assert process_time() - began < 1


def test_a_text_of_40000_signs_takes_little() -> None:
    text = (" ".join(SENTENCES) * 20)[:40_000]
    took = []
    for _ in range(5):
        began = process_time()
        personal_data(text, TODAY)
        took.append(process_time() - began)

    assert min(took) < 0.2
