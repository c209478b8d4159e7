"""What is somebody's stands in one message, which is always true and always the same one."""

from __future__ import annotations

import pytest

from bitbot.chat import Button, Card, Reply, Request
from bitbot.errors import NotSent, Uncertain, Undeliverable
from handlers.mattermost.client import Server
from handlers.mattermost.home import MattermostHome
from handlers.mattermost.render import Paper
from tests.doubles.mattermost import Fault, Mattermost
from tests.handlers.mattermost.conftest import ANNA, USERS
from tests.handlers.toys import Toy, words
from tests.platforms.mattermost import MattermostPlatform

USER = USERS[ANNA]


class Mine:
    """What `/bit` says; it can change."""

    def __init__(self) -> None:
        self.count = 1

    def __call__(self, request: Request) -> Reply:
        assert (request.line, request.person.user) == ("bit", USER)
        return Reply(card=Card(words(f"Mijn werk ({self.count})"), actions=(Button(words("Toon"), "wa toon"),)))


@pytest.fixture
def mine() -> Mine:
    return Mine()


def home_of(server: Mattermost, paper: Paper, mine: Mine) -> MattermostHome:
    return MattermostHome(Server(server.url, server.token, 2), paper, mine)


def test_it_is_one_pinned_message_edited_in_place(server: Mattermost, paper: Paper, mine: Mine) -> None:
    home = home_of(server, paper, mine)

    home.refresh(USER)
    mine.count = 2
    home.refresh(USER)

    [post] = server.posts()
    assert post.channel == server.direct(USER).id
    assert post.pinned
    assert "Mijn werk (2)" in post.props["attachments"][0]["text"]


def test_what_did_not_change_is_not_written_again(server: Mattermost, paper: Paper, mine: Mine) -> None:
    home_of(server, paper, mine).refresh(USER)
    again = home_of(server, paper, mine)

    again.refresh(USER)
    again.refresh(USER)

    assert [name for name, _ in server.calls if name.startswith("PUT")] == []
    assert len(server.posts()) == 1


def test_after_a_restart_it_is_the_same_message(server: Mattermost, paper: Paper, mine: Mine) -> None:
    home_of(server, paper, mine).refresh(USER)
    mine.count = 2

    home_of(server, paper, mine).refresh(USER)

    [post] = server.posts()
    assert "Mijn werk (2)" in post.props["attachments"][0]["text"]


def test_who_took_it_away_gets_it_back_with_the_next_change(server: Mattermost, paper: Paper, mine: Mine) -> None:
    home = home_of(server, paper, mine)
    home.refresh(USER)
    server.stored.clear()
    server.forget_pending()

    mine.count = 2
    home.refresh(USER)

    assert len(server.posts()) == 1


def test_what_stood_there_is_taken_away_from_who_has_no_access_any_more(
    server: Mattermost, paper: Paper, mine: Mine
) -> None:
    home = home_of(server, paper, mine)
    home.refresh(USER)

    home_of(server, paper, mine).clear(USER)
    home_of(server, paper, mine).clear(USER)

    [post] = server.posts()
    assert "home.gone" in post.message
    assert post.props["attachments"] == []
    assert len([name for name, _ in server.calls if name.startswith("PUT")]) == 1


def test_after_that_it_can_be_theirs_again(server: Mattermost, paper: Paper, mine: Mine) -> None:
    home = home_of(server, paper, mine)
    home.refresh(USER)
    home.clear(USER)

    home.refresh(USER)

    [post] = server.posts()
    assert "Mijn werk (1)" in post.props["attachments"][0]["text"]


def test_who_never_had_one_gets_none_to_empty(server: Mattermost, paper: Paper, mine: Mine) -> None:
    home_of(server, paper, mine).clear(USER)

    assert server.posts() == []


def test_its_buttons_work_and_it_stays(
    people: MattermostPlatform, server: Mattermost, paper: Paper, mine: Mine, toy: Toy
) -> None:
    home_of(server, paper, mine).refresh(USER)

    shown = people.click(ANNA, "Toon")

    assert toy.asked[-1].line == "wa toon"
    assert shown.text.startswith("zin mattermost.answer\nU zei: wa toon")
    assert people.messages(ANNA)[0].text == "Mijn werk (1)"
    assert len(people.messages(ANNA)) == 2


@pytest.mark.parametrize(
    ("fault", "kind"), [(Fault("status", 500), Uncertain), (Fault("status", 429), NotSent), (Fault("drop"), Uncertain)]
)
def test_what_goes_wrong_is_told_and_tried_again(
    server: Mattermost, paper: Paper, mine: Mine, fault: Fault, kind: type[Exception]
) -> None:
    home = home_of(server, paper, mine)
    server.fail("POST posts", fault)

    with pytest.raises(kind):
        home.refresh(USER)
    home.refresh(USER)

    assert len(server.posts()) == 1


def test_who_left_has_none(server: Mattermost, paper: Paper, mine: Mine) -> None:
    server.users[USER]["delete_at"] = 1

    with pytest.raises(Undeliverable, match="deactivated"):
        home_of(server, paper, mine).refresh(USER)
