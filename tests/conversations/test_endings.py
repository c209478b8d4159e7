"""Who has something that ends hears it in time, and the coordinator too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.conversations.conftest import PLATFORMS, Talk
from tests.conversations.moments import arranged, at, sent, talk_from, with_given, with_member, with_partner


def october(connection: Any) -> None:  # noqa: ANN401
    for key in ("huizen-1", "laren-1"):
        with_member(key, mandate_to=date(2026, 10, 15))(connection)
    with_given("huizen-1", "bevoegdheid", "boa-milieu", valid_to=date(2026, 10, 15))(connection)


@pytest.fixture(params=sorted(PLATFORMS))
def autumn(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Talk]:
    """Thursday 10 September 2026; two mandates and a competence end on 15 October."""
    with talk_from(str(request.param), sqlite_url, "2026-09-10 14:00", october) as talk:
        yield talk


def test_thirty_days_ahead_everybody_concerned_gets_one_message(autumn: Talk) -> None:
    autumn.until(at("2026-09-15 08:59"))
    early = sent(autumn, "huizen-1", "rechten")
    autumn.until(at("2026-09-20 12:00"))

    assert early == []
    for who in ("huizen-1", "laren-1", "coordinator-1"):
        assert sent(autumn, who, "rechten.ends") == ["rechten.ends 2026-09-15 09:00"], who
    for who in ("blaricum-1", "fg-1", "beheerder-1"):
        assert sent(autumn, who, "rechten.ends") == [], who


def test_the_message_says_what_ends_of_whom_and_what_to_do(autumn: Talk) -> None:
    autumn.until(at("2026-09-15 09:00"))

    own = autumn.messages("huizen-1")[-1].text
    coordinator = autumn.messages("coordinator-1")[-1].text

    assert "Vraag uw coördinator op tijd om verlenging" in own
    assert "Uw mandaat: tot en met donderdag 15 oktober 2026" in own
    assert "Uw bevoegdheid boa domein II, milieu, welzijn en infrastructuur: tot en met" in own
    assert "Deelnemer Laren" not in own
    assert "Deelnemer Huizen, mandaat: tot en met donderdag 15 oktober 2026" in coordinator
    assert "Deelnemer Laren, mandaat: tot en met donderdag 15 oktober 2026" in coordinator


def test_what_is_extended_meanwhile_is_left_out(autumn: Talk, sqlite_url: str) -> None:
    arranged(sqlite_url, with_member("laren-1", mandate_to=date(2028, 10, 15)))

    autumn.until(at("2026-09-20 12:00"))

    assert sent(autumn, "laren-1", "rechten") == []
    assert "Deelnemer Laren" not in autumn.messages("coordinator-1")[0].text


def test_the_end_of_a_partner_is_told_to_its_people(talk: Talk, sqlite_url: str) -> None:
    arranged(sqlite_url, with_partner("wijdemeren", valid_to=date(2026, 12, 31)))

    talk.until(at("2026-12-01 10:00"))

    for who in ("wijdemeren-1", "coordinator-1"):
        assert "rechten.ends 2026-12-01 09:00" in sent(talk, who, "rechten"), who
    last = [message.text for message in talk.messages("wijdemeren-1") if "deelname" in message.text][-1]
    assert "Gemeente Wijdemeren, deelname aan het BIT: tot en met donderdag 31 december 2026" in last
    assert sent(talk, "huizen-1", "rechten.ends") == []


# Friday 10 September 2027 is the day on which the statement has to be accepted anew.


def test_the_secrecy_statement_is_renewed_with_the_button_of_its_warning(platform: str, sqlite_url: str) -> None:
    with talk_from(platform, sqlite_url, "2026-09-10 14:00", only_huizen) as talk:
        before = talk.say("huizen-1", "/bit geheimhouding").buttons
        skipped_to(talk, "2027-08-25 12:00")
        talk.until(at("2027-08-26 09:00"))

        told = next(m.text for m in talk.messages("huizen-1") if "geheimhoudingsverklaring" in m.text)
        talk.click("huizen-1", "Geheimhoudingsverklaring")
        thanks = talk.click("huizen-1", "Ik aanvaard").text
        talk.clock.moment = at("2027-09-10 12:00")

        assert "Ik aanvaard" not in before
        assert "Uw geheimhoudingsverklaring (aanvaard die opnieuw met de knop): tot en met donderdag 9" in told
        assert not any("Deelnemer Huizen, geheimhouding" in m.text for m in talk.messages("coordinator-1"))
        assert "Dank u wel" in thanks
        assert "Lees en aanvaard eerst" not in talk.say("huizen-1", "/bit mijn").text


@pytest.fixture(params=sorted(PLATFORMS))
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def only_huizen(connection: Any) -> None:  # noqa: ANN401
    """The others will have left by then."""
    for key in ("blaricum-1", "laren-1", "gooise-meren-1", "hilversum-1", "hilversum-2", "wijdemeren-1", "politie-1"):
        with_member(key, active=False)(connection)


def skipped_to(talk: Talk, moment: str) -> None:
    """Nobody works until then."""
    talk.clock.moment = at(moment)
    talk.bot.worker.turn()
