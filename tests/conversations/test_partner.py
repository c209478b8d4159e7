"""Who is party to the covenant: accession, suspension by two persons, end, and a municipality that merges."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversations.conftest import PLATFORMS, Talk
from tests.conversations.moments import at, sent, talk_from
from tests.doubles.mattermost import made_id

BOSS, MAYOR = "coordinator-1", "burgemeester-huizen"
ALL = ("Blaricum", "Gooise Meren", "Hilversum", "Huizen", "Laren", "Wijdemeren")
EVERYBODY = [*(f"Gemeente {name}" for name in ALL), "Politie Eenheid Midden-Nederland", "het bevoegd gezag"]
MERGER = "/partner eindigt wijdemeren op 31 december 2026 opgevolgd door Hilversum"


@pytest.fixture(params=sorted(PLATFORMS))
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def december(platform: str, sqlite_url: str) -> Iterator[Talk]:
    """Monday 28 December 2026."""
    with talk_from(platform, sqlite_url, "2026-12-28 10:00") as talk:
        yield talk


def suspend(talk: Talk, partner: str = "laren", reason: str = "beveiliging niet op orde") -> None:
    talk.say(BOSS, f"/partner opschort {partner} {reason}")
    talk.say(MAYOR, f"/partner bevestig {partner}")


# Accession


def test_a_partner_joins_with_an_annex_when_everybody_agreed_and_has_access_from_its_first_day(december: Talk) -> None:
    december.say("huizen-1", "/signaal nieuw Kanarie van eerder")
    december.say(BOSS, "/partner nieuw")
    lacking = december.fill(
        BOSS,
        naam="Gemeente Eemnes",
        soort="gemeente",
        vanaf="2027-01-04",
        bijlage="bijlage 3",
        toestemming=[name for name in EVERYBODY if name not in {"Gemeente Laren", "het bevoegd gezag"}],
    )
    made = december.fill(BOSS, toestemming=EVERYBODY)

    assert "Nog niet aangevinkt: Gemeente Laren, het bevoegd gezag" in lacking.errors["toestemming"]
    assert "Gemeente Eemnes is toegevoegd" in made.text
    assert "bijlage 3, met toestemming van 7 partners en het bevoegd gezag" in made.text
    assert "bijlage 3" not in december.say("laren-1", "/partner").text
    assert "vanaf 04-01-2027" in december.say("laren-1", "/partner").text


def test_who_is_of_a_new_partner_comes_in_on_its_first_day_and_sees_nothing_of_before(december: Talk) -> None:
    if december.platform.name == "practice":
        pytest.skip("who has no access yet cannot be chosen in the practice room")
    december.say("huizen-1", "/signaal nieuw Kanarie van eerder")
    december.say(BOSS, "/partner nieuw")
    december.fill(
        BOSS, naam="Gemeente Eemnes", soort="gemeente", vanaf="2027-01-04", bijlage="bijlage 3", toestemming=EVERYBODY
    )
    december.say(BOSS, "/deelnemer nieuw")
    account = made_id("stranger") if december.platform.name == "mattermost" else "U0VREEMD"
    added = december.fill(BOSS, naam="Deelnemer Eemnes", partner="Gemeente Eemnes", rol="lid", account=account)

    early = december.say("stranger", "/bit").text
    december.clock.moment = at("2027-01-04 09:00")
    december.say("stranger", "/bit")
    december.click("stranger", "Ik aanvaard")
    december.say("huizen-1", "/signaal nieuw Kanarie van later")

    assert "eemnes-1" in added.text
    assert early.startswith("U staat niet in de ledenlijst")
    listed = december.say("stranger", "/signaal lijst").text
    assert "van later" in listed
    assert "1 signaal" in listed
    assert "van eerder" not in listed
    assert "S-1 is niet gevonden" in december.say("stranger", "/signaal toon S-1").text


@pytest.mark.parametrize(
    ("answers", "field", "why"),
    [
        ({"naam": "Gemeente Laren"}, "naam", "Er is al een partner"),
        ({"naam": "laren"}, "", ""),
        ({"naam": "Eemnes", "vanaf": "2026-12-27"}, "vanaf", "al voorbij"),
    ],
)
def test_what_is_wrong_with_a_new_partner_is_said_at_its_field(
    december: Talk, answers: dict[str, str], field: str, why: str
) -> None:
    december.say(BOSS, "/partner nieuw")

    shown = december.fill(BOSS, soort="gemeente", bijlage="3", toestemming=EVERYBODY, **answers)

    if field:
        assert why in shown.errors[field]
        assert "7 partners" in december.say(BOSS, "/partner").text
    else:
        # Another name, but the code is taken: it gets a number.
        assert "8 partners" in december.say(BOSS, "/partner").text
        with december.store() as store:
            assert store.organisation.partners[-1].code == "laren-2"


# Suspension (covenant art. 6.6)


def test_a_suspension_takes_two_persons_and_is_said_with_its_reason(talk: Talk) -> None:
    asked = talk.say(BOSS, "/partner opschort laren beveiliging niet op orde")
    still = talk.say("laren-1", "/signaal nieuw Loods").text
    alone = talk.say(BOSS, "/partner bevestig laren").text
    question = talk.messages(MAYOR)[-1]
    confirmed = talk.click(MAYOR, "Opschorting van Laren bevestigen")
    told = [shown.text for shown in talk.messages("laren-1")]

    assert "begint pas als een andere coördinator of een bestuurder haar bevestigt" in asked.text
    assert "Geregistreerd als S-1" in still
    assert "U vroeg deze opschorting zelf" in alone
    assert "De reden: beveiliging niet op orde" in question.text
    assert "is nu opgeschort" in confirmed.text
    assert [text for text in told if "De reden: beveiliging niet op orde" in text] == told[-1:]
    assert len([kind for kind in sent(talk, "laren-1") if kind.startswith("partner.suspended")]) == 1
    assert [kind for kind in sent(talk, "blaricum-1") if kind.startswith("partner")] == []


def test_who_is_suspended_sees_what_is_its_own_and_hears_why_the_rest_is_refused(talk: Talk) -> None:
    talk.say("laren-1", "/signaal nieuw Van Laren")
    talk.say("huizen-1", "/signaal nieuw Van Huizen")
    talk.say("laren-1", "/wa nieuw Nakijken")
    suspend(talk)

    why = "opgeschort: beveiliging niet op orde"
    assert "1 signaal" in talk.say("laren-1", "/signaal lijst").text
    assert "Van Laren" in talk.say("laren-1", "/signaal toon S-1").text
    for line in (
        "/signaal toon S-2",
        "/signaal toon S-99",
        "/signaal wijzig S-1",
        "/signaal nieuw Loods",
        "/signaal",
        "/wa claim WA-1",
        "/wa",
        "/overleg agendapunt Iets",
        "/overleg afmelden",
    ):
        refused = talk.say("laren-1", line)
        assert why in refused.text, line
        assert refused.form is None, line


def test_to_a_suspended_partner_nothing_new_is_given(talk: Talk) -> None:
    suspend(talk)

    for line in ("/wa nieuw Nakijken voor @laren-1", "/wa nieuw Nakijken voor Laren"):
        assert (
            "kan nu geen werkafspraken krijgen" in talk.say("huizen-1", line).text
            or "heeft nu niemand" in talk.say("huizen-1", line).text
        )
    talk.until(at("2026-09-17 09:30"))
    assert [kind for kind in sent(talk, "laren-1") if kind.startswith("overleg.day")] == []
    assert [kind for kind in sent(talk, "blaricum-1") if kind.startswith("overleg.day")] != []


def test_a_suspension_is_ended_by_one_and_everything_is_as_before(talk: Talk) -> None:
    talk.say("huizen-1", "/signaal nieuw Van Huizen")
    suspend(talk)

    ended = talk.say(MAYOR, "/partner hervat laren")

    assert "is beëindigd" in ended.text
    assert "Van Huizen" in talk.say("laren-1", "/signaal toon S-1").text
    assert "Geregistreerd" in talk.say("laren-1", "/signaal nieuw Loods").text
    assert "De opschorting is voorbij" in talk.messages("laren-1")[-1].text


def test_a_question_can_be_taken_back_and_nobody_hears_it_then(talk: Talk) -> None:
    talk.say(BOSS, "/partner opschort laren vergissing")
    back = talk.click(BOSS, "Vraag over Laren intrekken")

    assert "is ingetrokken" in back.text
    assert "Er is niet gevraagd om" in talk.say(MAYOR, "/partner bevestig laren").text
    assert [kind for kind in sent(talk, "laren-1") if kind.startswith("partner")] == []


def test_everybody_knows_that_it_is_and_only_some_know_why(talk: Talk) -> None:
    talk.say(BOSS, "/partner opschort laren beveiliging niet op orde")
    asked = {who: talk.say(who, "/partner").text for who in (BOSS, MAYOR, "fg-1", "laren-1", "blaricum-1")}
    talk.say(MAYOR, "/partner bevestig laren")
    holds = {who: talk.say(who, "/partner").text for who in (BOSS, MAYOR, "fg-1", "laren-1", "blaricum-1")}

    assert {who for who, text in asked.items() if "beveiliging" in text} == {BOSS, MAYOR, "fg-1"}
    assert "opgeschort" not in asked["blaricum-1"]
    assert all("opgeschort" in text for text in holds.values())
    assert {who for who, text in holds.items() if "beveiliging" in text} == {BOSS, MAYOR, "fg-1", "laren-1"}


CANNOT = (
    (BOSS, "/partner opschort huizen eigen partner", "U hoort zelf bij"),
    (MAYOR, "/partner opschort huizen eigen partner", "U hoort zelf bij"),
    (BOSS, "/partner opschort atlantis reden", "is geen partner die ik ken"),
    (BOSS, "/partner opschort Gemeente reden", "kan meer betekenen"),
    (BOSS, "/partner bevestig laren", "Er is niet gevraagd"),
    (BOSS, "/partner hervat laren", "is niet opgeschort"),
    (BOSS, "/partner bevestig", "Noem de partner"),
    (BOSS, "/partner hervat", "Noem de partner"),
    (BOSS, "/partner blijft laren", "is geen einde afgesproken"),
    (BOSS, "/partner eindigt laren op gisteren", "is al voorbij"),
    (BOSS, "/partner eindigt laren op 31-02-2027", "bestaat niet"),
    (BOSS, "/partner eindigt laren op 31-12-2026 opgevolgd door laren", "kan zichzelf niet opvolgen"),
    (BOSS, "/partner eindigt laren op 31-12-2026 opgevolgd door atlantis", "is geen partner die ik ken"),
    (BOSS, "/partner eindigt huizen op 31-12-2026", "geen coördinator meer"),
    *(
        (who, "/partner opschort laren reden", "Alleen een coördinator of een bestuurder")
        for who in ("blaricum-1", "fg-1", "beheerder-1")
    ),
    *((who, MERGER, "Alleen de coördinator") for who in ("blaricum-1", "fg-1", "beheerder-1", MAYOR)),
)


@pytest.mark.parametrize(("who", "line", "why"), CANNOT)
def test_what_cannot_be_with_a_partner_is_said_clearly_and_changes_nothing(
    talk: Talk, who: str, line: str, why: str
) -> None:
    with talk.store() as store:
        before = store.organisation

    assert why in talk.say(who, line).text

    with talk.store() as store:
        assert store.organisation == before


def test_the_partner_of_the_only_coordinator_is_not_suspended(talk: Talk) -> None:
    """Nobody could give anybody anything any more."""
    for who in ("laren-1", "hilversum-1"):
        talk.say(BOSS, f"/deelnemer rol @{who} bestuurder loco-burgemeester")
    talk.say("laren-1", "/partner opschort huizen reden")

    assert "geen coördinator meer" in talk.say("hilversum-1", "/partner bevestig huizen").text
    assert "Alleen de coördinator" not in talk.say(BOSS, "/deelnemer rol @blaricum-1 coordinator tweede").text
    assert "is nu opgeschort" in talk.say("hilversum-1", "/partner bevestig huizen").text


def test_an_end_can_be_taken_back_until_it_came(december: Talk) -> None:
    december.say(BOSS, "/partner eindigt laren op 31 december")
    undone = december.click(BOSS, "Ongedaan maken")
    december.say(BOSS, "/partner eindigt laren op 31 december")
    december.clock.moment = at("2027-01-01 09:00")

    assert "is ingetrokken" in undone.text
    assert "Dat is voorbij" in december.say(BOSS, "/partner blijft laren").text
    assert "Dat is voorbij" in december.say(BOSS, "/partner eindigt laren op 1 maart").text


# A municipality that merges: Wijdemeren into Hilversum on 1 January 2027


def before_the_merger(talk: Talk) -> None:
    talk.say("wijdemeren-1", "/signaal")
    talk.fill("wijdemeren-1", titel="Jachthaven", gemeenten=["Wijdemeren"], zichtbaarheid="alleen betrokken partners")
    talk.say("laren-1", "/wa nieuw Nakijken voor Wijdemeren uiterlijk 15 januari")
    talk.say("wijdemeren-1", "/wa nieuw Vergunning nakijken voor @wijdemeren-1 uiterlijk 15 januari bij S-1")


def test_the_end_is_said_with_its_weekday_and_what_follows(december: Talk) -> None:
    said = december.say(BOSS, MERGER).text

    assert "De laatste dag van Gemeente Wijdemeren is donderdag 31 december 2026" in said
    assert "Daarna heeft 1 deelnemer geen toegang meer" in said
    assert "Gemeente Hilversum neemt alles over" in said
    assert "t/m 31-12-2026, opgevolgd door Gemeente Hilversum" in december.say("laren-1", "/partner").text


def test_what_a_merged_municipality_had_is_read_and_done_by_its_successor(december: Talk) -> None:
    before_the_merger(december)
    december.say(BOSS, MERGER)
    early = december.say("hilversum-1", "/signaal toon S-1").text
    december.until(at("2027-01-13 12:00"))

    assert "niet gevonden" in early
    assert "Jachthaven" in december.say("hilversum-1", "/signaal toon S-1").text
    assert "Jachthaven" in december.say("hilversum-1", "/signaal lijst hilversum").text
    assert "Jachthaven" in december.say("hilversum-1", "/signaal lijst wijdemeren").text
    assert "niet gevonden" in december.say("laren-1", "/signaal toon S-1").text
    assert "2 werkafspraken" in december.say("hilversum-1", "/wa lijst hilversum").text
    assert "Nakijken" in december.say("hilversum-1", "/bit mijn").text
    assert "1 geaccepteerd · 1 nog niet geaccepteerd" in december.say(BOSS, "/bit stand hilversum").text
    assert "1 geaccepteerd · 1 nog niet geaccepteerd" in december.say(BOSS, "/bit stand wijdemeren").text
    assert [kind for kind in sent(december, "hilversum-1") if kind.startswith("werkafspraak.soon")] != []
    assert "U hebt WA-1 geaccepteerd" in december.say("hilversum-1", "/wa accepteer WA-1").text


def test_its_history_keeps_its_name_also_when_it_is_changed(december: Talk) -> None:
    before_the_merger(december)
    december.say(BOSS, MERGER)
    december.clock.moment = at("2027-01-05 12:00")
    december.say("hilversum-1", "/signaal wijzig S-1")
    december.fill("hilversum-1", titel="Jachthaven aan de plas")

    shown = december.say("hilversum-1", "/signaal toon S-1").text

    assert "Jachthaven aan de plas" in shown
    assert "Wijdemeren" in shown


def test_its_members_have_no_access_until_they_move(december: Talk) -> None:
    december.say(BOSS, MERGER)
    december.clock.moment = at("2027-01-01 00:30")
    if december.platform.name != "practice":
        assert december.say("wijdemeren-1", "/bit").text.startswith("U staat niet in de ledenlijst")

    moved = december.say(BOSS, "/deelnemer verhuist wijdemeren-1 naar Hilversum").text

    assert "Gemeente Wijdemeren → Gemeente Hilversum" in moved
    assert "Geregistreerd" in december.say("wijdemeren-1", "/signaal nieuw Loods").text


def test_the_half_year_that_spans_it_asks_for_both_and_the_next_one_for_five(december: Talk) -> None:
    december.say(BOSS, MERGER)
    december.until(at("2027-01-05 12:00"))

    state = december.say(BOSS, "/rapportage").text
    asked = [kind for kind in sent(december, "hilversum-1") if kind.startswith("rapportage")]
    december.say("hilversum-1", "/rapportage bijdrage")
    own = december.fill("hilversum-1", resultaten="Drie controles in Hilversum").text
    december.say("hilversum-1", "/rapportage")
    december.click("hilversum-1", "Bijdrage van Wijdemeren invullen")
    former = december.fill("hilversum-1", resultaten="Twee controles in Wijdemeren").text
    whole = december.say(BOSS, "/rapportage overzicht 2026-2").text

    assert state.count("Gemeente") == 6
    assert "Gemeente Wijdemeren" in state
    assert asked == ["rapportage.ask 2027-01-04 09:00"]
    assert "Uw bijdrage aan R-2026-2 is opgeslagen" in own
    assert "De bijdrage van Gemeente Wijdemeren aan R-2026-2 is opgeslagen" in former
    assert "Drie controles in Hilversum" in whole
    assert "Twee controles in Wijdemeren" in whole

    december.until(at("2027-07-05 12:00"))
    next_one = december.say(BOSS, "/rapportage").text
    assert "R-2027-1" in next_one
    assert next_one.count("Gemeente") == 5
    assert "Wijdemeren" not in next_one
    assert "halfjaar niet mee" in december.say("hilversum-1", "/rapportage bijdrage 2027-1 wijdemeren").text


def test_the_successor_is_reminded_as_long_as_one_of_both_is_missing(december: Talk) -> None:
    december.say(BOSS, MERGER)
    december.until(at("2027-01-05 12:00"))
    december.say("hilversum-1", "/rapportage bijdrage 2026-2 hilversum")
    december.fill("hilversum-1", resultaten="Drie controles")
    december.until(at("2027-01-12 12:00"))
    december.say("hilversum-1", "/rapportage bijdrage wijdemeren")
    december.fill("hilversum-1", resultaten="Twee controles")
    december.until(at("2027-01-26 12:00"))

    assert [kind for kind in sent(december, "hilversum-1") if kind.startswith("rapportage")] == [
        "rapportage.ask 2027-01-04 09:00",
        "rapportage.reminder 2027-01-11 09:00",
    ]


def test_a_merger_within_a_half_year_asks_for_both_too(december: Talk) -> None:
    december.until(at("2027-03-01 09:00"))
    december.say(BOSS, "/partner eindigt wijdemeren op 31 maart 2027 opgevolgd door Hilversum")
    december.until(at("2027-07-05 12:00"))

    assert "Gemeente Wijdemeren" in december.say(BOSS, "/rapportage").text
