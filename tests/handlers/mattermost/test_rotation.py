"""A new secret key in front: what stands in Mattermost since before keeps working, until the old key is taken away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from handlers.mattermost.answers import Answers
from handlers.mattermost.app import blueprint
from handlers.mattermost.app import paper as paper_of
from handlers.mattermost.client import server as server_of
from handlers.mattermost.signing import ACTION, DIALOG, Forged, Signer
from tests.doubles.mattermost import Mattermost
from tests.handlers.mattermost.conftest import ANNA, KEY, USERS, Address, Settings, sentences
from tests.handlers.toys import Toy
from tests.platforms.mattermost import Failed, MattermostPlatform

NEWER = "another key that is only used in these tests"
DAY = timedelta(days=1)


def started_again(toy: Toy, settings: Settings, address: Address, keys: str) -> None:
    """The same address, with another program behind it."""
    changed = replace(settings, bitbot_secret_key=SecretStr(keys))
    address.web = address.server.app = type(address.web)("started again")
    answers = Answers(server_of(changed), paper_of(changed, sentences))
    address.web.register_blueprint(blueprint(toy, changed.command_tokens, answers))


def test_a_button_and_a_form_from_before_a_rotation_work_after_it(
    people: MattermostPlatform, toy: Toy, settings: Settings, address: Address
) -> None:
    people.say(ANNA, "/wa toon")
    people.say(ANNA, "/wa nieuw")
    dialog = people.open_dialog(USERS[ANNA])

    started_again(toy, settings, address, f"{NEWER},{KEY}")
    people.click(ANNA, "Claim")
    saved = people.send_json(dialog.body["url"], people.submission(dialog))

    assert [asked.line for asked in toy.asked[-2:]] == ["wa claim WA-1 na wa toon", "wa opslaan"]
    assert "error" not in saved


def test_without_the_old_key_its_buttons_are_gone(
    people: MattermostPlatform, toy: Toy, settings: Settings, address: Address
) -> None:
    people.say(ANNA, "/wa toon")
    before = len(toy.asked)

    started_again(toy, settings, address, NEWER)
    with pytest.raises(Failed, match="404"):
        people.click(ANNA, "Claim")

    assert len(toy.asked) == before


def test_what_is_new_is_signed_with_the_first_key(server: Mattermost) -> None:
    old, both, new = Signer(KEY), Signer(f"{NEWER} , {KEY}"), Signer(NEWER)

    made = both.seal(ACTION, {"line": "wa toon"}, "", DAY)

    assert new.unseal(ACTION, made, "u")["line"] == "wa toon"
    assert (both.path(ACTION), both.path(DIALOG)) == (new.path(ACTION), new.path(DIALOG))
    assert both.is_path(ACTION, old.path(ACTION))
    assert not both.is_path(ACTION, old.path(DIALOG))
    with pytest.raises(Forged):
        old.unseal(ACTION, made, "u")


@pytest.mark.parametrize("setting", ["", " ", " , "])
def test_without_a_key_nothing_is_signed(setting: str) -> None:
    with pytest.raises(ValueError, match="BITBOT_SECRET_KEY"):
        Signer(setting)
