"""What is asked when a text may hold personal data: take it out or, where that may be, say why it is needed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bitbot.chat import Field, Form, Request, Text
from bitbot.domain.personal_data import Doubt, Finding, personal_data
from bitbot.errors import Doubtful, Refused
from bitbot.texts import Say, join
from bitbot.usecases.common import written
from handlers.verbs import Turn

# The fields that are added to a form: the reason, and what was typed behind a command.
WHY = "waarom"
TYPED = "regel"
LONGEST_REASON = 300
LONGEST_TYPED = 4_000
MOST_SHOWN = 3
AROUND = 24

Values = Mapping[str, tuple[str, ...]]


def told(request: Request) -> Request:
    """As it was asked before bitbot asked back: the reason stands apart, and what was typed is the line again."""
    if not {WHY, TYPED} & request.values.keys():
        return request
    values = {name: value for name, value in request.values.items() if name not in {WHY, TYPED}}
    reason, typed = ("".join(request.values.get(name, ())).strip() for name in (WHY, TYPED))
    line = f"{request.line} {typed}".strip()
    return replace(request, line=line, values=values, form=request.form and not typed, reason=reason)


def question_with(request: Request, field: str) -> str:
    """Where a mistake stands: all of what was typed is one question, whatever is wrong in it."""
    return TYPED if TYPED in request.values and field != WHY else field


def weigh(turn: Turn, line: str) -> None:
    """Called before the commit: what was found in what is about to be stored must be allowed there, with a reason."""
    watch = turn.store.watch
    on_view = [doubt for doubt in watch.found if doubt.on_view]
    if on_view or (watch.found and not watch.reason):
        raise Doubtful(on_view or watch.found, line, turn.rest, turn.values)
    if watch.found:
        written(watch.reason, WHY, LONGEST_REASON)
        if personal_data(watch.reason, turn.store.today):
            raise Refused("refused.reason", field=WHY)


def refusal(say: Say, doubtful: Doubtful) -> Refused:
    """For a text in which nothing personal may stand."""
    field = _field(doubtful.doubts[0], doubtful.values)
    return Refused("refused.personal", field=field, found=_found(say, doubtful))


def filled(say: Say, opened: Form, line: str, doubtful: Doubtful) -> Form:
    """The same form with everything that was filled in, and the question why."""
    fields = (replace(field, value=doubtful.values.get(field.name, ())) for field in opened.fields)
    return replace(opened, line=line, fields=(*fields, _why(say)), note=_note(say, doubtful, opened.note))


def typed(say: Say, doubtful: Doubtful) -> Form:
    """What was typed behind this command, to be mended, and the question why."""
    limit = max(LONGEST_TYPED, len(doubtful.rest))
    text = Field(TYPED, say(f"field.{TYPED}"), "text", (doubtful.rest,), required=True, limit=limit)
    note = _note(say, doubtful, say("form.note"))
    return Form(say("doubt.title"), doubtful.line, (text, _why(say)), say("button.save"), note)


def question(say: Say, doubtful: Doubtful) -> Text:
    """In words, where the form cannot be shown at once."""
    return join((_found(say, doubtful), say("doubt.why")), " ")


def _why(say: Say) -> Field:
    return Field(WHY, say(f"field.{WHY}"), "text", hint=say(f"hint.{WHY}"), limit=LONGEST_REASON)


def _note(say: Say, doubtful: Doubtful, rest: Text) -> Text:
    return join((question(say, doubtful), rest), "\n")


def _found(say: Say, doubtful: Doubtful) -> Text:
    """Each with its place in the person's own text; after a few only how many there are more."""
    found = [(doubt, finding) for doubt in doubtful.doubts for finding in doubt.findings]
    shown = [_sentence(say, *each, doubtful.values) for each in found[:MOST_SHOWN]]
    more = len(found) - len(shown)
    return join([*shown, *([say("doubt.more", count=more)] if more else [])], " ")


def _sentence(say: Say, doubt: Doubt, finding: Finding, values: Values) -> Text:
    field = _field(doubt, values)
    what = say(f"personal.{finding.kind.replace('-', '_')}")
    return say(
        "doubt.found",
        where=say("doubt.in_field", label=say(f"field.{field}")) if field else say("doubt.in_text"),
        what=what if finding.certain else say("doubt.possible", what=what),
        **_around(doubt.text.replace("\n", " "), finding),
    )


def _around(text: str, finding: Finding) -> Mapping[str, str]:
    """It, and a few words before and behind it."""
    start, end = max(0, finding.start - AROUND), finding.end + AROUND
    return {
        "before": ("…" if start else "") + text[start : finding.start],
        "it": text[finding.start : finding.end],
        "behind": text[finding.end : end] + ("…" if end < len(text) else ""),
    }


def _field(doubt: Doubt, values: Values) -> str:
    """The question of the form that this text answers: the one that says just this, or has what was found in it."""
    hit = doubt.text[doubt.findings[0].start : doubt.findings[0].end]
    whole = (name for name, value in values.items() if "".join(value[:1]).strip() == doubt.text)
    partly = (name for name, value in values.items() if any(hit in text for text in value))
    return next(whole, "") or next(partly, "")


def on_view(doubts: Sequence[Doubt]) -> bool:
    return any(doubt.on_view for doubt in doubts)
