"""Starts what answers and what sends, each in a process of its own or together, once all is in place for it."""

from __future__ import annotations

import atexit
import signal
from contextlib import closing
from threading import Event
from typing import Final

from flask import Flask

from bitbot.app import Bitbot, running
from bitbot.platforms import connected, with_mattermost, with_slack
from bitbot.production import demand
from bitbot.settings import Settings, SettingsFault
from storage.head import at_head
from storage.locks import sole_process

ONE_PROCESS: Final = "Op SQLite werkt één proces: gebruik `bitbot serve`, of zet DATABASE_URL op PostgreSQL."


def serving(settings: Settings, *, works: bool, connects: bool, migrates: bool) -> Flask:
    """What the server loads in the process that answers: the web app, with the worker and Slack's socket as asked."""
    if not works:
        _separate(settings)
    demand(settings, seals=works)
    hold(settings.database_url)
    ready(settings.database_url, migrates=migrates)
    bot = Bitbot(settings, works=works)
    slack = with_slack(bot)
    with_mattermost(bot)
    bot.start()
    atexit.register(bot.stop)
    if connects and settings.slack_app_token.get_secret_value():
        atexit.register(connected(slack, settings).close)
    return bot.web()


def ready(url: str, *, migrates: bool = False) -> None:
    """See that the tables are there; what makes them is loaded only when there is something to make."""
    if at_head(url):
        return
    from storage import migrate  # noqa: PLC0415

    if migrates:
        migrate.upgrade(url)
    migrate.demand(url)


def hold(url: str) -> None:
    """Keep the database to this process, for as long as it lives."""
    keeping = sole_process(url)
    keeping.__enter__()
    atexit.register(keeping.__exit__, None, None, None)


def work(settings: Settings) -> None:
    """Send what is due until told to stop."""
    _separate(settings)
    demand(settings, seals=True)
    ready(settings.database_url)
    bot = Bitbot(settings)
    with_slack(bot)
    with_mattermost(bot)
    with running(bot):
        _until_stopped()


def listen(settings: Settings) -> None:
    """Answer Slack over its socket until told to stop."""
    settings.require("slack_bot_token", "slack_app_token")
    works = settings.database_url.startswith("sqlite")
    demand(settings, seals=works)
    with sole_process(settings.database_url):
        ready(settings.database_url)
        bot = Bitbot(settings, works=works)
        slack = with_slack(bot)
        with_mattermost(bot)
        with running(bot), closing(connected(slack, settings)):
            _until_stopped()


def _separate(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite"):
        raise SettingsFault(ONE_PROCESS)


def _until_stopped() -> None:
    told = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    told.wait()
