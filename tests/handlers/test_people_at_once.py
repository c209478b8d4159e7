"""Two coordinators at the same instant, and access that ends with the commit, in every process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bitbot.chat import Reply
from bitbot.domain.autorisaties import ROLE
from bitbot.domain.organisation import Organisation
from tests.conversations.office import Office, everything, is_refusal, opened

COORDINATORS = ("coordinator-1", "huizen-1")


@pytest.fixture
def offices(database_url: str) -> Iterator[tuple[Office, Office]]:
    """Two processes with a coordinator at each, on SQLite and on PostgreSQL."""
    first = opened(database_url)
    second = Office(database_url)
    assert not is_refusal(first.ask("coordinator-1", "deelnemer rol huizen-1 coordinator tweede"))
    yield first, second
    first.close()
    second.close()


def together(*deeds: Callable[[], Reply]) -> list[str]:
    barrier = Barrier(len(deeds))

    def one(deed: Callable[[], Reply]) -> str:
        barrier.wait()
        return everything(deed())

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def both(offices: tuple[Office, Office], *lines: str) -> list[str]:
    """Each coordinator asks the line of the same place, or the only one, in the same instant."""
    asked = lines * 2 if len(lines) == 1 else lines
    deeds = zip(offices, COORDINATORS, asked, strict=True)
    return together(*(lambda office=office, who=who, line=line: office.ask(who, line) for office, who, line in deeds))


def organisation(office: Office) -> Organisation:
    with office.storage.open(write=False) as store:
        return store.organisation


def test_the_same_grant_by_two_at_once_is_given_once(offices: tuple[Office, Office]) -> None:
    for number, who in enumerate(("laren-1", "blaricum-1", "politie-1"), 1):
        told = both(offices, f"deelnemer rol {who} bestuurder tot 31 december loco-burgemeester")

        held = [a for a in organisation(offices[0]).autorisaties if (a.kind, a.value) == (ROLE, "bestuurder")]
        assert len(held) == number + 1
        assert sum("heeft deze deelnemer al" in text for text in told) == 1


def test_roles_that_do_not_go_together_are_not_given_by_two_at_once(offices: tuple[Office, Office]) -> None:
    offices[0].ask("coordinator-1", "deelnemer ontneem laren-1 lid opnieuw")

    told = both(offices, "deelnemer rol laren-1 lid terug", "deelnemer rol laren-1 toezicht nieuwe functie")

    held = organisation(offices[0])
    laren = next(member for member in held.members if member.key == "laren-1")
    assert sum("gaat niet samen met" in text for text in told) == 1
    assert len(laren.roles) == 1


def test_two_coordinators_who_take_each_others_role_leave_one(offices: tuple[Office, Office]) -> None:
    told = both(
        offices, "deelnemer ontneem huizen-1 coordinator omdat", "deelnemer ontneem coordinator-1 coordinator omdat"
    )

    left = organisation(offices[0]).coordinators(organisation(offices[0]).as_of)
    assert len(left) == 1
    assert sum("is beëindigd" in text.split("\n")[0] for text in told) == 1


def test_two_joiners_of_one_partner_get_keys_of_their_own(offices: tuple[Office, Office]) -> None:
    form = {"rol": "lid", "reden": "nieuw"}
    partner = next(p.id for p in organisation(offices[0]).partners if p.code == "laren")

    together(
        *(
            lambda office=office, who=who: office.ask(who, "deelnemer nieuw", naam=who, partner=str(partner), **form)
            for office, who in zip(offices, COORDINATORS, strict=True)
        )
    )

    keys = {member.key for member in organisation(offices[0]).members if member.partner == partner}
    assert keys == {"laren-1", "laren-2", "laren-3"}


def test_one_account_for_two_is_linked_to_one(offices: tuple[Office, Office]) -> None:
    told = both(offices, "deelnemer koppel laren-1 U0NIEUW", "deelnemer koppel blaricum-1 U0NIEUW")

    accounts = Counter(member.slack for member in organisation(offices[0]).members)
    assert accounts["U0NIEUW"] == 1
    assert sum("hoort al bij" in text for text in told) == 1


def test_who_asks_and_who_confirms_at_once_are_two_persons(offices: tuple[Office, Office]) -> None:
    told = both(offices, "partner opschort laren reden")

    suspensions = organisation(offices[0]).opschortingen
    assert len(suspensions) == 1
    assert sum("Er is al gevraagd" in text for text in told) == 1
    assert sum("is nu opgeschort" in text for text in both(offices, "partner bevestig laren")) == 1


def test_access_ends_with_the_commit_in_every_process(offices: tuple[Office, Office]) -> None:
    first, second = offices
    assert not is_refusal(second.ask("laren-1", "signaal nieuw Loods"))

    first.ask("coordinator-1", "deelnemer vertrekt laren-1 andere baan")

    for office in offices:
        for line, values in (("bit", {}), ("signaal nieuw", {"titel": "Nog een"}), ("signaal sluit S-1 klaar", {})):
            assert "U staat niet in de ledenlijst" in everything(office.ask("laren-1", line, **values)), line


def test_a_role_that_is_taken_ends_with_the_commit_in_every_process(offices: tuple[Office, Office]) -> None:
    first, second = offices
    assert not is_refusal(second.ask("huizen-1", "overleg houd O-1"))

    first.ask("coordinator-1", "deelnemer ontneem huizen-1 coordinator toch niet")

    assert "Alleen de coördinator" in everything(second.ask("huizen-1", "overleg houd O-1"))
    assert "Alleen de coördinator" in everything(second.ask("huizen-1", "deelnemer rol laren-1 coordinator ik"))
