"""The command line of bitbot."""

from __future__ import annotations

import json
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

from bitbot.errors import Explained, Unavailable
from bitbot.settings import Settings

# Enough for a burst of commands on a slow database; each waits for at most one statement at a time.
THREADS = 20
ROOM_ONLY = "De oefenruimte werkt alleen op uw eigen computer. Laat BITBOT_HOST en BITBOT_ENV weg."


class Wrong(click.ClickException):
    """Something that the person at the command line can put right."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - click's own type is an open file
        click.echo(self.format_message(), file=file or sys.stderr)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what a person can put right into its sentences."""
    try:
        yield
    except Explained as fault:
        raise Wrong(str(fault)) from None
    except Unavailable:
        raise Wrong("De database antwoordt niet. Controleer DATABASE_URL en of de database aan staat.") from None


def settings(**given: Any) -> Settings:
    with explained():
        return Settings(**given)


def keyed() -> Settings:
    """Settings with a secret key: nothing works without one. Whether it is the right one is asked where it is used."""
    found = settings()
    if not found.bitbot_secret_key.get_secret_value() and found.bitbot_env != "production":  # which asks for more
        from storage.secrets import MISSING

        raise Wrong(MISSING)
    return found


# The commands that change nothing. Whatever is not here leaves a line in the audit log.
READING: Final[set[click.Command]] = set()


def reads(command: click.Command) -> click.Command:
    READING.add(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """bitbot: chatassistent voor een bestuurlijk interventieteam."""


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), help="poort; anders PORT, anders 8080")
@click.option("--database", type=click.Path(dir_okay=False, path_type=Path), default=Path("oefenruimte.db"))
def demo(port: int | None, database: Path) -> None:
    """Start de oefenruimte op deze computer, met verzonnen gegevens."""
    found = settings(database_url=f"sqlite:///{database.absolute()}", **({"port": port} if port else {}))
    if found.bitbot_env or found.bitbot_host not in {"127.0.0.1", "localhost", "::1"}:
        raise Wrong(ROOM_ONLY)
    run(found, load_demo)


@main.command()
def serve() -> None:
    """Beantwoord Slack en verstuur berichten, in één proces: voor SQLite of een kleine server."""
    run(keyed(), partial(load, works=True, connects=True, migrates=True))


@main.command()
def web() -> None:
    """Beantwoord Slack; een ander proces (worker) verstuurt. Alleen op PostgreSQL."""
    run(keyed(), partial(load, works=False, connects=False, migrates=False))


@main.command()
def worker() -> None:
    """Verstuur berichten; een ander proces (web) antwoordt. Alleen op PostgreSQL."""
    from bitbot.serving import work

    with explained():
        work(keyed())


@main.command()
def socket() -> None:
    """Beantwoord Slack over Socket Mode: zonder adres dat van buiten bereikbaar is."""
    from bitbot.serving import listen

    with explained():
        listen(keyed())


@main.command()
def migrate() -> None:
    """Breng de tabellen in de database op orde."""
    from storage import migrate as migrations
    from storage.locks import sole_process

    url = settings().database_url
    with explained(), sole_process(url):
        steps = migrations.upgrade(url)
    click.echo("\n".join(f"Gedaan: {step}" for step in steps) or "De database is bij.")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--overrule", is_flag=True, help="laat het bestand gelden boven wat in de chat is gewijzigd")
def setup(file: Path, *, overrule: bool) -> None:
    """Laad of ververs het organisatiebestand FILE."""
    from bitbot.clock import utc_now
    from bitbot.organisation_file import read
    from bitbot.usecases.setup import sentences, set_up
    from storage.engine import Database
    from storage.migrate import demand

    with explained():
        organisation = read(contents(file))
        demand(settings().database_url)
        with closing(Database(settings().database_url, jobs=True)) as database:
            outcomes = set_up(database, organisation, utc_now().date(), overrule=overrule)
    click.echo("\n".join(sentences(outcomes, organisation.warnings)))


def contents(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Wrong(f"{file} is geen tekst in UTF-8. Sla het bestand op als UTF-8.") from None


@reads
@main.command()
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="tot en met deze dag; anders een maand vooruit")
def due(until: Any) -> None:  # noqa: ANN401
    """Toon welke berichten klaarstaan, zonder inhoud."""
    from bitbot.due import planned

    with explained():
        click.echo("\n".join(planned(settings(), until and until.date())))


@reads
@main.command()
def doctor() -> None:
    """Controleer instellingen, database, klok, Slack en Mattermost, en zeg wat er te doen is."""
    from bitbot.doctor import examine

    with explained():
        findings = examine(settings())
    for finding in findings:
        click.echo(f"{finding.mark:<5} {finding.what}")
        if finding.advice:
            click.echo(f"      {finding.advice}")
    sys.exit(not all(finding.ok for finding in findings))


@main.group()
def keys() -> None:
    """Maak, ververs en controleer de sleutels waarmee teksten zijn versleuteld."""


@reads
@keys.command()
def new() -> None:
    """Druk een nieuwe sleutel af. Bewaar die apart van de database en van de reservekopieën."""
    from storage.secrets import new_key

    click.echo(new_key())


@keys.command()
def rotate() -> None:
    """Verpak alles onder de eerste sleutel in BITBOT_SECRET_KEY. Mag terwijl bitbot draait."""
    from bitbot.keys import rotated

    with explained():
        for line in rotated(keyed()):
            click.echo(line)


@reads
@keys.command()
def check() -> None:
    """Open alle teksten in de database en zeg welke sleutels nog nodig zijn."""
    from bitbot.keys import checked

    with explained():
        lines, ok = checked(keyed())
    click.echo("\n".join(lines))
    sys.exit(not ok)


