"""Who may not see a record gets byte for byte the answers of a BIT in which it never was, whatever they ask.

Two databases, alike but for what somebody may not see, are asked the same: every command, button, menu and form, every
message that the bot sends by itself, and every home. What is new takes part by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain, product
from typing import Any

import pytest

from bitbot.app import Bitbot
from bitbot.chat import Button, Card, Field, Menu, Message, Person, Reply
from bitbot.clock import Frozen
from bitbot.domain.public import CHANNEL
from bitbot.errors import Refused, Undeliverable
from bitbot.messages import MAKERS, render, renewed
from handlers.parsing import parsed
from handlers.practice.room import Body, pack
from handlers.verbs import Verb
from scheduling.edits import KINDS as RENEWED
from storage.deliveries import Delivery, Moot
from storage.store import Store
from tests.bitbot.test_messages import delivery_of
from tests.conversations.conftest import on_mattermost, on_slack, users
from tests.conversations.office import TUESDAY, VERBS, Office, as_json, spoken
from tests.databases import Sqlite, new_folder
from tests.doubles.mattermost import made_id
from tests.leaks.canaries import laid_open, words_in
from tests.leaks.people import PEOPLE, Somebody, slack_id
from tests.leaks.world import MOST, Planted, World, founded, sees

# What stands behind a verb, beside the numbers of records that may not be seen.
FILTERS = ("", "alle", "hennep", "laren", "S-2")
WORDS = ("", "{} met woorden", "iets bij S-{}")
MOST_OPTIONS = 3
# Who did not accept the secrecy statement stays somebody who did not.
SWEARING = "bit geheimhouding aanvaard"

everybody = pytest.mark.parametrize("who", PEOPLE.values(), ids=PEOPLE)


@pytest.fixture(scope="module")
def world(sqlite: Sqlite) -> Iterator[World]:
    with new_folder() as folder, sqlite.copy() as url:
        yield founded(folder, url)


# Everything that somebody can ask


# The list of rights tells when each person changed something last, whatever it was. So does the log, to the same.
OF_EVERYBODY = {"bit rechten"}


class Visit:
    """Somebody who asks two offices the same, follows all that is offered, and keeps what they were told."""

    def __init__(self, who: Somebody, hidden: Collection[Planted], offices: Sequence[Office]) -> None:
        self.who = who
        self.hidden = sorted({str(each.number) for each in hidden if each.visibility})
        self.person = who.talks or Person("slack", "T0BIT", SLACK.get(who.key) or slack_id(who.key))
        self.offices = offices
        self.told: list[str] = []
        self.asked: set[tuple[str, str]] = set()
        self.later: list[tuple[str, Mapping[str, str]]] = []

    def everything(self) -> None:
        """What changes something comes last."""
        for pair in (pair for pair in VERBS if spoken(pair) not in OF_EVERYBODY):
            for rest in self._rests(pair[1]):
                self.ask(f"{spoken(pair)} {rest}".strip(), {})
        for line, values in self.later:  # which grows meanwhile
            if self._is_new(line, values):
                self.now(line, values)

    def _rests(self, verb: Verb) -> Iterator[str]:
        if not self.who.sees:  # who is refused before anything is looked at
            return iter(("", "2"))
        others = (
            FILTERS
            if verb.reads
            else [words.format(number) for words in WORDS for number in (self.hidden or ["2"])[:1]]
        )
        return chain(others, self.hidden)

    def ask(self, line: str, values: Mapping[str, str]) -> None:
        """Now what only reads, with all that follows from it; what changes something waits for that."""
        if not self._is_new(line, values):
            return
        if _reads(line):
            self.now(line, values)
        else:
            self.later.append((line, values))

    def _is_new(self, line: str, values: Mapping[str, str]) -> bool:
        """What was made on the way is as what was there, and a step that is offered is taken once for each kind."""
        numbers = [int(number) for number in re.findall(r"-(\d+)", line)]
        return _sort(line, values) not in self.asked and max(numbers, default=0) <= MOST

    def now(self, line: str, values: Mapping[str, str]) -> None:
        self.asked.add(_sort(line, values))
        seen, *others = (office.ask(self.person, line, **values) for office in self.offices)
        for other in others:
            assert _timeless(line, seen) == _timeless(line, other), line
        self.told.append(as_json(seen))
        for offered in _offered(seen):
            self.ask(*offered)


SLACK = users()


def _sort(line: str, values: Mapping[str, str]) -> tuple[str, str]:
    return line if _reads(line) else re.sub(r"-\d+( versie \d+)?", "-1", line), str(values)


def _reads(line: str) -> bool:
    try:
        verb = parsed(line)[1]
    except Refused:
        return True
    return verb is None or verb.reads


def _timeless(line: str, reply: Reply) -> str:
    """The log tells when it was asked, by the clock of the database, which nobody can stop."""
    answer: str = as_json(reply)
    return re.sub(r"\d\d:\d\d", "", answer) if line.startswith("bit audit") else answer


def _offered(reply: Reply) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Buttons, options of menus, and a form as it is filled in already or with what it takes."""
    if reply.form:
        yield reply.form.line, {question.name: _filled_in(question) for question in reply.form.fields}
    for action in (reply.card or Card(title=reply.text)).actions:
        match action:
            case Button(line=line) if not line.startswith(SWEARING):
                yield line, {}
            case Menu(line=line, name=name, options=options):
                some = options if _reads(line) else options[:MOST_OPTIONS]
                yield from ((line, {name: option.value}) for option in some)


