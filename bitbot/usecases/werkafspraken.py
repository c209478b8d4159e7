"""What people do with werkafspraken: make, take, assign, accept, refuse, report, finish."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from bitbot.domain.conditions import Condition
from bitbot.domain.organisation import Member
from bitbot.domain.planning import listeners
from bitbot.domain.records import Planned, Signaal, Terms, Visibility, Werkafspraak
from bitbot.domain.regime import following, settled
from bitbot.domain.rights import demand_writer, orders
from bitbot.domain.steps import OPEN_WERKAFSPRAAK, UNACCEPTED
from bitbot.domain.words import Words
from bitbot.errors import Refused
from bitbot.usecases.bevoegdheid import demand_competent, demand_known
from bitbot.usecases.common import fetch, fitting, sought, take_step, unchanged, written
from bitbot.usecases.planning import replan_werkafspraak
from storage.store import Store

TEXT_LIMIT = 3000
Pair = tuple[Werkafspraak, Werkafspraak]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignee:
    """Whom a werkafspraak is for: a person, or a partner whose members choose who does it."""

    member: int | None = None
    partner: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WerkafspraakDraft(Terms):
    """What a person filled in; `signaal` is the number of the signaal it belongs to.

    With a signaal, what was not said of law, purpose and basis is as it is there.
    """

    text: str
    assignee: Assignee | None = None
    due_on: date | None = None
    signaal: int | None = None
    competence: str = ""
    visibility: Visibility = "team"


def make(store: Store, member: Member, draft: WerkafspraakDraft) -> Werkafspraak:
    demand_writer(member)
    _check(store, draft)
    signaal = None if draft.signaal is None else fetch(store, member, Signaal.kind, draft.signaal, "signaal")
    said = following(draft, signaal) if signaal else draft
    record = Werkafspraak(
        partner=member.partner,
        maker=member.id,
        made_at=store.now,
        text=draft.text.strip(),
        due_on=draft.due_on,
        signaal=draft.signaal,
        competence=_competence(store, draft.competence),
        visibility=signaal.visibility if signaal else draft.visibility,
        municipalities=signaal.municipalities if signaal else (),
        waits_since=store.now,
        **asdict(settled(said, store.organisation, store.today, signaal)),
    )
    made: Werkafspraak = store.add(_for(store, record, draft.assignee, member), member.id)
    if signaal:
        store.trail.combined(signaal, made.kind)
    replan_werkafspraak(store, made, _told(store, made, member))
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class WerkafspraakChange(Terms):
    """What may be changed in a form; `version` is the one that the person saw. Without a `competence` it stays."""

    text: str
    due_on: date | None
    visibility: Visibility
    competence: str | None = None
    version: int | None = None


def change(store: Store, member: Member, number: int, wanted: WerkafspraakChange) -> Pair:
    old = fetch(store, member, Werkafspraak.kind, number)
    take_step(store, member, old, "wijzig")
    unchanged(old, wanted.version)
    _check(store, WerkafspraakDraft(text=wanted.text, due_on=wanted.due_on if wanted.due_on != old.due_on else None))
    terms = asdict(settled(wanted, store.organisation, store.today, old))
    new = replace(old, text=wanted.text.strip(), due_on=wanted.due_on, visibility=wanted.visibility, **terms)
    _check_confidential(new, "zichtbaarheid")
    if wanted.competence is not None and wanted.competence != old.competence:
        new = replace(new, competence=_other_competence(store, member, old, wanted.competence))
        demand_competent(store, new, "bevoegdheid")
    return _saved(store, member, old, new, "wijzig")


def assign(store: Store, member: Member, number: int, assignee: Assignee) -> Pair:
    old = fetch(store, member, Werkafspraak.kind, number)
    take_step(store, member, old, "wijs toe")
    new = _for(store, replace(old, waits_since=store.now, reason=""), assignee, member)
    old, saved = _saved(store, member, old, new, "wijs toe")
    store.deliveries.plan(_told(store, saved, member))
    return old, saved


def claim(store: Store, member: Member, number: int) -> Pair:
    return _take(store, member, number, "claim")


def accept(store: Store, member: Member, number: int) -> Pair:
    return _take(store, member, number, "accepteer")


def _take(store: Store, member: Member, number: int, deed: str) -> Pair:
    old = fetch(store, member, Werkafspraak.kind, number)
    if _taken(old, member):
        raise Refused("refused.taken", number=old.label, owner=store.organisation.member(old.owner).name)
    state = take_step(store, member, old, deed)
    new = replace(old, state=state, owner=member.id, owner_partner=member.partner, waits_since=None, reason="")
    return _saved(store, member, old, new, deed)


def _taken(wa: Werkafspraak, member: Member) -> bool:
    """By somebody else; who stands in may still answer what the other was asked."""
    if wa.owner in {None, member.id} or wa.state not in OPEN_WERKAFSPRAAK:
        return False
    return wa.owner not in member.replaces or wa.state not in UNACCEPTED


def decline(store: Store, member: Member, number: int, reason: str) -> Pair:
    """The reason stays on the record; maker and coordinator hear of it, and it can be assigned again."""
    old = fetch(store, member, Werkafspraak.kind, number)
    state = take_step(store, member, old, "weiger")
    text = written(reason, "reden", TEXT_LIMIT)
    new = replace(old, state=state, owner=None, owner_partner=None, waits_since=store.now, reason=text)
    old, saved = _saved(store, member, old, new, "weiger", text)
    tell = {store.organisation.member(old.maker), *store.organisation.coordinators(store.today)} - {member}
    store.deliveries.plan([_telling(saved, "werkafspraak.refused", who, store) for who in tell])
    return old, saved


def report(store: Store, member: Member, number: int, note: str) -> Pair:
    old = fetch(store, member, Werkafspraak.kind, number)
    state = take_step(store, member, old, "voortgang")
    text = written(note, "voortgang", TEXT_LIMIT)
    return _saved(store, member, old, replace(old, state=state), "voortgang", text)


def finish(store: Store, member: Member, number: int, result: str) -> Pair:
    """The result may stay empty; the maker hears that it is done."""
    old = fetch(store, member, Werkafspraak.kind, number)
    state = take_step(store, member, old, "gereed")
    new = replace(old, state=state, result=fitting(result, "resultaat", TEXT_LIMIT))
    old, saved = _saved(store, member, old, new, "gereed", new.result)
    if saved.maker != member.id:
        store.deliveries.plan([_telling(saved, "werkafspraak.done", store.organisation.member(saved.maker), store)])
    return old, saved


def withdraw(store: Store, member: Member, number: int, reason: str) -> Pair:
    old = fetch(store, member, Werkafspraak.kind, number)
    state = take_step(store, member, old, "vervalt")
    text = written(reason, "reden", TEXT_LIMIT)
    return _saved(store, member, old, replace(old, state=state, reason=text), "vervalt", text)


def listed(
    store: Store, member: Member, filters: Sequence[Condition], words: Words, limit: int, offset: int
) -> tuple[list[Werkafspraak], int]:
    """One page, the most urgent first, and how many there are in all; with words, of those in which they occur."""
    condition = sought(member, Werkafspraak.kind, *filters)
    return store.werkafspraken.page(condition, words, ("due_on", "number"), limit, offset)


def _saved(store: Store, member: Member, old: Werkafspraak, new: Werkafspraak, deed: str, note: str = "") -> Pair:
    saved = store.save(old, new, member.id, deed, note)
    replan_werkafspraak(store, saved)
    return old, saved


def _for(store: Store, wa: Werkafspraak, assignee: Assignee | None, by: Member) -> Werkafspraak:
    """Whoever takes something on with a mandate has accepted it at once; everyone else is asked."""
    if assignee is None:
        return wa
    if assignee.member is None:
        for_all = replace(wa, state="toegewezen", owner=None, owner_partner=_partner(store, assignee.partner))
        _check_confidential(for_all, "wie")
        demand_competent(store, for_all, "wie")
        return for_all
    owner = _person(store, assignee.member)
    mine = owner.id == by.id and owner.mandated(store.today)
    state, waits = ("geaccepteerd", None) if mine else ("toegewezen", wa.waits_since)
    for_one = replace(wa, state=state, owner=owner.id, owner_partner=owner.partner, waits_since=waits)
    demand_competent(store, for_one, "wie")
    return for_one


def _person(store: Store, member_id: int) -> Member:
    found = next((m for m in store.organisation.active_members(store.today) if m.id == member_id), None)
    if found is None or found not in store.organisation.members_of(found.partner, store.today):
        raise Refused("refused.assignee", field="wie")
    return found


def _partner(store: Store, partner_id: int | None) -> int:
    now = {partner.id for partner in store.organisation.active_partners(store.today)}
    if partner_id not in now or not store.organisation.members_of(partner_id, store.today):
        raise Refused("refused.assignee_partner", field="wie")
    return partner_id


def _competence(store: Store, code: str) -> str:
    if code:
        demand_known(store, code, "bevoegdheid")
    return code


def _other_competence(store: Store, member: Member, wa: Werkafspraak, code: str) -> str:
    """Who was asked may not decide alone that it can be done without."""
    if not orders(member, wa, store.today):
        raise Refused("refused.competence.order", field="bevoegdheid", number=wa.label)
    return _competence(store, code)


def _told(store: Store, wa: Werkafspraak, by: Member) -> list[Planned]:
    """Those who were asked hear it at once, except who asked."""
    if wa.state != "toegewezen":
        return []
    people: Iterable[Member] = listeners(wa, store.organisation, store.today)
    return [_telling(wa, "werkafspraak.assigned", who, store) for who in people if who.id != by.id]


def _telling(wa: Werkafspraak, kind: str, who: Member, store: Store) -> Planned:
    key = f"{wa.label}/{kind.partition('.')[2]}/{wa.version}/{who.key}"
    return Planned(key=key, kind=kind, member=who.id, due_at=store.now, subject=(wa.kind, wa.number))


def _check_confidential(wa: Werkafspraak, field: str) -> None:
    """Only the persons named on it see a confidential one: a partner that was asked would never find it."""
    if wa.visibility == "vertrouwelijk" and wa.owner is None and wa.owner_partner is not None:
        raise Refused("refused.confidential_partner", field=field)


def _check(store: Store, draft: WerkafspraakDraft) -> None:
    written(draft.text, "tekst", TEXT_LIMIT)
    if draft.due_on is not None and draft.due_on < store.today:
        raise Refused("refused.past", field="uiterlijk", day=draft.due_on)
