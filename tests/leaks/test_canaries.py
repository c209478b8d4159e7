"""Nothing that people wrote reaches a channel, a locked screen, what travels unseen, the log, an error or a file.

Every field of every record has a word, number or moment of its own; everything is done with it that can be done, on
each platform, on good days and on bad ones; and then all that came out is looked through. What is new takes part by
itself: kinds and fields, commands, buttons, menus, forms, messages, tables and commands of the command line.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from bitbot.__main__ import main
from bitbot.domain import records
from bitbot.domain.public import CHANNEL
from bitbot.domain.records import Afmelding, Change, Planned
from bitbot.logs import LEFT_OUT
from bitbot.messages import MAKERS
from storage import tables
from tests.conversations.conftest import PLATFORMS
from tests.conversations.office import VERBS, spoken
from tests.databases import KEY, Sqlite, new_folder
from tests.leaks.canaries import FIGURE, WORD, kinds, names_in, words_in
from tests.leaks.harvest import Harvest
from tests.leaks.life import TYPED, sort_of

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PRACTICE = "practice"
# What was said in a practice room is kept in clear: nothing in it has to be hidden. And so is why somebody was given
# something and why a partner was suspended: the organisation is read without a key.
IN_CLEAR = ("room_entry", "autorisatie", "opschorting", "member", "partner")


@dataclass(frozen=True)
class Lived:
    """What is left of a life on one platform: what came out, what it wrote, and its database."""

    platform: str
    harvest: Harvest
    log: str
    database: Path

    def rows(self, table: str) -> list[str]:
        engine = create_engine(f"sqlite:///{self.database}")
        with engine.connect() as connection:
            found = [str(tuple(row)) for row in connection.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608 - of ours
        engine.dispose()
        return found


@pytest.fixture(scope="module")
def lives(sqlite: Sqlite) -> Iterator[dict[str, tuple[subprocess.Popen[bytes], Path]]]:
    """They live beside each other."""
    with new_folder() as folder:
        begun = {}
        for platform in PLATFORMS:
            own = folder / platform
            (own / "database").mkdir(parents=True)
            with sqlite.copy() as url:
                (own / "database" / "bitbot.db").write_bytes(Path(url.removeprefix("sqlite:///")).read_bytes())
            words = [platform, f"sqlite:///{own / 'database' / 'bitbot.db'}", str(own)]
            with (own / "log").open("wb") as out:
                begun[platform] = (_started(words, out.fileno()), own)
        yield begun
        for process, _ in begun.values():
            process.kill()
            process.wait()


def _started(words: list[str], out: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.leaks.living", *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)


@pytest.fixture(scope="module", params=sorted(PLATFORMS))
def lived(request: pytest.FixtureRequest, lives: dict[str, tuple[subprocess.Popen[bytes], Path]]) -> Lived:
    process, folder = lives[request.param]
    process.wait(300)
    trouble, log = folder / "trouble", folder / "log"
    assert not trouble.exists(), trouble.read_text(encoding="utf-8")
    database = folder / "at_rest" / "bitbot.db"
    return Lived(request.param, Harvest.load(folder / "harvest.json"), log.read_text(encoding="utf-8"), database)


# It was a whole life


def test_every_kind_of_record_is_planted() -> None:
    planted = {kind.type for kind in kinds()} | {Afmelding, Change, Planned}
    there = {each.__name__ for each in vars(records).values() if isinstance(each, type) and is_dataclass(each)}
    there |= {each.__name__ for each in records.Record.__subclasses__()}

    assert there - {base.__name__ for each in planted for base in each.__mro__} == set()


def test_everything_was_done_that_can_be_done(lived: Lived) -> None:
    asked, offered, forms = (
        {sort_of(line).strip() for line in lines}
        for lines in (lived.harvest.asked, lived.harvest.offered, lived.harvest.forms)
    )
    verbs = {spoken(pair) for pair in VERBS}

    assert {verb for verb in verbs if not any(f"{line} ".startswith(f"{verb} ") for line in asked)} == set()
    assert (offered - asked, forms - asked) == (set(), set())
    assert len(offered) > 50
    assert len(forms) > 10


def test_every_kind_of_message_was_sent_and_every_table_filled(lived: Lived) -> None:
    deliveries = "\n".join(lived.rows("delivery"))
    unused = () if lived.platform == PRACTICE else ("room_entry",)
    elsewhere = {"purpose", "basis", "competence", "room_read", "audit_seal", *unused}

    sent = {kind for kind in (*MAKERS, *CHANNEL) if re.search(rf"'{kind}'.*'sent'", deliveries)}
    empty = {table.name for table in tables.metadata.sorted_tables if not lived.rows(table.name)}

    assert sent == {*MAKERS, *CHANNEL}
    assert empty - elsewhere == set()


def test_who_may_see_it_was_shown_every_word(lived: Lived) -> None:
    """So that words that are not found elsewhere would have been found."""
    sealed = {f"kanarie{kind.table.name}{name.replace('_', '')}" for kind in kinds() for name in kind.sealed}

    told = {re.sub(r"\d.*", "", word.casefold()) for word in words_in(lived.harvest.answers)}

    assert sealed - told == set()
    assert {f"kanarie{kind}note" for kind in ("signaal", "werkafspraak")} <= told


def test_it_had_bad_days(lived: Lived) -> None:
    for event in ("fault", "delivery failed", "a library warns", "fell", "kept [left out]"):
        assert f'"{event}"' in lived.log, event
    if lived.platform != PRACTICE:
        assert "did not reach" in lived.log
        assert '"delivery parked"' in lived.log
        assert '"card not changed"' in lived.log


# Nothing of it came out


def test_the_channel_has_none_of_it(lived: Lived) -> None:
    said = lived.harvest.channel

    assert "S-1" in str(said)
    assert "Gemeente" in str(said)
    assert words_in(said) + names_in(said) == []
    assert [each for each in said if FIGURE.search(json.dumps(each, ensure_ascii=False))] == []


def test_a_locked_screen_shows_none_of_it(lived: Lived) -> None:
    notices = lived.harvest.notices

    assert "WA-1" in str(notices)
    assert [notice for notice in notices if words_in(notice) or names_in(notice) or FIGURE.search(notice)] == []
    assert [notice for notice in notices if len(notice) > 200] == []


def test_none_of_it_travels_along_unseen(lived: Lived) -> None:
    unseen = lived.harvest.unseen

    assert unseen
    assert [each for each in unseen if words_in(each) or names_in(each)] == []


def test_the_log_has_none_of_it(lived: Lived) -> None:
    lines = lived.log.splitlines()

    assert words_in(lived.log) + names_in(lived.log) == []
    assert [line for line in lines if not line.startswith("{")] == []
    assert [line for line in lines if LEFT_OUT in line and "shouted" not in line] == []


def test_what_goes_wrong_is_reported_without_it(lived: Lived) -> None:
    pages = lived.harvest.pages

    assert "ok\n" in pages
    assert words_in(pages) + names_in(pages) == []


def test_no_table_has_a_readable_word_of_it(lived: Lived) -> None:
    readable = {table.name for table in tables.metadata.sorted_tables} - {*IN_CLEAR}

    assert {name: found for name in readable if (found := words_in("\n".join(lived.rows(name))))} == {}
    for name in ("audit", "audit_seal", "delivery", "inbox", "history"):
        assert names_in("\n".join(lived.rows(name))) == [], name


@pytest.mark.parametrize("lived", sorted(PLATFORMS.keys() - {PRACTICE}), indirect=True)
def test_no_file_has_a_readable_word_of_it(lived: Lived) -> None:
    files = {path.name: path.read_bytes() for path in lived.database.parent.iterdir()}
    typed = {word for name in IN_CLEAR for word in words_in("\n".join(lived.rows(name)))}

    found = {word for content in files.values() for word in WORD.findall(content.decode(errors="replace"))}

    assert b"WA-1" in files["bitbot.db"]
    assert [word for word in typed if not word.startswith(TYPED)] == []
    assert [word for word in found if not word.startswith(TYPED)] == []


# What is typed behind the name of an argument; a new one gets the number of a record.
ARGUMENTS = {"file": "new.json", "key": "hilversum-1"}
# These do not end by themselves; what they write is the log.
SERVERS = {"demo", "serve", "web", "worker", "socket"}


def commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    """Every command of the command line that ends by itself, with its arguments."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)
        elif name not in SERVERS:
            names = [each.name for each in command.params if isinstance(each, click.Argument)]
            yield (*before, name, *(ARGUMENTS.get(each or "", "S-1") for each in names))


@pytest.mark.parametrize("lived", ["slack"], indirect=True)
def test_the_command_line_shows_none_of_it(lived: Lived, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(lived.database.parent, tmp_path / "database")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'database' / 'bitbot.db'}",
        "BITBOT_ENV": "",
        "BITBOT_SECRET_KEY": KEY,
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
    }

    told = {words: CliRunner().invoke(main, words, env=environment) for words in commands(main)}

    written = [path.read_bytes().decode(errors="replace") for path in Path().iterdir()]
    assert "S-1" in told["audit", "who", "S-1"].output
    assert {words: found for words, result in told.items() if (found := words_in(result.output))} == {}
    assert any("signaal" in content for content in written)
    assert words_in(written) == []
