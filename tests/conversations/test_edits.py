"""A message that was sent earlier shows its record as it is now, wherever the record was changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from storage import tables
from tests.conversations.conftest import Talk
from tests.conversations.moments import arranged, with_member
from tests.platforms.contract import Shown


def changed(talk: Talk, who: str, line: str) -> None:
    """Somebody types a command elsewhere, and the worker has its turn."""
    talk.say(who, line)
    talk.bot.turn()


def message(talk: Talk, who: str) -> Shown:
    """The only message about one werkafspraak that somebody has."""
    about = ("Werkafspraak WA-1", "Deze werkafspraak")
    [shown] = [shown for shown in talk.messages(who) if any(words in shown.text for words in about)]
    return shown


def test_who_accepts_by_command_sees_it_in_the_message_of_before(talk: Talk) -> None:
    changed(talk, "laren-1", "/wa nieuw Nakijken voor @huizen-1")
    before = message(talk, "huizen-1")
    changed(talk, "huizen-1", "/wa accepteer WA-1")

    after = message(talk, "huizen-1")
    assert {"Accepteren", "Weigeren"} <= set(before.buttons)
    assert not {"Accepteren", "Weigeren"} & set(after.buttons)
    assert "Gereed melden" in after.buttons
    assert "Bijgewerkt" in after.text
    assert "Nakijken" in after.text
    assert "Wilt u deze accepteren" not in after.text


def test_the_new_buttons_work(talk: Talk) -> None:
    changed(talk, "laren-1", "/wa nieuw Nakijken voor @huizen-1")
    changed(talk, "huizen-1", "/wa accepteer WA-1")

    talk.click("huizen-1", "Gereed melden")
    done = talk.fill("huizen-1", resultaat="In orde")

    assert "WA-1 is gereed gemeld" in done.text


def test_what_is_done_has_no_buttons(talk: Talk) -> None:
    changed(talk, "laren-1", "/wa nieuw Nakijken voor @huizen-1")
    changed(talk, "huizen-1", "/wa accepteer WA-1")
    changed(talk, "huizen-1", "/wa gereed WA-1 In orde")

    after = message(talk, "huizen-1")
    assert after.buttons == ()
    assert "gereed gemeld" in after.text


def test_what_went_to_somebody_else_says_so_and_holds_nothing_more(talk: Talk) -> None:
    changed(talk, "laren-1", "/wa nieuw Nakijken voor @huizen-1")
    changed(talk, "laren-1", "/wa wijs toe WA-1 @politie-1")

    former, present = message(talk, "huizen-1"), message(talk, "politie-1")
    assert "Deze werkafspraak is niet meer voor u." in former.text
    assert "Nakijken" not in former.text
    assert former.buttons == ()
    assert "Nakijken" in present.text
    assert "Accepteren" in present.buttons


def test_who_may_not_see_it_any_more_sees_no_number_either(talk: Talk) -> None:
    changed(talk, "laren-1", "/wa nieuw Nakijken voor @huizen-1")
    changed(talk, "laren-1", "/wa wijs toe WA-1 @politie-1")
    talk.say("laren-1", "/wa wijzig WA-1")
    talk.fill("laren-1", tekst="Nakijken", zichtbaarheid="alleen genoemde personen")
    talk.bot.turn()

    former = message(talk, "huizen-1")
    assert "Deze werkafspraak is niet meer voor u." in former.text
    assert "WA-1" not in former.text


def test_of_a_partner_the_others_see_who_has_it(talk: Talk) -> None:
    changed(talk, "laren-1", "/wa nieuw Nakijken voor Hilversum")
    changed(talk, "hilversum-1", "/wa accepteer WA-1")

    after = message(talk, "hilversum-2")
    assert "Deelnemer Hilversum" in after.text
    assert "Accepteren" not in after.buttons


def test_the_channel_sees_the_theme_that_was_chosen_later(talk: Talk) -> None:
    changed(talk, "huizen-1", "/signaal nieuw Bewoning in een bedrijfspand gemeente Huizen")
    [before] = talk.channel()
    talk.choose("huizen-1", "Welk thema?", "Hennep")
    talk.bot.turn()

    [after] = talk.channel()
    assert "Hennep" not in before.text
    assert "Hennep" in after.text
    assert "Huizen" in after.text
    assert "Bewoning" not in after.text


def test_the_same_state_is_shown_once(talk: Talk) -> None:
    changed(talk, "laren-1", "/wa nieuw Nakijken voor @huizen-1")
    changed(talk, "huizen-1", "/wa accepteer WA-1")
    before = shown(talk)
    talk.bot.turn()

    assert [version for version, _ in before] == [2]
    assert shown(talk) == before


def shown(talk: Talk) -> list[tuple[Any, ...]]:
    """The version that each message shows, and where it stands."""
    with talk.store() as store:
        found = store.connection.execute(
            select(tables.delivery.c.shown, tables.delivery.c.reference).where(tables.delivery.c.state == "sent")
        )
        return [tuple(row) for row in found]


def test_on_whichever_platform_somebody_speaks_is_remembered_only_of_who_has_two(talk: Talk) -> None:
    other = "slack" if talk.platform.name == "mattermost" else "mattermost"
    before = organisation(talk)
    talk.say("laren-1", "/wa nieuw Nakijken")
    between = organisation(talk)
    address = {other: "U0TWEE" if other == "slack" else "m" * 26}
    arranged(talk.bot.settings.database_url, with_member("laren-1", **address))
    talk.say("laren-1", "/wa nieuw Nakijken")
    talk.say("laren-1", "/wa nieuw Nakijken")
    talk.bot.turn()

    assert between == before
    last = "" if talk.platform.name == "practice" else talk.platform.name
    assert organisation(talk)[1] == last


def organisation(talk: Talk) -> tuple[int, str]:
    """Its version, and where laren-1 was heard last."""
    with talk.store() as store:
        found = next(member for member in store.organisation.members if member.key == "laren-1")
        return store.organisation.version, found.last_platform
