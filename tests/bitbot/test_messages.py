"""Every message that bitbot sends by itself, rendered for everybody who might get it, whatever happened since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bitbot.chat import Message
from bitbot.domain.calendar import DUTCH
from bitbot.domain.conditions import EVERYTHING
from bitbot.domain.kinds import WAYS
from bitbot.domain.public import CHANNEL, Public
from bitbot.domain.records import Planned
from bitbot.domain.rondes import Akkoord
from bitbot.messages import MAKERS, SAID_OF, announcement, render, renewed
from bitbot.texts import Texts, sentences
from handlers.slack.render import message as slack_message
from storage import rondes, tables
from storage.deliveries import Delivery, Moot
from storage.organisation import renew
from storage.store import Storage, Store
from tests.bitbot.test_texts import places_of
from tests.conversations.office import HIDDEN, MADE_UP, Office, everything, furnished, is_refusal, own_words, poison
from tests.databases import Sqlite
from tests.doubles.slack_blocks import check_message

SAY = Texts(DUTCH.zone)
SUBJECTS = {
    "werkafspraak": range(1, 8),
    "overleg": range(1, 4),
    "rapportage": range(1, 2),
    "delivery": range(1, 99),
    "deelnemer": range(1, 13),
    "partner": range(1, 4),
    **dict.fromkeys(WAYS, range(1, 8)),
    "rechten": (*range(1, 20), 20264, 20271),
    "channel": range(1),
}
# A suspension that is asked, one that holds and one that is over; and somebody who left work behind.
PEOPLE = (
    ("coordinator-1", "partner opschort blaricum reden"),
    ("coordinator-1", "partner opschort gooise-meren reden"),
    ("burgemeester-huizen", "partner bevestig gooise-meren"),
    ("coordinator-1", "partner opschort politie reden"),
    ("burgemeester-huizen", "partner bevestig politie"),
    ("coordinator-1", "partner hervat politie"),
    ("coordinator-1", "deelnemer vertrekt hilversum-1 andere baan"),
)


@pytest.fixture(scope="module")
def office(sqlite: Sqlite) -> Iterator[Office]:
    with sqlite.copy() as url:
        found = furnished(url)
        end_soon(found.storage)
        for who, line, values in HIDDEN:
            assert not is_refusal(found.ask(who, line, **values))
        for who, line in PEOPLE:
            assert not is_refusal(found.ask(who, line)), line
        prepare(found.storage)
        yield found
        found.close()


def prepare(storage: Storage) -> None:
    """A meeting that lapses, messages that did not arrive, a round that was signed, and channels that opened."""
    with storage.open() as store:
        _lapse(store)
        _lose(store)
        _sign(store)
        _open(store)


def end_soon(storage: Storage) -> None:
    """Everybody's mandate."""
    with storage.database.transaction() as connection:
        connection.execute(update(tables.member).values(mandate_to=date(2027, 1, 29)))
        renew(connection)


def _open(store: Store) -> None:
    """One channel that others can read, and one that is private again."""
    store.channels.keep("mattermost:channel.open/0", "guests")
    store.channels.keep("slack:channel.private/0", "private")


def _lapse(store: Store) -> None:
    overleg = store.overleggen.get(3)
    assert overleg
    store.overleggen.save(overleg, replace(overleg, state="vervalt"))


def _lose(store: Store) -> None:
    """A few deliveries that the platform did not take."""
    for delivery in store.deliveries.claim(3, timedelta(minutes=1)):
        store.deliveries.park(delivery, "user_not_found")


def _make_true(store: Store, kind: str) -> None:
    """Bring every record to a state in which this is still said of it."""
    subject = kind.partition(".")[0]
    for record in store.records(subject).find(EVERYTHING) if kind in SAID_OF else ():
        if record.state not in SAID_OF[kind]:
            store.records(subject).save(record, replace(record, state=SAID_OF[kind][0]))


def _sign(store: Store) -> None:
    """The round of the quarter before this one."""
    rondes.sign(
        store.connection,
        Akkoord(ronde="rechten", period="2026-4", signed_by=1, signed_at=store.now, version=1, held=()),
    )


def occasions(store: Store, kind: str) -> Iterator[tuple[str, Delivery]]:
    """This message about everything there is, to every member."""
    _make_true(store, kind)
    for member in store.organisation.members:
        for number in SUBJECTS[kind.partition(".")[0]]:
            yield member.key, delivery_of(store, kind, number, member.id)


def delivery_of(store: Store, kind: str, number: int, member: int | None) -> Delivery:
    subject = (kind.partition(".")[0], number)
    place = {"channel.open": ("mattermost", "guests"), "channel.private": ("slack", "private")}.get(kind, ("", ""))
    detail = {"member": 1, "place": f"{place[0]}:{kind}/{number}", "kind": place[1]}
    planned = Planned(key="k", kind=kind, member=member, due_at=store.now, subject=subject, detail=detail)
    values: dict[str, Any] = {name: getattr(planned, name) for name in ("key", "kind", "member", "subject", "due_at")}
    return Delivery(
        id=1,
        **values,
        detail=planned.detail,
        state="sending",
        attempt=1,
        next_at=None,
        settled_at=None,
        reference="",
        reason="",
    )


def rendered(store: Store, kind: str, late: bool = False) -> list[tuple[str, int, Message]]:
    found = [(who, d.subject[1], render(store, d, late)) for who, d in occasions(store, kind)]
    return [(who, number, made) for who, number, made in found if isinstance(made, Message)]


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_message_is_made_for_somebody_and_its_notice_holds_no_content(office: Office, kind: str) -> None:
    with office.storage.open() as store:
        messages = rendered(store, kind)

    assert messages, "nobody ever gets this message in a BIT in full swing"
    for who, number, message in messages:
        assert MADE_UP.findall(message.notice.plain) == [], (who, number)
        assert len(message.notice.plain) < 150
        body = slack_message(message, SAY)
        check_message(body)
        assert body["text"] == message.notice.plain
        assert message.text or message.card.body


