"""Writes the documents that follow from the code: what can be typed, and the ways of records as tables and diagrams."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from bitbot.domain.kinds import PREFIXES, WAYS
from bitbot.domain.ways import BACK, Step, Way
from bitbot.texts import sentences
from handlers.verbs import Subject, subjects

DOCS = Path(__file__).parent.parent / "docs"
WRITTEN = "Dit bestand wordt geschreven door `make docs`; verander de code of de teksten, niet dit bestand."


def documents() -> Mapping[str, str]:
    """Each document by its name in `docs/`."""
    return {"opdrachten.md": "\n".join(_commands()) + "\n", "wegen.md": "\n".join(_ways()) + "\n"}


def _word(group: str, name: str) -> str:
    return str(sentences()[f"{group}.{name.replace(' ', '_')}"])


def _commands() -> Iterator[str]:
    yield from ("# Wat u kunt typen", "", WRITTEN, "")
    for subject in subjects().values():
        yield from _subject(subject)


def _subject(subject: Subject) -> Iterator[str]:
    names = ", ".join(f"`/{name}`" for name in (subject.name, *subject.aliases))
    yield from (f"## {names}", "", f"{subject.description}.", "", "| voorbeeld | wat het doet |", "|---|---|")
    for verb in subject.verbs:
        if f"help.{subject.name}.{verb}" in sentences():
            example, what = cast("list[str]", sentences()[f"help.{subject.name}.{verb}"])
            yield f"| `/{example}` | {what} |"
    yield ""


def _ways() -> Iterator[str]:
    yield from ("# De weg van elk record", "", WRITTEN, "")
    for kind, way in WAYS.items():
        yield from (f"## {_word('kind', kind)} ({PREFIXES[kind]})", "", "```mermaid", "stateDiagram-v2")
        yield from _diagram(way)
        yield from ("```", "", "| stap | van | naar | wie | vraagt | eerst |", "|---|---|---|---|---|---|")
        yield from (_row(deed, step) for deed, step in way.steps.items())
        yield ""


def _diagram(way: Way) -> Iterator[str]:
    yield f"    [*] --> {_node(way.open[0])}"
    for state in way.states:
        yield f"    {_node(state)}: {_word('state', state)}"
    for deed, step in way.steps.items():
        if step.after not in {"", BACK}:
            yield from (f"    {_node(state)} --> {_node(step.after)}: {deed}" for state in step.before)


def _node(state: str) -> str:
    return state.replace(" ", "_")


def _row(deed: str, step: Step) -> str:
    after = {"": "blijft", BACK: "terug naar waar het was"}.get(step.after, step.after)
    asks = ", ".join(f"{_word('field', ask.name)}{'' if ask.required else ' (mag)'}" for ask in step.asks)
    who = _word("role", step.who.name)
    return f"| {deed} | {', '.join(step.before)} | {after} | {who} | {asks or '–'} | {', '.join(step.needs) or '–'} |"


if __name__ == "__main__":
    for name, text in documents().items():
        (DOCS / name).write_text(text, encoding="utf-8")
