"""The sentences of bitbot: looked up by key, with named places, plurals, dates and marked text from people."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bitbot.chat import Said, Text

FOLDER = Path(__file__).parent
LOCALE = "nl"


class Say(Protocol):
    """Gives the sentence with this key. Text in a place is marked as people's, unless it is a Text already."""

    def __call__(self, key: str, /, **places: Any) -> Text: ...


class Texts:
    """The sentences with times shown in one zone. An unknown key is a fault of ours: KeyError."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def __call__(self, key: str, /, **places: Any) -> Text:
        template = _chosen(sentences()[key], places)
        return Text(tuple(self._parts(template, places)))

    def _parts(self, template: str, places: Mapping[str, Any]) -> Iterator[str | Said]:
        for ours, name, shape, _ in _parsed(template):
            if ours:
                yield ours
            if name is not None:
                yield from self._filled(places[name], shape or "")

    def _filled(self, value: Any, shape: str) -> tuple[str | Said, ...]:  # noqa: ANN401
        match value:
            case Text():
                return value.parts
            case datetime():
                return (moment(value, self._zone, shape),)
            case date():
                return (day(value, shape),)
            case _:
                return (Said(str(value)),)


@lru_cache(1000)
def day(value: date, shape: str = "") -> str:
    """A date with its weekday; `short` is for lists, `week` adds the ISO week, and `date` is the date alone."""
    if shape == "date":
        return f"{value:%d-%m-%Y}"
    if shape == "short":
        return format_date(value, "EEEEEE d MMM", locale=LOCALE)
    week = f" (week {value.isocalendar().week})" if shape == "week" else ""
    return format_date(value, "EEEE d MMMM y", locale=LOCALE) + week


def moment(value: datetime, zone: ZoneInfo, shape: str = "") -> str:
    local = value.astimezone(zone)
    if shape == "time":
        return f"{local:%H:%M}"
    if shape == "short":
        return f"{day(local.date(), 'short')} {local:%H:%M}"
    return f"{day(local.date())} om {local:%H:%M}"


def join(texts: Iterable[Text], between: str = ", ") -> Text:
    parts: list[str | Said] = []
    for text in texts:
        parts += [*([between] if parts else []), *text.parts]
    return Text(tuple(parts))


def said(text: str) -> Text:
    return Text((Said(text),)) if text else Text()


@cache
def sentences() -> Mapping[str, Any]:
    """Every sentence by its full key, such as `refused.unknown`."""
    return dict(_flat("", tomllib.loads((FOLDER / "nl.toml").read_text(encoding="utf-8"))))


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict) and "other" not in value:
            yield from _flat(f"{key}.", value)
        else:
            yield key, value


def _chosen(sentence: str | Mapping[str, str], places: Mapping[str, Any]) -> str:
    """A sentence with plurals is chosen by the place `count`; Dutch has two forms, and zero may have its own."""
    if isinstance(sentence, str):
        return sentence
    count = places["count"]
    form = {0: "zero", 1: "one"}.get(count, "other")
    return sentence.get(form, sentence["other"])


@cache
def _parsed(template: str) -> tuple[tuple[str, str | None, str | None, str | None], ...]:
    return tuple(Formatter().parse(template))
