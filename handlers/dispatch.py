"""Finds what was asked, does it in one transaction, and turns every outcome into a sentence: the one error boundary."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace

import structlog
from pydantic import TypeAdapter

from bitbot.chat import Card, Reply, Request
from bitbot.domain.organisation import Member, Organisation
from bitbot.errors import Changed, Refused, Unavailable
from bitbot.texts import Say, Texts, said
from handlers.parsing import parsed
from handlers.refusals import accountable, note_refusal, purpose
from handlers.verbs import Subject, Turn, Verb
from storage.audit import acting
from storage.engine import OutcomeUnknown
from storage.store import Storage, Store

TRIES = 4
LONGEST_LINE = 40_000
ANSWERS = TypeAdapter(Reply)
log = structlog.get_logger()


class Dispatch:
    """Answers a request. Never raises; what it says was done is stored before it returns."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._zone = Organisation().zone

    def __call__(self, request: Request) -> Reply:
        try:
            return self._answer(tidy(request))
        except Refused as refusal:
            return self._refused(request, refusal)
        except OutcomeUnknown:
            log.warning("outcome unknown")
            return Reply(text=self._say("trouble.unknown"))
        except (Unavailable, Changed) as trouble:
            log.warning("not answered", reason=type(trouble).__name__)
            return Reply(text=self._say("trouble.busy"))
        except Exception as fault:  # noqa: BLE001 - the one place where a fault of ours becomes a sentence
            log.error("fault", kind=type(fault).__name__, where=_where(fault))  # noqa: TRY400 - the trace may quote a person
            return Reply(text=self._say("trouble.fault"))

    def _refused(self, request: Request, refusal: Refused) -> Reply:
        """Written down when somebody asked for what is not theirs, by itself: what was begun is undone."""
        if accountable(refusal):
            try:
                with self._storage.open() as store:
                    note_refusal(store, request, refusal)
            except Exception as fault:  # noqa: BLE001 - nothing was shown: the answer stands
                log.warning("refusal not in the audit log", reason=type(fault).__name__)
        return refused(self._say, request, refusal)

    @property
    def _say(self) -> Say:
        return Texts(self._zone)

    def _answer(self, request: Request) -> Reply:
        """Look again when somebody changed the record or repeated the request meanwhile, or no end was heard."""
        subject, verb, rest = parsed(request.line)
        for _ in range(TRIES - 1):
            try:
                return self._once(request, subject, verb, rest)
            except (Changed, OutcomeUnknown):
                continue
        return self._once(request, subject, verb, rest)

    def _once(self, request: Request, subject: Subject, verb: Verb | None, rest: str) -> Reply:
        reads = verb is None or (verb.reads and not request.values)
        shows = verb is not None and verb.details
        with self._storage.open(request.key, write=shows or not reads) as store:
            if store.answer is not None:
                return ANSWERS.validate_json(store.answer)
            self._zone = store.organisation.zone
            reply = self._reply(request, store, subject, verb, rest)
            if not reads and reply.form is None and not reply.errors:
                store.remember(ANSWERS.dump_json(reply).decode())
            return reply

    def _reply(self, request: Request, store: Store, subject: Subject, verb: Verb | None, rest: str) -> Reply:
        say = Texts(store.organisation.zone)
        member = store.organisation.who(request.person, store.today)
        if member is None:
            raise Refused("refused.stranger")
        store.trail.by(acting(member, request.person.platform), purpose(subject, verb))
        if verb is None:
            return _unknown(say, subject, rest)
        return verb.run(_turn(store, member, request, rest, say))


def _turn(store: Store, member: Member, request: Request, rest: str, say: Say) -> Turn:
    return Turn(store=store, member=member, person=request.person, rest=rest, say=say, values=request.values)


def _unknown(say: Say, subject: Subject, rest: str) -> Reply:
    nearest = subject.nearest(rest)
    asked = rest.split(" ", maxsplit=1)[0]
    if nearest is None:
        return Reply(text=say("refused.verb", verb=asked, subject=subject.name))
    return Reply(text=say("refused.verb_nearest", verb=asked, subject=subject.name, nearest=nearest))


def refused(say: Say, request: Request, refusal: Refused) -> Reply:
    """The sentence at its field of the form that was submitted, or with what was typed, so that nothing is lost."""
    sentence = say(refusal.sentence, **refusal.places)
    if refusal.field and refusal.field in request.values:
        return Reply(errors={refusal.field: sentence})
    written = [value for values in request.values.values() for value in values if " " in value]
    typed = "\n\n".join(written) if request.values else f"/{request.line}"
    worth_keeping = len(typed) > len("/werkafspraak gereed WA-1234")
    return Reply(text=sentence, card=Card(title=say("refused.typed"), body=said(typed)) if worth_keeping else None)


def tidy(request: Request) -> Request:
    """Composed characters, no control characters, no half of one; a line that is far too long is refused."""
    if len(request.line) > LONGEST_LINE:
        raise Refused("refused.line_too_long", length=len(request.line), limit=LONGEST_LINE)
    values: Mapping[str, tuple[str, ...]] = {k: tuple(map(cleaned, v)) for k, v in request.values.items()}
    return replace(request, line=cleaned(request.line), values=values)


def cleaned(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})


def _where(fault: Exception) -> str:
    """File and line of the fault, without its message: that may hold what a person typed."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
