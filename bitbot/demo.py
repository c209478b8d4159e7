"""Wires the practice room: the example organisation, a clock that people can move, and a new beginning."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from flask import Flask

from bitbot.app import Bitbot
from bitbot.chat import Person, Request
from bitbot.clock import Clock, real, utc_now
from bitbot.domain.conditions import EVERYTHING
from bitbot.organisation_file import OrganisationFile, read
from bitbot.serving import hold, ready
from bitbot.settings import Settings
from bitbot.usecases.setup import rehearse, set_up
from handlers.practice.clock import Passed
from handlers.practice.page import Parts, blueprint
from handlers.practice.room import CHANNEL, PLATFORM, TEAM, Participant, PracticeRoom
from handlers.verbs import subjects
from scheduling.planner import next_stop
from storage import reset
from storage.audit_keys import AuditKeys
from storage.engine import Database
from storage.keychain import Keychain
from storage.room import RoomShelf
from storage.secrets import Ring

EXAMPLES = Path(__file__).parent.parent / "examples"
ORGANISATION = EXAMPLES / "gooi-en-vechtstreek.toml"
BEGINNING = EXAMPLES / "oefenruimte.toml"
# Everybody can read them here. They hide nothing, and nothing in the practice room has to be hidden.
KEYCHAIN = Keychain(
    Ring("the-key-of-the-practice-room-hides-nothing"), AuditKeys("the-seals-of-the-practice-room-prove-nothing")
)


class Practice:
    """The practice room on a database of its own; with what people changed in it since the last start."""

    def __init__(self, settings: Settings, clock: Clock = real, *, works: bool = True) -> None:
        self._file = read(ORGANISATION.read_text(encoding="utf-8"))
        self._clock = clock
        prepare(settings.database_url, self._today(), self._file)
        self.bot = Bitbot(settings, clock, works=works, keychain=KEYCHAIN)
        self.room = PracticeRoom(RoomShelf(self.bot.storage.database), self.now, self._keys)
        self.bot.chats[PLATFORM] = self.room
        self.bot.eyes[PLATFORM] = self.room
        parts = Parts(self.bot.dispatch, self.room, subjects(), self.people, self, self.begin_again)
        self.bot.blueprints.append(blueprint(parts))
        self._moving = Lock()

    def now(self) -> datetime:
        with self.bot.jobs.open(write=False) as store:
            return store.now.astimezone(store.organisation.zone)

    def people(self) -> list[Participant]:
        with self.bot.jobs.open(write=False) as store:
            organisation, today = store.organisation, store.today
            members = list(organisation.active_members(today))
        return [Participant(m.key, m.name, organisation.partner(m.partner).name) for m in members]

    def _keys(self) -> Collection[str]:
        return {person.key for person in self.people()}

    def move_to(self, moment: datetime) -> None:
        """Live through the time in between: what falls due on the way is said at its own moment."""
        with self._moving:
            if moment < self.now():
                raise Passed
            while self._step(moment):
                self.bot.worker.turn()

    def _step(self, moment: datetime) -> bool:
        """Move to whatever comes first: a message that is due, nine o'clock, or the end."""
        with self.bot.jobs.open() as store:
            reset.move_clock(store, next_stop(store, moment) - store.now)
            return store.now < moment

    def begin_again(self) -> None:
        """Everything anew: the example organisation, today's date, and what was said at the beginning."""
        with self._moving:
            with self.bot.jobs.database.transaction() as connection:
                reset.renew(connection, self._file, self._today())
            rehearse(self.bot.jobs.database, self._today())
            self.bot.follower.forget()
            self.bot.lookout.watch()
            self.say_beginning()

    def say_beginning(self) -> None:
        """What members typed and filled in before the visitor came, as real commands; once."""
        with self.bot.jobs.open(write=False) as store:
            if store.signalen.count(EVERYTHING):
                return
            partners = {partner.code: str(partner.id) for partner in store.organisation.partners}
        self.bot.worker.turn()
        lines = tomllib.loads(BEGINNING.read_text(encoding="utf-8"))["line"]
        for number, line in enumerate(lines):
            person, answers = Person(PLATFORM, TEAM, line["who"]), _answers(line.get("fills", {}), partners)
            key, where = f"begin:{number}", self.room.where(CHANNEL)
            self.bot.dispatch(Request(key, person, line["says"], answers, form=bool(answers), where=where))
        self.bot.worker.turn()

    def _today(self) -> date:
        return self._clock(utc_now()).date()


def _answers(fills: Mapping[str, str], partners: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What stands in a form, as a platform gives it: municipalities by their numbers."""
    answers: dict[str, tuple[str, ...]] = {name: (value,) for name, value in fills.items()}
    if "gemeenten" in fills:
        answers["gemeenten"] = tuple(partners[code] for code in fills["gemeenten"].split(", "))
    return answers


def prepare(url: str, today: date, file: OrganisationFile) -> None:
    ready(url, migrates=True)
    with closing(Database(url, jobs=True)) as database:
        set_up(database, file, today)
        rehearse(database, today)


def serving(settings: Settings) -> Flask:
    hold(settings.database_url)
    practice = Practice(settings)
    practice.say_beginning()
    practice.bot.start()
    return practice.bot.web()
