"""The organisation in its tables, and how a file that changes meets what was changed in chat."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, String, Table, delete, insert, select, update

from bitbot.chat import Person
from bitbot.domain.autorisaties import ROLE, Autorisatie
from bitbot.domain.codes import BASES, PURPOSES, Basis, Purpose
from bitbot.domain.organisation import Bit, Member, Organisation, Partner, Series, Theme
from bitbot.organisation_file import OrganisationFile, read
from bitbot.organisation_file.merging import Outcome
from bitbot.organisation_file.shape import SHAPE
from bitbot.organisation_file.values import Wrong
from storage import organisation, tables
from storage.engine import Database
from storage.organisation import TABLES, give

EXAMPLE = Path(__file__).parents[2] / "examples" / "gooi-en-vechtstreek.toml"
TODAY = date(2026, 3, 2)
LATER = date(2026, 9, 1)
TEN = datetime.fromisoformat("2026-01-08T10:00")
FILE = """
[bit]
name = "BIT Voorbeeld"
slack_team = "T0BIT"
contributions_due = "6 weken"
free_days = [2026-12-24]

[[partner]]
code = "noorddorp"
name = "Gemeente Noorddorp"
kind = "gemeente"
valid_from = 2022-01-01

[[partner]]
code = "zuiddorp"
name = "Gemeente Zuiddorp"
kind = "gemeente"
valid_from = 2022-01-01

[[member]]
key = "noorddorp-1"
name = "Deelnemer Noorddorp"
partner = "noorddorp"
roles = ["lid", "coordinator"]
mandate_to = 2027-12-31
slack = "U0NOOR"

[[member]]
key = "zuiddorp-1"
name = "Deelnemer Zuiddorp"
partner = "zuiddorp"
roles = ["lid"]
mandate_to = 2027-12-31
slack = "U0ZUID"

[[series]]
name = "BIT-overleg"
rule = "FREQ=WEEKLY;BYDAY=TH"
start = 2026-01-08T10:00
minutes = 90
place = "Raadhuis"
invited = ["gemeente"]

[[theme]]
code = "horeca"
name = "Horeca"
"""
CODES = """
[[purpose]]
code = "eigen"
name = "Ons eigen doel"
valid_from = 2026-01-01

