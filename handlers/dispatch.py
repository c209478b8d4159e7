"""Finds what was asked, does it in one transaction, and turns every outcome into a sentence: the one error boundary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from pydantic import TypeAdapter

from bitbot.chat import Card, Form, Reply, Request, Text
from bitbot.domain.naming import MENTION
from bitbot.domain.organisation import Member, Organisation
from bitbot.domain.places import OURS, admit
from bitbot.errors import Changed, Doubtful, Misplaced, Refused, Unavailable, Unseen
from bitbot.texts import Say, Texts, said
from handlers import doubts
from handlers.parsing import parsed
from handlers.refusals import accountable, note_refusal, purpose
from handlers.secrecy import asked_to_swear
from handlers.verbs import Subject, Turn, Verb
from storage.audit import acting
from storage.engine import OutcomeUnknown
from storage.store import Storage, Store

TRIES = 4
LONGEST_LINE = 40_000
LONGEST_QUOTE = 200
ANSWERS = TypeAdapter(Reply)
log = structlog.get_logger()

# The subject, the verb and what follows; or what is wrong with the line, which only a member hears, and not everywhere.
Asked = tuple[Subject, Verb | None, str] | Refused


def _unlooked(request: Request) -> None:
    """Where nobody can look, what is not known stays unknown."""


class Dispatch:
    """Answers a request. Never raises; what it says was done is stored before it returns.

    `look` is called outside any transaction when nobody knows who reads along where something was asked.
    """

    def __init__(self, storage: Storage, look: Callable[[Request], None] = _unlooked) -> None:
        self._storage = storage
        self._look = look
        self._ours: set[str] = set()  # the places that were private the last time
        self._zone = Organisation().zone

    def __call__(self, asked: Request) -> Reply:
        request = tidy(asked)
        try:
            return self._answer(request)
        except Refused as refusal:
            return self._refused(request, refusal)
        except OutcomeUnknown:
            return self._trouble(request, "trouble.unknown", "outcome unknown")
        except (Unavailable, Changed) as trouble:
            return self._trouble(request, "trouble.busy", type(trouble).__name__)
        except Exception as fault:  # noqa: BLE001 - the one place where a fault of ours becomes a sentence
            # Without the trace: it may quote what a person wrote.
            log.error("fault", kind=type(fault).__name__, where=_where(fault))  # noqa: TRY400
            return self._not_done(request, "trouble.fault")

    def _trouble(self, request: Request, sentence: str, reason: str) -> Reply:
        log.warning("not answered", reason=reason)
        return self._not_done(request, sentence)

    def _not_done(self, request: Request, sentence: str) -> Reply:
        """Perhaps before anybody could see who reads along; then what was typed is not repeated there."""
        ours = request.where.kind in OURS or request.place in self._ours
        return refused(self._say, request, Refused(sentence), apart=not ours)

    def _refused(self, request: Request, refusal: Refused) -> Reply:
        """Written down when somebody asked for what is not theirs, by itself: what was begun is undone."""
        if accountable(refusal):
            try:
                with self._storage.open() as store:
                    note_refusal(store, request, refusal)
            except Exception as fault:  # noqa: BLE001 - nothing was shown: the answer stands
                log.warning("refusal not in the audit log", reason=type(fault).__name__)
        return refused(self._say, request, refusal, apart=isinstance(refusal, Misplaced))

    @property
    def _say(self) -> Say:
        return Texts(self._zone)

    def _answer(self, request: Request) -> Reply:
        """Nothing is stored of what may be personal data before the person was asked about it."""
        told = doubts.told(request)
        asked = understood(told.line)
        try:
            return self._seen(told, asked)
        except Doubtful as doubtful:
            if doubts.on_view(doubtful.doubts):
                raise doubts.refusal(self._say, doubtful) from None
            form = self._asked_back(told, asked, doubtful)
            return Reply(text=doubts.question(self._say, doubtful), form=form)

    def _seen(self, request: Request, asked: Asked) -> Reply:
        try:
            return self._tried(request, asked)
        except Unseen:
            self._look(request)
            return self._tried(request, asked)

    def _tried(self, request: Request, asked: Asked) -> Reply:
        """Look again when somebody changed the record or repeated the request meanwhile, or no end was heard."""
        for _ in range(TRIES - 1):
            try:
                return self._once(request, asked)
            except (Changed, OutcomeUnknown):
                continue
        return self._once(request, asked)

    def _asked_back(self, request: Request, asked: Asked, doubtful: Doubtful) -> Form:
        """The form with all that was filled in; its own line opens it. Or a form with what was typed."""
        if not request.values:
            return doubts.typed(self._say, doubtful)
        return doubts.filled(self._say, self._opened(request, asked), request.line, doubtful)

    def _opened(self, request: Request, asked: Asked) -> Form:
        """The form that its own line opens. Should that line do anything else, it is undone."""
        with self._storage.open(place=request.place) as store:
            self._admit(request, store)
            reply = self._reply(replace(request, values={}, form=False), store, asked)
            if reply.form is None:
                raise LookupError("a form that its own line does not open")
            return reply.form

    def _once(self, request: Request, asked: Asked) -> Reply:
        """Who reads along comes first: where others do, nothing is looked up."""
        verb = None if isinstance(asked, Refused) else asked[1]
        reads = verb is None or (verb.reads and not request.values)
        shows = verb is not None and verb.details
        with self._storage.open(request.key, write=shows or not reads, place=request.place) as store:
            self._zone = store.organisation.zone
            self._admit(request, store)
            if store.answer is not None:
                return ANSWERS.validate_json(store.answer)
            reply = self._reply(request, store, asked)
            if not reads and reply.form is None and not reply.errors:
                store.remember(ANSWERS.dump_json(reply).decode())
            return reply

    def _admit(self, request: Request, store: Store) -> None:
        self._ours.discard(request.place)
        admit(request.where, store.seen, store.now)
        self._ours.add(request.place)

    def _reply(self, request: Request, store: Store, asked: Asked) -> Reply:
        """Who is not a member, or has not sworn, hears that, whatever was asked."""
        member = store.organisation.who(request.person, store.today)
        if member is None:
            raise Refused("refused.stranger")
        verb, rest = (None, "") if isinstance(asked, Refused) else asked[1:]
        turn = _turn(store, member, request, rest, Texts(store.organisation.zone))
        if not (member.sworn or (verb and verb.unsworn)):
            return asked_to_swear(turn, said(f"/{request.line}"))
        if not (member.roles or (verb and verb.unsworn)):
            raise _without_role(store, member)
        if isinstance(asked, Refused):
            raise asked
        store.trail.by(acting(member, request.person.platform), purpose(asked[0], verb))
        if verb is None:
            raise _unknown(asked[0], rest)
        store.watch.reason = request.reason
        reply = verb.run(turn)
        doubts.weigh(turn, purpose(asked[0], verb))
        return reply


def understood(line: str) -> Asked:
    if len(line) > LONGEST_LINE:
        return Refused("refused.line_too_long", length=len(line), limit=LONGEST_LINE)
    try:
        return parsed(line)
    except Refused as fault:
        return fault


def _turn(store: Store, member: Member, request: Request, rest: str, say: Say) -> Turn:
    named = partial(MENTION.sub, partial(_name, store, request.person.platform))
    return Turn(
        store=store,
        member=member,
        person=request.person,
        rest=named(rest),
        say=say,
        values={name: tuple(map(named, values)) for name, values in request.values.items()},
        answered=request.form or bool(request.values),
    )


def _name(store: Store, platform: str, mention: re.Match[str]) -> str:
    """A mention as people read it: the name, or the key where two have that name. Of a stranger it stays as it is."""
    organisation = store.organisation
    found = organisation.user(platform, mention[1])
    if found is None or not organisation.active(found, store.today):
        return mention[0]
    namesakes = [member for member in organisation.active_members(store.today) if member.name == found.name]
    return f"@{found.name if len(namesakes) == 1 else found.key}"


def _without_role(store: Store, member: Member) -> Refused:
    """Why there is nothing to see or do, and whom to ask."""
    names = ", ".join(who.name for who in store.organisation.coordinators(store.today))
    return Refused("refused.deputy" if store.organisation.stands_by(member) else "refused.no_role", names=names)


def _unknown(subject: Subject, rest: str) -> Refused:
    asked = rest.split(" ", maxsplit=1)[0]
    nearest = subject.nearest(rest)
    if nearest is None:
        return Refused("refused.verb", verb=asked, subject=subject.name)
    return Refused("refused.verb_nearest", verb=asked, subject=subject.name, nearest=nearest)


def refused(say: Say, request: Request, refusal: Refused, *, apart: bool = False) -> Reply:
    """The sentence at its field of the form, which stays open; or with what was typed: nothing is lost.

    A field that was left empty has no value, and is where the sentence stands all the same. Where others may read along
    what was typed stands `apart`.
    """
    sentence = say(refusal.sentence, **{name: _short(value) for name, value in refusal.places.items()})
    field = doubts.question_with(request, refusal.field)
    if request.form and (field or request.values):
        return Reply(errors={field or next(iter(request.values)): sentence})
    worth_keeping = not (request.form or request.values) and len(request.line) > len("werkafspraak gereed WA-1234")
    card = Card(title=say("refused.typed"), body=said(f"/{request.line}")) if worth_keeping else None
    if card and apart:
        return Reply(text=sentence + Text((" ",)) + say("refused.place_typed"), apart=card)
    return Reply(text=sentence, card=card)


def _short(value: Any) -> Any:  # noqa: ANN401 - whatever stands in a place
    """What a person typed is named, not repeated: the whole of it stands below the sentence."""
    return f"{value[:LONGEST_QUOTE]}…" if isinstance(value, str) and len(value) > LONGEST_QUOTE else value


def tidy(request: Request) -> Request:
    """Composed characters, no control characters and no half of one."""
    values: Mapping[str, tuple[str, ...]] = {k: tuple(map(cleaned, v)) for k, v in request.values.items()}
    return replace(request, line=cleaned(request.line), values=values)


def cleaned(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})


def _where(fault: Exception) -> str:
    """File and line of the fault, without its message: that may hold what a person typed."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
