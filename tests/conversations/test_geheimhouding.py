"""Nothing is told before the secrecy statement is accepted, and nothing is lost meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, delete, update

from storage import tables
from tests.conversations.conftest import PLATFORMS, Talk
from tests.conversations.moments import at, talk_from

WHO = "huizen-1"


def nobody_accepted(connection: Connection) -> None:
    connection.execute(delete(tables.verklaring))
    connection.execute(update(tables.organisation).values(version=tables.organisation.c.version + 1))


@pytest.fixture(params=sorted(PLATFORMS))
def new(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Talk]:
    with talk_from(str(request.param), sqlite_url, "2026-09-10 10:00", nobody_accepted) as talk:
        yield talk


def test_until_it_is_accepted_there_is_only_the_statement_help_and_the_covenant(new: Talk) -> None:
    for line in ("/signaal", "/wa lijst alle", "/bit", "/bit stand", "/overleg", "/rapportage", "/bit onzin"):
        shown = new.say(WHO, line)
        assert "Lees en aanvaard eerst de geheimhoudingsverklaring" in shown.text, line
        assert shown.buttons == ("Ik aanvaard",), line
        assert shown.form is None, line

    assert "Hulp bij /werkafspraak" in new.say(WHO, "/wa hulp").text
    assert "Artikel 2.2" in new.say(WHO, "/bit convenant").text


def test_what_was_typed_comes_back_and_is_done_after_accepting(new: Talk) -> None:
    asked = new.say(WHO, "/signaal nieuw Veel verkeer bij een loods")
    accepted = new.click(WHO, "Ik aanvaard")
    done = new.say(WHO, "/signaal nieuw Veel verkeer bij een loods")

    assert "/signaal nieuw Veel verkeer bij een loods" in asked.text
    assert "uw geheimhoudingsverklaring is vastgelegd" in accepted.text
    assert "Geregistreerd als S-1" in done.text
    assert "U aanvaardde deze op donderdag 10 september 2026" in new.say(WHO, "/bit geheimhouding").text


def test_it_is_asked_again_after_a_year_and_not_a_day_before(new: Talk) -> None:
    new.say(WHO, "/bit geheimhouding")
    new.click(WHO, "Ik aanvaard")

    new.clock.moment = at("2027-09-09 12:00")
    before = new.say(WHO, "/bit mijn")
    new.clock.moment = at("2027-09-10 00:30")
    after = new.say(WHO, "/bit mijn")

    assert "geen open werkafspraken" in before.text
    assert "Lees en aanvaard eerst" in after.text


def test_a_statement_that_changed_meanwhile_is_not_accepted(new: Talk) -> None:
    refused = new.say(WHO, "/bit geheimhouding aanvaard 00000000")

    assert "intussen veranderd" in refused.text
    assert "Lees en aanvaard eerst" in new.say(WHO, "/bit mijn").text


def test_a_message_waits_without_saying_anything(new: Talk) -> None:
    new.say("hilversum-1", "/bit geheimhouding")
    new.click("hilversum-1", "Ik aanvaard")

    new.say("hilversum-1", f"/wa nieuw Kanarie voor @{WHO}")
    told = new.messages(WHO)
    new.click(WHO, "Geheimhoudingsverklaring")
    new.click(WHO, "Ik aanvaard")

    assert not any("Kanarie" in message.text + str(message.raw) for message in told)
    assert "Er staat een bericht voor u klaar" in told[-1].text
    assert "Kanarie" in new.say(WHO, "/bit mijn").text


def test_accepting_is_in_the_audit_log(new: Talk, sqlite_url: str) -> None:
    new.say(WHO, "/bit geheimhouding")
    new.click(WHO, "Ik aanvaard")

    with new.bot.storage.database.transaction(write=False) as connection:
        rows = connection.execute(tables.audit.select().where(tables.audit.c.operation == "rechten")).mappings().all()
    last: Any = rows[-1]

    assert (last["kind"], last["result"]) == ("member", "gedaan")
    assert last["fields"].startswith("geheimhouding")
