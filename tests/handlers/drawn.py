"""Cards and forms of every kind, drawn at random: what a platform must be able to show."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bitbot.chat import Button, Card, Fact, Field, Form, Menu, Option, Said, Text
from tests.handlers.toys import words

few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@dataclass(frozen=True)
class Drawn:
    texts: st.SearchStrategy[Text]
    cards: st.SearchStrategy[Card]
    forms: st.SearchStrategy[Form]


def drawn(nasty: str, most_options: int) -> Drawn:
    """`nasty` is what must work nowhere on this platform; menus have up to this many options."""
    said = st.one_of(
        st.text(max_size=30),
        st.sampled_from([nasty, "&" * 70, "\n", " "]),
        st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=3), st.integers(1, 2_000)),
        st.builds(lambda times: nasty * times, st.integers(1, 400)),
    ).map(Said)
    own = st.text("abc *\n", max_size=40)
    texts = st.lists(st.one_of(said, own), max_size=3).map(lambda parts: Text(tuple(parts)))
    names = st.from_regex(r"[a-z_]{1,12}", fullmatch=True)
    lines = st.text(max_size=60)
    options = st.lists(st.builds(Option, st.text(max_size=60), texts), max_size=4).map(tuple)
    many = st.integers(0, most_options).map(lambda n: tuple(Option(f"o{k}", words(f"Optie {k}")) for k in range(n)))
    buttons = st.builds(Button, texts, lines, st.sampled_from(["", "primary", "danger"]), texts)
    menus = st.builds(Menu, texts, lines, names, st.one_of(options, many))
    cards = st.builds(
        Card,
        title=texts,
        facts=st.lists(st.builds(Fact, texts, texts), max_size=4).map(tuple),
        body=texts,
        lines=st.lists(texts, max_size=6).map(tuple),
        note=texts,
        actions=st.lists(st.one_of(buttons, menus), max_size=5).map(tuple),
    )
    values = st.one_of(st.text(max_size=40), st.sampled_from(["o1", "2026-10-01", "x" * 4_000]))
    fields = st.builds(
        Field,
        name=names,
        label=texts,
        kind=st.sampled_from(["line", "text", "choice", "choices", "date", "number"]),
        value=st.lists(values, max_size=2).map(tuple),
        options=st.one_of(options, many),
        required=st.booleans(),
        hint=texts,
        limit=st.integers(1, 5_000),
    )
    forms = st.builds(
        Form,
        title=texts,
        line=lines,
        fields=st.lists(fields, min_size=1, max_size=5, unique_by=lambda field: field.name).map(tuple),
        submit=texts,
        note=texts,
    )
    return Drawn(texts, cards, forms)