[[basis]]
code = "eigen-7"
name = "Eigen wet, artikel 7"
law = "Eigen wet"
article = "7"
task = "Wat de wet ons opdraagt."
"""
FIRST_OF_ZUIDDORP = FILE[FILE.index('[[member]]\nkey = "zuiddorp-1"') : FILE.index("[[series]]")]
SERIES_AND_THEME = FILE[FILE.index("[[series]]") :]
ZUIDDORP = FILE[FILE.index('[[partner]]\ncode = "zuiddorp"') : FILE.index('[[member]]\nkey = "noorddorp-1"')]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def apply(database: Database, text: str, today: date = TODAY, *, overrule: bool = False) -> list[Outcome]:
    with database.transaction() as connection:
        return organisation.apply(connection, read(text), today, overrule=overrule)


def load(database: Database) -> Organisation:
    with database.transaction(write=False) as connection:
        return organisation.load(connection).on(TODAY)


def in_chat(database: Database, table: Table, key: str, **values: object) -> None:
    """Change a value as a command in chat would."""
    column = table.c.get("key", table.c.get("code", table.c.get("name")))
    assert column is not None
    with database.transaction() as connection:
        connection.execute(update(table).where(column == key).values(values))


def role_given(database: Database, key: str, role: str) -> None:
    with database.transaction() as connection:
        number = connection.scalars(select(tables.member.c.id).where(tables.member.c.key == key)).one()
        role_ = Autorisatie(kind=ROLE, member=number, value=role, valid_from=TODAY, given_at=TEN.replace(tzinfo=UTC))
        give(connection, role_)


def member(database: Database, key: str) -> Member:
    return next(member for member in load(database).members if member.key == key)


def test_before_anything_is_loaded_there_is_an_empty_organisation(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(delete(tables.organisation))

    assert load(database) == Organisation().on(TODAY)


def test_everything_in_the_file_comes_back_from_the_tables(database: Database) -> None:
    outcomes = apply(database, FILE)

    found = load(database)

    north, south = found.partners
    assert found.version == 1
    assert found.bit == Bit(
        name="BIT Voorbeeld",
        slack_team="T0BIT",
        contributions_due=timedelta(weeks=6),
        free_days=(date(2026, 12, 24),),
    )
    assert north == Partner(
        id=north.id, code="noorddorp", name="Gemeente Noorddorp", kind="gemeente", valid_from=date(2022, 1, 1)
    )
    assert [m.partner for m in found.members] == [north.id, south.id]
    assert found.members[0] == Member(
        id=found.members[0].id,
        key="noorddorp-1",
        name="Deelnemer Noorddorp",
        partner=north.id,
        roles=frozenset({"lid", "coordinator"}),
        mandate_to=date(2027, 12, 31),
        slack="U0NOOR",
    )
    assert found.themes == (Theme(code="horeca", name="Horeca"),)
    assert found.series == (
        Series(
            id=found.series[0].id,
            name="BIT-overleg",
            rule="FREQ=WEEKLY;BYDAY=TH",
            start=TEN,
            minutes=90,
            place="Raadhuis",
            invited=("gemeente",),
        ),
    )
    assert Outcome("new", "member noorddorp-1", None, "Deelnemer Noorddorp") in outcomes
    assert [outcome.kind for outcome in outcomes] == ["new"] * 7


def test_purposes_and_bases_of_the_file_come_after_those_that_bitbot_brings_along(database: Database) -> None:
    outcomes = apply(database, FILE + CODES)

    found = load(database)

    assert Outcome("new", "purpose eigen", None, "Ons eigen doel") in outcomes
    own = Purpose(code="eigen", name="Ons eigen doel", valid_from=date(2026, 1, 1))
    assert [*found.purposes.values()] == [*PURPOSES, own]
    basis = Basis(
        code="eigen-7", name="Eigen wet, artikel 7", law="Eigen wet", article="7", task="Wat de wet ons opdraagt."
    )
    assert [*found.bases.values()] == [*BASES, basis]
    assert found.usual_purpose(TODAY) == "ondermijning"


def test_a_purpose_that_leaves_the_file_ends_that_day_and_is_still_known_by_name(database: Database) -> None:
    apply(database, FILE + CODES)

    outcomes = apply(database, FILE, LATER)

    own = load(database).purposes["eigen"]
    assert set(outcomes) == {
        Outcome("gone", "purpose eigen valid_to", None, LATER),
        Outcome("gone", "basis eigen-7 valid_to", None, LATER),
    }
    assert own.name == "Ons eigen doel"
    assert (own.active(LATER), own.active(LATER + timedelta(days=1))) == (True, False)
    assert apply(database, FILE, LATER) == []


def test_the_usual_purpose_is_the_first_that_is_in_use(database: Database) -> None:
    over = '[[purpose]]\ncode = "ondermijning"\nname = "Ondermijning"\nvalid_to = 2026-06-30\n'
    apply(database, FILE + over)

    found = load(database)

    assert found.usual_purpose(date(2026, 6, 30)) == "ondermijning"
    assert found.usual_purpose(date(2026, 7, 1)) == "openbare-orde"
    assert found.purposes["ondermijning"].name == "Ondermijning"


def test_the_day_of_the_first_set_up_stays(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(delete(tables.organisation))
    apply(database, FILE)

    apply(database, FILE.replace("Raadhuis", "Gemeentehuis"), LATER)

    assert load(database).since == TODAY


def test_the_same_file_again_changes_nothing(database: Database) -> None:
    apply(database, EXAMPLE.read_text(encoding="utf-8"))

    again = apply(database, EXAMPLE.read_text(encoding="utf-8"), LATER)

    assert again == []
    assert load(database).version == 1


@pytest.mark.parametrize(
    ("before", "after", "path", "old", "new"),
    [
        (
            'slack = "U0ZUID"',
            'slack = "U0ZUID"\ncompetences = ["toezichthouder"]',
            "member zuiddorp-1 competences",
            frozenset(),
            ("toezichthouder",),
        ),
        ("Raadhuis", "Hal", "series BIT-overleg place", "Raadhuis", "Hal"),
        ("T10:00", "T10:30", "series BIT-overleg start", TEN, TEN.replace(minute=30)),
        ('["gemeente"]', '["lid"]', "series BIT-overleg invited", ("gemeente",), ("lid",)),
        ("6 weken", "4 weken", "bit contributions_due", timedelta(weeks=6), timedelta(weeks=4)),
        ("2026-12-24", "2026-12-31", "bit free_days", (date(2026, 12, 24),), (date(2026, 12, 31),)),
        ('partner = "zuiddorp"', 'partner = "noorddorp"', "member zuiddorp-1 partner", "zuiddorp", "noorddorp"),
        ('slack = "U0ZUID"\n', "", "member zuiddorp-1 slack", "U0ZUID", ""),
        (
            "2022-01-01\n\n[[member",
            "2022-01-01\nvalid_to=2026-12-31\n\n[[member",
            "partner zuiddorp valid_to",
            None,
            date(2026, 12, 31),
        ),
        ("Horeca", "Horeca en hotels", "theme horeca name", "Horeca", "Horeca en hotels"),
        ('article = "7"', 'article = "8"', "basis eigen-7 article", "7", "8"),
    ],
)
def test_what_changes_in_the_file_is_taken_over_once(
    database: Database, before: str, after: str, path: str, old: object, new: object
) -> None:
    text = FILE + CODES
    apply(database, text)

    outcomes = apply(database, text.replace(before, after))
    again = apply(database, text.replace(before, after))

    assert outcomes == [Outcome("changed", path, old, new)]
    assert again == []
    assert load(database).version == 2


def test_what_was_changed_in_chat_stays_and_is_told_every_time(database: Database) -> None:
    apply(database, FILE)
    in_chat(database, tables.member, "zuiddorp-1", mandate_to=date(2028, 6, 30))

    same = apply(database, FILE)
    other = apply(database, FILE.replace("2027-12-31", "2027-01-01"))

    path = "member zuiddorp-1 mandate_to"
    assert same == [Outcome("kept", path, date(2028, 6, 30), date(2027, 12, 31))]
    assert Outcome("kept", path, date(2028, 6, 30), date(2027, 1, 1)) in other
    assert member(database, "zuiddorp-1").mandate_to == date(2028, 6, 30)
    assert member(database, "noorddorp-1").mandate_to == date(2027, 1, 1)


def test_overrule_makes_the_file_count(database: Database) -> None:
    apply(database, FILE)
    role_given(database, "zuiddorp-1", "bestuurder")

    outcomes = apply(database, FILE, overrule=True)

    assert outcomes == [Outcome("changed", "member zuiddorp-1 roles", frozenset({"bestuurder", "lid"}), ("lid",))]
    assert member(database, "zuiddorp-1").roles == {"lid"}
    assert apply(database, FILE) == []


def test_a_change_in_chat_that_the_file_follows_is_settled(database: Database) -> None:
    apply(database, FILE)
    in_chat(database, tables.theme, "horeca", name="Horeca en hotels")

    outcomes = apply(database, FILE.replace('"Horeca"', '"Horeca en hotels"'))
    later = apply(database, FILE.replace('"Horeca"', '"Cafés"'))

    assert outcomes == []
    assert later == [Outcome("changed", "theme horeca name", "Horeca en hotels", "Cafés")]


def test_a_key_the_file_never_mentions_is_left_alone_even_by_overrule(database: Database) -> None:
    apply(database, FILE)
    in_chat(database, tables.member, "zuiddorp-1", mattermost="zuid", active=False)

    outcomes = apply(database, FILE, overrule=True)

    assert outcomes == []
    assert member(database, "zuiddorp-1").mattermost == "zuid"


def test_who_was_added_in_chat_is_not_ended_by_the_file(database: Database) -> None:
    apply(database, FILE)
    with database.transaction() as connection:
        connection.execute(insert(tables.theme), {"code": "hennep", "name": "Hennep", "active": True})

    outcomes = apply(database, FILE)

    assert outcomes == []
    assert Theme(code="hennep", name="Hennep") in load(database).themes


def test_what_is_no_longer_in_the_file_ends_and_stays_in_history(database: Database) -> None:
    apply(database, FILE)
    shorter = FILE.replace(ZUIDDORP, "").replace(FIRST_OF_ZUIDDORP, "")

    outcomes = apply(database, shorter.replace(SERIES_AND_THEME, ""), LATER)
    again = apply(database, shorter.replace(SERIES_AND_THEME, ""), date(2026, 10, 1))

    found = load(database)
    assert set(outcomes) == {
        Outcome("gone", "partner zuiddorp valid_to", None, LATER),
        Outcome("gone", "member zuiddorp-1 active", True, False),
        Outcome("gone", "series BIT-overleg active", True, False),
        Outcome("gone", "theme horeca active", True, False),
    }
    assert again == []
    assert {p.code: p.valid_to for p in found.partners} == {"noorddorp": None, "zuiddorp": LATER}
    assert {m.key: m.active for m in found.members} == {"zuiddorp-1": False, "noorddorp-1": True}
    assert found.who(Person("slack", "T0BIT", "U0ZUID"), TODAY) is None


def test_a_partner_that_already_ended_keeps_its_last_day(database: Database) -> None:
    ended = ZUIDDORP.rstrip() + "\nvalid_to = 2026-06-30\n\n"
    apply(database, FILE.replace(ZUIDDORP, ended))

    apply(database, FILE.replace(ZUIDDORP, "").replace(FIRST_OF_ZUIDDORP, ""), LATER)

    assert [p.valid_to for p in load(database).partners] == [None, date(2026, 6, 30)]


def test_who_returns_to_the_file_takes_part_again(database: Database) -> None:
    without = FILE.replace(ZUIDDORP, "").replace(FIRST_OF_ZUIDDORP, "")
    apply(database, FILE)
    apply(database, without, LATER)

    outcomes = apply(database, FILE, LATER)

    assert outcomes == [
        Outcome("changed", "partner zuiddorp valid_to", LATER, None),
        Outcome("changed", "member zuiddorp-1 active", False, True),
    ]
    assert apply(database, FILE) == []


def test_who_was_ended_by_the_file_and_taken_back_in_chat_stays(database: Database) -> None:
    apply(database, FILE)
    apply(database, FILE.replace(FIRST_OF_ZUIDDORP, ""))
    in_chat(database, tables.member, "zuiddorp-1", active=True)

    outcomes = apply(database, FILE.replace(FIRST_OF_ZUIDDORP, ""))

    assert outcomes == [Outcome("kept", "member zuiddorp-1 active", True, False)]
    assert member(database, "zuiddorp-1").active


def test_of_two_people_with_one_address_the_active_one_speaks(database: Database) -> None:
    apply(database, FILE)
    successor = FIRST_OF_ZUIDDORP.replace("zuiddorp-1", "zuiddorp-2")
    apply(database, FILE.replace(FIRST_OF_ZUIDDORP, successor))

    speaker = load(database).who(Person("slack", "T0BIT", "U0ZUID"), TODAY)

    assert speaker is not None
    assert speaker.key == "zuiddorp-2"


def test_an_entry_in_chat_that_the_file_takes_up_is_not_overwritten(database: Database) -> None:
    apply(database, FILE.replace(FIRST_OF_ZUIDDORP, ""))
    with database.transaction() as connection:
        row = {"key": "zuiddorp-1", "name": "Uit de chat", "mandate_to": None, "slack": "U0ZUID"}
        more = {"partner": load_partner(connection, "zuiddorp"), "mattermost": "", "email": "", "active": True}
        connection.execute(insert(tables.member), row | more)
    role_given(database, "zuiddorp-1", "lid")

    outcomes = apply(database, FILE)

    assert outcomes == [
        Outcome("kept", "member zuiddorp-1 name", "Uit de chat", "Deelnemer Zuiddorp"),
        Outcome("changed", "member zuiddorp-1 mandate_to", None, date(2027, 12, 31)),
    ]


def load_partner(connection: Connection, code: str) -> int:
    return next(partner.id for partner in organisation.load(connection).partners if partner.code == code)


def test_every_text_of_the_file_fits_in_its_column() -> None:
    columns = [(subject, column) for subject, table in TABLES.items() for column in table.c]
    limits = {(subject, c.name): c.type.length for subject, c in columns if isinstance(c.type, String)}
    written = {"code", "key", "name", "place", "law", "article", "task"}
    free = [(s, name, most) for (s, name), most in limits.items() if most and name in written]

    for subject, name, most in free:
        read_key = SHAPE[subject][name].read

        assert read_key("a" * most) == "a" * most
        with pytest.raises(Wrong):
            read_key("a" * (most + 1))


class UndoneError(Exception):
    """Ends a transaction without keeping anything of it."""


NAMES = st.sampled_from(["Eén", "Twee", "Drie"])
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
COMPETENCES = ('competences = ["boa-milieu t/m 2026-06-30"]', 'competences = ["boa-milieu", "toezichthouder"]')
EXTRAS = st.sampled_from(["", "active = false", 'email = "a@b.nl"', "mandate_to = 2027-12-31", *COMPETENCES])


@st.composite
def files(draw: st.DrawFn) -> OrganisationFile:
    """A file with some partners and members, with some of their keys."""
    codes = draw(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, unique=True))
    keys = draw(st.lists(st.sampled_from(["x", "y", "z"]), unique=True))
    partners = [partner_in_file(code, draw(st.none() | DAYS)) for code in codes]
    members = [member_in_file(key, draw(NAMES), draw(st.sampled_from(codes)), draw(EXTRAS)) for key in keys]
    return read("\n".join(['[bit]\nname = "BIT"', *partners, *members]))


def partner_in_file(code: str, ends: date | None) -> str:
    begins = f'[[partner]]\ncode = "{code}"\nname = "{code}"\nkind = "anders"\nvalid_from = 2022-01-01'
    return f"{begins}\nvalid_to = {ends}" if ends else begins


def member_in_file(key: str, name: str, partner: str, extra: str) -> str:
    return f'[[member]]\nkey = "{key}"\nname = "{name}"\npartner = "{partner}"\nroles = ["lid"]\n{extra}'


def test_a_second_time_never_changes_anything(database: Database) -> None:
    def apply_twice(history: list[OrganisationFile], today: date) -> None:
        with database.transaction() as connection:
            for file in history:
                organisation.apply(connection, file, today, overrule=False)
            before = organisation.load(connection)
            again = organisation.apply(connection, history[-1], today + timedelta(days=1), overrule=False)
            raise UndoneError(again, before == organisation.load(connection))

    @settings(max_examples=40, deadline=None)
    @given(st.lists(files(), min_size=1, max_size=3), DAYS)
    def holds(history: list[OrganisationFile], today: date) -> None:
        with pytest.raises(UndoneError) as undone:
            apply_twice(history, today)

        assert undone.value.args == ([], True)

    holds()


def test_where_somebody_was_heard_last_stays_when_the_file_is_read_again(database: Database) -> None:
    both = FILE.replace('slack = "U0ZUID"', f'slack = "U0ZUID"\nmattermost = "{"m" * 26}"\nprefers = "slack"')
    apply(database, both)
    before, number = load(database).version, member(database, "zuiddorp-1").id
    with database.transaction() as connection:
        organisation.use(connection, number, "mattermost")

    after = load(database).version
    outcomes = apply(database, both)

    found = member(database, "zuiddorp-1")
    assert (found.prefers, found.last_platform) == ("slack", "mattermost")
    assert (after, outcomes) == (before + 1, [])
