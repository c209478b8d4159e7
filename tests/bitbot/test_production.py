"""In production bitbot starts with everything that the table asks for, and with anything missing it does not."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from bitbot.__main__ import main
from bitbot.demo import ORGANISATION
from bitbot.domain.organisation import Bit
from bitbot.production import NEEDS, UNSEEN, Need, NotReady, demand, missing
from bitbot.settings import Settings, SettingsFault
from storage import tables
from storage.engine import Database
from storage.secrets import new_key
from tests.conversations.conftest import organise
from tests.platforms.slack import SECRET
from tests.programs import bitbot, free_port, is_ready

PAPERS: Final = ("arrangement", "dpia", "fg_contact")
# What somebody may have filled in that is not right, the emptiest first.
WRONG: Final = ("", "http://127.0.0.1:9/", "postgresql://bitbot@db.example.nl/bitbot?sslmode=prefer")
NOWHERE: Final = "https://127.0.0.1:9/"
GOOD: Final = Bit(arrangement="Zaak 1", dpia="Zaak 2", fg_contact="fg@gemeente.example")

Environment = dict[str, str]


def environment(url: str, folder: Path) -> Environment:
    """Everything filled in as it should be; nobody is at the other end of the chat platforms."""
    return {
        "BITBOT_ENV": "production",
        "DATABASE_URL": url,
        "BITBOT_SECRET_KEY": new_key(),
        "BITBOT_AUDIT_KEY": new_key(),
        "BITBOT_AUDIT_HEAD": str(folder / "heads"),
        "BITBOT_URL": "https://bitbot.example.nl",
        "SLACK_BOT_TOKEN": "xoxb-double",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": NOWHERE,
        "MATTERMOST_URL": NOWHERE,
    }


def settings(given: Mapping[str, str]) -> Settings:
    """As they are read from the environment: what is empty is not set."""
    return Settings(**{name.lower(): value for name, value in given.items() if value})


def left_out(need: Need, known: Environment) -> tuple[Environment, Bit]:
    """The same without what this one needs: nothing in its place, or the first wrong thing that it does not take."""
    if need.place in {field.name for field in fields(Bit)}:
        emptied: dict[str, Any] = {need.place: ""}
        return known, replace(GOOD, **emptied)
    for wrong in WRONG:
        spoilt = known | {need.place: wrong}
        try:
            if missing(settings(spoilt), GOOD):
                return spoilt, GOOD
        except SettingsFault:
            continue
    raise AssertionError(f"{need.place} takes everything: {WRONG}")


# The table


def test_with_everything_nothing_is_missing(tmp_path: Path, sqlite_url: str) -> None:
    assert missing(settings(environment(sqlite_url, tmp_path)), GOOD) == []


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.place)
def test_what_is_missing_is_named_alone_with_where_to_put_it(need: Need, tmp_path: Path, sqlite_url: str) -> None:
    known, bit = left_out(need, environment(sqlite_url, tmp_path))

    assert missing(settings(known), bit) == [need]
    assert need.place in need.advice
    assert need.what.endswith(".")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"BITBOT_SECRET_KEY": "kort"}, "BITBOT_SECRET_KEY"),
        ({"BITBOT_AUDIT_KEY": "kort"}, "BITBOT_AUDIT_KEY"),
        ({"BITBOT_AUDIT_HEAD": "FOLDER/bitbot.db.audit-head"}, "BITBOT_AUDIT_HEAD"),
        ({"BITBOT_URL": ""}, "BITBOT_URL"),
        ({"BITBOT_URL": "", "SLACK_APP_TOKEN": "xapp-x"}, "BITBOT_URL"),
    ],
)
def test_what_is_there_but_does_not_serve_is_missing(
    change: Environment, place: str, tmp_path: Path, sqlite_url: str
) -> None:
    folder = str(Path(sqlite_url.removeprefix("sqlite:///")).parent)
    spoilt = {name: value.replace("FOLDER", folder) for name, value in change.items()}

    found = missing(settings(environment(sqlite_url, tmp_path) | spoilt), GOOD)

    assert [need.place for need in found] == [place]


def test_a_key_of_the_log_that_opens_texts_as_well_is_none(tmp_path: Path, sqlite_url: str) -> None:
    known = environment(sqlite_url, tmp_path)
    shared = known | {"BITBOT_AUDIT_KEY": f"{new_key()},{known['BITBOT_SECRET_KEY']}"}

    assert [need.place for need in missing(settings(shared), GOOD)] == ["BITBOT_AUDIT_KEY"]


def test_over_socket_mode_alone_bitbot_needs_no_address(tmp_path: Path, sqlite_url: str) -> None:
    inside = {"BITBOT_URL": "", "MATTERMOST_URL": "", "SLACK_APP_TOKEN": "xapp-x"}

    assert missing(settings(environment(sqlite_url, tmp_path) | inside), GOOD) == []


def test_what_does_not_seal_is_not_asked_for_the_keys_of_the_log(tmp_path: Path, sqlite_url: str) -> None:
    bare = environment(sqlite_url, tmp_path) | {"BITBOT_AUDIT_KEY": "", "BITBOT_AUDIT_HEAD": ""}

    assert missing(settings(bare), GOOD, seals=False) == []
    assert [need.place for need in missing(settings(bare), GOOD)] == ["BITBOT_AUDIT_KEY", "BITBOT_AUDIT_HEAD"]


# The start, for real


@pytest.fixture
def url(postgres_url: str) -> str:
    """A database on this machine, with the organisation and its papers in it."""
    organised(postgres_url, GOOD)
    return postgres_url


def organised(url: str, bit: Bit) -> None:
    papers = "\n".join(f'{name} = "{getattr(bit, name)}"' for name in PAPERS)
    organise(url, date(2026, 9, 10), ORGANISATION.read_text(encoding="utf-8").replace("[bit]", f"[bit]\n{papers}", 1))


def started(url: str) -> int:
    """How many starts stand in the log."""
    database = Database(url)
    query = select(func.count()).select_from(tables.audit).where(tables.audit.c.purpose == "start")
    with database.transaction(write=False) as connection:
        found = connection.scalar(query.where(tables.audit.c.kind == "process"))
    database.close()
    return found or 0


@pytest.mark.slow
@pytest.mark.parametrize("words", ["serve", "web", "worker"])
def test_with_everything_it_starts(words: str, url: str, tmp_path: Path) -> None:
    port = free_port()
    known = environment(url, tmp_path) | {"PORT": str(port)}
    if words == "web":
        del known["BITBOT_AUDIT_KEY"], known["BITBOT_AUDIT_HEAD"]

    with bitbot(words, folder=tmp_path, **known) as program:
        begun = program.until(lambda: started(url) == 1 and (words == "worker" or is_ready(port)))

    assert begun, program.said
    # Nobody answers there, so nobody can see who reads along.
    assert [line for line in program.said.splitlines() if "place not seen" not in line] == []


@pytest.mark.slow
@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.place)
def test_without_one_it_does_not_start(need: Need, postgres_url: str, tmp_path: Path) -> None:
    known, bit = left_out(need, environment(postgres_url, tmp_path))
    organised(postgres_url, bit)

    with bitbot("serve", folder=tmp_path, **known, PORT=str(free_port())) as program:
        code = program.end()

    assert code != 0
    assert [each.place for each in NEEDS if each.sentence in program.said] == [need.place]
    assert started(postgres_url) == 0


@pytest.mark.slow
@pytest.mark.parametrize(("words", "seals"), [("serve", True), ("web", False), ("worker", True), ("socket", False)])
def test_all_that_is_missing_is_named_at_once(words: str, seals: bool, postgres_url: str, tmp_path: Path) -> None:
    """Nothing is filled in, or it is wrong; nobody set up the organisation."""
    known = {
        "BITBOT_ENV": "production",
        "DATABASE_URL": postgres_url,
        "SLACK_BOT_TOKEN": "xoxb-double",
        "SLACK_APP_TOKEN": "xapp-double",
        "SLACK_API_URL": WRONG[1],
        "MATTERMOST_URL": WRONG[1],
    }

    with bitbot(words, folder=tmp_path, **known, PORT=str(free_port())) as program:
        code = program.end()

    expected = [need.place for need in NEEDS if need.place != "DATABASE_URL" and (seals or not need.of_seals)]
    assert code != 0
    assert [need.place for need in NEEDS if need.sentence in program.said] == expected


def test_a_database_that_is_not_guarded_is_named_and_not_spoken_to(tmp_path: Path) -> None:
    """What listens there is on this machine, at an address that is not known to be."""
    with socket.create_server(("0.0.0.0", 0)) as elsewhere:  # noqa: S104 - for as long as this takes
        elsewhere.settimeout(0.2)
        url = f"postgresql://bitbot@0.0.0.0:{elsewhere.getsockname()[1]}/bitbot"
        known = settings(environment(url, tmp_path) | {"BITBOT_AUDIT_KEY": ""})

        with pytest.raises(NotReady) as refused:
            demand(known, seals=True)
        with pytest.raises(TimeoutError):
            elsewhere.accept()

    said = str(refused.value)
    assert [need.place for need in NEEDS if need.sentence in said] == ["BITBOT_AUDIT_KEY", "DATABASE_URL"]
    assert UNSEEN in said


# Around it


def run(*words: str, **given: str) -> Any:  # noqa: ANN401 - click's own
    return CliRunner().invoke(main, words, env=given)


def test_the_practice_room_is_refused() -> None:
    refused = run("demo", BITBOT_ENV="production", BITBOT_HOST="")

    assert refused.exit_code == 2
    assert "alleen op uw eigen computer" in refused.output


@pytest.fixture
def told(sqlite_url: str, tmp_path: Path) -> Environment:
    organise(sqlite_url, date(2026, 9, 10))
    return dict.fromkeys(environment("", tmp_path), "") | {
        "DATABASE_URL": sqlite_url,
        "BITBOT_SECRET_KEY": new_key(),
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
    }


def test_the_doctor_tells_everywhere_what_production_still_needs(told: Environment) -> None:
    here = run("doctor", **told).output
    there = run("doctor", **told | {"BITBOT_ENV": "production"}).output

    needed = [need for need in NEEDS if need.place not in {"BITBOT_SECRET_KEY", "DATABASE_URL", "MATTERMOST_URL"}]
    assert re.findall(r"^later Nog nodig voor productie: (.*)$", here, re.MULTILINE) == [n.what for n in needed]
    assert re.findall(r"^FOUT  Nog nodig voor productie: (.*)$", there, re.MULTILINE) == [n.what for n in needed]
    assert all(need.advice in here for need in needed)


def test_the_papers_of_the_organisation_come_from_its_file(sqlite_url: str, tmp_path: Path) -> None:
    organised(sqlite_url, GOOD)

    output = run("doctor", **environment(sqlite_url, tmp_path) | {"MATTERMOST_URL": "", "SLACK_BOT_TOKEN": ""}).output

    assert "goed  Wat productie nodig heeft, is ingevuld." in output
