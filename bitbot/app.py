"""Wires the parts into one process of bitbot, whatever the chat platforms are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
from flask import Blueprint, Flask

from bitbot.chat import Chat, Eyes, Home, Reply, Request
from bitbot.clock import Clock, real
from bitbot.messages import render, renewed
from bitbot.settings import Settings
from bitbot.texts import Texts
from bitbot.usecases.presence import heard
from handlers import web
from handlers.dispatch import Dispatch
from scheduling.edits import Edits
from scheduling.following import Follower
from scheduling.homes import Homes
from scheduling.lookout import Lookout
from scheduling.sealer import Sealer, publisher
from scheduling.service import Service
from scheduling.tick import Worker
from storage.audit import at_command_line
from storage.audit_keys import AuditKeys
from storage.engine import Database
from storage.keychain import Keychain
from storage.store import Storage
from storage.working import WORKER

log = structlog.get_logger()


class Bitbot:
    """One process of bitbot: what answers people and, when it works, what sends by itself.

    SecretFault when its keys are not those of the database. A `keychain` takes the place of that of the settings.

    `chats` are the platforms that messages go to; `works` says that this process sends them, and seals the audit log.
    """

    def __init__(
        self, settings: Settings, clock: Clock = real, *, works: bool = True, keychain: Keychain | None = None
    ) -> None:
        self.settings = settings
        held = keychain or Keychain.of(settings)
        held.admit(settings.database_url, seals=works)
        self.storage = Storage(Database(settings.database_url), clock, held.ring)
        name = WORKER if works else ""
        self.jobs = Storage(Database(settings.database_url, jobs=True, name=name), clock, held.ring)
        self.eyes: dict[str, Eyes] = {}
        self.lookout = Lookout(self.jobs, self.eyes, log)
        self.answer = Dispatch(self.storage, self.lookout.look)
        self.chats: dict[str, Chat] = {}
        self.homes: dict[str, Home] = {}
        self.sealer = self._sealer(held.audit) if works else None
        chores = (*((self.sealer.turn,) if self.sealer else ()), self.lookout.turn)
        self.worker = Worker(self.jobs, self.chats, render, log, chores)
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
            heard(self.storage, asked)
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
        """From here on it does things by itself. That somebody started it stands in the audit log."""
        with self.jobs.open() as store:
            store.trail.by(at_command_line(), "start")
            store.trail.note("instellingen", "process", None, (*self.chats, *(["worker"] if self.service else [])))
        if self.service:
            self.service.start()

    def stop(self) -> None:
        if self.service:
            self.service.stop()
        self.lookout.close()
        self.storage.database.close()
        self.jobs.database.close()

    def _sealer(self, audit: AuditKeys) -> Sealer:
        return Sealer(self.jobs.database, audit, publisher(self.settings.audit_head), log)

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
