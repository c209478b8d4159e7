"""The whole of bitbot on each platform: conversations are written once and run on all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from threading import Thread
from typing import Any
from wsgiref.types import WSGIApplication

import pytest
from flask import Flask
from pydantic import SecretStr
from werkzeug.serving import make_server

from bitbot.app import Bitbot
from bitbot.clock import Frozen
from bitbot.demo import ORGANISATION, Practice
from bitbot.organisation_file import read
from bitbot.platforms import with_mattermost, with_slack
from bitbot.settings import Settings
from bitbot.usecases.setup import rehearse, set_up
from scheduling.planner import next_stop
from storage.engine import Database
from storage.store import Store
from tests.databases import KEY
from tests.doubles.mattermost import Mattermost, made_id
from tests.doubles.slack import Slack
from tests.platforms.contract import Platform, Shown, Spot
from tests.platforms.mattermost import TOKEN, MattermostPlatform
from tests.platforms.practice import PracticePlatform
from tests.platforms.slack import SECRET, SlackPlatform
from tests.traces import untraced

MATTERMOST_CHANNEL = made_id("bit")
# Thursday 10 September 2026, 14:00 in Amsterdam: the day that the table of dates is told from.
THURSDAY = datetime(2026, 9, 10, 12, 0, tzinfo=UTC)


@dataclass
class Talk:
    """People talking with bitbot on one platform. What falls due by it is said before the next line."""

    platform: Platform
    bot: Bitbot
    clock: Frozen

    def say(self, who: str, line: str, where: Spot = "private") -> Shown:
        return self._after(self.platform.say(who, line, where))

    def click(self, who: str, label: str) -> Shown:
        return self._after(self.platform.click(who, label))

    def choose(self, who: str, label: str, option: str) -> Shown:
        return self._after(self.platform.choose(who, label, option))

    def fill(self, who: str, **answers: str | Sequence[str]) -> Shown:
        return self._after(self.platform.fill(who, **answers))

    def messages(self, who: str) -> list[Shown]:
        return self.platform.messages(who)

    def channel(self) -> list[Shown]:
        return self.platform.channel()

    def until(self, moment: datetime) -> None:
        """Time goes on to this moment, and the worker does what falls due on the way."""
        while self.clock.moment < moment:
            with self.bot.jobs.open(write=False) as store:
                stop = next_stop(store, moment)
            self.clock.moment = stop
            self.bot.worker.turn()

    @contextmanager
    def store(self) -> Iterator[Store]:
        with self.bot.storage.open(write=False) as store:
            yield store

    def _after(self, shown: Shown) -> Shown:
        self.bot.worker.turn()
        return shown


Maker = Callable[[str, Frozen, ExitStack], tuple[Bitbot, Platform]]


def slack(url: str, clock: Frozen, stack: ExitStack) -> tuple[Bitbot, Platform]:
    organise(url, clock.moment.date())
    return on_slack(url, clock, stack, users())


def on_slack(url: str, clock: Frozen, stack: ExitStack, people: Mapping[str, str]) -> tuple[Bitbot, SlackPlatform]:
    """With the organisation that is there; `people` are ids by key."""
    double = Slack(users=tuple(people.values()))
    double.start()
    stack.callback(double.close)
    settings = Settings(
        database_url=url,
        bitbot_secret_key=SecretStr(KEY),
        slack_bot_token=SecretStr(double.token),
        slack_signing_secret=SecretStr(SECRET),
        slack_api_url=double.url,
    )
    bot = Bitbot(settings, clock, works=False)
    with_slack(bot)
    return bot, SlackPlatform(served(bot.web(), stack), double, people)


def mattermost(url: str, clock: Frozen, stack: ExitStack) -> tuple[Bitbot, Platform]:
    people = {key: made_id(key) for key in users()}
    organise(url, clock.moment.date(), moved_to_mattermost(people, MATTERMOST_CHANNEL))
    return on_mattermost(url, clock, stack, people)


def on_mattermost(
    url: str, clock: Frozen, stack: ExitStack, people: Mapping[str, str]
) -> tuple[Bitbot, MattermostPlatform]:
    """With the organisation that is there; `people` are ids by key."""
    double = Mattermost(people)
    double.start()
    stack.callback(double.close)
    address = Later(stack)
    settings = Settings(
        database_url=url,
        mattermost_url=double.url,
        mattermost_token=SecretStr(double.token),
        mattermost_command_tokens=SecretStr(TOKEN),
        bitbot_url=address.url,
        bitbot_secret_key=SecretStr(KEY),
    )
    bot = Bitbot(settings, clock, works=False)
    with_mattermost(bot)
    address.serve(bot.web())
    return bot, MattermostPlatform(address.url, double, people)


def moved_to_mattermost(people: Mapping[str, str], channel: str) -> str:
    """The example with the same people on Mattermost instead of Slack."""
    text = ORGANISATION.read_text(encoding="utf-8")
    for key, user in users().items():
        text = text.replace(f'slack = "{user}"', f'mattermost = "{people[key]}"')
    return text.replace('slack_channel = "C0BIT"', f'mattermost_channel = "{channel}"')


class Later:
    """An address that is known before there is an app behind it."""

    def __init__(self, stack: ExitStack) -> None:
        self._app = Flask("not yet")
        self.url = served(self, stack)

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:  # noqa: ANN401 - as WSGI has it
        return self._app(environ, start)

    def serve(self, app: Flask) -> None:
        self._app = app


def practice(url: str, clock: Frozen, stack: ExitStack) -> tuple[Bitbot, Platform]:
    room = Practice(Settings(database_url=url), clock, works=False)
    return room.bot, PracticePlatform(served(room.bot.web(), stack), room.room)


# A platform in this table takes part in every conversation.
PLATFORMS: Mapping[str, Maker] = {"slack": slack, "mattermost": mattermost, "practice": practice}


def users() -> dict[str, str]:
    """The members of the example with their ids on Slack, and a stranger."""
    entries = read(ORGANISATION.read_text(encoding="utf-8")).entries
    members = [entry for entry in entries if entry.subject == "member"]
    return {str(entry.key): str(entry.values["slack"]) for entry in members} | {"stranger": "U0VREEMD"}


def organise(url: str, today: date, text: str = "") -> None:
    database = Database(url, jobs=True)
    set_up(database, read(text or ORGANISATION.read_text(encoding="utf-8")), today)
    rehearse(database, today)
    database.close()


def served(app: WSGIApplication, stack: ExitStack) -> str:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    stack.callback(server.shutdown)
    return f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(autouse=True)
def _whatever_changes_is_in_the_audit_log() -> Iterator[None]:
    """Whatever is said, clicked or filled in, and whatever the worker does by itself on the way."""
    with untraced() as found:
        yield
    assert found == []


@pytest.fixture(params=sorted(PLATFORMS))
def talk(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Talk]:
    clock = Frozen(THURSDAY)
    with ExitStack() as stack:
        bot, platform = PLATFORMS[request.param](sqlite_url, clock, stack)
        stack.callback(bot.stop)
        bot.worker.turn()
        yield Talk(platform, bot, clock)