def _filled_in(question: Field) -> str:
    options = [option.value for option in question.options]
    return next(iter((*question.value, *options)), "9" if question.kind == "number" else "morgen 10:00")


@everybody
def test_what_may_not_be_seen_was_never_there_and_what_may_is(world: World, who: Somebody) -> None:
    with world.office() as whole, world.office(who) as less:
        hidden = world.hidden(who)
        visit = Visit(who, hidden, (whole, less) if hidden else (whole,))
        visit.everything()

    told = set(words_in(visit.told))
    assert {each.name: bool(told & set(each.words)) for each in world.planted} == {
        each.name: sees(who, each) for each in world.planted
    }


# Everything that the bot says by itself


@everybody
def test_no_message_tells_of_what_may_not_be_seen(world: World, who: Somebody) -> None:
    with world.office() as whole, world.office(who) as less:
        told, other = _messages(whole, who), _messages(less, who)

    words = set(words_in(told))
    assert told == other
    assert bool(words) == bool(who.owned)
    assert [each.name for each in world.planted if words & set(each.words) and not sees(who, each)] == []


def _messages(office: Office, who: Somebody) -> list[str]:
    """What they would be told at each occasion, now and when an earlier message is changed."""
    with office.storage.open() as store:
        mine = [member.id for member in store.organisation.members if member.key == who.key]
        now = [_said(render(store, each, False)) for each in _occasions(store, mine, MAKERS)]
        return now + [_said(renewed(store, each)) for each in _occasions(store, mine, {*RENEWED} & {*MAKERS})]


def _occasions(store: Store, members: Iterable[int], kinds: Iterable[str]) -> Iterator[Delivery]:
    for kind, number, member in product(sorted(kinds), range(1, MOST + 1), members):
        yield delivery_of(store, kind, number, member)


def _said(made: Message | Moot) -> str:
    return pack(Body(message=made)) if isinstance(made, Message) else ""


def test_the_channel_hears_of_what_is_for_the_team_and_of_nothing_else(world: World) -> None:
    with world.office() as office, office.storage.open() as store:
        for each, kind in product(world.planted, CHANNEL):
            if kind.partition(".")[0] == each.kind.table.name:
                made = render(store, delivery_of(store, kind, each.number, None), False)

                assert isinstance(made, Message) is (each.visibility == "team"), each.name
                assert words_in(_said(made)) == []


# What stands in somebody's own place


@pytest.mark.parametrize("platform", ["slack", "mattermost"])
def test_no_home_tells_of_what_may_not_be_seen(world: World, platform: str) -> None:
    shown: dict[str, list[str]] = {}
    for names in _alike(world):
        somebody = PEOPLE[names[0]]
        with world.copy() as whole, world.copy(somebody) as less:
            homes = _homes(platform, whole, names), _homes(platform, less, names)
        assert homes[0] == homes[1]
        shown |= homes[0]

    if any(shown.values()):
        assert words_in(shown["who owns it"])
    for name, calls in shown.items():
        words = set(words_in(calls))
        assert [each.name for each in world.planted if words & set(each.words) and not sees(PEOPLE[name], each)] == []


def _alike(world: World) -> list[list[str]]:
    """Members who may know of the same."""
    groups: dict[tuple[bool, str], list[str]] = {}
    for name, who in PEOPLE.items():
        if who.key:
            groups.setdefault((who.agenda, str([each.name for each in world.hidden(who)])), []).append(name)
    return list(groups.values())


def _homes(platform: str, url: str, names: Sequence[str]) -> dict[str, list[str]]:
    """What the platform was told to show each of them."""
    keys = [who.key for who in PEOPLE.values() if who.key]
    ids = {key: made_id(key) if platform == "mattermost" else SLACK.get(key) or slack_id(key) for key in keys}
    with ExitStack() as stack:
        bot, calls = _connected(platform, url, stack, ids)
        stack.callback(bot.stop)
        return {name: _shown(bot, platform, ids[PEOPLE[name].key], calls) for name in names if platform in bot.homes}


def _connected(platform: str, url: str, stack: ExitStack, ids: Mapping[str, str]) -> tuple[Bitbot, list[Any]]:
    if platform == "slack":
        bot, people = on_slack(url, Frozen(TUESDAY), stack, ids)
        return bot, people.slack.calls
    bot, others = on_mattermost(url, Frozen(TUESDAY), stack, ids)
    return bot, others.server.calls


def _shown(bot: Bitbot, platform: str, user: str, calls: list[Any]) -> list[str]:
    before = len(calls)
    try:
        bot.homes[platform].refresh(user)
    except Undeliverable:
        return []
    return [_without_ids(body) for _, body in calls[before:]]


def _without_ids(body: object) -> str:
    """With what buttons carry, which is signed anew each time for as long as it holds."""
    text = json.dumps(body, ensure_ascii=False)
    signed = re.findall(r'"signed": "([^".]+)\.[0-9a-f]+"', text)
    lines = re.findall(r'"line":"[^"]*"', laid_open(" ".join(signed)))
    return re.sub(r'"signed": "[^"]*"|/mattermost/\w+/\w+|127\.0\.0\.1:\d+', "", text) + str(lines)
