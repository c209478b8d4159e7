"""A practice room with toy commands, served on this computer for one test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock, Thread
from zoneinfo import ZoneInfo

from flask import Flask
from werkzeug.serving import make_server

from bitbot.chat import Button, Card, Fact, Field, Form, Menu, Message, Option, Place, Reply, Request, Said, Text
from handlers.practice.clock import Passed
from handlers.practice.page import Parts, blueprint
from handlers.practice.room import Participant, PracticeRoom
from handlers.verbs import Subject
from tests.handlers.practice.shelf import MemoryShelf
from tests.platforms.practice import PracticePlatform

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
START = datetime(2026, 3, 9, 9, 4, tzinfo=AMSTERDAM)
PEOPLE = (
    Participant("eik-1", "Anna Eik", "Gemeente Eikendorp", "coördinator"),
    Participant("eik-10", "Bram Eik", "Gemeente Eikendorp"),
    Participant("wout", "Wout <b>Wilg</b>", "Waterschap & Wilgen"),
)


def words(*parts: str | Said) -> Text:
    return Text(parts)


FORM = Form(
    title=words("Nieuw *signaal*"),
    line="signaal nieuw",
    fields=(
        Field("titel", words("Waar gaat het over?"), required=True, hint=words("In één zin.")),
        Field("tekst", words("Wat is er gezien?"), "text", limit=20_000),
        Field(
            "plaats",
            words("Gemeente"),
            "choice",
            ("w",),
            (Option("e", words("Eikendorp")), Option("w", words("Wilgen"))),
        ),
        Field(
            "soorten", words("Soorten"), "choices", options=(Option("a", words("A")), Option("b", words(Said("B & b"))))
        ),
        Field("voor", words("Uiterlijk"), "date"),
        Field("aantal", words("Hoeveel?"), "number"),
    ),
    submit=words("Registreren"),
    note=words("Schrijf geen nummers op."),
)


def card(title: str, *actions: Button | Menu) -> Card:
    return Card(words(f"*{title}*"), (Fact(words("Stand"), words("open")),), actions=actions)


AGREEMENT = card(
    "WA-1",
    Button(words("Op mij nemen"), "wa claim WA-1", "primary"),
    Button(words("Toon"), "wa toon WA-1"),
    Button(words("Verwijderen"), "wa weg WA-1", "danger", words("*WA-1* verdwijnt. Weet u het zeker?")),
    Menu(
        words("Geef door aan"),
        "wa geef WA-1",
        "aan",
        (Option("eik-10", words(Said("Bram"))), Option("wout", words("Wout"))),
    ),
)


class ToyDispatch:
    """Answers like the real one: never raises, and a repeated key gets the first answer."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._answers: dict[str, Reply] = {}
        self._lock = Lock()

    def __call__(self, request: Request) -> Reply:
        with self._lock:
            if request.key not in self._answers:
                self.requests.append(request)
                self._answers[request.key] = self._answer(request)
            return self._answers[request.key]

    def _answer(self, request: Request) -> Reply:
        match request.line:
            case "wa":
                return Reply(card=AGREEMENT)
            case "wa claim WA-1":
                return Reply(
                    words("*WA-1* is van u."), card("WA-1 van u", Button(words("Ongedaan maken"), "wa terug WA-1"))
                )
            case "signaal nieuw":
                return self._form(request)
            case line:
                values = [f"{name}={value}" for name, given in request.values.items() for value in given]
                return Reply(words("Gehoord: ", Said(" ".join([line, *values]))))

    def _form(self, request: Request) -> Reply:
        if not request.values:
            return Reply(form=FORM)
        if request.values["voor"] == ("ooit",):
            return Reply(errors={"voor": words("“", Said("ooit"), "” begrijp ik niet.")})
        return Reply(words("Geregistreerd: ", Said(request.values["titel"][0])), card("S-1"))


class ToyClock:
    """Moving it a week or more sends everybody a reminder, as the worker would."""

    def __init__(self) -> None:
        self.moment = START
        self.send: Callable[[str, str], None] = lambda _who, _key: None

    def now(self) -> datetime:
        return self.moment

    def move_to(self, moment: datetime) -> None:
        if moment < self.moment:
            raise Passed
        late = moment - self.moment >= timedelta(days=7)
        self.moment = moment
        for person in PEOPLE if late else ():
            self.send(person.key, "WA-1")


def reminder(number: str) -> Message:
    return Message(words("Herinnering: ", Said(number)), AGREEMENT)


def subject(name: str, aliases: tuple[str, ...], description: str, *verbs: str) -> Subject:
    made = Subject(name, aliases, description)
    for verb in verbs:
        made.verb(verb)(lambda _turn: Reply())
    return made


SUBJECTS = {
    "werkafspraak": subject("werkafspraak", ("wa",), "Werkafspraken", "claim", "toon"),
    "signaal": subject("signaal", (), "Signalen", "nieuw"),
}


@dataclass
class House:
    """The running room, what was asked of its commands, and a browser in front of it."""

    address: str
    app: Flask
    room: PracticeRoom
    dispatch: ToyDispatch
    clock: ToyClock
    browser: PracticePlatform
    resets: list[datetime] = field(default_factory=list)

    def send_to(self, who: str, number: str = "WA-1") -> None:
        self.room.post(Place("practice", "person", who), reminder(number), f"reminder {number}")

    def announce(self, number: str) -> None:
        self.room.post(Place("practice", "channel", "bit"), Message(words("Nieuw: ", Said(number)), AGREEMENT), number)


@contextmanager
def open_house() -> Iterator[House]:
    clock, dispatch, resets = ToyClock(), ToyDispatch(), list[datetime]()
    room = PracticeRoom(MemoryShelf(), clock.now, lambda: [person.key for person in PEOPLE])
    app = Flask("practice-test")
    parts = Parts(dispatch, room, SUBJECTS, lambda: PEOPLE, clock, lambda: resets.append(clock.now()))
    app.register_blueprint(blueprint(parts))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    house = House(address, app, room, dispatch, clock, PracticePlatform(address), resets)
    clock.send = house.send_to
    try:
        yield house
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
