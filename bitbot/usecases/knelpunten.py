"""What follows from knelpunten and belemmeringen: who hears of them, and one that becomes the other on purpose."""

from bitbot.domain.knelpunt import Belemmering, Knelpunt
from bitbot.domain.organisation import Member
from bitbot.domain.regime import terms_of
from bitbot.usecases.ways import after, tell
from storage.store import Store


@after(Knelpunt.kind, "nieuw")
@after(Belemmering.kind, "nieuw")
def tell_coordinators(store: Store, member: Member, _: None, record: Knelpunt | Belemmering) -> None:
    tell(store, record, "new", [who for who in store.organisation.coordinators(store.today) if who != member])


@after(Knelpunt.kind, "leg voor")
def tell_mayors(store: Store, _: Member, __: Knelpunt, knelpunt: Knelpunt) -> None:
    """Covenant art. 2.6: it goes to the DVC by way of who is responsible for the municipality."""
    tell(store, knelpunt, "asked", store.organisation.mayors(knelpunt.municipalities, store.today))


@after(Knelpunt.kind, "besluit", "los op", "aanvaard")
def tell_maker(store: Store, member: Member, _: Knelpunt, knelpunt: Knelpunt) -> None:
    tell(store, knelpunt, "decided", [who for who in [store.organisation.member(knelpunt.maker)] if who != member])


@after(Belemmering.kind, "maak knelpunt")
def become_knelpunt(store: Store, member: Member, _: Belemmering, barrier: Belemmering) -> None:
    """With what is known of it; the rest is asked on its card."""
    store.add(
        Knelpunt(
            partner=barrier.partner,
            maker=member.id,
            made_at=store.now,
            title=barrier.title,
            municipalities=barrier.municipalities,
            visibility=barrier.visibility,
            bottleneck="wettelijk kader",
            effect=barrier.effect,
            casus=barrier.casus,
            **terms_of(barrier),
        ),
        member.id,
    )
