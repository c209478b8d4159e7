"""What the registers look like in chat: who takes part with which rights, and who is party to the covenant."""

from collections.abc import Sequence

from bitbot.chat import Button, Card, Fact, Text
from bitbot.domain.autorisaties import COMPETENCE, REPLACEMENT, ROLE, Autorisatie, Opschorting
from bitbot.domain.granting import SUPERVISOR, may_suspend, of_kind
from bitbot.domain.organisation import PLATFORMS, Member, Organisation, Partner
from bitbot.domain.rights import oversees
from bitbot.texts import Say, join, said
from bitbot.usecases.deelnemers import replaced_by
from bitbot.usecases.opschortingen import pending
from bitbot.usecases.partners import AUTHORITY
from bitbot.usecases.rechten import Change
from storage.store import Store

NO_OWNER = "werkafspraak lijst zonder actiehouder"
# What a coordinator can do with somebody, as buttons.
DEEDS = ("rol", "mandaat", "vervangt", "bevoegdheid", "koppel", "verhuist", "vertrekt")
FACTS = ("partner", "roles", "mandate", "competences", "replaces", "accounts", "takes_part")


class Registers:
    """Makes lines and cards for one reader at one moment."""

    def __init__(self, store: Store, reader: Member, say: Say) -> None:
        self._store = store
        self._reader = reader
        self._say = say

    @property
    def _organisation(self) -> Organisation:
        return self._store.organisation

    # Members

    def member_line(self, member: Member) -> Text:
        """Everybody may know who takes part for whom; the rest is for who oversees it."""
        partner = self._organisation.partner(member.partner)
        line = self._say("deelnemer.line", name=member.name, partner=partner.name)
        if not oversees(self._reader):
            return line
        more = (
            said(member.key),
            self._roles(member) or self._say("none.role"),
            self._say("deelnemer.mandate", day=member.mandate_to) if member.mandate_to else self._say("none.mandate"),
            self._replaces(member),
            self._say("deelnemer.sworn" if member.sworn else "deelnemer.unsworn"),
            *(() if member.active else (self._say("deelnemer.left"),)),
        )
        return join((line, *filter(None, more)), " · ")

    def member(self, member: Member, given: Sequence[Autorisatie]) -> Card:
        """All that was ever given, the latest first."""
        lines = [self._autorisatie(each) for each in reversed(given)]
        return Card(
            title=self._say("deelnemer.title", name=member.name, key=member.key),
            facts=(*(Fact(self._say(f"fact.{name}"), value) for name, value in self._facts(member).items()),),
            lines=(self._say("deelnemer.given", count=len(lines)), *lines),
            actions=self._deeds(member),
        )

    def changes(self, change: Change) -> Text:
        """What is different now, old and new."""
        old, new = self._facts(change.before), self._facts(change.after)
        lines = (
            self._say("changed.line", label=self._say(f"fact.{name}"), old=old[name], new=new[name])
            for name in FACTS
            if old[name].plain != new[name].plain
        )
        return join(lines, "\n")

    def _facts(self, member: Member) -> dict[str, Text]:
        nothing = self._say("none.at_all")
        values = {
            "partner": said(self._organisation.partner(member.partner).name),
            "roles": join(self._say(f"roles.{role}") for role in sorted(member.roles)),
            "mandate": self._mandate(member),
            "competences": said(", ".join(map(self._organisation.competence_name, sorted(member.competences)))),
            "replaces": join(said(self._name(other)) for other in sorted(member.replaces)),
            "accounts": join(self._account(member, platform) for platform in PLATFORMS if getattr(member, platform)),
            "takes_part": self._say("yes" if self._organisation.active(member, self._store.today) else "no"),
        }
        return {name: value or nothing for name, value in values.items()}

    def _account(self, member: Member, platform: str) -> Text:
        return self._say("deelnemer.account", platform=platform.title(), user=getattr(member, platform))

    def _mandate(self, member: Member) -> Text:
        return self._say("day_date", day=member.mandate_to) if member.mandate_to else self._say("none.at_all")

    def _roles(self, member: Member) -> Text:
        """Those that hold or will, each with its last day."""
        given = of_kind(self._organisation.given(member), ROLE, self._store.today)
        return join(self._say(f"roles.{each.value}") + self._until(each) for each in given)

    def _replaces(self, member: Member) -> Text:
        """Whom somebody stands in for, and who stands in for this one."""
        given = of_kind(self._organisation.given(member), REPLACEMENT, self._store.today)
        for_others = [self._say("deelnemer.replaces", name=self._name(int(a.value))) + self._until(a) for a in given]
        by_others = [
            self._say("deelnemer.replaced", name=self._name(a.member)) + self._until(a)
            for a in replaced_by(self._store, member)
        ]
        return join((*for_others, *by_others))

    def _until(self, given: Autorisatie) -> Text:
        begins = given.valid_from > self._store.today
        first = self._say("deelnemer.from", day=given.valid_from) if begins else Text()
        last = self._say("deelnemer.until", day=given.valid_to) if given.valid_to else Text()
        return first + last

    def _name(self, member: int) -> str:
        return self._organisation.member(member).name

    def _autorisatie(self, given: Autorisatie) -> Text:
        """What, when, by whom and why; and how it ended."""
        line = self._say(
            "deelnemer.autorisatie",
            number=given.label,
            what=self.what(given),
            period=self.period(given),
            name=self._by(given.given_by),
        )
        line += self._say("history.note", note=given.reason) if given.reason and given.given_by else Text()
        if given.ended_at is None:
            return line
        return line + self._say(
            "deelnemer.ended", at=given.ended_at, name=self._by(given.ended_by), reason=given.ended_reason
        )

    def what(self, given: Autorisatie) -> Text:
        if given.kind == ROLE:
            return self._say("deelnemer.role", role=self._say(f"roles.{given.value}"))
        if given.kind == COMPETENCE:
            return self._say("deelnemer.competence", name=self._organisation.competence_name(given.value))
        return self._say("deelnemer.replaces", name=self._name(int(given.value)))

    def period(self, given: Autorisatie) -> Text:
        if given.valid_to is None:
            return self._say("deelnemer.open_period", first=given.valid_from)
        return self._say("deelnemer.period", first=given.valid_from, last=given.valid_to)

    def _by(self, member: int | None) -> str:
        return self._say("deelnemer.by_file").plain if member is None else self._name(member)

    def _deeds(self, member: Member) -> tuple[Button, ...]:
        """For a coordinator, and never for oneself."""
        if self._reader.id == member.id or not (self._reader.coordinates and oversees(self._reader)):
            return ()
        deeds = DEEDS if member.active else ("terug",)
        return tuple(self._deed(deed, member) for deed in deeds)

    def _deed(self, deed: str, member: Member) -> Button:
        style = "danger" if deed == "vertrekt" else ""
        return Button(self._say(f"button.deelnemer.{deed}"), f"deelnemer {deed} {member.key}", style)  # type: ignore[arg-type]

    # Partners

    def partner_line(self, partner: Partner) -> Text:
        parts = (
            self._say("partner.line", name=partner.name, kind=self._say(f"soort.{partner.kind}")),
            self._term(partner),
            self._covenant(partner),
            self._suspended(partner),
        )
        return join(filter(None, parts), " · ")

    def partner(self, partner: Partner) -> Card:
        """What a change of it is answered with."""
        found = pending(self._store, partner)
        mine = found and may_suspend(self._reader, partner)
        buttons = suspension_buttons(self._say, partner, found, self._reader) if found and mine else ()
        return Card(title=said(partner.name), lines=(self.partner_line(partner),), actions=buttons)

    def succession(self, partner: Partner) -> Text:
        """Who takes its place, if anybody does."""
        after = next((p.name for p in self._organisation.partners if p.code == partner.succeeded_by), "")
        return self._say("partner.after", name=after) if after else Text()

    def _term(self, partner: Partner) -> Text:
        first = self._say("partner.from", day=partner.valid_from)
        if partner.valid_to is None:
            return first
        last = self._say("partner.until", day=partner.valid_to)
        after = next((p.name for p in self._organisation.partners if p.code == partner.succeeded_by), "")
        return first + last + (self._say("partner.succeeded", name=after) if after else Text())

    def _covenant(self, partner: Partner) -> Text:
        if not partner.annex or not oversees(self._reader):
            return Text()
        approved = len([code for code in partner.approved_by if code != AUTHORITY])
        return self._say("partner.annex", annex=partner.annex, count=approved)

    def _suspended(self, partner: Partner) -> Text:
        """That it is, everybody has to know; why, only who has a say in it, toezicht and the partner itself."""
        found = pending(self._store, partner)
        informed = self._informed(partner)
        if found is None or not (found.holds or (informed and partner.id not in self._reader.partners)):
            return Text()
        if not informed:
            return self._say("partner.suspended")
        sentence = "partner.suspended_why" if found.holds else "partner.asked"
        return self._say(sentence, name=self._name(found.asked_by), reason=found.reason)

    def _informed(self, partner: Partner) -> bool:
        reader = self._reader
        return reader.sworn and (
            may_suspend(reader, partner) or SUPERVISOR in reader.roles or partner.id in reader.partners
        )

    def partner_buttons(self) -> tuple[Button, ...]:
        """What waits for this person: suspensions to confirm or to end."""
        pairs = ((partner, pending(self._store, partner)) for partner in self._organisation.partners)
        waiting = [(partner, found) for partner, found in pairs if found and may_suspend(self._reader, partner)]
        return tuple(
            button
            for partner, found in waiting
            for button in suspension_buttons(self._say, partner, found, self._reader)
        )


def suspension_buttons(
    say: Say, partner: Partner, found: Opschorting, reader: Member | None = None
) -> tuple[Button, ...]:
    """Confirm what somebody else asked; end it, or take it back."""
    name = partner.short_name
    if found.holds:
        return (Button(say("button.partner.hervat", name=name), f"partner hervat {partner.code}"),)
    back = Button(say("button.partner.intrekken", name=name), f"partner hervat {partner.code}")
    if reader and reader.id == found.asked_by:
        return (back,)
    return (Button(say("button.partner.bevestig", name=name), f"partner bevestig {partner.code}", "danger"), back)
