"""Joiners, movers and leavers, and what they are given: on every platform, by the coordinator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversations.conftest import PLATFORMS, Talk
from tests.conversations.moments import at, talk_from
from tests.doubles.mattermost import made_id
from tests.platforms.contract import Shown

BOSS = "coordinator-1"
SECOND = "/deelnemer rol @huizen-1 coordinator tweede coördinator"


@pytest.fixture(params=sorted(PLATFORMS))
def december(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Talk]:
    """Monday 28 December 2026."""
    with talk_from(str(request.param), sqlite_url, "2026-12-28 10:00") as talk:
        yield talk


def account_of(talk: Talk) -> str:
    """The id of somebody who does not take part yet."""
    return made_id("stranger") if talk.platform.name == "mattermost" else "U0VREEMD"


def member(talk: Talk, key: str) -> Shown:
    return talk.say(BOSS, f"/deelnemer toon {key}")


# Who takes part


def test_everybody_sees_who_takes_part_and_who_oversees_it_sees_the_rest(talk: Talk) -> None:
    plain = talk.say("blaricum-1", "/deelnemer lijst laren").text
    whole = [talk.say(who, "/deelnemer lijst laren").text for who in (BOSS, "fg-1")]

    assert "Deelnemer Laren · Gemeente Laren" in plain
    assert "lid" not in plain
    assert "31-12-2027" not in plain
    for told in whole:
        assert "laren-1 · lid · mandaat t/m 31-12-2027 · verklaring: ja" in told


def test_the_list_comes_in_pages_and_of_one_partner(talk: Talk) -> None:
    first = talk.say(BOSS, "/deelnemer")
    second = talk.click(BOSS, "Volgende pagina")
    some = talk.say(BOSS, "/deelnemer lijst hilversum").text

    assert "1–10 van 12" in first.text
    assert "11–12 van 12" in second.text
    assert "2 deelnemers" in some
    assert "vervangt Deelnemer Hilversum" in some
    assert "is geen partner die ik ken" in talk.say(BOSS, "/deelnemer lijst atlantis").text


def test_what_somebody_was_given_is_for_the_coordinator_toezicht_and_the_person(talk: Talk) -> None:
    for who in (BOSS, "fg-1", "laren-1"):
        assert "rol lid" in talk.say(who, "/deelnemer toon @laren-1").text, who
    for who in ("blaricum-1", "beheerder-1", "burgemeester-huizen"):
        refused = talk.say(who, "/deelnemer toon laren-1").text
        assert "voor de coördinator, voor toezicht en voor de persoon zelf" in refused

    assert talk.say("laren-1", "/deelnemer toon").text == talk.say("laren-1", "/deelnemer toon laren-1").text


# A joiner


def test_a_joiner_is_added_in_the_form_and_asked_to_swear_first(talk: Talk) -> None:
    form = talk.say(BOSS, "/deelnemer nieuw")
    added = talk.fill(
        BOSS, naam="Nieuwe collega", partner="Gemeente Laren", rol="lid", mandaat="2027-12-31", account=account_of(talk)
    )

    assert form.form is not None
    assert "Nieuwe collega neemt nu deel" in added.text
    assert "(laren-2)" in added.text
    assert "laren-2 · lid · mandaat t/m 31-12-2027 · verklaring: nee" in talk.say(BOSS, "/deelnemer lijst laren").text
    if talk.platform.name != "practice":
        assert "Lees en aanvaard eerst" in talk.say("stranger", "/bit").text
        talk.click("stranger", "Ik aanvaard")
        assert "Geregistreerd als S-1" in talk.say("stranger", "/signaal nieuw Loods").text


def test_a_joiner_hears_of_what_waits_for_the_partner(december: Talk) -> None:
    """Also the reminders that were planned before."""
    december.say("huizen-1", "/wa nieuw Nakijken voor Laren uiterlijk 8 januari")
    december.say(BOSS, "/deelnemer nieuw")
    december.fill(BOSS, naam="Nieuwe collega", partner="Gemeente Laren", rol="lid", account=account_of(december))
    december.until(at("2027-01-06 12:00"))

    with december.store() as store:
        rows = store.connection.exec_driver_sql(
            "SELECT delivery.kind FROM delivery JOIN member ON member.id = delivery.member WHERE member.key = 'laren-2'"
        ).all()
    assert ("werkafspraak.soon",) in [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("answers", "field", "why"),
    [
        ({"naam": "   "}, "naam", "nog leeg"),
        ({"naam": "…"}, "naam", "geen naam"),
        ({"naam": "N", "mandaat": "gisteren"}, "mandaat", "al voorbij"),
        ({"naam": "N", "mandaat": "31-02-2027"}, "mandaat", "bestaat niet"),
        ({"naam": "N", "account": "jan"}, "account", "geen account dat ik begrijp"),
    ],
)
def test_what_is_wrong_in_the_form_is_said_at_its_field(
    talk: Talk, answers: dict[str, str], field: str, why: str
) -> None:
    if field == "mandaat" and talk.platform.name == "slack":
        pytest.skip("Slack has a calendar there")
    if not answers["naam"].strip() and talk.platform.name == "practice":
        pytest.skip("the practice room asks for it itself")
    talk.say(BOSS, "/deelnemer nieuw")

    shown = talk.fill(BOSS, partner="Gemeente Laren", rol="lid", **answers)

    assert why in shown.errors[field]
    assert "1 deelnemer" in talk.say(BOSS, "/deelnemer lijst laren").text


def test_an_account_belongs_to_one_member(talk: Talk) -> None:
    taken = made_id("huizen-1") if talk.platform.name == "mattermost" else "U0HUIZ"
    if talk.platform.name == "practice":
        talk.say(BOSS, "/deelnemer koppel laren-1 U0NIEUW")
        taken = "U0NIEUW"
        refused = talk.say(BOSS, f"/deelnemer koppel huizen-1 {taken}")
        assert "hoort al bij Deelnemer Laren" in refused.text
        return

    for line in (f"/deelnemer koppel @laren-1 {taken}", "/deelnemer koppel @laren-1 @huizen-1"):
        assert "Dit account hoort al bij Deelnemer Huizen" in talk.say(BOSS, line).text, line

    assert talk.say("huizen-1", "/deelnemer toon").text.startswith("Deelnemer Huizen")


def test_an_account_is_linked_by_mention_and_the_old_one_has_no_access_from_then_on(talk: Talk) -> None:
    if talk.platform.name == "practice":
        pytest.skip("nobody has an account of their own in the practice room")
    linked = talk.say(BOSS, "/deelnemer koppel @laren-1 @stranger")

    assert "is gekoppeld" in linked.text
    assert f"→ {talk.platform.name.title()} {account_of(talk)}" in linked.text
    assert talk.say("stranger", "/deelnemer toon").text.startswith("Deelnemer Laren")
    assert talk.say("laren-1", "/bit").text.startswith("U staat niet in de ledenlijst")
    assert "losgekoppeld" in talk.say(BOSS, "/deelnemer koppel laren-1 los").text
    assert talk.say("stranger", "/bit").text.startswith("U staat niet in de ledenlijst")
    assert "heeft daar geen account" in talk.say(BOSS, f"/deelnemer koppel laren-1 los {talk.platform.name}").text


# Roles with dates


def test_a_role_has_days_a_giver_and_a_reason_and_can_be_undone(talk: Talk) -> None:
    given = talk.say(BOSS, "/deelnemer rol @laren-1 bestuurder van morgen tot 31 december 2027 loco-burgemeester")
    shown = member(talk, "laren-1").text
    undone = talk.click(BOSS, "Ongedaan maken")

    days = "van vrijdag 11 september 2026 tot en met vrijdag 31 december 2027"
    assert f"Deelnemer Laren: rol bestuurder, {days}." in given.text
    assert f"rol bestuurder, {days} · gegeven door Coördinator BIT – loco-burgemeester" in shown
    assert "beëindigd op do 10 sep 14:00 door Coördinator BIT: ongedaan gemaakt" in undone.text


def test_a_role_begins_and_ends_by_itself(december: Talk) -> None:
    december.say(BOSS, "/deelnemer ontneem @laren-1 lid pauze")
    december.say(BOSS, "/deelnemer rol @laren-1 lid van 4 januari tot 5 januari weer terug")

    told = {}
    for day in ("2027-01-03", "2027-01-04", "2027-01-05", "2027-01-06"):
        december.clock.moment = at(f"{day} 12:00")
        told[day] = december.say("laren-1", "/signaal nieuw Loods").text
    assert ["Geregistreerd" in text for text in told.values()] == [False, True, True, False]
    assert "U hebt nu geen rol in dit BIT" in told["2027-01-06"]
    assert "Coördinator BIT" in told["2027-01-06"]


def test_what_is_not_said_is_asked_in_the_form(talk: Talk) -> None:
    asked = talk.say(BOSS, "/deelnemer rol @laren-1")
    talk.fill(BOSS, rol="bestuurder", tot="2027-12-31", reden="loco-burgemeester")
    whole = talk.say(BOSS, "/deelnemer rol")
    given = talk.fill(BOSS, deelnemer="Deelnemer Blaricum", rol="bestuurder", reden="loco-burgemeester")

    assert asked.form is not None
    assert "deelnemer" not in asked.form
    assert whole.form is not None
    assert "deelnemer" in whole.form
    assert "rol bestuurder, vanaf donderdag 10 september 2026, zonder einddatum" in given.text
    assert "bestuurder t/m 31-12-2027" in talk.say(BOSS, "/deelnemer lijst laren").text


ODD = {
    "/deelnemer rol @laren-1 baas omdat": "is geen rol",
    "/deelnemer rol @niemand lid omdat": "Ik ken geen deelnemer",
    "/deelnemer rol Deelnemer lid omdat": "kan meer betekenen",
    "/deelnemer rol @laren-1 lid tot ooit omdat": "begrijp ik niet",
    "/deelnemer rol @laren-1 lid tot 31-02-2027 omdat": "bestaat niet",
    "/deelnemer rol @laren-1 lid tot gisteren omdat": "is al voorbij",
    "/deelnemer rol @laren-1 lid van gisteren omdat": "is al voorbij",
    "/deelnemer rol @laren-1 bestuurder van 1 december tot 1 november omdat": "ligt voor de eerste dag",
    "/deelnemer rol @laren-1 lid nog een keer": "heeft deze deelnemer al",
    "/deelnemer rol @laren-1 toezicht omdat": "gaat niet samen met lid",
    "/deelnemer rol @fg-1 lid omdat": "gaat niet samen met toezicht",
    "/deelnemer rol @beheerder-1 coordinator omdat": "gaat niet samen met beheerder",
    "/deelnemer ontneem @laren-1 bestuurder omdat": "Dit is er niet",
    "/deelnemer einde A-999 omdat": "Dit is er niet",
    "/deelnemer mandaat @laren-1 tot gisteren": "is al voorbij",
    "/deelnemer bevoegdheid @laren-1 piloot tot 1 december": "is geen bevoegdheid die ik ken. Kies uit toezichthouder,",
    "/deelnemer bevoegdheid @laren-1 boa tot 1 december": "kan meer betekenen: boa-openbare-ruimte, boa-milieu",
    "/deelnemer vervangt @hilversum-2 voor @laren-1 tot 1 december ziek": "niet van dezelfde partner",
    "/deelnemer vervangt @laren-1 voor @laren-1 tot 1 december ziek": "Niemand vervangt zichzelf",
    "/deelnemer vervangt @fg-1 voor @huizen-1 tot 1 december ziek": "kan op die dag niemand vervangen",
    "/deelnemer verhuist @laren-1 naar Laren": "hoort al bij",
    "/deelnemer verhuist @laren-1 naar Atlantis": "is geen partner die ik ken",
    "/deelnemer terug @laren-1": "neemt al deel",
    "/deelnemer koppel @laren-1 jan": "geen account dat ik begrijp",
}


def test_what_cannot_be_is_said_clearly_and_changes_nothing(talk: Talk) -> None:
    with talk.store() as store:
        before = store.organisation

    for line, why in ODD.items():
        assert why in talk.say(BOSS, line).text, line

    with talk.store() as store:
        assert store.organisation == before


# Separation of duties


OWN = (
    "/deelnemer rol @coordinator-1 bestuurder omdat",
    "/deelnemer ontneem @coordinator-1 lid omdat",
    "/deelnemer mandaat @coordinator-1 tot 31 december 2028",
    "/deelnemer mandaat @coordinator-1 vervalt",
    "/deelnemer bevoegdheid @coordinator-1 boa-milieu tot 1 december",
    "/deelnemer vervangt @coordinator-1 voor @huizen-1 tot 1 december ziek",
    "/deelnemer vervangt @huizen-1 voor @coordinator-1 tot 1 december ziek",
    "/deelnemer koppel @coordinator-1 U0NIEUW",
    "/deelnemer einde A-1 omdat",
    "/deelnemer verhuist @coordinator-1 naar Laren",
    "/deelnemer rol @coordinator-1",
)


def test_nobody_changes_what_is_given_to_oneself_also_not_a_coordinator(talk: Talk) -> None:
    talk.say(BOSS, SECOND)
    with talk.store() as store:
        before = store.organisation

    for line in OWN:
        assert "Niemand geeft zichzelf" in talk.say(BOSS, line).text, line
    assert "Niemand geeft zichzelf" in talk.say(BOSS, "/deelnemer vertrekt @coordinator-1 weg").text

    with talk.store() as store:
        assert store.organisation == before
    assert "rol bestuurder" in talk.say("huizen-1", "/deelnemer rol @coordinator-1 bestuurder omdat").text


@pytest.mark.parametrize("who", ["laren-1", "hilversum-2", "burgemeester-huizen", "beheerder-1", "fg-1"])
def test_nobody_but_a_coordinator_changes_anything(talk: Talk, who: str) -> None:
    with talk.store() as store:
        before = store.organisation

    for line in (*ODD, *OWN, f"/deelnemer rol @{who} coordinator zelf", "/deelnemer nieuw", "/partner nieuw"):
        shown = talk.say(who, line)
        assert "Alleen de coördinator kan dit doen" in shown.text, line
        assert shown.form is None, line

    with talk.store() as store:
        assert store.organisation == before


def test_a_coordinator_who_is_one_no_longer_can_do_nothing_with_a_form_that_was_open(talk: Talk) -> None:
    talk.say(BOSS, SECOND)
    talk.say("huizen-1", "/deelnemer rol @laren-1")
    talk.say(BOSS, "/deelnemer ontneem @huizen-1 coordinator toch niet")

    shown = talk.fill("huizen-1", rol="coördinator", reden="snel nog even")

    assert "Alleen de coördinator" in shown.text + " ".join(shown.errors.values())
    assert "coördinator" not in talk.say(BOSS, "/deelnemer lijst laren").text


# Replacements and mandates


def test_a_deputy_hears_between_two_replacements_why_and_whom_to_ask(december: Talk) -> None:
    december.say(BOSS, "/deelnemer ontneem @hilversum-2 plaatsvervanger opnieuw")
    december.say(BOSS, "/deelnemer rol @hilversum-2 plaatsvervanger reserve")
    with december.store() as store:
        [running] = [a for a in store.organisation.autorisaties if a.kind == "vervanging" and a.ended_at is None]
    december.say(BOSS, f"/deelnemer einde {running.label} weer aan het werk")

    for line in ("/bit", "/signaal nieuw Loods", "/wa lijst", "/overleg"):
        idle = december.say("hilversum-2", line).text
        assert "U bent plaatsvervanger, en u vervangt nu niemand" in idle, line
        assert "Coördinator BIT" in idle
    assert "Hulp bij" in december.say("hilversum-2", "/bit hulp").text

    december.say(BOSS, "/deelnemer vervangt @hilversum-2 voor @hilversum-1 van 4 januari tot 8 januari vakantie")
    december.clock.moment = at("2027-01-04 09:30")
    assert "Geregistreerd" in december.say("hilversum-2", "/signaal nieuw Loods").text
    december.clock.moment = at("2027-01-09 09:30")
    assert "u vervangt nu niemand" in december.say("hilversum-2", "/signaal nieuw Loods").text


def test_a_mandate_ends_the_day_after_its_last_day(december: Talk) -> None:
    said = december.say(BOSS, "/deelnemer mandaat @laren-1 tot 4 januari")
    for text in ("Een", "Twee", "Drie"):
        december.say("huizen-1", f"/wa nieuw {text}")

    told = []
    for number, day in enumerate(("2027-01-04", "2027-01-05"), 1):
        december.clock.moment = at(f"{day} 12:00")
        told.append(december.say("laren-1", f"/wa claim WA-{number}").text)

    assert "loopt tot en met maandag 4 januari 2027" in said.text
    assert "31-12-2027 → 04-01-2027" in said.text
    assert ["is van u" in text for text in told] == [True, False]


def test_a_competence_holds_until_its_last_day(december: Talk) -> None:
    said = december.say(BOSS, "/deelnemer bevoegdheid @laren-1 boa-milieu tot 4 januari akte ontvangen")

    held = []
    for day in ("2027-01-04", "2027-01-05"):
        december.clock.moment = at(f"{day} 12:00")
        with december.store() as store:
            held.append(next(m for m in store.organisation.members if m.key == "laren-1").competences)
    assert "bevoegdheid boa domein II, milieu" in said.text
    assert held == [{"boa-milieu"}, frozenset()]


# A mover


def test_a_mover_keeps_the_roles_for_the_new_partner_and_nothing_else_of_the_old_one(talk: Talk) -> None:
    talk.say("laren-1", "/signaal")
    talk.fill("laren-1", titel="Loods", gemeenten=["Laren"], zichtbaarheid="alleen betrokken partners")
    before = talk.say("laren-1", "/signaal toon S-1").text

    moved = talk.say(BOSS, "/deelnemer verhuist @laren-1 naar Blaricum")

    assert "Loods" in before
    assert "Gemeente Laren → Gemeente Blaricum" in moved.text
    assert "31-12-2027 → geen" in moved.text
    assert "Loods" not in talk.say("laren-1", "/signaal toon S-1").text
    assert "blaricum" not in talk.say(BOSS, "/deelnemer lijst laren").text
    assert "laren-1 · lid · geen mandaat" in talk.say(BOSS, "/deelnemer lijst blaricum").text
    assert "Er is geen mandaat van uw organisatie" in claim_of(talk)
    assert "Geregistreerd als S-2" in talk.say("laren-1", "/signaal nieuw Van Blaricum").text
    with talk.store() as store:
        signaal = store.signalen.get(2)
        assert signaal
        assert store.organisation.partner(signaal.partner).code == "blaricum"


def claim_of(talk: Talk) -> str:
    talk.say("huizen-1", "/wa nieuw Nakijken")
    return talk.say("laren-1", "/wa claim WA-1").text
