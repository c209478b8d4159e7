"""Wires the parts into a program; the only file that knows all of them."""

from __future__ import annotations

import atexit
import signal
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date, time, timedelta
from threading import Event
from typing import Any, Final

import structlog
from flask import Blueprint, Flask, request

from bitbot.chat import Chat, Home, Reply, Request
from bitbot.clock import Clock, real
from bitbot.domain.half_year import HalfYear
from bitbot.domain.organisation import Organisation
from bitbot.domain.planning import opening
from bitbot.messages import render, renewed
from bitbot.settings import Settings, SettingsFault
from bitbot.texts import Texts, moment
from bitbot.usecases.presence import heard
from handlers import web
from handlers.dispatch import Dispatch
from handlers.verbs import subjects
from scheduling.edits import Edits
from scheduling.following import Follower
from scheduling.homes import Homes
from scheduling.sealer import Sealer, publisher
from scheduling.service import Service
from scheduling.tick import Worker
from storage import keys
from storage.deliveries import Delivery
from storage.engine import Database
from storage.head import at_head
from storage.locks import sole_process
from storage.sealing import audit_key
from storage.secrets import Ring
from storage.store import Storage

ONE_PROCESS: Final = "Op SQLite werkt één proces: gebruik `bitbot serve`, of zet DATABASE_URL op PostgreSQL."
log = structlog.get_logger()


def ring_of(settings: Settings) -> Ring:
    return Ring.read(settings.bitbot_secret_key.get_secret_value())


def _admitted(settings: Settings, ring: Ring) -> Ring:
    with closing(Database(settings.database_url, jobs=True)) as database:
        keys.admit(database, ring)
    return ring


class Bitbot:
    """One process of bitbot: what answers people and, when it works, what sends by itself.

    SecretFault when the secret key is not that of the database. A `ring` takes the place of that of the settings.

    `chats` are the platforms that messages go to; `works` says that this process sends them too.
    """

    def __init__(
        self, settings: Settings, clock: Clock = real, *, works: bool = True, ring: Ring | None = None
    ) -> None:
        self.settings = settings
        ring = _admitted(settings, ring or ring_of(settings))
        self.storage = Storage(Database(settings.database_url), clock, ring)
        self.jobs = Storage(Database(settings.database_url, jobs=True), clock, ring)
        self.answer = Dispatch(self.storage)
        self.chats: dict[str, Chat] = {}
        self.homes: dict[str, Home] = {}
        self.sealer = self._sealer()
        self.worker = Worker(self.jobs, self.chats, render, log, self.sealer.turn if self.sealer else None)
        interests = (Homes(self.homes, log), Edits(self.jobs, self.chats, renewed, log))
        self.follower = Follower(self.jobs, interests, log)
        self.service = Service(self, log) if works else None
        self.blueprints: list[Blueprint] = []
        self.sentences = Texts(self._zone())

    def dispatch(self, asked: Request) -> Reply:
        """Answer, and have what was planned sent at once when this process sends."""
        reply = self.answer(asked)
        self._heard(asked)
        if self.service:
            self.service.kick()
        return reply

    def _heard(self, asked: Request) -> None:
        try:
            heard(self.storage, asked.person)
        except Exception as error:  # noqa: BLE001 - what was answered is stored already
            log.warning("platform not remembered", reason=type(error).__name__)

    def turn(self) -> int:
        """What the service does every few seconds: send what is due, and keep what is shown true."""
        sent = self.worker.turn()
        self.follower.turn()
        return sent

    def close(self) -> None:
        self.worker.close()

    def web(self) -> Flask:
        return web.create(self.trouble, self.figures, self.blueprints)

    def trouble(self) -> list[str]:
        """What keeps this process from working; nothing when all is well."""
        found = ["worker"] if self.service and not self.service.alive else []
        try:
            with self.storage.open(write=False):
                return found
        except Exception as error:  # noqa: BLE001 - whatever it is, we are not ready
            log.warning("not ready", reason=type(error).__name__)
            return [*found, "database"]

    def figures(self) -> Mapping[str, float]:
        """How late the oldest message is in seconds, and how many could not be delivered."""
        with self.jobs.open(write=False) as store:
            soonest = store.deliveries.soonest()
            late = max(0.0, (store.now - soonest).total_seconds()) if soonest else 0.0
            return {"delivery_lag_seconds": late, "deliveries_parked": len(store.deliveries.troubled())}

    def start(self) -> None:
        if self.service:
            self.service.start()

    def stop(self) -> None:
        if self.service:
            self.service.stop()
        self.storage.database.close()
        self.jobs.database.close()

    def _sealer(self) -> Sealer | None:
        """Without a secret key there is nothing to seal with: in the practice room, and while trying things out."""
        key = audit_key(self.settings)
        return Sealer(self.jobs.database, key, publisher(self.settings.audit_head), log) if key else None

    def _zone(self) -> Any:  # noqa: ANN401 - the zone of the BIT
        with self.storage.open(write=False) as store:
            return store.organisation.zone


