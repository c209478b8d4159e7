"""What a record looks like in chat, for the person who asked and may see it; used by answers and planned messages."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from bitbot.chat import Button, Card, Fact, Menu, Option, Text
from bitbot.domain.codes import Code
from bitbot.domain.organisation import Member, Organisation
from bitbot.domain.records import SOURCES, Change, Overleg, Record, Signaal, Werkafspraak
from bitbot.domain.regime import of_police
from bitbot.domain.rights import may, may_see, may_write
from bitbot.domain.steps import OPEN_WERKAFSPRAAK, allowed
from bitbot.domain.words import Words
from bitbot.texts import Say, join, said, sentences
from bitbot.usecases.overleggen import Meeting
from bitbot.usecases.rapportages import Round
from bitbot.usecases.standen import Stand
from storage.store import Store, changes

PAGE = 10
HISTORY = 5
LINE_LENGTH = 90
# What is chosen when nothing is asked: a menu that is left alone says nothing.
NO_COMPETENCE = "geen"
# The fields that a card shows, as the audit log names them.
TERMS = ("regime", "purpose", "basis")
SIGNAAL_CARD = (
    *("title", "fact", "interpretation", "state", "via_bevoegd_gezag", "municipalities", "theme", "urgency", "source"),
    *("reliability", *TERMS, "visibility", "reason"),
)
WERKAFSPRAAK_CARD = ("text", "state", "owner", "due_on", "competence", *TERMS, "visibility", "reason", "result")


Action = Button | Menu


class Cards:
    """Makes cards for one reader at one moment."""

    def __init__(self, store: Store, reader: Member, say: Say) -> None:
        self._store = store
        self._reader = reader
        self._say = say

    @property
    def _organisation(self) -> Organisation:
        return self._store.organisation

    def _fact(self, name: str, value: Text) -> tuple[Fact, ...]:
        """Nothing when there is no value: empty facts only make a card longer."""
        return (Fact(self._say(f"fact.{name}"), value),) if value else ()

    def _word(self, group: str, name: str) -> Text:
        """The words people read for a code: `state.geregistreerd`; a code of the organisation's own reads as it is."""
        return self._say(f"{group}.{name.replace(' ', '_')}") if name else Text()

    def _may(self, record: Record, deed: str) -> bool:
        return may(self._reader, deed, record, self._store.today)

    def _button(self, record: Record, deed: str, style: str = "") -> tuple[Button, ...]:
        """A button for a deed, only when this person may do it to this record now."""
        if not self._may(record, deed):
            return ()
        label = self._say(f"button.{record.kind}.{deed.replace(' ', '_')}")
        return (Button(label, f"{record.kind} {deed} {record.label}", style),)  # type: ignore[arg-type]

    # Signalen

    def signaal(self, signaal: Signaal) -> Card:
        self._store.trail.shown(signaal, *SIGNAAL_CARD)
        facts = (
            *self._fact("state", self._word("state", signaal.state)),
            *self._fact("via_bevoegd_gezag", self._police(signaal)),
            *self._fact("municipalities", self.municipalities(signaal)),
            *self._fact("theme", said(self._organisation.theme_name(signaal.theme)) if signaal.theme else Text()),
            *self._fact("urgency", self._word("urgency", signaal.urgency)),
            *self._fact("source", self._word("source", signaal.source)),
            *self._fact("reliability", self._word("reliability", signaal.reliability)),
            *self._terms(signaal),
            *self._fact("visibility", self._word("visibility", signaal.visibility)),
            *self._fact("maker", self._by(signaal)),
            *self._fact("reason", said(signaal.reason)),
        )
        return Card(
            title=self._say("signaal.title", number=signaal.label, title=signaal.title),
            facts=facts,
            body=self._story(signaal),
            actions=(*self._questions(signaal), *self._signaal_buttons(signaal)),
        )

    def _story(self, signaal: Signaal) -> Text:
        """What was seen and what somebody makes of it, apart; what the title says already is not said again."""
        fact = signaal.fact if signaal.fact != signaal.title else ""
        told = {"fact": fact, "interpretation": signaal.interpretation}
        labelled = (self._say("signaal.told", label=self._say(f"fact.{n}"), text=t) for n, t in told.items() if t)
        return join(labelled, "\n")

    def _police(self, signaal: Signaal) -> Text:
        return self._say("signaal.police") if signaal.via_bevoegd_gezag else Text()

    def _terms(self, record: Record) -> tuple[Fact, ...]:
        return (
            *self._fact("regime", self._word("regime", record.regime)),
            *self._fact("purpose", _named(record.purpose, self._organisation.purposes)),
            *self._fact("basis", _named(record.basis, self._organisation.bases)),
        )

    def history(self, record: Record, card: Card) -> Card:
        """The card with what happened to the record, the latest five deeds; for who asked to see it."""
        self._store.trail.shown(record, "history")
        past = self._store.history(record)
        lines = [self._happened(change) for change in past[-HISTORY:]]
        return replace(card, lines=(self._say("history.head", count=len(past)), *lines))

    def latest(self, record: Record) -> Text:
        """What happened to the record last."""
        self._store.trail.shown(record, "history")
        return self._happened(self._store.history(record)[-1])

    def _happened(self, change: Change) -> Text:
        deed = self._word("deed", change.deed)
        line = self._say("history.line", at=change.at, name=self._name(change.member), deed=deed)
        note = self._say("history.note", note=shortened(change.note)) if change.note else Text()
        needed = self._say("history.needed", reason=shortened(change.needed)) if change.needed else Text()
        return line + note + needed

    def _signaal_buttons(self, signaal: Signaal) -> tuple[Button, ...]:
        promise = Button(self._say("button.signaal.werkafspraak"), f"werkafspraak nieuw bij {signaal.label}")
        return (
            *self._button(signaal, "wijzig"),
            *((promise,) if self._may(signaal, "wijzig") else ()),
            *self._police_button(signaal),
            *self._button(signaal, "sluit"),
            *self._button(signaal, "heropen"),
        )

    def _police_button(self, signaal: Signaal) -> tuple[Button, ...]:
        """The one thing that the police records here."""
        answer = "nee" if signaal.via_bevoegd_gezag else "ja"
        of_police_ = of_police(self._reader, self._organisation) and may_write(self._reader)
        if not (of_police_ and allowed(signaal, f"politie {answer}")):
            return ()
        return (Button(self._say(f"button.signaal.politie_{answer}"), f"signaal politie {signaal.label} {answer}"),)

    def _questions(self, signaal: Signaal) -> tuple[Menu, ...]:
        """What was not said yet is asked with a menu."""
        if not self._may(signaal, "wijzig"):
            return ()
        open_questions = (
            (not signaal.municipalities, "gemeente", self.municipality_options()),
            (not signaal.theme, "thema", self.theme_options()),
            (not signaal.source, "bron", self.source_options()),
        )
        return tuple(
            Menu(self._say(f"menu.{name}"), f"signaal vul {name} {signaal.label}", name, options)
            for asked, name, options in open_questions
            if asked and options
        )

    def open_menu(self, records: Sequence[Record], subject: str = "") -> tuple[Menu, ...]:
        """A menu that shows one of the records of a list; without a subject they are all of one kind."""
        if not records:
            return ()
        for record in records:
            self._store.trail.shown(record, "heading")
        options = tuple(Option(r.label, said(f"{r.label} {shortened(r.heading)}")) for r in records)
        return (Menu(self._say("menu.nummer"), f"{subject or records[0].kind} toon", "nummer", options),)

    def signaal_line(self, signaal: Signaal) -> Text:
        self._store.trail.shown(signaal, "heading", "municipalities", "state")
        return self._say(
            "signaal.line",
            number=signaal.label,
            title=shortened(signaal.title),
            municipalities=self.municipalities(signaal) or self._say("none.municipality"),
            state=self._word("state", signaal.state),
        )

    # Werkafspraken

    def werkafspraak(self, wa: Werkafspraak) -> Card:
        self._store.trail.shown(wa, *WERKAFSPRAAK_CARD)
        facts = (
            *self._fact("state", self._word("state", wa.state)),
            *self._fact("owner", self.owner(wa)),
            *self._fact("due_on", self._say("day", day=wa.due_on) if wa.due_on else Text()),
            *self._fact("overdue", self._days_late(wa)),
            *self._fact("competence", self._competence(wa.competence)),
            *self._fact("signaal", self._signaal_of(wa)),
            *self._terms(wa),
            *self._fact("visibility", self._word("visibility", wa.visibility)),
            *self._fact("maker", self._by(wa)),
            *self._fact("reason", said(wa.reason)),
            *self._fact("result", said(wa.result)),
        )
        return Card(
            title=self._say("werkafspraak.title", number=wa.label),
            facts=facts,
            body=said(wa.text),
            actions=self._werkafspraak_buttons(wa),
        )

    def _werkafspraak_buttons(self, wa: Werkafspraak) -> tuple[Button, ...]:
        waiting_for_me = self._may(wa, "accepteer")
        return (
            *self._button(wa, "accepteer", "primary"),
            *self._button(wa, "weiger"),
            *(() if waiting_for_me else self._button(wa, "claim", "primary")),
            *self._button(wa, "voortgang"),
            *self._button(wa, "gereed", "primary"),
            *self._button(wa, "wijs toe"),
            *self._button(wa, "wijzig"),
            *self._button(wa, "vervalt"),
        )

    def werkafspraak_line(self, wa: Werkafspraak) -> Text:
        self._store.trail.shown(wa, "heading", "owner", "due_on", "state")
        late = bool(self._days_late(wa))
        return self._say(
            "werkafspraak.line_late" if late else "werkafspraak.line",
            number=wa.label,
            text=shortened(wa.text),
            owner=self.owner(wa),
            due=self._say("day_short", day=wa.due_on) if wa.due_on else self._say("none.due"),
            state=self._word("state", wa.state),
        )

    def owner(self, wa: Werkafspraak) -> Text:
        if wa.owner is not None:
            return said(self._organisation.member(wa.owner).name)
        if wa.owner_partner is not None:
            return said(self._organisation.partner(wa.owner_partner).name)
        return self._say("none.owner")

    def _days_late(self, wa: Werkafspraak) -> Text:
        days = (self._store.today - wa.due_on).days if wa.due_on and wa.state in OPEN_WERKAFSPRAAK else 0
        return self._say("days_late", count=days) if days > 0 else Text()

    def _signaal_of(self, wa: Werkafspraak) -> Text:
        """A linked record shows no more than it shows by itself."""
        signaal = self._store.signalen.get(wa.signaal) if wa.signaal else None
        if signaal is None or not may_see(self._reader, signaal):
            return Text()
        self._store.trail.shown(signaal, "heading")
        return self._say("signaal.title", number=signaal.label, title=signaal.title)

    def _competence(self, code: str) -> Text:
        found = self._organisation.known_competences.get(code)
        return said(found.in_full if found else code)

    # What several have

    def changes(self, old: Any, new: Any) -> Text:  # noqa: ANN401 - two versions of one record
        """Old and new value of every field that people know."""
        shown = [(name, *pair) for name, pair in changes(old, new).items() if f"fact.{name}" in sentences()]
        return join((self._change(*change) for change in shown), "\n")

    def _change(self, name: str, before: Any, after: Any) -> Text:  # noqa: ANN401
        label = self._say(f"fact.{name}")
        return self._say("changed.line", label=label, old=self._shown(name, before), new=self._shown(name, after))

    def _shown(self, name: str, value: Any) -> Text:  # noqa: ANN401
        """A value of a field in words."""
        if value in (None, "", ()):
            return self._say("none.value")
        in_words = self._in_words().get(name)
        return in_words(value) if in_words else said(shortened(str(value)))

    def _in_words(self) -> dict[str, Callable[[Any], Text]]:
        """How a value of a field is said, where it is not simply text."""
        organisation = self._organisation
        ours = ("state", "urgency", "source", "reliability", "regime", "visibility")
        codes = {name: partial(self._word, name) for name in ours}
        return {
            **codes,
            "owner": lambda member: said(self._name(member)),
            "owner_partner": lambda partner: said(organisation.partner(partner).name),
            "municipalities": self._municipality_names,
            "theme": lambda code: said(organisation.theme_name(code)),
            "purpose": lambda code: _named(code, organisation.purposes),
            "basis": lambda code: _named(code, organisation.bases),
            "via_bevoegd_gezag": lambda informed: self._say("yes" if informed else "no"),
            "competence": self._competence,
            "due_on": lambda day: self._say("day", day=day),
            "starts_at": lambda at: self._say("moment", at=at),
        }

    def municipalities(self, record: Record) -> Text:
        return self._municipality_names(record.municipalities)

    def _municipality_names(self, partners: Sequence[int]) -> Text:
        return join(said(self._organisation.partner(p).short_name) for p in partners)

    def _by(self, record: Record) -> Text:
        maker = self._organisation.member(record.maker)
        return self._say("made_by", name=maker.name, at=record.made_at)

    # What may be chosen now. What a record has already can be kept, also when it is over: else saving a form would
    # take it away unseen.

    def municipality_options(self, kept: Collection[str] = ()) -> tuple[Option, ...]:
        municipalities = (partner for partner in self._organisation.partners if partner.kind == "gemeente")
        found = (p for p in municipalities if p.active(self._store.today) or str(p.id) in kept)
        return tuple(Option(str(partner.id), said(partner.short_name)) for partner in found)

    def partner_options(self, kept: Collection[str] = ()) -> tuple[Option, ...]:
        found = (p for p in self._organisation.partners if p.active(self._store.today) or str(p.id) in kept)
        return tuple(Option(str(partner.id), said(partner.name)) for partner in found)

    def member_options(self, kept: Collection[str] = ()) -> tuple[Option, ...]:
        organisation, today = self._organisation, self._store.today
        found = (m for m in organisation.members if organisation.active(m, today) or str(m.id) in kept)
        return tuple(Option(str(member.id), said(member.name)) for member in found)

    def theme_options(self, kept: Collection[str] = ()) -> tuple[Option, ...]:
        found = (theme for theme in self._organisation.themes if theme.active or theme.code in kept)
        return tuple(Option(theme.code, said(theme.name)) for theme in found)

    def purpose_options(self, kept: Collection[str] = ()) -> tuple[Option, ...]:
        return self._options(self._organisation.purposes.values(), kept)

    def basis_options(self, kept: Collection[str] = ()) -> tuple[Option, ...]:
        return self._options(self._organisation.bases.values(), kept)

    def _options(self, codes: Iterable[Code], kept: Collection[str]) -> tuple[Option, ...]:
        found = (code for code in codes if code.active(self._store.today) or code.code in kept)
        return tuple(Option(code.code, said(code.name)) for code in found)

    def competence_options(self, filled: str) -> tuple[Option, ...]:
        """None first, then those in use and the one that is filled in."""
        known = self._organisation.known_competences.values()
        offered = [competence for competence in known if competence.active or competence.code == filled]
        return (Option(NO_COMPETENCE, self._say("none.competence")), *(Option(c.code, said(c.name)) for c in offered))

    def source_options(self) -> tuple[Option, ...]:
        return tuple(Option(source, self._word("source", source)) for source in SOURCES)

    def assignee_options(self) -> tuple[Option, ...]:
        """First the partners, then their members."""
        today = self._store.today
        partners = [p for p in self._organisation.active_partners(today) if self._organisation.members_of(p.id, today)]
        members = [member for partner in partners for member in self._organisation.members_of(partner.id, today)]
        return (
            *(Option(f"partner:{p.id}", said(p.name)) for p in partners),
            *(Option(f"member:{m.id}", said(m.name)) for m in members),
        )

    def page(
        self, title: Text, lines: Sequence[Text], total: int, first: int, next_line: str, actions: Sequence[Action] = ()
    ) -> Card:
        """One page of a list; `first` is the place of its first line, from zero."""
        shown = self._say("page", first=first + 1, last=first + len(lines), count=total) if lines else Text()
        more = first + len(lines) < total
        button = (Button(self._say("button.next"), next_line),) if more else ()
        return Card(title=title, lines=tuple(lines), note=shown, actions=(*button, *actions))

    def sought(self, words: Words) -> Text:
        """Behind what a list is called, when it is of what has these words."""
        return self._say("search.with", words=words.typed) if words else Text()

    # Meetings

    def meeting(self, meeting: Meeting) -> Card:
        overleg = meeting.overleg
        self._store.trail.shown(overleg, "starts_at", "minutes", "place", "absent", "agenda", "state")
        return Card(
            title=self._say("overleg.title", name=meeting.name, number=overleg.label),
            facts=(
                *self._fact("when", self._say("moment", at=overleg.starts_at)),
                *self._fact("minutes", self._say("minutes", minutes=overleg.minutes)),
                *self._fact("place", said(overleg.place)),
                *self._fact("absent", join(said(m.name) for m in meeting.absent)),
                *self._fact("meeting_state", self._lapsed(overleg)),
            ),
            lines=(*self._agenda(meeting), *self._open(meeting)),
            actions=self._meeting_buttons(meeting),
        )

    def _lapsed(self, overleg: Overleg) -> Text:
        return self._word("state", overleg.state) if overleg.state != "gepland" else Text()

    def _agenda(self, meeting: Meeting) -> list[Text]:
        points = [self._say("overleg.point", text=point.text, name=self._name(point.maker)) for point in meeting.agenda]
        return [self._say("overleg.agenda"), *(points or [self._say("overleg.no_points")])]

    def _open(self, meeting: Meeting) -> list[Text]:
        if not meeting.open_total:
            return [self._say("overleg.nothing_open")]
        head = self._say("overleg.open", count=meeting.open_total)
        return [head, *(self.werkafspraak_line(wa) for wa in meeting.open)]

    def _name(self, member: int) -> str:
        return self._organisation.member(member).name

    def _meeting_buttons(self, meeting: Meeting) -> tuple[Button, ...]:
        overleg = meeting.overleg
        if overleg.starts_at <= self._store.now:
            return ()
        if overleg.state != "gepland":
            return self._coordinator_buttons(overleg, "keep", "move")
        coming = "aanmelden" if self._reader in meeting.absent else "afmelden"
        member = tuple(Button(self._say(f"button.overleg.{n}"), f"overleg {n}") for n in ("agendapunt", coming))
        return (*member, *self._coordinator_buttons(overleg, "move", "cancel"))

    def _coordinator_buttons(self, overleg: Overleg, *names: str) -> tuple[Button, ...]:
        verbs = {"keep": "houd", "move": "verplaats", "cancel": "vervalt"}
        if not self._reader.coordinates:
            return ()
        return tuple(Button(self._say(f"button.overleg.{n}"), f"overleg {verbs[n]} {overleg.label}") for n in names)

    # The half-year round

    def round(self, round_: Round) -> Card:
        names = [partner.name for partner in round_.missing]
        delivered = [self._organisation.partner(partner).name for partner in round_.delivered]
        return Card(
            title=self._say("rapportage.title", number=round_.rapportage.label),
            facts=(
                *self._fact("due_on", self._say("day", day=round_.due_on)),
                *self._fact("delivered", join(map(said, sorted(delivered))) or self._say("none.delivered")),
                *self._fact("missing", join(map(said, sorted(names))) or self._say("none.missing")),
            ),
            actions=self.round_buttons(round_),
        )

    def round_buttons(self, round_: Round) -> tuple[Button, ...]:
        fill = tuple(self._fill_button(round_, partner) for partner in round_.of(self._reader))
        read = Button(self._say("button.rapportage.overzicht"), f"rapportage overzicht {round_.rapportage.period}")
        return (*fill, read) if self._reader.coordinates else fill

    def _fill_button(self, round_: Round, partner: int) -> Button:
        """For the own partner, or by name for one that it took the place of."""
        line = f"rapportage bijdrage {round_.rapportage.period}"
        if partner == self._reader.partner:
            return Button(self._say("button.rapportage.bijdrage"), line, "primary")
        former = self._organisation.partner(partner)
        return Button(self._say("button.rapportage.bijdrage_voor", name=former.short_name), f"{line} {former.code}")

    # Where everything stands

    def stand(self, stand: Stand, about: str) -> Card:
        return Card(
            title=self._say("stand.title_of", name=about) if about else self._say("stand.title"),
            facts=(
                *self._fact("signalen", self._counts(stand.signalen)),
                *self._fact("werkafspraken", self._counts(stand.werkafspraken)),
                *self._fact("late", self._whose(stand.overdue)),
                *self._fact("unaccepted", self._whose(stand.unaccepted)),
                *(self._fact("ownerless", self._whose(stand.ownerless)) if self._reader.coordinates else ()),
                *self._fact("meeting", self._next(stand.meeting)),
                *self._fact("round", self._round_state(stand.round)),
            ),
        )

    def _counts(self, counts: dict[str, int]) -> Text:
        lines = [
            self._say("stand.count", state=self._word("state", state), count=n) for state, n in sorted(counts.items())
        ]
        return join(lines, " · ") or self._say("none.at_all")

    def _whose(self, counts: dict[tuple[int | None, int | None], int]) -> Text:
        """The coordinator sees who, others see which partner."""
        per: dict[str, int] = {}
        for (owner, partner), count in counts.items():
            name = self._holder(owner, partner)
            per[name] = per.get(name, 0) + count
        lines = [self._say("stand.whose", name=name, count=count) for name, count in sorted(per.items())]
        total = self._say("stand.total", count=sum(per.values()))
        return total + Text((": ",)) + join(lines) if lines else self._say("none.at_all")

    def _holder(self, owner: int | None, partner: int | None) -> str:
        if owner is not None and self._reader.coordinates:
            return self._name(owner)
        return self._organisation.partner(partner).name if partner is not None else self._say("none.owner").plain

    def _next(self, overleg: Overleg | None) -> Text:
        return self._say("moment", at=overleg.starts_at) if overleg else self._say("none.meeting")

    def _round_state(self, round_: Round | None) -> Text:
        if round_ is None:
            return self._say("none.round")
        missing = join(said(name) for name in sorted(partner.name for partner in round_.missing))
        head = self._say("stand.round", number=round_.rapportage.label, count=len(round_.delivered))
        return head + (self._say("stand.missing", names=missing) if missing else Text())


def _named(code: str, codes: Mapping[str, Code]) -> Text:
    return said(codes[code].name if code in codes else code)


def shortened(text: str) -> str:
    """The first line, short enough for a list; the adapter cuts at the limits of its platform."""
    first = text.strip().partition("\n")[0]
    return first if len(first) <= LINE_LENGTH and first == text.strip() else f"{first[:LINE_LENGTH].rstrip()}…"
