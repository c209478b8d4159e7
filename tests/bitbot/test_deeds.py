"""What somebody does at the command line stands in the audit log; what only reads changes nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from bitbot.__main__ import READING, main
from bitbot.demo import ORGANISATION
from storage import tables
from storage.audit import at_command_line
from storage.audit_keys import AuditKeys
from storage.engine import Database
from storage.head import at_head
from storage.keychain import Keychain
from storage.sealing import handover, store_seal
from storage.secrets import Ring, new_key
from tests.conversations.office import furnished
from tests.databases import KEY, Postgres
from tests.doubles import mattermost, slack
from tests.doubles.slack_socket import listening
from tests.platforms.slack import SECRET
from tests.programs import bitbot, free_port


def commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        words = (*before, name)
        if isinstance(command, click.Group):
            yield from commands(command, words)
        else:
            yield words, command


COMMANDS: Final = dict(commands(main))
READS: Final = [words for words, command in COMMANDS.items() if command in READING]
DEEDS: Final = [words for words, command in COMMANDS.items() if command not in READING]
SEALS: Final = new_key()
# What is typed for a parameter of this name. One with a name that is not here, or no file, has to be added.
TYPED: Final = {"number": "S-1", "key": "laren-1", "admin_token": mattermost.ADMIN_TOKEN}


def typed(command: click.Command, folder: Path) -> Iterator[str]:
    """All that a command asks for; what it can do without is left out."""
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.required and not parameter.prompt:
            continue
        if isinstance(parameter, click.Option):
            yield parameter.opts[0]
        yield _value(parameter, folder)


def _value(parameter: click.Parameter, folder: Path) -> str:
    if isinstance(parameter.type, click.Path) and not parameter.type.exists:
        return str(folder / "new")
    if isinstance(parameter.type, click.Path):
        file = folder / "organisation.toml"
        text = ORGANISATION.read_text(encoding="utf-8")
        file.write_text(text.replace('place = "Raadhuis', 'place = "Oude raadhuis'), encoding="utf-8")
        return str(file)
    return TYPED[str(parameter.name)]


@pytest.fixture(scope="module")
def around() -> Iterator[Mapping[str, str]]:
    """The settings of an installation that has everything: both chat platforms, and two secret keys."""
    with ExitStack() as stack:
        chat = stack.enter_context(mattermost.running({}))
        other = stack.enter_context(slack.running(users=()))
        other.socket_url = stack.enter_context(listening()).url
        yield {
            "BITBOT_SECRET_KEY": f"{new_key()},{KEY}",
            "BITBOT_AUDIT_KEY": SEALS,
            "BITBOT_URL": "http://127.0.0.1:9",
            "SLACK_API_URL": other.url,
            "SLACK_BOT_TOKEN": other.token,
            "SLACK_APP_TOKEN": other.app_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "MATTERMOST_URL": chat.url,
            "MATTERMOST_TOKEN": chat.token,
        }


# Reading


def rows(url: str) -> dict[str, list[Any]]:
    database = Database(url)
    with database.transaction(write=False) as connection:
        found = {table.name: list(connection.execute(select(table))) for table in tables.metadata.sorted_tables}
    database.close()
    return found


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_a_command_that_reads_changes_nothing(
    words: tuple[str, ...], sqlite_url: str, tmp_path: Path, around: Mapping[str, str]
) -> None:
    furnished(sqlite_url).close()
    before = rows(sqlite_url)
    environment = {**around, "BITBOT_ENV": "", "DATABASE_URL": sqlite_url}

    told = CliRunner().invoke(main, (*words, *typed(COMMANDS[words], tmp_path)), env=environment)

    assert told.exit_code in {0, 1}, told.output
    assert told.output
    assert rows(sqlite_url) == before


# Doing


def sealed_with_a_lost_key(url: str) -> None:
    database = Database(url)
    with database.transaction() as connection:
        store_seal(connection, handover(connection, AuditKeys(new_key()), ""))
    database.close()


# What must be before a command has anything to do; for all others there is a BIT in full swing.
EMPTY: Final = {("migrate",)}
BEFORE: Final[Mapping[tuple[str, ...], Callable[[str], None]]] = {("audit", "renew"): sealed_with_a_lost_key}
# The practice room has a database of its own.
ELSEWHERE: Final = {("demo",): "oefenruimte.db"}


@pytest.fixture
def url(words: tuple[str, ...], tmp_path: Path, postgres: Postgres, around: Mapping[str, str]) -> Iterator[str]:
    """A key that is used for the first time would leave a line of its own, so these have been."""
    if words in ELSEWHERE:
        yield f"sqlite:///{tmp_path / ELSEWHERE[words]}"
    elif words in EMPTY:
        with postgres.empty() as empty:
            yield empty
    else:
        with postgres.copy() as copy:
            furnished(copy).close()
            Keychain(Ring.read(around["BITBOT_SECRET_KEY"]), AuditKeys()).admit(copy, seals=False)
            if before := BEFORE.get(words):
                before(copy)
            yield copy


def lines(url: str, after: int) -> list[Any]:
    """What the log says of the command line since then; nothing as long as there is no log."""
    if not url.startswith("postgresql") and not Path(url.removeprefix("sqlite:///")).exists():
        return []
    if not at_head(url):
        return []
    database = Database(url)
    ours = (tables.audit.c.seq > after) & (tables.audit.c.actor == at_command_line().name)
    with database.transaction(write=False) as connection:
        found = list(connection.execute(select(tables.audit).where(ours)))
    database.close()
    return found


def last(url: str) -> int:
    return max((line.seq for line in lines(url, 0)), default=0)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("words", DEEDS, ids=" ".join)
def test_a_command_that_does_something_leaves_a_line_with_who_did_it(
    words: tuple[str, ...], url: str, tmp_path: Path, around: Mapping[str, str]
) -> None:
    before = last(url)
    environment = {**around, "DATABASE_URL": url, "PORT": str(free_port())}

    with bitbot(*words, *typed(COMMANDS[words], tmp_path), folder=tmp_path, **environment) as program:
        found = program.until(lambda: bool(lines(url, before)))

    assert found, program.said
    assert {line.origin for line in lines(url, before)} == {"command line"}
    assert all(line.purpose and line.operation for line in lines(url, before))
