"""Who may take a werkafspraak on: refusals that say what is missing, and who does have it (covenant art. 2.2 and 8)."""

from bitbot.domain.organisation import Member
from bitbot.domain.records import Record, Werkafspraak
from bitbot.domain.rights import lacks
from bitbot.errors import Refused
from storage.store import Store


def demand_fitness(store: Store, member: Member, record: Record, deed: str) -> None:
    """Refuse who takes on what needs a mandate or a competence that is not on record for today."""
    lack = lacks(member, deed, record, store.today)
    if lack == "mandate":
        raise _without_mandate(member, record)
    if lack == "competence" and isinstance(record, Werkafspraak):
        raise _without_competence(store, member, record)


def _without_mandate(member: Member, record: Record) -> Refused:
    if member.mandate_to is None:
        return Refused("refused.mandate.none", number=record.label)
    return Refused("refused.mandate.over", number=record.label, day=member.mandate_to)


def demand_known(store: Store, code: str, field: str) -> None:
    """A competence has to be on the list, and in use."""
    found = store.organisation.known_competences.get(code)
    if not (found and found.active):
        raise Refused("refused.choice", field=field)


def _without_competence(store: Store, member: Member, wa: Werkafspraak) -> Refused:
    competence = _name(store, wa)
    names = _names(store, wa, member.partner)
    if not names:
        return Refused("refused.competence.own_nobody", number=wa.label, competence=competence)
    return Refused("refused.competence.own", number=wa.label, competence=competence, names=names)


def demand_competent(store: Store, wa: Werkafspraak, field: str) -> None:
    """Refuse when it is for a person or a partner that may not do it, at this field of the form."""
    if not wa.competence or wa.owner_partner is None:
        return
    owner = store.organisation.member(wa.owner) if wa.owner else None
    names = _names(store, wa, wa.owner_partner)
    if owner.competent(wa.competence) if owner else names:
        return
    places = {"competence": _name(store, wa), "partner": store.organisation.partner(wa.owner_partner).name}
    if owner and names:
        raise Refused("refused.competence.person", field=field, name=owner.name, names=names, **places)
    raise Refused("refused.competence.nobody", field=field, **places)


def _names(store: Store, wa: Werkafspraak, partner: int) -> str:
    """Who of a partner may do it."""
    found = store.organisation.competent(wa.competence, store.today)
    return ", ".join(member.name for member in found if member.partner == partner)


def _name(store: Store, wa: Werkafspraak) -> str:
    return store.organisation.competence_name(wa.competence)
