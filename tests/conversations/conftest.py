"""The whole of bitbot on each platform: conversations are written once and run on all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from flask import Flask
from pydantic import SecretStr
from werkzeug.serving import make_server

from bitbot.app import Bitbot, with_slack
from bitbot.clock import Frozen
from bitbot.demo import ORGANISATION, Practice
from bitbot.organisation_file import read
from bitbot.settings import Settings
from bitbot.usecases.setup import set_up
from storage.engine import Database
from storage.store import Store
from tests.databases import KEY
from tests.doubles.slack import Slack
from tests.platforms.contract import Platform, Shown
from tests.platforms.practice import PracticePlatform
from tests.platforms.slack import SECRET, SlackPlatform

# Thursday 10 September 2026, 14:00 in Amsterdam: the day that the table of dates is told from.
THURSDAY = datetime(2026, 9, 10, 12, 0, tzinfo=UTC)


@dataclass
class Talk:
    """People talking with bitbot on one platform. What falls due by it is said before the next line."""

    platform: Platform
    bot: Bitbot
    clock: Frozen

    def say(self, who: str, line: str) -> Shown:
        return self._after(self.platform.say(who, line))

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
            with self.bot.jobs.open() as store:
                soonest = store.deliveries.soonest() or moment
            step = max(soonest, self.clock.moment + timedelta(seconds=1))
            self.clock.moment = min(step, self.clock.moment + timedelta(days=7), moment)
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
    double = Slack(users=tuple(users().values()))
    double.start()
    stack.callback(double.close)
    organise(url, clock.moment.date())
    settings = Settings(
        database_url=url,
        bitbot_secret_key=SecretStr(KEY),
        slack_bot_token=SecretStr(double.token),
        slack_signing_secret=SecretStr(SECRET),
        slack_api_url=double.url,
    )
    bot = Bitbot(settings, clock, works=False)
    with_slack(bot)
    return bot, SlackPlatform(served(bot.web(), stack), double, users())


def practice(url: str, clock: Frozen, stack: ExitStack) -> tuple[Bitbot, Platform]:
    room = Practice(Settings(database_url=url), clock, works=False)
    return room.bot, PracticePlatform(served(room.bot.web(), stack))


# A platform in this table takes part in every conversation.
PLATFORMS: Mapping[str, Maker] = {"slack": slack, "practice": practice}


def users() -> dict[str, str]:
    """The members of the example with their ids on Slack, and a stranger."""
    entries = read(ORGANISATION.read_text(encoding="utf-8")).entries
    members = [entry for entry in entries if entry.subject == "member"]
    return {str(entry.key): str(entry.values["slack"]) for entry in members} | {"stranger": "U0VREEMD"}


def organise(url: str, today: date) -> None:
    database = Database(url, jobs=True)
    set_up(database, read(ORGANISATION.read_text(encoding="utf-8")), today)
    database.close()


def served(app: Flask, stack: ExitStack) -> str:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    stack.callback(server.shutdown)
    return f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(params=sorted(PLATFORMS))
def talk(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Talk]:
    clock = Frozen(THURSDAY)
    with ExitStack() as stack:
        bot, platform = PLATFORMS[request.param](sqlite_url, clock, stack)
        stack.callback(bot.stop)
        bot.worker.turn()
        yield Talk(platform, bot, clock)
