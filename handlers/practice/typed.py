"""What people typed, chosen or filled in, as a line and values for the commands."""

import re
from collections.abc import Iterable, Mapping

from werkzeug.datastructures import MultiDict

from bitbot.chat import Field, Form, Text

LONGEST_LINE = 4_000
TO_BOT = re.compile(r"@bitbot\b[,:]?\s*", re.IGNORECASE)
ANSWER = "antwoord-"


def clean(text: str) -> str:
    """Browsers send line breaks as two signs."""
    return text.replace("\r\n", "\n").strip()


def wrong_length(words: str) -> str:
    """Say what is wrong with the length of what was typed, or nothing."""
    if not words:
        return "Typ eerst een bericht of een opdracht."
    if len(words) > LONGEST_LINE:
        return (
            f"Uw bericht is te lang: {_count(len(words))} tekens. Er passen er {_count(LONGEST_LINE)} in. "
            "Maak het korter, of gebruik het formulier van de opdracht."
        )
    return ""


def command_line(words: str, *, to_bot: bool) -> str | None:
    """Give the line of a command, or None for words that are meant for people."""
    called = TO_BOT.match(words)
    rest = words[called.end() :] if called else words
    if rest.startswith("/"):
        return rest[1:].lstrip()
    return rest if called or to_bot else None


def with_mentions(line: str, members: Iterable[str]) -> str:
    """Turn `@key` of a member into `<@key>`, as other platforms send a mention; the rest stays as typed."""
    keys = {key.casefold(): key for key in members}
    if not keys:
        return line
    longest_first = "|".join(re.escape(key) for key in sorted(keys, key=len, reverse=True))
    mention = re.compile(rf"(?<![\w@<])@({longest_first})(?![\w-])", re.IGNORECASE)
    return mention.sub(lambda found: f"<@{keys[found[1].casefold()]}>", line)


def answers(form: Form, given: MultiDict[str, str]) -> dict[str, tuple[str, ...]]:
    """Give what was filled in for every field of the form; a field left empty has no values."""
    return {each.name: tuple(filter(None, map(clean, given.getlist(ANSWER + each.name)))) for each in form.fields}


def mistakes(form: Form, values: Mapping[str, tuple[str, ...]]) -> dict[str, Text]:
    """What a chat platform itself would not let through: nothing where something is asked, or too much."""
    found = {each.name: _mistake(each, values[each.name]) for each in form.fields}
    return {name: Text((sentence,)) for name, sentence in found.items() if sentence}


def _mistake(asked: Field, values: tuple[str, ...]) -> str:
    if asked.required and not values:
        return "Kies hier iets." if asked.options else "Vul dit in."
    longest = max(map(len, values), default=0)
    if not asked.options and longest > asked.limit:
        return f"Dit is te lang: {_count(longest)} tekens. Er passen er {_count(asked.limit)} in. Maak het korter."
    return ""


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")
