"""People who do all that can be done on one platform, and a bot that does all that it does by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Protocol
from urllib.error import HTTPError

from sqlalchemy import select, text

from bitbot.chat import Button, Field, Form, Menu, Message, Reply, Request
from bitbot.domain.kinds import PREFIXES
from bitbot.domain.public import CHANNEL
from bitbot.domain.records import Planned
from bitbot.messages import MAKERS, render
from handlers.dispatch import Dispatch
from storage import tables
from storage.store import Store
from tests.bitbot.test_messages import SUBJECTS, delivery_of
from tests.conversations.conftest import Talk
from tests.conversations.office import VERBS, spoken
from tests.leaks.canaries import NUMBER
from tests.leaks.failures import DAMAGES, SPOILS
from tests.leaks.harvest import Harvest
from tests.platforms.contract import Shown, Spot

MOST_OPTIONS: Final = 3
TIMES: Final = 2  # that a button of one sort is pressed
SAID: Final = 3  # messages of one kind
TYPED: Final = "Kanariegetypt"
# Who says what behind each verb.
SPEAKERS: Final[Mapping[str, Sequence[str]]] = {
    "coordinator-1": ["", f"1 {TYPED}", f"{TYPED} voor @huizen-1 bij S-1"],
    "hilversum-1": ["1", f"{TYPED} voor {TYPED} uiterlijk {TYPED}"],
    "burgemeester-huizen": ["2"],
    "fg-1": ["S-1"],
    "stranger": [TYPED],
}


# What happens to people and partners, so that there is something to say of it.
HAPPENED: Final = (
    ("coordinator-1", f"werkafspraak nieuw {TYPED} voor @laren-1"),
    ("coordinator-1", f"deelnemer vertrekt laren-1 {TYPED}"),
    ("coordinator-1", f"partner opschort blaricum {TYPED}"),
    ("coordinator-1", f"partner opschort gooise-meren {TYPED}"),
    ("burgemeester-huizen", "partner bevestig gooise-meren"),
    ("coordinator-1", f"partner opschort politie {TYPED}"),
    ("burgemeester-huizen", "partner bevestig politie"),
    ("coordinator-1", "partner hervat politie"),
)


class Speaking(Protocol):
    """What somebody does on a platform, and sees of it."""

    name: str

    def say(self, who: str, line: str, where: Spot = "private") -> object: ...
    def click(self, who: str, label: str) -> object: ...
    def choose(self, who: str, label: str, option: str) -> object: ...
    def fill(self, who: str, **answers: str | Sequence[str]) -> object: ...
    def messages(self, who: str) -> list[Shown]: ...


class Listening(Dispatch):
    """Answers as always, and keeps what was asked and answered."""

    heard: list[tuple[Request, Reply]]

    def __call__(self, asked: Request) -> Reply:
        reply = super().__call__(asked)
        self.heard.append((asked, reply))
        return reply


@dataclass
class Life:
    talk: Talk
    platform: Speaking
    listening: Listening
    harvest: Harvest = field(default_factory=Harvest)
    used: Counter[str] = field(default_factory=Counter)

    # What people do

    def look(self) -> None:
        """At each record there is, so that each button comes by in each state."""
        with self.talk.store() as store:
            found = [(kind, number) for kind in PREFIXES for number in numbers(store, kind)]
        for kind, number in found:
            self.say("coordinator-1", f"{kind} toon {number}")

    def speak(self) -> None:
        """Every verb there is, with numbers and words behind it."""
        for pair in VERBS:
            for who, rests in SPEAKERS.items():
                for rest in rests:
                    self.say(who, f"{spoken(pair)} {rest}".strip())

    def say(self, who: str, line: str) -> None:
        """Say it, and then do everything that the answer offers."""
        self._follow(who, lambda: self.platform.say(who, f"/{line}"))

    def tell(self, who: str, line: str) -> None:
        """Say it, and leave it at that."""
        self._heard(lambda: self.platform.say(who, f"/{line}"))

    def press_messages(self) -> None:
        """The buttons of the newest direct messages."""
        for who in SPEAKERS:
            for label in self._labels(who):
                self._follow(who, lambda who=who, label=label: self.platform.click(who, label))  # type: ignore[misc]

    def _labels(self, who: str) -> list[str]:
        newest = self.platform.messages(who)[-MOST_OPTIONS:]
        return [label for shown in newest for label in shown.buttons]

    def _follow(self, who: str, deed: Callable[[], object]) -> None:
        for _, reply in self._heard(deed):
            self._use(who, reply)

    def _heard(self, deed: Callable[[], object]) -> list[tuple[Request, Reply]]:
        """What reached us; a label that is not on the screen any more reaches nobody."""
        before = len(self.listening.heard)
        try:
            deed()
        except HTTPError as refusal:
            with refusal:
                self.harvest.pages.append(f"{refusal.headers}{refusal.read().decode()}")
        except (AssertionError, KeyError, StopIteration):
            pass
        return self.listening.heard[before:]

    def _use(self, who: str, reply: Reply) -> None:
        if reply.form:
            self._fill(who, reply.form)
        for action in reply.card.actions if reply.card else ():
            self.harvest.offered.append(action.line)
            if self.used[sort_of(action.line)] < TIMES:
                self.used[sort_of(action.line)] += 1
                if not self._press(who, action):
                    self.used[sort_of(action.line)] -= 1  # what came before made it impossible: another time

    def _press(self, who: str, action: Button | Menu) -> bool:
        """On the screen; what does not stand there any more is typed instead. Whether there was more than a refusal."""
        before, platform, label = len(self.listening.heard), self.platform, action.label.plain
        if isinstance(action, Menu):
            for option in action.options[:MOST_OPTIONS]:
                self._follow(who, lambda option=option: platform.choose(who, label, option.label.plain))  # type: ignore[misc]
        else:
            self._follow(who, lambda: platform.click(who, label))
        if not any(request.line == action.line for request, _ in self.listening.heard[before:]):
            self.say(who, action.line)
        return any(
            reply.form or reply.card for asked, reply in self.listening.heard[before:] if asked.line == action.line
        )

    def _fill(self, who: str, form: Form) -> None:
        """With canaries; what is refused is filled in in other ways, as far as it goes."""
        answers: dict[str, Any] = {question.name: _answer(question) for question in form.fields}
        heard = self._filled(who, answers)
        for other in ("", "volgende week vrijdag 10:00", "1"):
            wrong = [name for _, reply in heard for name in reply.errors]
            heard = self._filled(who, answers | dict.fromkeys(wrong, other)) if wrong else heard
        for _, reply in heard:
            self._use(who, reply)

    def _filled(self, who: str, answers: Mapping[str, Any]) -> list[tuple[Request, Reply]]:
        return self._heard(lambda: self.platform.fill(who, **answers))

    # What the bot does by itself

    def work(self, times: int = 1) -> None:
        for _ in range(times):
            self.talk.bot.turn()
            self.talk.clock.move(timedelta(minutes=15))

    def send(self, planned: Callable[[Store], Iterable[Planned]]) -> None:
        with self.talk.bot.jobs.open() as store:
            store.deliveries.plan(list(planned(store)))
        self.work(2)

    # Bad days

    def fail(self) -> None:
        """The platform does wrong all that it can, while people and bot go on."""
        for spoil in SPOILS[self.platform.name]:
            self.tell("coordinator-1", f"werkafspraak nieuw {TYPED} voor @huizen-1")
            self.work()
            self.tell("coordinator-1", f"werkafspraak wijs toe {self._newest()} @hilversum-1")
            self.tell("hilversum-1", f"signaal nieuw {TYPED} gemeente Huizen thema hennep")
            spoil(self.platform)
            self.work()
            spoil(self.platform)
            self.tell("coordinator-1", "signaal nieuw")
            self.press_messages()
            self.work(2)

    def _newest(self) -> int:
        with self.talk.store() as store:
            return max(numbers(store, "werkafspraak"))

    def break_down(self) -> None:
        for damage in DAMAGES:
            with self.talk.bot.jobs.database.transaction() as connection:
                connection.execute(text(damage))
            for line in ("signaal toon 1", "werkafspraak toon 1", f"signaal nieuw {TYPED}", f"wa gereed 2 {TYPED}"):
                self.say("coordinator-1", line)
            if damage.startswith("UPDATE"):
                self.send(lambda store: [planned("broken", kind, 1, 1, store) for kind in MAKERS])
        pages = self.talk.bot.web().test_client()
        self.harvest.pages += [pages.get(path).text for path in ("/healthz", "/readyz", f"/{TYPED}", "/metrics")]


def sort_of(line: str) -> str:
    """Which of all buttons it is, whatever record it is about."""
    return re.sub(r"\d+", "1", line)


def _answer(question: Field) -> str | list[str]:
    """As somebody would fill it in who fills in everything, and leaves what is chosen as it is."""
    chosen = [option for option in question.options if option.value in question.value]
    match question.kind:
        case "choice" if question.options:
            return (chosen or question.options)[-1].label.plain
        case "choices" if question.options:
            return [question.options[0].label.plain]
        case "date":
            return "2027-02-01"
        case "number":
            return str(NUMBER)
    return f"{TYPED}{question.name}"


def everything(store: Store) -> Iterator[Planned]:
    """Some messages of each kind, to whom there is something to say, and some to whom there is not."""
    for kind in MAKERS:
        about = [number for number in numbers(store, kind.partition(".")[0]) if _heard_by(store, kind, number)]
        for number in about[:SAID]:
            yield planned("said", kind, number, _heard_by(store, kind, number), store)
        yield planned("moot", kind, 987, 1, store)
    for kind in CHANNEL:
        yield from (planned("all", kind, number, None, store) for number in numbers(store, kind.partition(".")[0]))


def _heard_by(store: Store, kind: str, number: int) -> int | None:
    """The first member to whom there is something to say."""
    members = (member.id for member in store.organisation.members)
    return next(
        (m for m in members if isinstance(render(store, delivery_of(store, kind, number, m), False), Message)), None
    )


def planned(when: str, kind: str, number: int, member: int | None, store: Store) -> Planned:
    made = delivery_of(store, kind, number, member)
    key = f"{when}/{kind}/{number}"
    return Planned(key=key, kind=kind, member=member, due_at=store.now, subject=made.subject, detail=made.detail)


def numbers(store: Store, subject: str) -> Sequence[int]:
    if subject == "delivery":
        return [delivery.id for delivery in store.deliveries.troubled()]
    table = tables.metadata.tables.get(subject)
    if table is None or "number" not in table.c:
        return list(SUBJECTS[subject])
    return store.connection.scalars(select(table.c.number)).all()