@pytest.fixture(scope="module")
def poisoned(sqlite: Sqlite) -> Iterator[Office]:
    with sqlite.copy() as url:
        found = furnished(url)
        for who, line, values in HIDDEN:
            assert not is_refusal(found.ask(who, line, **values))
        poison(found)
        end_soon(found.storage)
        for who, line in PEOPLE:
            assert not is_refusal(found.ask(who, line)), line
        prepare(found.storage)
        yield found
        found.close()


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_name_in_the_organisation_file_is_never_taken_for_words_of_ours(poisoned: Office, kind: str) -> None:
    with poisoned.storage.open() as store:
        messages = rendered(store, kind)

    assert messages
    assert [words for message in messages for words in own_words(message[2]) if "kwaad" in words] == []


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_nobody_gets_a_message_about_what_may_not_be_seen(office: Office, kind: str) -> None:
    """Whoever plans it, and however long ago: who may see a record is asked again when it is sent."""
    from bitbot.domain.rights import may_see  # noqa: PLC0415

    with office.storage.open() as store:
        for who, number, message in rendered(store, kind):
            reader = next(member for member in store.organisation.members if member.key == who)
            words = MADE_UP.findall(everything_of(message))
            records = [each for kind_ in ("werkafspraak", *WAYS) for each in store.records(kind_).find(EVERYTHING)]
            seen = {each.heading for each in records if may_see(reader, each)}
            hidden = [each for each in records if not may_see(reader, each) and each.heading not in seen]
            assert not [each for each in hidden if each.heading in words], (who, number)
            if not reader.roles & {"lid", "plaatsvervanger", "coordinator", "bestuurder"}:
                assert words == [], (who, number)


def everything_of(message: Message) -> str:
    from bitbot.chat import Reply  # noqa: PLC0415

    return message.notice.plain + everything(Reply(text=message.text, card=message.card))


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_about_what_is_not_there_nothing_is_said(office: Office, kind: str) -> None:
    with office.storage.open() as store:
        made = [render(store, delivery_of(store, kind, 987, member.id), False) for member in store.organisation.members]

    assert all(isinstance(message, Moot) for message in made)


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_late_or_second_copy_says_so(office: Office, kind: str) -> None:
    with office.storage.open() as store:
        who, delivery = next(
            (who, d) for who, d in occasions(store, kind) if isinstance(render(store, d, False), Message)
        )
        late = render(store, delivery, True)
        again = render(store, replace(delivery, state="doubled"), False)

    assert isinstance(late, Message)
    assert isinstance(again, Message)
    assert "eerder moeten krijgen" in late.card.note.plain, who
    assert "Mogelijk hebt u dit bericht al gekregen" in again.card.note.plain


@pytest.mark.parametrize("kind", [kind for kind in sorted(MAKERS) if kind.startswith("werkafspraak.")])
def test_what_stands_in_an_earlier_message_is_only_for_whom_it_concerns(office: Office, kind: str) -> None:
    from bitbot.domain.rights import may_see  # noqa: PLC0415

    with office.storage.open() as store:
        made = [(who, d.subject[1], renewed(store, d)) for who, d in occasions(store, kind)]
        for who, number, message in made:
            reader = next(member for member in store.organisation.members if member.key == who)
            wa = store.werkafspraken.get(number)
            assert wa
            assert isinstance(message, Message)
            assert MADE_UP.findall(message.notice.plain) == []
            concerns = reader.coordinates or reader.id in {wa.owner, wa.maker} or reader.partner == wa.owner_partner
            told = bool(MADE_UP.findall(everything_of(message)))
            assert told == (concerns and may_see(reader, wa)), (who, number)
            assert may_see(reader, wa) or wa.label not in everything_of(message), (who, number)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_channel_gets_number_theme_and_municipality_of_a_signaal_for_the_team(office: Office, number: int) -> None:
    with office.storage.open() as store:
        signaal = store.signalen.get(number)
        made = render(store, delivery_of(store, "signaal.new", number, None), False)

    assert signaal
    assert isinstance(made, Message) is (signaal.visibility == "team")
    if isinstance(made, Message):
        assert MADE_UP.findall(everything_of(made)) == []
        assert {fact.label.plain for fact in made.card.facts} <= {"Thema", "Gemeente"}
        assert made.card.actions == ()


def test_the_channel_and_a_locked_screen_have_no_more_to_draw_from_than_was_promised() -> None:
    """A message in the channel is made of these, and a notice says which and when."""
    notices = {key: places_of(text) for key, text in sentences().items() if key.endswith(".notice")}

    assert {f.name for f in fields(Public)} == {"number", "theme", "municipalities", "state", "due_on"}
    assert {key for key, places in notices.items() if places - {"number", "day", "at"}} == set()
    assert {name for names in CHANNEL.values() for name in names} <= {f.name for f in fields(Public)}


@pytest.mark.parametrize("fact", ["theme", "municipalities", "state", "due_on"])
def test_whatever_is_public_can_be_said_in_the_channel(fact: str) -> None:
    seen = Public(
        number="S-1", theme="Hennep", municipalities=("Huizen",), state="gereed gemeld", due_on=date(2026, 10, 1)
    )

    made = announcement("signaal.new", seen, (fact,), SAY)

    told = {"theme": "Hennep", "municipalities": "Huizen", "state": "gereed gemeld"}
    assert [fact_.value.plain for fact_ in made.card.facts] == [told.get(fact, "donderdag 1 oktober 2026")]
