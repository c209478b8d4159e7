"""Looks whether Mattermost is set up right, and says in Dutch what to do where it is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from bitbot.errors import NotSent, Uncertain, Undeliverable
from handlers.findings import Finding
from handlers.mattermost.client import OLDEST, SEND_SECONDS, UNREACHABLE, Refusal, Server, Settings, server
from handlers.mattermost.eyes import MattermostEyes
from storage.secrets import SHORTEST, split

_CONSOLE: Final = "Vraag de beheerder van Mattermost"
_INTERNAL: Final = ("localhost", ".local", ".internal", ".lan")


def is_used(settings: Settings) -> bool:
    return bool(settings.mattermost_url or settings.mattermost_token.get_secret_value())


def examine(settings: Settings, channel: str) -> list[Finding]:
    """`channel` is the id of the channel of the BIT, empty when there is none. Talks to MATTERMOST_URL alone."""
    found = [*_address(settings), *_secret_key(settings), *_command_tokens(settings)]
    if not settings.mattermost_url:
        advice = "Zet het adres van uw server in MATTERMOST_URL, zoals https://chat.example.nl."
        return [*found, Finding(ok=False, what="Het adres van Mattermost ontbreekt.", advice=advice)]
    if not settings.mattermost_token.get_secret_value():
        return [*found, Finding(ok=False, what="Het token van de bot ontbreekt.", advice=_TOKEN)]
    return [*found, *_server(server(settings, SEND_SECONDS), channel)]


def _address(settings: Settings) -> Iterator[Finding]:
    if not settings.bitbot_url:
        advice = "Zet in BITBOT_URL het adres waarop Mattermost bitbot bereikt, zoals https://bitbot.example.nl."
        yield Finding(ok=False, what="Het eigen adres van bitbot ontbreekt.", advice=advice)
        return
    host = urlsplit(settings.bitbot_url).hostname or ""
    if is_internal(host):
        what = (
            f"bitbot staat op een intern adres ({host}). De bot kan niet zien of Mattermost daar verkeer heen stuurt."
        )
        advice = (
            f"{_CONSOLE} om {host} te zetten in Systeemconsole, Omgeving, Ontwikkelaar, "
            "AllowedUntrustedInternalConnections. Zonder dat geeft elk commando een fout (address forbidden)."
        )
        yield Finding(ok=True, what=what, advice=advice)
    else:
        yield Finding(ok=True, what=f"Mattermost bereikt bitbot op {settings.bitbot_url}.")


def is_internal(host: str) -> bool:
    """Whether Mattermost asks permission first: an address of the own network, or a name without an outside."""
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_INTERNAL)
    return address.is_private or address.is_loopback or address.is_link_local


def _secret_key(settings: Settings) -> Iterator[Finding]:
    keys = split(settings.bitbot_secret_key.get_secret_value())
    advice = "Maak een sleutel met `bitbot keys new` en zet die in BITBOT_SECRET_KEY."
    if not keys:
        what = "De geheime sleutel ontbreekt: bitbot kan knoppen en formulieren niet ondertekenen."
        yield Finding(ok=False, what=what, advice=advice)
    elif min(map(len, keys)) < SHORTEST:
        yield Finding(ok=False, what=f"De geheime sleutel is korter dan {SHORTEST} tekens.", advice=advice)
    else:
        yield Finding(ok=True, what="De geheime sleutel is ingevuld.")


def _command_tokens(settings: Settings) -> Iterator[Finding]:
    if settings.command_tokens:
        yield Finding(ok=True, what=f"Er zijn {len(settings.command_tokens)} tokens van slash-commando's ingevuld.")
        return
    advice = "Voer `bitbot mattermost install` uit en zet de tokens die het toont in MATTERMOST_COMMAND_TOKENS."
    yield Finding(
        ok=False, what="Er zijn geen tokens van slash-commando's: bitbot weigert elk commando.", advice=advice
    )


_TOKEN: Final = (
    f"{_CONSOLE} om een botaccount te maken (Integraties, Botaccounts) en zet het token in MATTERMOST_TOKEN."
)


def _server(mattermost: Server, channel: str) -> Iterator[Finding]:
    try:
        me = mattermost.get("users/me")
    except Refusal as refusal:
        yield Finding(ok=False, what=f"Mattermost weigert het token van de bot ({refusal}).", advice=_TOKEN)
        return
    except UNREACHABLE as failure:
        advice = "Controleer MATTERMOST_URL, het certificaat en of het netwerk verkeer daarheen toestaat."
        yield Finding(ok=False, what=f"Mattermost is niet bereikbaar ({type(failure).__name__}).", advice=advice)
        return
    yield _account(me)
    yield _version(mattermost.version)
    yield from _commands_allowed(mattermost)
    if channel:
        yield _membership(mattermost, channel)


def _account(me: Any) -> Finding:  # noqa: ANN401 - JSON
    if me.get("is_bot"):
        return Finding(ok=True, what=f"Het token werkt, voor de bot {me.get('username')}.")
    what = f"Het token is van een persoon ({me.get('username')}), niet van een bot."
    return Finding(ok=False, what=what, advice=_TOKEN)


def _version(version: tuple[int, int]) -> Finding:
    shown = ".".join(map(str, version))
    if version >= OLDEST:
        return Finding(ok=True, what=f"De server is versie {shown}.")
    advice = f"{_CONSOLE} om bij te werken: bitbot werkt vanaf {'.'.join(map(str, OLDEST))}."
    return Finding(ok=False, what=f"De server is versie {shown}; dat is te oud.", advice=advice)


def _commands_allowed(mattermost: Server) -> Iterator[Finding]:
    """What a bot may see of the settings differs by version; what it does not see is not judged."""
    try:
        told = mattermost.get("config/client", format="old")
    except (*UNREACHABLE, Refusal):
        told = {}
    allowed = told.get("EnableCommands", "")
    if allowed == "false":
        advice = f"{_CONSOLE} om in Systeemconsole, Integraties, EnableCommands aan te zetten."
        yield Finding(ok=False, what="Slash-commando's staan uit op deze server.", advice=advice)
    elif not allowed:
        advice = "Geeft een commando een fout? Kijk in Systeemconsole, Integraties, of EnableCommands aan staat."
        yield Finding(ok=True, what="De server zegt niet of slash-commando's aan staan.", advice=advice)


_ABSENT: Final = "Het kanaal van het BIT bestaat niet, of de bot is er geen lid van."
_OPEN: Final[Mapping[str, tuple[str, str]]] = {
    "public": (
        "Het kanaal van het BIT is openbaar voor het hele team.",
        "Kies in het kanaalmenu om er een privékanaal van te maken; dat kan een beheerder.",
    ),
    "shared": (
        "Het kanaal van het BIT is gedeeld met een andere server.",
        "Kies een kanaal dat alleen op uw eigen server staat.",
    ),
    "guests": (
        "In het kanaal van het BIT lezen gasten mee.",
        "Kies in het kanaalmenu Leden en verwijder de gasten.",
    ),
}


def _membership(mattermost: Server, channel: str) -> Finding:
    invite = "Typ in het kanaal van het BIT /invite @bitbot en controleer het kanaal-id in het organisatiebestand."
    try:
        info = mattermost.get(f"channels/{channel}")
        mattermost.get(f"channels/{channel}/members/{mattermost.me}")
        kind = MattermostEyes(mattermost).kind_of(channel)
    except (*UNREACHABLE, Refusal, NotSent, Uncertain, Undeliverable) as failure:
        reason = failure if isinstance(failure, Refusal) else type(failure).__name__
        return Finding(ok=False, what=f"{_ABSENT} ({reason})", advice=invite)
    if info.get("delete_at"):
        return Finding(ok=False, what="Het kanaal van het BIT is gearchiveerd.", advice="Kies een ander kanaal.")
    if kind in _OPEN:
        what, advice = _OPEN[kind]
        return Finding(ok=False, what=f"{what} bitbot antwoordt daar niet.", advice=advice)
    return Finding(
        ok=True, what=f"De bot is lid van het kanaal {info.get('display_name')}, en niemand anders leest mee."
    )
