"""Making a record that has a table of steps, and taking one of those steps."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from bitbot.domain.conditions import Condition, In
from bitbot.domain.kinds import PREFIXES, WAYS
from bitbot.domain.lists import LISTS
from bitbot.domain.organisation import Member
from bitbot.domain.records import NO_PERSONAL_DATA, VISIBILITIES, Planned, Terms
from bitbot.domain.regime import settled, terms_of
from bitbot.domain.rights import demand, demand_exchange
from bitbot.domain.ways import BACK, HELD, NOTE, Ask, Step, Way
from bitbot.domain.words import Words
from bitbot.errors import Refused
from bitbot.usecases.common import fetch, fitting, sought, unchanged, written
from storage.store import Store

Answers = Mapping[str, Any]  # by the field that an answer fills
Pair = tuple[Any, Any]
Need = Callable[[Store, Any], None]
Effect = Callable[[Store, Member, Any, Any], None]

# What must be true of other records before a step, and what follows from one; each subject adds its own.
NEEDS: dict[str, Need] = {}
EFFECTS: dict[tuple[str, str], list[Effect]] = {}


def need(name: str) -> Callable[[Need], Need]:
    """The function refuses, and says what is missing."""

    def add(check: Need) -> Need:
        NEEDS[name] = check
        return check

    return add


def after(kind: str, *deeds: str) -> Callable[[Effect], Effect]:
    """The function gets the record before and after the step; a new record has None before, and the deed `nieuw`."""

    def add(effect: Effect) -> Effect:
        for deed in deeds:
            EFFECTS.setdefault((kind, deed), []).append(effect)
        return effect

    return add


def begin(store: Store, member: Member, kind: str, answers: Answers, parents: Mapping[str, int]) -> Any:  # noqa: ANN401
    """Make one that hangs on these records, by kind; never more people see it than see those."""
    way = WAYS[kind]
    hangs_on = above(store, member, kind, parents)
    values = beginning(way, hangs_on) | {k: value for k, value in answers.items() if value not in {None, "", ()}}
    check(store, way.asks, values)
    values |= _terms(store, values, hangs_on[-1] if hangs_on else None)
    values["visibility"] = max([values["visibility"], *(p.visibility for p in hangs_on)], key=VISIBILITIES.index)
    links = {way.parents[name]: number for name, number in parents.items()}
    record = way.kind(partner=member.partner, maker=member.id, made_at=store.now, **values, **links)
    made = store.add(record, member.id)
    for parent in hangs_on:
        store.trail.combined(parent, kind)
    _follow(store, member, None, made, "nieuw")
    return made


def above(store: Store, member: Member, kind: str, parents: Mapping[str, int]) -> list[Any]:
    """What a new one hangs on, when this person may make one there now; asked before a form is opened for nothing."""
    way = WAYS[kind]
    demand_exchange(member)
    if not way.who.rule(member, None, store.today):
        raise Refused(f"refused.who.{way.who.name}", number="")
    for name in way.requires:
        if name not in parents:
            raise Refused("refused.parent", example=f"{kind} nieuw bij {PREFIXES[name]}-12")
    found = [fetch(store, member, name, number, name) for name, number in parents.items()]
    for name in way.needs:
        NEEDS[name](store, found[-1])
    return found


def beginning(way: Way, hangs_on: Sequence[Any]) -> dict[str, Any]:
    """What a new record is where nothing else is said: as the record that it hangs on, or as all of its kind."""
    default = way.kind.__dataclass_fields__["visibility"].default
    if not hangs_on:
        return {"visibility": default, "regime": NO_PERSONAL_DATA}
    last = hangs_on[-1]
    narrowest = max(default, last.visibility, key=VISIBILITIES.index)
    return {"visibility": narrowest, "municipalities": last.municipalities, **terms_of(last)}


def _terms(store: Store, values: Answers, kept: Terms | None) -> dict[str, str]:
    """Law, purpose and basis as they are recorded when this was said of them."""
    said = Terms(**{name: values.get(name) or "" for name in terms_of(Terms())})
    return asdict(settled(said, store.organisation, store.today, kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A step that a person takes, with the answers to what it asks. `version` is the one that the person saw."""

    kind: str
    number: int
    name: str
    answers: Answers = field(default_factory=dict)
    version: int | None = None


def take(store: Store, member: Member, deed: Deed) -> Pair:
    """The record before and after."""
    old = fetch(store, member, deed.kind, deed.number)
    step = _ready(store, member, old, deed.name)
    unchanged(old, deed.version)
    check(store, step.asks, deed.answers)
    values = {name: value for name, value in deed.answers.items() if name != NOTE}
    if terms_of(old).keys() & values.keys():
        values |= _terms(store, terms_of(old) | values, old)
    new = replace(old, **values, **_moved(old, step))
    saved = store.save(old, new, member.id, deed.name, deed.answers.get(NOTE) or values.get("reason") or "")
    _follow(store, member, old, saved, deed.name)
    return old, saved


