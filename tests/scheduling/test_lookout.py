"""The channel of the BIT is watched, each change of it is told once, and nothing is said where others read along."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select, update

from bitbot.chat import Person, PlaceKind, Request, Where
from bitbot.clock import monotonic
from bitbot.domain.places import Seen
from bitbot.errors import NotSent, Uncertain, Undeliverable
from scheduling.lookout import PATIENCE, Lookout
from storage import tables
from tests.scheduling.world import ANNA, ToyChat, World, logger, message, newer

BIT = "slack:C1"


class ToyEyes:
    """Sees what it is told to see, and takes as long as it is told to."""

    platform = "slack"

    def __init__(self) -> None:
        self.kind: PlaceKind = "private"
        self.errors: list[Exception] = []
        self.looked: list[tuple[str, str]] = []
        self.go = Event()
        self.go.set()

    def kind_of(self, channel: str, user: str = "") -> PlaceKind:
        self.looked.append((channel, user))
        self.go.wait(10)
        if self.errors:
            raise self.errors.pop(0)
        return self.kind


class Post:
    """A BIT with its coordinator on Slack, a lookout with eyes, and a worker."""

    def __init__(self, url: str) -> None:
        self.world = World(url, slack=["coordinator", "anna"])
        self.eyes = ToyEyes()
        self.lookout = Lookout(self.world.storage, {"slack": self.eyes}, logger(self.world.log))
        self.chat = ToyChat("slack")
        self.worker = self.world.worker(slack=self.chat)

    def turn_to(self, kind: PlaceKind) -> None:
        self.eyes.kind = kind
        self.world.move(minutes=1)
        self.lookout.watch()

    def seen(self, place: str = BIT) -> Seen | None:
        with self.world.storage.open(write=False) as store:
            return store.channels.get(place)

    def reports(self) -> list[tuple[str, int | None, Any]]:
        found = self.world.all()
        return [(one.kind, one.member, one.detail.get("kind")) for one in found if one.kind.startswith("channel.")]

    def logged(self) -> list[tuple[str, str, str, str]]:
        with self.world.database.transaction(write=False) as connection:
            log = tables.audit.c
            rows = connection.execute(
                select(log.actor, log.origin, log.operation, log.fields).where(log.kind == "channel")
            )
            return [(row.actor, row.origin, row.operation, row.fields) for row in rows]

    def close(self) -> None:
        self.eyes.go.set()
        self.lookout.close()
        self.world.close()


@pytest.fixture
def post(database_url: str) -> Iterator[Post]:
    found = Post(database_url)
    yield found
    found.close()


def asked(channel: str = "C9", user: str = "ANNA", platform: str = "slack") -> Request:
    return Request("k", Person(platform, "T1", user), "bit", where=Where(id=channel))


# Watching


def test_a_change_is_told_once_to_each_coordinator_and_is_one_line_in_the_audit_log(post: Post) -> None:
    for _ in range(3):
        post.turn_to("public")

    assert post.reports() == [("channel.open", 1, "public")]
    assert post.logged() == [("worker", "slack", "instellingen", "public")]


def test_every_change_is_told_also_from_one_kind_to_the_other_and_back(post: Post) -> None:
    kinds: tuple[PlaceKind, ...] = ("public", "shared", "guests", "hidden", "private", "private", "public")
    for kind in kinds:
        post.turn_to(kind)

    assert [(report, kind) for report, _, kind in post.reports()] == [
        ("channel.open", "public"),
        ("channel.open", "shared"),
        ("channel.open", "guests"),
        ("channel.open", "hidden"),
        ("channel.private", "private"),
        ("channel.open", "public"),
    ]
    assert len(post.logged()) == 6


def test_a_channel_that_is_private_from_the_start_is_no_news_and_one_that_is_not_is(post: Post) -> None:
    with post.world.storage.open() as store:
        store.connection.execute(update(tables.organisation).values(bit={"slack_channel": "C2"}))
        newer(store.connection)
    post.turn_to("private")
    before = post.reports()
    with post.world.storage.open() as store:
        store.connection.execute(update(tables.organisation).values(bit={"slack_channel": "C3"}))
        newer(store.connection)
    post.turn_to("guests")

    assert before == []
    assert post.reports() == [("channel.open", 1, "guests")]


def test_another_channel_than_that_of_the_bit_is_remembered_and_not_told(post: Post) -> None:
    post.eyes.kind = "public"
    post.lookout.look(asked())

    assert post.seen("slack:C9") == Seen("public", post.world.clock.moment)
    assert post.reports() == []
    assert post.logged() == []


def test_two_who_see_the_same_change_at_once_tell_it_once(post: Post) -> None:
    post.eyes.kind = "public"
    others = [Lookout(post.world.storage, {"slack": post.eyes}, logger([])) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Lookout.watch, others))
    for other in others:
        other.close()

    assert len(post.reports()) == len(post.logged()) == 1


@pytest.mark.parametrize(
    "error", [NotSent("ratelimited"), Uncertain("HTTP 503"), Undeliverable("invalid_auth"), KeyError()]
)
def test_a_look_that_fails_changes_nothing_and_is_made_again(post: Post, error: Exception) -> None:
    before = post.seen()
    post.eyes.errors = [error]
    post.turn_to("public")
    failed = post.seen()
    post.turn_to("public")

    assert failed == before
    assert post.seen() == Seen("public", post.world.clock.moment)
    assert [line["level"] for line in post.world.log] in (["warning"], ["error"])


def test_turns_that_follow_each_other_are_one_look(post: Post) -> None:
    for _ in range(5):
        post.lookout.turn()

    assert post.eyes.looked == [("C1", "")]


def test_a_database_that_is_away_stops_no_turn(post: Post) -> None:
    with post.world.database.transaction() as connection:
        connection.execute(tables.organisation.delete())

    post.lookout.watch()

    assert [line["error"] for line in post.world.log] == ["NotSetUp"]


# Looking while somebody waits for an answer


def test_who_asks_is_told_to_the_eyes(post: Post) -> None:
    post.lookout.look(asked("D7", "ANNA"))

    assert post.eyes.looked == [("D7", "ANNA")]


@pytest.mark.parametrize("request_", [asked(""), asked(platform="practice")], ids=["no channel", "no eyes"])
def test_where_nothing_can_be_seen_nobody_looks(post: Post, request_: Request) -> None:
    post.lookout.look(request_)

    assert post.eyes.looked == []


def test_a_slow_look_keeps_nobody_waiting_and_is_known_the_next_time(post: Post) -> None:
    post.eyes.go.clear()
    began = monotonic()
    post.lookout.look(asked())
    took, between = monotonic() - began, post.seen("slack:C9")
    post.eyes.go.set()
    post.lookout.look(asked())

    assert PATIENCE <= took < PATIENCE + 0.5
    assert between is None
    assert post.seen("slack:C9") is not None


def test_who_comes_while_somebody_is_looking_waits_for_the_same_look(post: Post) -> None:
    post.eyes.go.clear()
    with ThreadPoolExecutor(3) as pool:
        for _ in range(3):
            pool.submit(post.lookout.look, asked())

    assert post.eyes.looked == [("C9", "ANNA")]


# Saying


def announcement(key: str) -> Any:  # noqa: ANN401 - as `plan` takes it
    return message(key, kind="signaal.new", member=None, subject=("signaal", 1))


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("public", "het kanaal is openbaar"),
        ("shared", "het kanaal is gedeeld met anderen"),
        ("guests", "in het kanaal lezen gasten mee"),
        ("hidden", "bitbot is geen lid van het kanaal"),
    ],
)
def test_nothing_is_posted_where_others_read_along_and_the_coordinator_hears_it(
    post: Post, kind: PlaceKind, reason: str
) -> None:
    post.turn_to(kind)
    post.world.plan(announcement("nieuw"), message("aan Anna", member=ANNA))

    post.worker.turn()
    post.worker.turn()

    parked = post.world.one("nieuw")
    assert (parked.state, parked.reason) == ("parked", reason)
    assert "C1" not in {place for place, _ in post.chat.posts}
    assert post.world.one("aan Anna").state == "sent"
    assert sorted(one.kind for one in post.world.all() if one.member == 1) == ["channel.open", "delivery.failed"]
    assert {one.state for one in post.world.all() if one.member == 1} == {"sent"}


def test_when_it_is_private_again_posting_goes_on(post: Post) -> None:
    post.turn_to("guests")
    post.world.plan(announcement("eerst"))
    post.worker.turn()
    post.turn_to("private")
    post.world.plan(announcement("daarna"))
    post.worker.turn()

    assert (post.world.one("eerst").state, post.world.one("daarna").state) == ("parked", "sent")


def test_as_long_as_nobody_looked_the_message_waits_untried(post: Post) -> None:
    with post.world.storage.open() as store:
        store.connection.execute(tables.channel.delete())
    post.world.plan(announcement("nieuw"))
    post.worker.turn()
    waiting = post.world.one("nieuw")
    post.turn_to("private")
    post.worker.turn()

    assert (waiting.state, waiting.attempt) == ("planned", 0)
    assert post.world.one("nieuw").state == "sent"


def test_a_second_copy_does_not_follow_into_a_channel_that_became_public(post: Post) -> None:
    post.chat.errors["C1"] = [Uncertain("dropped")]
    post.world.plan(announcement("nieuw"))
    post.worker.turn()
    post.turn_to("public")
    for _ in range(3):
        post.world.move(minutes=1)
        post.worker.turn()

    assert post.world.one("nieuw").state == "parked"
    assert [place for place, _ in post.chat.posts].count("C1") == 1


def test_the_worker_looks_before_it_speaks(post: Post) -> None:
    post.eyes.kind = "public"
    chores = (post.lookout.turn,)
    from scheduling.tick import Worker  # noqa: PLC0415
    from tests.scheduling.world import render  # noqa: PLC0415

    worker = Worker(post.world.storage, {"slack": post.chat}, render, logger([]), chores)
    post.world.plan(announcement("nieuw"))
    worker.turn()
    worker.close()

    assert post.world.one("nieuw").state == "parked"
    assert "C1" not in {place for place, _ in post.chat.posts}