@contextmanager
def running(bot: Bitbot) -> Iterator[Bitbot]:
    bot.start()
    try:
        yield bot
    finally:
        bot.stop()


def with_slack(bot: Bitbot) -> Any:  # noqa: ANN401 - Bolt's app
    """Connect Slack when it has a bot token: what is sent goes there, and what Slack sends is answered."""
    if not bot.settings.slack_bot_token.get_secret_value():
        return None
    # Only a process that speaks with Slack needs its library.
    from handlers.slack.app import build, respond  # noqa: PLC0415
    from handlers.slack.client import web_client  # noqa: PLC0415
    from handlers.slack.sender import SEND_SECONDS, SlackChat  # noqa: PLC0415

    app = build(bot.dispatch, subjects(), bot.settings, bot.sentences)
    bot.chats["slack"] = SlackChat(web_client(bot.settings, SEND_SECONDS), bot.sentences)
    routes = Blueprint("slack", __name__)
    routes.post("/slack/events")(lambda: respond(app, request))
    bot.blueprints.append(routes)
    return app


def with_mattermost(bot: Bitbot) -> None:
    """Connect Mattermost when it has a token: what is sent goes there, and what Mattermost sends is answered."""
    if not bot.settings.mattermost_token.get_secret_value():
        return
    bot.settings.require("mattermost_url", "bitbot_url", "bitbot_secret_key")
    # Only a process that speaks with Mattermost needs an HTTP client.
    from handlers.mattermost.answers import Answers  # noqa: PLC0415
    from handlers.mattermost.app import blueprint, paper  # noqa: PLC0415
    from handlers.mattermost.client import SEND_SECONDS, server  # noqa: PLC0415
    from handlers.mattermost.home import MattermostHome  # noqa: PLC0415
    from handlers.mattermost.sender import MattermostChat  # noqa: PLC0415

    answering, sending = server(bot.settings), server(bot.settings, SEND_SECONDS)
    written = paper(bot.settings, bot.sentences)
    log.info("mattermost", version=".".join(map(str, answering.version)))
    bot.chats["mattermost"] = MattermostChat(sending, written)
    bot.homes["mattermost"] = MattermostHome(sending, written, bot.answer)
    bot.blueprints.append(blueprint(bot.dispatch, bot.settings.command_tokens, Answers(answering, written)))


def serving(settings: Settings, *, works: bool, connects: bool, migrates: bool) -> Flask:
    """What the server loads in the process that answers: the web app, with the worker and Slack's socket as asked."""
    if not works:
        _separate(settings)
    hold(settings.database_url)
    ready(settings.database_url, migrates=migrates)
    bot = Bitbot(settings, works=works)
    slack = with_slack(bot)
    with_mattermost(bot)
    bot.start()
    atexit.register(bot.stop)
    if connects and settings.slack_app_token.get_secret_value():
        atexit.register(_connected(slack, settings).close)
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
    ready(settings.database_url)
    bot = Bitbot(settings)
    with_slack(bot)
    with_mattermost(bot)
    with running(bot):
        _until_stopped()


def listen(settings: Settings) -> None:
    """Answer Slack over its socket until told to stop."""
    settings.require("slack_bot_token", "slack_app_token")
    with sole_process(settings.database_url):
        ready(settings.database_url)
        bot = Bitbot(settings, works=settings.database_url.startswith("sqlite"))
        slack = with_slack(bot)
        with_mattermost(bot)
        with running(bot), closing(_connected(slack, settings)):
            _until_stopped()


def _connected(slack: Any, settings: Settings) -> Any:  # noqa: ANN401
    from handlers.slack.socket import connect  # noqa: PLC0415

    return connect(slack, settings)


def _separate(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite"):
        raise SettingsFault(ONE_PROCESS)


def _until_stopped() -> None:
    told = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    told.wait()


def planned(settings: Settings, until: date | None) -> list[str]:
    """One line for each message that is waiting: when, what and for whom, nothing of its content."""
    ready(settings.database_url)
    with closing(Database(settings.database_url, jobs=True)) as database, Storage(database).open(write=False) as store:
        organisation = store.organisation
        day = until or store.today + timedelta(days=31)
        found = store.deliveries.upcoming(organisation.calendar.at(day, time.max))
        lines = [_planned(organisation, delivery) for delivery in found]
        return [*lines, *_next_round(organisation, store.today, day)] or ["Er staat niets klaar."]


def _next_round(organisation: Organisation, today: date, until: date) -> list[str]:
    """A round is planned when it opens; until then this line tells that it will."""
    period = HalfYear.of(today)
    opens = opening(period, organisation)
    line = f"{moment(opens, organisation.zone, 'short'):<18} {'rapportage':<24} R-{period.label:<8} opent"
    return [line] if organisation.day(opens) <= until else []


def _planned(organisation: Organisation, delivery: Delivery) -> str:
    who = organisation.member(delivery.member).name if delivery.member else "kanaal"
    when = moment(delivery.due_at, organisation.zone, "short")
    return f"{when:<18} {delivery.kind:<24} {delivery.key.partition('/')[0]:<10} {who} ({delivery.state})"