def ready(store: Store, member: Member, kind: str, number: int, deed: str) -> Any:  # noqa: ANN401 - of that kind
    """The record when this person may take this step now; asked before a form is opened for nothing."""
    record = fetch(store, member, kind, number)
    _ready(store, member, record, deed)
    return record


def _ready(store: Store, member: Member, record: Any, deed: str) -> Step:  # noqa: ANN401
    step = WAYS[record.kind].steps[deed]
    demand(member, deed, record, store.today)
    if record.state not in step.before:
        raise Refused("refused.step", number=record.label, state=record.state)
    for name in step.needs:
        NEEDS[name](store, record)
    return step


def _moved(old: Any, step: Step) -> dict[str, str]:  # noqa: ANN401
    """The next state; a record that is held up remembers where it was."""
    if step.after == BACK:
        return {"state": old.held, HELD: ""}
    if step.after and hasattr(old, HELD) and any(s.after == BACK and step.after in s.before for s in _steps(old)):
        return {"state": step.after, HELD: old.state}
    return {"state": step.after} if step.after else {}


def _steps(record: Any) -> Iterable[Step]:  # noqa: ANN401
    return WAYS[record.kind].steps.values()


def _follow(store: Store, member: Member, old: Any, new: Any, deed: str) -> None:  # noqa: ANN401
    for effect in EFFECTS.get((new.kind, deed), ()):
        effect(store, member, old, new)


def check(store: Store, asks: Iterable[Ask], answers: Answers) -> None:
    """Refuse at the field of the first answer that is missing, too long, not offered, or on the wrong side of today."""
    for ask in asks:
        value = answers.get(ask.fills)
        if ask.required and not value:
            raise Refused("refused.empty", field=ask.name)
        _CHECKS[ask.kind](store, ask, value)


def _text(_: Store, ask: Ask, value: str | None) -> None:
    (written if ask.required else fitting)(value or "", ask.name, ask.limit)


def _choice(store: Store, ask: Ask, value: Any) -> None:  # noqa: ANN401
    chosen = value if isinstance(value, tuple) else (value,) if value else ()
    if not set(chosen) <= set(offered(store, ask.codes)):
        raise Refused("refused.choice", field=ask.name)


def _date(store: Store, ask: Ask, value: date | None) -> None:
    if value is None:
        return
    if ask.when == "future" and value < store.today:
        raise Refused("refused.past", field=ask.name, day=value)
    if ask.when == "past" and value > store.today:
        raise Refused("refused.future", field=ask.name, day=value)


def _amount(_: Store, ask: Ask, value: int | None) -> None:
    if value is not None and value < 0:
        raise Refused("refused.negative", field=ask.name)


_CHECKS: Mapping[str, Callable[[Store, Ask, Any], None]] = {
    "line": _text, "text": _text, "choice": _choice, "choices": _choice,
    "date": _date, "number": _amount, "money": _amount,
}  # fmt: skip


def offered(store: Store, codes: str) -> Sequence[Any]:
    """What may be chosen from a code list: codes, or ids of partners and members, also what a record has already."""
    organisation = store.organisation
    if codes in LISTS:
        return LISTS[codes]
    found: Mapping[str, Sequence[Any]] = {
        "municipality": [partner.id for partner in organisation.partners if partner.kind == "gemeente"],
        "partner": [partner.id for partner in organisation.partners],
        "member": [member.id for member in organisation.members],
        "theme": [theme.code for theme in organisation.themes],
        "purpose": [*organisation.purposes],
        "basis": [*organisation.bases],
    }
    return found[codes]


def listed(
    store: Store, member: Member, kind: str, filters: Sequence[Condition], words: Words, page: tuple[int, int]
) -> tuple[list[Any], int]:
    """One page (how many, from where), and how many there are in all; with words, of those in which they occur."""
    return store.records(kind).page(sought(member, kind, *filters), words, WAYS[kind].order, *page)


def below(store: Store, member: Member, record: Any) -> list[Any]:  # noqa: ANN401
    """What hangs on this record, as far as this person may see it."""
    found: list[Any] = []
    for kind, way in WAYS.items():
        if record.kind in way.parents:
            hangs = In(way.parents[record.kind], (record.number,))
            found += store.records(kind).find(sought(member, kind, hangs), ("number",), MOST_BELOW)
    return found


MOST_BELOW = 20


def tell(store: Store, record: Any, what: str, people: Iterable[Member]) -> None:  # noqa: ANN401
    """A message about the record as it is now, to each of these people once."""
    store.deliveries.plan(
        [
            Planned(
                key=f"{record.label}/{what}/{record.version}/{who.key}",
                kind=f"{record.kind}.{what}",
                member=who.id,
                due_at=store.now,
                subject=(record.kind, record.number),
            )
            for who in dict.fromkeys(people)
        ]
    )
