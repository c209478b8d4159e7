"""The practice room in the browser: its pages, and what happens when somebody types, clicks or fills in a form."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import uuid4

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from bitbot.chat import Person, Reply, Request
from bitbot.errors import Unavailable
from handlers.practice import guard, typed
from handlers.practice.clock import MovableClock, WrongMoment, move
from handlers.practice.render import FILTERS
from handlers.practice.room import BOT, CHANNEL, PLATFORM, TEAM, Participant, PracticeRoom, Spot, unpack
from handlers.practice.view import (
    CHANNEL_SLUG,
    DIRECT_SLUG,
    TITLES,
    OpenForm,
    Window,
    completions,
    spot_of,
    window,
)
from handlers.verbs import Subject
from storage.room import Entry

ONE_TIME_KEY = re.compile(r"[0-9a-f]{32}")
SPOT = "/als/<who>/<any(kanaal, berichten):place>"
NOTES = {
    "klok": "De klok is verzet. Wat in die tijd moest gebeuren, is gebeurd. "
    "Kijk bij “U bent” wie er ongelezen berichten heeft.",
    "gewoon": "Uw bericht staat in het kanaal; iedereen ziet het. "
    "Een opdracht voor bitbot begint met een schuine streep, bijvoorbeeld /bit.",
}


BUSY = "Het is nu te druk of de database antwoordt niet. Er is niets opgeslagen. Probeer het over een minuut opnieuw."


@dataclass(frozen=True, slots=True)
class Parts:
    """What the practice room is made of."""

    dispatch: Callable[[Request], Reply]
    room: PracticeRoom
    subjects: Mapping[str, Subject]
    people: Callable[[], Sequence[Participant]]
    clock: MovableClock
    reset: Callable[[], None]


def blueprint(parts: Parts) -> Blueprint:
    pages = Pages(parts)
    made = Blueprint(
        "practice", __name__, template_folder="templates", static_folder="static", static_url_path="/oefenruimte"
    )
    made.before_request(guard.refuse_strangers)
    made.after_request(guard.add_headers)
    made.context_processor(lambda: {"new_key": lambda: uuid4().hex})
    for name, to_html in FILTERS.items():
        made.add_app_template_filter(to_html, name)
    made.register_error_handler(413, too_much)
    made.register_error_handler(Unavailable, busy)
    made.get("/", endpoint="start")(pages.start)
    made.get("/kies", endpoint="choose")(pages.choose)
    made.get(SPOT, endpoint="show")(pages.show)
    made.post(SPOT, endpoint="say")(pages.say)
    made.post(f"{SPOT}/doe", endpoint="act")(pages.act)
    made.get(f"{SPOT}/formulier/<int:number>", endpoint="form")(pages.form)
    made.post(f"{SPOT}/formulier/<int:number>", endpoint="submit")(pages.submit)
    made.post(f"{SPOT}/klok", endpoint="move")(pages.move)
    made.post("/opnieuw", endpoint="begin_again")(pages.begin_again)
    return made


class Pages:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def start(self) -> str:
        people = [(person, sum(self._parts.room.unread(person.key).values())) for person in self._parts.people()]
        return render_template("practice/start.html", people=people, now=self._parts.clock.now())

    def choose(self) -> Answer:
        person = self._person(request.args.get("als", ""))
        place = request.args.get("plaats", "")
        return redirect(url_for(".show", who=person.key, place=place if place in TITLES else CHANNEL_SLUG), 303)

    def show(self, who: str, place: str) -> Response:
        seen = self._look(who, place)
        if request.if_none_match.contains_weak(seen.tag):
            return make_response("", 304)
        return self._page(seen, note=NOTES.get(request.args.get("melding", ""), ""))

    def say(self, who: str, place: str) -> Answer:
        self._person(who)
        words = typed.clean(request.form.get("tekst", ""))
        if wrong := typed.wrong_length(words):
            return self._page(self._look(who, place), 422, words=words, wrong=wrong)
        line = typed.command_line(words, to_bot=place == DIRECT_SLUG)
        spot, key = spot_of(who, place), _key()
        try:
            number = self._parts.room.say(spot, words, key, private=line is not None)
        except Unavailable:
            return self._page(self._seen(who, place), 503, words=words, wrong=BUSY)
        if line is None:
            return _back(who, place, number, note="gewoon")
        return self._do(who, place, self._request(spot, key, line))

    def act(self, who: str, place: str) -> Answer:
        self._person(who)
        name, choice = request.form.get("naam", ""), request.form.get("keuze", "")
        if name and not choice:
            return _back(who, place, request.form.get("bericht", 0, int))
        clicked = self._parts.room.entry(spot_of(who, place), request.form.get("bericht", 0, int))
        values = {name: (choice,)} if name else {}
        asked = self._request(spot_of(who, place), _key(), request.form.get("opdracht", ""), values)
        return self._do(who, place, asked, clicked)

    def form(self, who: str, place: str, number: int) -> Answer:
        self._person(who)
        opened = self._form(who, place, number)
        if opened is None:
            return _back(who, place, number)
        return self._page(self._look(who, place), opened=opened)

    def submit(self, who: str, place: str, number: int) -> Answer:
        self._person(who)
        key = _key()
        done = self._parts.room.answered(spot_of(who, place), _request_key(key))
        opened = self._form(who, place, number)
        if done is not None or opened is None:
            return self._back_to(who, place, done or number)
        values = typed.answers(opened.form, request.form)
        asked = replace(self._request(spot_of(who, place), key, opened.form.line, values), form=True)
        reply = Reply(errors=typed.mistakes(opened.form, values))
        reply = reply if reply.errors else self._parts.dispatch(asked)
        if reply.errors:
            opened = replace(opened, values=values, errors=reply.errors)
            return self._page(self._look(who, place), 422, opened=opened)
        answered = self._parts.room.entry(spot_of(who, place), number)
        return self._back_to(who, place, self._parts.room.answer(spot_of(who, place), reply, asked.key, answered))

    def move(self, who: str, place: str) -> Answer:
        self._person(who)
        _key()
        try:
            move(self._parts.clock, request.form.get("moment", ""))
        except WrongMoment as wrong:
            return self._page(self._look(who, place), 422, wrong_moment=str(wrong))
        return redirect(url_for(".show", who=who, place=place, melding="klok"), 303)

    def begin_again(self) -> Answer:
        self._parts.room.clear()
        self._parts.reset()
        return redirect(url_for(".start"), 303)

    def _do(self, who: str, place: str, asked: Request, clicked: Entry | None = None) -> Answer:
        """Carry a command out once, and show its answer."""
        spot = spot_of(who, place)
        done = self._parts.room.answered(spot, asked.key)
        if done is None:
            reply = self._parts.dispatch(asked)
            self._bring(who, asked.key, reply)
            done = self._parts.room.answer(spot, reply, asked.key, _replaceable(clicked, reply))
        return self._back_to(who, place, done)

    def _bring(self, who: str, key: str, reply: Reply) -> None:
        """What is not for this place goes to the direct messages."""
        if reply.apart:
            self._parts.room.answer(spot_of(who, DIRECT_SLUG), Reply(card=reply.apart), f"apart:{key}")

    def _back_to(self, who: str, place: str, number: int) -> Answer:
        """Go to an answer: to its form when it asks something."""
        if self._form(who, place, number):
            return redirect(url_for(".form", who=who, place=place, number=number, _anchor="formulier"), 303)
        return _back(who, place, number)

    def _form(self, who: str, place: str, number: int) -> OpenForm | None:
        entry = self._parts.room.entry(spot_of(who, place), number)
        reply = entry and unpack(entry).reply
        return OpenForm.untouched(number, reply.form) if reply and reply.form else None

    def _request(self, spot: Spot, key: str, line: str, values: Mapping[str, tuple[str, ...]] | None = None) -> Request:
        mentions = [person.key for person in self._parts.people()]
        line = typed.with_mentions(line, mentions)
        where = self._parts.room.where(spot.place)
        return Request(_request_key(key), Person(PLATFORM, TEAM, spot.who), line, values or {}, where=where)

    def _person(self, key: str) -> Participant:
        found = next((person for person in self._parts.people() if person.key == key), None)
        if found is None:
            abort(make_response(render_template("practice/nobody.html"), 404))
        return found

    def _look(self, who: str, place: str) -> Window:
        """Read what is at the place, and give all that the page shows. What cannot be marked as read stays unread."""
        with suppress(Unavailable):
            self._parts.room.read(spot_of(who, place))
        return self._seen(who, place)

    def _seen(self, who: str, place: str) -> Window:
        return window(self._parts.room, self._parts.people(), self._person(who), place, self._parts.clock.now())

    def _page(self, seen: Window, status: int = 200, **shown: object) -> Response:
        commands = completions(self._parts.subjects)
        answer = make_response(render_template("practice/room.html", window=seen, commands=commands, **shown), status)
        answer.set_etag(seen.tag, weak=True)
        return answer


def too_much(_: Exception) -> Response:
    return make_response(render_template("practice/too_much.html"), 413)


def busy(_: Exception) -> Response:
    return make_response(render_template("practice/busy.html", busy=BUSY), 503)


def _replaceable(clicked: Entry | None, reply: Reply) -> Entry | None:
    """A new card takes the place of the clicked one, unless others see that one too."""
    if clicked is None or reply.card is None or clicked.author != BOT:
        return None
    return clicked if clicked.private_to or clicked.place != CHANNEL else None


def _key() -> str:
    """Give the one-time key of this form; a repeated click has the same."""
    key = request.form.get("sleutel", "")
    if not ONE_TIME_KEY.fullmatch(key):
        abort(make_response("Dit formulier is niet volledig. Ga terug en laad de pagina opnieuw.\n", 400))
    return key


def _request_key(key: str) -> str:
    return f"{PLATFORM}:{key}"


def _back(who: str, place: str, number: int, note: str | None = None) -> Answer:
    anchor = f"bericht-{number}"
    return redirect(url_for(".show", who=who, place=place, bericht=number, melding=note, _anchor=anchor), 303)
