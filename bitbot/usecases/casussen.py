"""What follows from the steps of a casus: each mayor is asked, and nothing is carried out before all agreed."""

from collections.abc import Sequence
from dataclasses import replace

from bitbot.domain.casus import Afstemming, Casus
from bitbot.domain.conditions import In
from bitbot.domain.organisation import Member
from bitbot.domain.regime import terms_of
from bitbot.errors import Refused
from bitbot.usecases.common import fetch
from bitbot.usecases.ways import after, need, tell
from storage.store import Store

ASKED, WITHDRAWN = "gevraagd", "ingetrokken"


@after(Casus.kind, "stem af", "wijzig", "heropen")
def ask_mayors(store: Store, member: Member, _: Casus | None, casus: Casus) -> None:
    """One question for each municipality; one that was dropped is withdrawn, one that came back is asked anew."""
    if casus.state == "voorstel":
        return
    known = {tuning.municipalities[0]: tuning for tuning in tunings(store, casus)}
    for municipality in casus.municipalities:
        if municipality not in known:
            _ask(store, member, casus, municipality)
    for municipality, tuning in known.items():
        _keep(store, member, tuning, casus, wanted=municipality in casus.municipalities)


def _ask(store: Store, member: Member, casus: Casus, municipality: int) -> None:
    tuning: Afstemming = store.add(
        Afstemming(
            partner=casus.partner,
            maker=member.id,
            made_at=store.now,
            title=casus.title,
            casus=casus.number,
            municipalities=(municipality,),
            visibility=casus.visibility,
            **terms_of(casus),
        ),
        member.id,
    )
    tell(store, tuning, "asked", asked(store, tuning))


def _keep(store: Store, member: Member, tuning: Afstemming, casus: Casus, *, wanted: bool) -> None:
    """In step with its casus."""
    state = tuning.state
    if (state == WITHDRAWN) == wanted:
        state = ASKED if wanted else WITHDRAWN
    new = replace(tuning, state=state, title=casus.title, visibility=casus.visibility, **terms_of(casus))
    if new == tuning:
        return
    deed = "wijzig" if state == tuning.state else "vraag opnieuw" if wanted else "trek in"
    saved = store.save(tuning, new, member.id, deed)
    if deed == "vraag opnieuw":
        tell(store, saved, "asked", asked(store, saved))


@after(Afstemming.kind, "vraag opnieuw")
def ask_again(store: Store, _: Member, __: Afstemming, tuning: Afstemming) -> None:
    tell(store, tuning, "asked", asked(store, tuning))


@after(Afstemming.kind, "akkoord", "niet akkoord")
def tell_answer(store: Store, member: Member, _: Afstemming, tuning: Afstemming) -> None:
    """To who made the casus and to the coordinators, except who answered."""
    casus: Casus = fetch(store, member, Casus.kind, tuning.casus)
    people = {store.organisation.member(casus.maker), *store.organisation.coordinators(store.today)} - {member}
    tell(store, tuning, "answered", sorted(people, key=lambda who: who.id))


def asked(store: Store, tuning: Afstemming) -> Sequence[Member]:
    """The mayors of the municipality; where bitbot knows none, the coordinators, who ask in another way."""
    organisation, today = store.organisation, store.today
    return organisation.mayors(tuning.municipalities, today) or organisation.coordinators(today)


def tunings(store: Store, casus: Casus) -> list[Afstemming]:
    return store.records(Afstemming.kind).find(In("casus", (casus.number,)))


@need("afgestemd")
def all_agreed(store: Store, casus: Casus) -> None:
    """Covenant art. 2.6: taken up in tuning with the mayor of every municipality."""
    agreed = {tuning.municipalities[0] for tuning in tunings(store, casus) if tuning.state == "akkoord"}
    missing = [municipality for municipality in casus.municipalities if municipality not in agreed]
    if missing:
        names = ", ".join(store.organisation.partner(m).short_name for m in missing)
        raise Refused("refused.needs.afgestemd", number=casus.label, names=names)