@main.group()
def audit() -> None:
    """Lees en controleer het auditlog: wie deed en zag wat."""


@reads
@audit.command()
@click.option("--head", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="anders BITBOT_AUDIT_HEAD")
def verify(head: Path | None) -> None:
    """Controleer of er niets is veranderd, verwijderd, ingevoegd of afgeknipt."""
    from bitbot.auditing import verified

    with explained():
        finding = verified(settings(), head)
    click.echo(finding.what)
    sys.exit(not finding.ok)


@audit.command()
def renew() -> None:
    """Verzegel verder met de eerste sleutel in BITBOT_AUDIT_KEY, als die van het laatste zegel kwijt is."""
    from bitbot.auditing import renewed

    with explained():
        click.echo(renewed(settings()))


@audit.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="vanaf deze dag; anders vanaf het begin")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="tot en met deze dag; anders tot nu")
@click.argument("file", type=click.Path(path_type=Path))
def export(since: Any, until: Any, file: Path) -> None:  # noqa: ANN401
    """Schrijf het log naar FILE, als regels JSON. FILE mag er nog niet zijn."""
    from bitbot.auditing import exported

    with explained():
        count = exported(settings(), file, since and since.date(), until and until.date())
    click.echo(f"{count} regels staan in {file}.")


@audit.command()
@click.argument("number")
def who(number: str) -> None:
    """Wie deed en zag wat met NUMBER, zoals S-12."""
    from bitbot.auditing import lines_about

    with explained():
        click.echo("\n".join(lines_about(settings(), number)))


@audit.command()
@click.argument("key")
def person(key: str) -> None:
    """Wat deed en zag de deelnemer met deze KEY in het organisatiebestand."""
    from bitbot.auditing import lines_of

    with explained():
        click.echo("\n".join(lines_of(settings(), key)))


@main.group()
def manifest() -> None:
    """Maak het manifest van een chatplatform."""


@reads
@manifest.command()
@click.option("--socket", is_flag=True, help="voor Socket Mode")
@click.option("--url", help="het adres van bitbot, zoals https://bitbot.example.nl; anders BITBOT_URL")
def slack(*, socket: bool, url: str | None) -> None:
    """Het manifest voor Slack, gemaakt van de commando's die er zijn."""
    from handlers.slack.manifest import manifest as made
    from handlers.verbs import subjects

    address = url or settings().bitbot_url or None
    if not socket and not address:
        raise Wrong("Zonder Socket Mode heeft Slack een adres nodig. Geef --url https://… of zet BITBOT_URL.")
    click.echo(json.dumps(made(subjects(), address, socket=socket), indent=2, ensure_ascii=False))


@main.group()
def mattermost() -> None:
    """Maak een server van Mattermost klaar."""


@mattermost.command()
@click.option("--url", help="het adres van Mattermost, zoals https://chat.example.nl; anders MATTERMOST_URL")
@click.option("--admin-token", prompt="Token van een beheerder", hide_input=True, help="wordt niet bewaard")
@click.option("--team", default="", help="het team van het BIT, zoals het in het adres staat; weglaten als er één is")
@click.option("--bitbot", help="waar Mattermost bitbot bereikt, zoals https://bitbot.example.nl; anders BITBOT_URL")
def install(url: str | None, admin_token: str, team: str, bitbot: str | None) -> None:
    """Maak of ververs de slash-commando's, en toon de tokens voor MATTERMOST_COMMAND_TOKENS."""
    from bitbot.auditing import announce
    from handlers.mattermost.install import install as installed
    from handlers.verbs import subjects

    found = settings()
    server, own = url or found.mattermost_url, bitbot or found.bitbot_url
    if not server or not own:
        raise Wrong("Geef --url en --bitbot, of zet MATTERMOST_URL en BITBOT_URL.")
    with explained():
        announce(found, "mattermost install", "mattermost")
        done = installed(server, admin_token, team, own, subjects())
    click.echo("\n".join(done.sentences))
    click.echo(f"Zet dit in de omgeving van bitbot:\nMATTERMOST_COMMAND_TOKENS={','.join(done.tokens)}")


Loader = Callable[[Settings], Any]


def run(found: Settings, loader: Loader) -> None:
    """Serve until told to stop. The server forks: only the process that answers loads the program."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    logging.getLogger("_granian").setLevel(logging.ERROR)  # it warns of every choice of threads above its own
    server = Server(
        "bitbot",
        address=found.bitbot_host,
        port=found.port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        log_level=LogLevels.critical,
        workers_kill_timeout=5,
    )
    server.serve(target_loader=partial(loaded, loader, found), wrap_loader=False)


def loaded(loader: Loader, found: Settings) -> Any:  # noqa: ANN401
    """In the process that answers. What is wrong is said in sentences; the server then stops as well.

    The server answers signals once it serves; until then they end this process, instead of being lost.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    try:
        with explained():
            logging_as(found)
            return loader(found)
    except Wrong as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)


def logging_as(found: Settings) -> None:
    """Only in the process that works: what writes the log is a fifth of the memory of the one that waits."""
    from bitbot.logs import configure

    configure(found.bitbot_log_level)


def load(found: Settings, *, works: bool, connects: bool, migrates: bool) -> Any:  # noqa: ANN401
    from bitbot.serving import serving

    return serving(found, works=works, connects=connects, migrates=migrates)


def load_demo(found: Settings) -> Any:  # noqa: ANN401
    from bitbot.demo import serving

    made = serving(found)
    click.echo(f"De oefenruimte staat klaar op http://127.0.0.1:{found.port} (stoppen: Ctrl+C)")
    return made


if __name__ == "__main__":
    main()
