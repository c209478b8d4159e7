"""What a record with a way of its own looks like in chat: its fields, what hangs on it, and the steps that are open."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from bitbot.cards import TERMS, Action, Cards, shortened
from bitbot.chat import Button, Card, Fact, Menu, Option, Text
from bitbot.domain.kinds import WAYS
from bitbot.domain.lists import LISTS
from bitbot.domain.money import amount
from bitbot.domain.records import Signaal, Werkafspraak
from bitbot.domain.rights import may, may_see
from bitbot.domain.ways import Ask, Way
from bitbot.domain.words import Words
from bitbot.texts import join, said
from bitbot.usecases import ways
from bitbot.usecases.zoeken import Found

LONG = ("description", "reason", "text", "result", "effect", "tried", "asked", "decision", "answer", "debrief")


class RecordCards(Cards):
    """Cards of every kind in `WAYS`, beside those of other kinds."""

    def record(self, record: Any) -> Card:  # noqa: ANN401 - of any of those kinds
        way = WAYS[record.kind]
        self._store.trail.shown(record, *way.shown, *TERMS)
        return Card(
            title=self.title(record),
            facts=(*self._facts(record, way), *self._terms(record), *self._fact("maker", self._by(record))),
            body=said(getattr(record, "description", getattr(record, "text", ""))),
            lines=(*self._above(record, way), *self._below(record)),
            actions=(*self._buttons(record, way), *self.open_menu(self._seen_below(record))),
        )

    def title(self, record: Any) -> Text:  # noqa: ANN401
        return self._say("record.title", kind=self._word("kind", record.kind), number=record.label, text=record.heading)

    def record_line(self, record: Any) -> Text:  # noqa: ANN401
        listed = WAYS[record.kind].listed
        self._store.trail.shown(record, "heading", *listed)
        values = [self._shown(name, getattr(record, name)) for name in listed if getattr(record, name)]
        head = self._say("record.line", number=record.label, text=shortened(record.heading))
        return join([head, *values], " · ")

    def found(self, found: Found, words: Words, first: int, next_line: str) -> Card:
        """A page of what was sought, of all kinds."""
        title = self._say("search.title", count=found.total, words=words.typed)
        lines = [self._line(record) for record in found.records]
        actions: list[Action] = [*self.open_menu(found.records, "bit"), *self._only(found, words)]
        card = self.page(title, lines, found.total, first, next_line, actions)
        return card if found.total else replace(card, body=self._say("search.nothing"))

    def _line(self, record: Any) -> Text:  # noqa: ANN401
        by_hand: Mapping[str, Callable[[Any], Text]]
        by_hand = {Signaal.kind: self.signaal_line, Werkafspraak.kind: self.werkafspraak_line}
        return by_hand.get(record.kind, self.record_line)(record)

    def _only(self, found: Found, words: Words) -> tuple[Menu, ...]:
        """One kind by itself, when there are several."""
        counts = [(kind, count) for kind, count in found.counts.items() if count]
        options = tuple(Option(kind, self._option(kind, count)) for kind, count in counts)
        return (Menu(self._say("menu.soort"), f"bit zoek {words.typed}", "soort", options),) if options[1:] else ()

    def _option(self, kind: str, count: int) -> Text:
        return self._say("search.kind", kind=self._word("kinds", kind), count=count)

    def options(self, codes: str, kept: Collection[str] = ()) -> tuple[Option, ...]:
        """What can be chosen from a code list, or kept."""
        if codes in LISTS:
            return tuple(Option(code, self._word(codes, code)) for code in LISTS[codes])
        found: Mapping[str, Callable[[], Sequence[Option]]] = {
            "municipality": lambda: self.municipality_options(kept),
            "theme": lambda: self.theme_options(kept),
            "purpose": lambda: self.purpose_options(kept),
            "basis": lambda: self.basis_options(kept),
            "partner": lambda: self.partner_options(kept),
            "member": lambda: self.member_options(kept),
        }
        return tuple(found[codes]())

    def _facts(self, record: Any, way: Way) -> tuple[Fact, ...]:  # noqa: ANN401
        values = ((name, getattr(record, name)) for name in way.shown if name not in {"title", "text", "description"})
        return tuple(fact for name, value in values if value not in (None, "", ()) for fact in self._told(name, value))

    def _told(self, name: str, value: Any) -> tuple[Fact, ...]:  # noqa: ANN401
        """A long text whole; everything else as in a change."""
        return self._fact(name, said(value) if name in LONG else self._shown(name, value))

    def _in_words(self) -> dict[str, Callable[[Any], Text]]:
        """By what the steps ask: a code of a list, a day, an amount, a partner or a member."""
        found = super()._in_words()
        for ask in (ask for way in WAYS.values() for ask in way.asked):
            found.setdefault(ask.fills, self._reading(ask))
        return found

    def _reading(self, ask: Ask) -> Callable[[Any], Text]:
        by_codes: Mapping[str, Callable[[Any], Text]] = {
            "partner": lambda ids: self._names(self._organisation.partner, ids),
            "member": lambda ids: self._names(self._organisation.member, ids),
        }
        by_kind: Mapping[str, Callable[[Any], Text]] = {
            "date": lambda day: self._say("day", day=day),
            "money": lambda value: said(amount(value)),
        }
        if ask.codes in LISTS:
            return partial(self._word, ask.codes)
        return by_codes.get(ask.codes) or by_kind.get(ask.kind) or (lambda value: said(shortened(str(value))))

    def _names(self, find: Callable[[int], Any], ids: int | tuple[int, ...]) -> Text:
        return join(said(find(each).name) for each in (ids if isinstance(ids, tuple) else (ids,)))

    def _above(self, record: Any, way: Way) -> tuple[Text, ...]:  # noqa: ANN401
        """What it hangs on, no more of it than may be seen."""
        numbers = ((kind, getattr(record, name)) for kind, name in way.parents.items())
        found = [self._store.records(kind).get(number) for kind, number in numbers if number]
        seen = [parent for parent in found if parent is not None and may_see(self._reader, parent)]
        for parent in seen:
            self._store.trail.shown(parent, "heading")
        return tuple(self._say("record.above", number=p.label, text=shortened(p.heading)) for p in seen)

    def _seen_below(self, record: Any) -> list[Any]:  # noqa: ANN401
        return ways.below(self._store, self._reader, record)

    def _below(self, record: Any) -> list[Text]:  # noqa: ANN401
        return [self.record_line(child) for child in self._seen_below(record)]

    def _buttons(self, record: Any, way: Way) -> tuple[Button, ...]:  # noqa: ANN401
        below = [kind for kind, other in WAYS.items() if record.kind in other.requires and record.state in way.open]
        new = [kind for kind in below if WAYS[kind].who.rule(self._reader, None, self._store.today)]
        steps = [(deed, step) for deed, step in way.steps.items() if may(self._reader, deed, record, self._store.today)]
        return (
            *(Button(self._word("step", d), f"{record.kind} {d} {record.label}", step.style) for d, step in steps),
            *(Button(self._word("new", kind), f"{kind} nieuw bij {record.label}") for kind in new if WAYS[kind].asks),
        )
