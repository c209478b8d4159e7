"""Every change of rights is in the audit log: who, of whom, which field, and no value; so is what was refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bitbot.chat import Request, Where
from storage import tables
from tests.conversations.conftest import Talk
from tests.conversations.office import Office, everything, is_refusal, opened, person

BOSS, MAYOR = "coordinator-1", "burgemeester-huizen"
Row = tuple[str, str, str, str, str]


@pytest.fixture
def office(sqlite_url: str) -> Iterator[Office]:
    found = opened(sqlite_url)
    yield found
    found.close()


def rows(office: Office) -> list[Row]:
    """Who, what, about whom, which fields and how it ended."""
    log = tables.audit
    with office.storage.open(write=False) as store:
        keys = {f"member:{m.id}": m.key for m in store.organisation.members}
        names = {("member", m.id): m.key for m in store.organisation.members}
        names |= {("partner", p.id): p.code for p in store.organisation.partners}
        found = store.connection.execute(select(log).where(log.c.purpose != "setup").order_by(log.c.seq)).all()
    return [
        (keys.get(r.actor, r.actor), r.operation, names.get((r.kind, r.number), ""), r.fields, r.result) for r in found
    ]


CHANGES = (
    (BOSS, "deelnemer rol laren-1 bestuurder tot 31 december 2027 Kanarie", "laren-1", "roles"),
    (BOSS, "deelnemer ontneem laren-1 bestuurder Kanarie", "laren-1", "roles"),
    (BOSS, "deelnemer mandaat laren-1 tot 31 december 2028", "laren-1", "mandate_to"),
    (BOSS, "deelnemer bevoegdheid laren-1 boa-milieu tot 31 december 2027", "laren-1", "competences"),
    (BOSS, "deelnemer vervangt hilversum-1 voor hilversum-1 tot 1 maart Kanarie", "", ""),
    (BOSS, "deelnemer koppel laren-1 U0KANARIE", "laren-1", "slack"),
    (BOSS, "deelnemer koppel laren-1 los", "laren-1", "slack"),
    (BOSS, "deelnemer verhuist laren-1 naar blaricum", "laren-1", "partner"),
    (BOSS, "deelnemer vertrekt laren-1 Kanarie", "laren-1", "active"),
    (BOSS, "deelnemer terug laren-1", "laren-1", "active"),
    (BOSS, "partner opschort politie Kanarie", "politie", "suspension.asked"),
    (MAYOR, "partner bevestig politie", "politie", "suspension"),
    (BOSS, "partner hervat politie", "politie", "suspension"),
    (BOSS, "partner eindigt wijdemeren op 31 december opgevolgd door hilversum", "wijdemeren", "valid_to"),
    (BOSS, "partner blijft wijdemeren", "wijdemeren", "valid_to"),
)


def test_every_change_is_a_row_with_its_field_and_without_its_value(office: Office) -> None:
    for who, line, about, field in CHANGES:
        before = len(rows(office))
        reply = office.ask(who, line)
        new = [row for row in rows(office)[before:] if row[1] == "rechten"]
        assert new == ([(who, "rechten", about, field, "gedaan")] if about else []), (line, everything(reply))

    with office.storage.open(write=False) as store:
        whole = "\n".join(str(tuple(row)) for row in store.connection.execute(select(tables.audit)))
    assert "Kanarie" not in whole
    assert "KANARIE" not in whole
    assert "2028" not in whole


def test_a_joiner_and_a_new_partner_are_rows_too(office: Office) -> None:
    with office.storage.open(write=False) as store:
        partner = next(p for p in store.organisation.partners if p.code == "laren")
        codes = [p.code for p in store.organisation.partners]

    office.ask(BOSS, "deelnemer nieuw", naam="Kanarie", partner=str(partner.id), rol="lid", reden="Kanarie")
    values = {"naam": ("Eemnes",), "soort": ("gemeente",), "bijlage": ("Kanarie",)}
    agreed = {"toestemming": (*codes, "bevoegd-gezag")}
    asked = Request("new partner", person(BOSS), "partner nieuw", values | agreed, where=Where("direct"))
    office.dispatch(asked)

    assert [row for row in rows(office) if row[3] == "new"] == [
        (BOSS, "rechten", "laren-2", "new", "gedaan"),
        (BOSS, "rechten", "eemnes", "new", "gedaan"),
    ]


@pytest.mark.parametrize(
    ("who", "line", "refusal"),
    [
        (BOSS, "deelnemer rol coordinator-1 bestuurder Kanarie", "refused.rights.self"),
        (BOSS, "deelnemer mandaat coordinator-1 tot 31 december 2030", "refused.rights.self"),
        (BOSS, "deelnemer einde A-1 Kanarie", "refused.rights.self"),
        (BOSS, "deelnemer vertrekt coordinator-1 Kanarie", "refused.rights.last_coordinator"),
        (BOSS, "deelnemer rol laren-1 toezicht Kanarie", "refused.rights.apart"),
        (BOSS, "partner opschort huizen Kanarie", "refused.rights.own_partner"),
        ("laren-1", "deelnemer rol laren-1 coordinator Kanarie", "refused.coordinator"),
        ("fg-1", "deelnemer rol laren-1 coordinator Kanarie", "refused.coordinator"),
        ("laren-1", "partner opschort politie Kanarie", "refused.rights.suspender"),
    ],
)
def test_who_asks_for_what_is_not_to_be_given_is_accountable(office: Office, who: str, line: str, refusal: str) -> None:
    reply = office.ask(who, line)

    assert is_refusal(reply)
    assert rows(office)[-1] == (who, "rechten", "", "", f"geweigerd: {refusal}")
    assert "Kanarie" not in str(rows(office)[-1])


def test_looking_at_what_somebody_was_given_is_a_row(office: Office) -> None:
    office.ask("fg-1", "deelnemer toon laren-1")

    assert rows(office)[-1] == ("fg-1", "raadplegen", "laren-1", "autorisaties", "gedaan")


def test_a_confirmation_by_the_one_who_asked_is_accountable(office: Office) -> None:
    office.ask(BOSS, "partner opschort politie reden")
    office.ask(BOSS, "partner bevestig politie")

    assert rows(office)[-1] == (BOSS, "rechten", "", "", "geweigerd: refused.rights.second_person")


def test_who_is_refused_because_of_a_suspension_is_accountable(office: Office) -> None:
    office.ask(BOSS, "partner opschort politie reden")
    office.ask(MAYOR, "partner bevestig politie")
    office.ask("politie-1", "signaal nieuw Loods")

    assert rows(office)[-1][-1] == "geweigerd: refused.suspended"


def test_toezicht_reads_what_was_changed_of_somebody_by_name(talk: Talk) -> None:
    talk.say(BOSS, "/deelnemer mandaat @laren-1 tot 31 december 2028")
    talk.say(BOSS, "/deelnemer vertrekt @laren-1 andere baan")
    talk.say("fg-1", "/partner")

    shown = talk.say("fg-1", "/bit audit laren-1").text

    assert "Coördinator BIT: rechten gewijzigd Deelnemer Laren (mandate_to) · deelnemer mandaat" in shown
    assert "Coördinator BIT: rechten gewijzigd Deelnemer Laren (active) · deelnemer vertrekt" in shown
    assert "2028" not in shown
