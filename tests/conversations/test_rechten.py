"""`/bit rechten`: every quarter the coordinator looks through what everybody holds, and signs it off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from storage import tables
from tests.conversations.conftest import PLATFORMS, Talk
from tests.conversations.moments import arranged, at, sent, talk_from, with_given, with_member

SIGN = "Nagekeken en akkoord"


@pytest.fixture(params=sorted(PLATFORMS))
def october(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Talk]:
    """Wednesday 30 September 2026, a day before the fourth quarter."""
    with talk_from(str(request.param), sqlite_url, "2026-09-30 12:00") as talk:
        yield talk


def about_rights(talk: Talk, who: str) -> list[str]:
    return [line for line in sent(talk, who, "rechten.") if not line.startswith("rechten.ends")]


def log_of(talk: Talk) -> list[Any]:
    with talk.bot.storage.database.transaction(write=False) as connection:
        return list(connection.execute(tables.audit.select().order_by(tables.audit.c.seq)).mappings())


def test_the_coordinator_gets_the_list_on_the_first_working_day_and_signs_it_on_the_last_page(october: Talk) -> None:
    october.until(at("2026-10-01 09:00"))
    asked = october.messages("coordinator-1")[-1]
    last = october.click("coordinator-1", "Volgende pagina")
    thanks = october.click("coordinator-1", SIGN)
    october.until(at("2026-10-30 12:00"))

    assert "Kijk na of iedereen nog de juiste rechten heeft" in asked.text
    assert "Deelnemer Hilversum (Gemeente Hilversum) · lid · mandaat t/m 31-12-2027" in asked.text
    assert "boa domein I, openbare ruimte t/m 30-06-2028" in asked.text
    assert SIGN not in asked.buttons
    assert "11–12 van 12" in last.text
    assert "U hebt de rechten van 12 deelnemers goedgekeurd voor 2026-4" in thanks.text
    assert about_rights(october, "coordinator-1") == ["rechten.ask 2026-10-01 09:00"]
    for who in ("huizen-1", "beheerder-1", "burgemeester-huizen"):
        assert about_rights(october, who) == [], who


def test_toezicht_hears_that_it_was_signed_and_sees_what_was(october: Talk, sqlite_url: str) -> None:
    october.until(at("2026-10-01 09:00"))
    october.say("coordinator-1", "/bit rechten akkoord 2026-4")
    told = october.messages("fg-1")[-1].text
    arranged(sqlite_url, with_given("laren-1", "bevoegdheid", "bibob"))
    now = october.say("fg-1", "/bit rechten vanaf 10").text + october.say("fg-1", "/bit rechten").text
    october.clock.moment = at("2027-02-01 12:00")
    then = october.click("fg-1", "Rechten bekijken")

    assert "Coördinator BIT heeft de lijst met rechten van 2026-4 goedgekeurd op donderdag 1 oktober 2026" in told
    assert "bibob" in now
    assert "Rechten zoals goedgekeurd in 2026-4" in then.text
    assert "bibob" not in then.text + october.click("fg-1", "Volgende pagina").text
    assert SIGN not in then.buttons


def test_without_a_signature_it_is_asked_every_week_and_toezicht_hears_it_after_two(october: Talk) -> None:
    october.until(at("2026-10-16 12:00"))

    assert about_rights(october, "coordinator-1") == [
        "rechten.ask 2026-10-01 09:00",
        "rechten.reminder 2026-10-08 09:00",
        "rechten.reminder 2026-10-15 09:00",
    ]
    assert about_rights(october, "fg-1") == ["rechten.late 2026-10-15 09:00"]
    assert "twee weken na de opening nog niet goedgekeurd" in october.messages("fg-1")[-1].text


def test_a_list_that_changed_since_it_was_read_is_not_signed(october: Talk, sqlite_url: str) -> None:
    october.until(at("2026-10-01 09:00"))
    october.say("coordinator-1", "/bit rechten vanaf 10")
    arranged(sqlite_url, with_member("laren-1", mandate_to=date(2026, 12, 31)))

    refused = october.click("coordinator-1", SIGN).text
    october.say("coordinator-1", "/bit rechten vanaf 10")
    signed = october.click("coordinator-1", SIGN).text

    assert "gewijzigd nadat u de lijst opende" in refused
    assert "goedgekeurd voor 2026-4" in signed


def test_it_is_signed_once_and_only_for_the_quarter_of_today(october: Talk) -> None:
    early = october.say("coordinator-1", "/bit rechten akkoord 2026-4").text
    october.until(at("2026-10-01 09:00"))
    other = october.say("coordinator-1", "/bit rechten akkoord 2026-3").text
    wrong = october.say("coordinator-1", "/bit rechten akkoord herfst").text
    october.say("coordinator-1", "/bit rechten akkoord")
    again = october.say("coordinator-1", "/bit rechten akkoord").text

    assert "De lijst van 2026-4 kan nu niet worden goedgekeurd. U kunt nu de lijst van 2026-3 goedkeuren" in early
    assert "De lijst van 2026-3 kan nu niet worden goedgekeurd" in other
    assert "„herfst” is geen kwartaal" in wrong
    assert "Coördinator BIT heeft de lijst van 2026-4 al goedgekeurd op donderdag 1 oktober 2026 om 09:00" in again


def test_before_the_first_working_day_the_round_is_not_open_yet(platform: str, sqlite_url: str) -> None:
    with talk_from(platform, sqlite_url, "2026-12-31 12:00") as talk:
        talk.clock.moment = at("2027-01-02 12:00")
        refused = talk.say("coordinator-1", "/bit rechten akkoord").text
        listed = talk.say("coordinator-1", "/bit rechten vanaf 10")

        assert "De ronde van 2027-1 opent op maandag 4 januari 2027 om 09:00" in refused
        assert SIGN not in listed.buttons
        assert "nog niet geopend" in listed.text


@pytest.fixture(params=sorted(PLATFORMS))
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_only_the_coordinator_and_toezicht_see_the_list_and_only_the_coordinator_signs(talk: Talk) -> None:
    for who in ("huizen-1", "beheerder-1", "burgemeester-huizen"):
        assert "Met uw rol kunt u dit niet doen" in talk.say(who, "/bit rechten").text, who
    for who in ("huizen-1", "fg-1"):
        assert "Alleen de coördinator" in talk.say(who, "/bit rechten akkoord").text, who
    assert "Rechten op donderdag 10 september 2026" in talk.say("fg-1", "/bit rechten").text
    assert SIGN not in talk.say("fg-1", "/bit rechten vanaf 10").buttons


def test_when_somebody_last_changed_something_is_told(talk: Talk) -> None:
    talk.say("huizen-1", "/wa nieuw Nakijken")
    talk.say("laren-1", "/wa toon WA-1")
    talk.clock.moment = at("2026-09-11 10:00")

    shown = talk.say("coordinator-1", "/bit rechten").text + talk.say("coordinator-1", "/bit rechten vanaf 10").text

    lines = {name: line for line in shown.splitlines() for name in ("Huizen", "Laren") if f"Deelnemer {name}" in line}
    assert "laatste wijziging 10-09-2026" in lines["Huizen"]
    assert "laatste wijziging" not in lines["Laren"]


def test_a_quarter_that_was_not_signed_has_no_list(talk: Talk) -> None:
    assert "De lijst van 2026-1 is niet goedgekeurd" in talk.say("fg-1", "/bit rechten 2026-1").text
    assert "„alles” is geen kwartaal" in talk.say("fg-1", "/bit rechten alles").text


def test_signing_and_looking_are_in_the_audit_log(october: Talk) -> None:
    october.until(at("2026-10-01 09:00"))
    october.say("fg-1", "/bit rechten")
    october.say("coordinator-1", "/bit rechten akkoord")

    *_, sent_, looked, signed = [row for row in log_of(october) if row["kind"] in {"rechten", "ronde"}]
    assert (sent_["operation"], sent_["fields"], sent_["purpose"]) == ("verstrekken", "2026-4", "rechten.ask")
    assert (looked["operation"], looked["purpose"]) == ("raadplegen", "bit rechten")
    assert (signed["operation"], signed["kind"], signed["fields"]) == ("rechten", "ronde", "akkoord 2026-4")
