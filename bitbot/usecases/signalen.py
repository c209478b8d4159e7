"""What people do with signalen."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bitbot.domain.conditions import Condition
from bitbot.domain.organisation import Member
from bitbot.domain.records import (
    RELIABILITIES,
    SOURCES,
    URGENCIES,
    VISIBILITIES,
    Planned,
    Reliability,
    Signaal,
    Terms,
    Urgency,
    Visibility,
)
from bitbot.domain.regime import of_police, settled
from bitbot.domain.rights import demand_writer
from bitbot.domain.steps import step
from bitbot.domain.words import Words
from bitbot.errors import Refused
from bitbot.usecases.common import fetch, fitting, sought, take_step, unchanged, written
from storage.store import Store

TITLE_LIMIT = 150
TEXT_LIMIT = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class SignaalDraft(Terms):
    """What a person filled in; partner ids for the municipalities."""

    title: str
    fact: str = ""
    interpretation: str = ""
    municipalities: tuple[int, ...] = ()
    theme: str = ""
    source: str = ""
    reliability: Reliability = "onbekend"
    urgency: Urgency = "normaal"
    visibility: Visibility = "team"


def register(store: Store, member: Member, draft: SignaalDraft) -> Signaal:
    demand_writer(member)
    fields = _fields(store, draft)
    made: Signaal = store.add(Signaal(partner=member.partner, maker=member.id, made_at=store.now, **fields), member.id)
    if made.visibility == "team":
        store.deliveries.plan([_announcement(made, store)])
    return made


def _announcement(signaal: Signaal, store: Store) -> Planned:
    return Planned(
        key=f"{signaal.label}/new",
        kind="signaal.new",
        member=None,
        due_at=store.now,
        subject=(signaal.kind, signaal.number),
    )


def change(
    store: Store, member: Member, number: int, draft: SignaalDraft, version: int | None = None
) -> tuple[Signaal, Signaal]:
    """`version` is the one that the person saw."""
    old = fetch(store, member, Signaal.kind, number)
    take_step(store, member, old, "wijzig")
    unchanged(old, version)
    return old, store.save(old, replace(old, **_fields(store, draft, old)), member.id, "wijzig")


def fill_in(store: Store, member: Member, number: int, *, field: str, value: object) -> tuple[Signaal, Signaal]:
    """Answer one open question of the card: theme, municipalities, source, urgency."""
    old = fetch(store, member, Signaal.kind, number)
    take_step(store, member, old, "wijzig")
    new = replace(old, **{field: value})
    _check(store, SignaalDraft(**{name: getattr(new, name) for name in SignaalDraft.__dataclass_fields__}))
    return old, store.save(old, new, member.id, "wijzig")


def note_police(store: Store, member: Member, number: int, *, informed: bool) -> tuple[Signaal, Signaal]:
    """Somebody of the police says that it has information, or has none any more; never what that is."""
    old: Signaal = fetch(store, member, Signaal.kind, number)
    demand_writer(member)
    if not of_police(member, store.organisation):
        raise Refused("refused.police", number=old.label)
    deed = "politie ja" if informed else "politie nee"
    step(old, deed)
    if old.via_bevoegd_gezag == informed:
        return old, old
    return old, store.save(old, replace(old, via_bevoegd_gezag=informed), member.id, deed)


def close(store: Store, member: Member, number: int, reason: str) -> tuple[Signaal, Signaal]:
    return _end(store, member, number, "sluit", reason)


def reopen(store: Store, member: Member, number: int, reason: str) -> tuple[Signaal, Signaal]:
    return _end(store, member, number, "heropen", reason)


def _end(store: Store, member: Member, number: int, deed: str, reason: str) -> tuple[Signaal, Signaal]:
    old = fetch(store, member, Signaal.kind, number)
    state = take_step(store, member, old, deed)
    text = written(reason, "reden", TEXT_LIMIT)
    return old, store.save(old, replace(old, state=state, reason=text), member.id, deed, text)


def listed(
    store: Store, member: Member, filters: Sequence[Condition], words: Words, limit: int, offset: int
) -> tuple[list[Signaal], int]:
    """One page, the newest first, and how many there are in all; with words, of those in which they occur."""
    condition = sought(member, Signaal.kind, *filters)
    return store.signalen.page(condition, words, ("-number",), limit, offset)


def _fields(store: Store, draft: SignaalDraft, old: Signaal | None = None) -> dict[str, Any]:
    """As they are stored, or a refusal at the first that is not right."""
    _check(store, draft)
    terms = settled(draft, store.organisation, store.today, old)
    given = {name: getattr(draft, name) for name in SignaalDraft.__dataclass_fields__}
    tidied = {"title": draft.title.strip(), "municipalities": tuple(sorted(draft.municipalities))}
    return given | tidied | asdict(terms)


def _check(store: Store, draft: SignaalDraft) -> None:
    written(draft.title, "titel", TITLE_LIMIT)
    fitting(draft.fact, "feit", TEXT_LIMIT)
    fitting(draft.interpretation, "duiding", TEXT_LIMIT)
    known = {partner.id for partner in store.organisation.partners if partner.kind == "gemeente"}
    _one_of(draft.municipalities, known, "gemeenten")
    _one_of({draft.theme}, {theme.code for theme in store.organisation.themes} | {""}, "thema")
    _one_of({draft.source}, {*SOURCES, ""}, "bron")
    _one_of({draft.reliability}, RELIABILITIES, "betrouwbaarheid")
    _one_of({draft.urgency}, URGENCIES, "urgentie")
    _one_of({draft.visibility}, VISIBILITIES, "zichtbaarheid")


def _one_of(chosen: Iterable[object], offered: Iterable[object], field: str) -> None:
    if not set(chosen) <= set(offered):
        raise Refused("refused.choice", field=field)
