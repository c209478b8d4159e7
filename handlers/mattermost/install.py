"""Makes or renews the slash commands on a Mattermost server, with the token of an administrator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bitbot.errors import Explained
from handlers.mattermost.app import COMMAND_PATH
from handlers.mattermost.client import SEND_SECONDS, UNREACHABLE, Refusal, Server
from handlers.mattermost.cutting import cut
from handlers.mattermost.text import Json
from handlers.verbs import Subject

NAME: Final = "bitbot"
_DESCRIPTION: Final = 128
_HINT: Final = 1_000


@dataclass(frozen=True, slots=True)
class Installed:
    """What was done, a sentence each, and the tokens that Mattermost will send along."""

    sentences: tuple[str, ...]
    tokens: tuple[str, ...]


class NotInstalled(Explained):
    """Something on the server stands in the way."""


def install(url: str, token: str, team: str, bitbot: str, subjects: Mapping[str, Subject]) -> Installed:
    """`token` is the administrator's, used here only; `team` is a name, empty when the account has one team.

    `bitbot` is where Mattermost reaches bitbot. Doing it again changes nothing but what differs.
    """
    server = Server(url, token, SEND_SECONDS)
    try:
        made = list(_installed(server, _team(server, team), f"{bitbot.rstrip('/')}{COMMAND_PATH}", subjects))
    except Refusal as refusal:
        raise NotInstalled(_refused(refusal)) from refusal
    except UNREACHABLE as failure:
        kind = type(failure).__name__
        raise NotInstalled(f"Mattermost is niet bereikbaar ({kind}). Controleer het adres {url}.") from failure
    return Installed(tuple(sentence for sentence, _ in made), tuple(token for _, token in made))


def _refused(refusal: Refusal) -> str:
    if refusal.status == 401:  # noqa: PLR2004 - what HTTP calls unauthorized
        return f"Mattermost kent dit token niet ({refusal}). Maak een nieuw persoonlijk toegangstoken."
    return (
        f"Mattermost weigert dit ({refusal}). Gebruik het token van een beheerder (een bot mag geen commando's maken) "
        "en kijk in Systeemconsole, Integraties, of EnableCommands aan staat."
    )


def _team(server: Server, name: str) -> str:
    teams = server.get("users/me/teams")
    chosen = [team for team in teams if name in {"", team["name"]}]
    if len(chosen) != 1:
        names = ", ".join(sorted(team["name"] for team in teams)) or "geen"
        raise NotInstalled(f"Kies met --team het team van het BIT. Teams van dit account: {names}.")
    return str(chosen[0]["id"])


def _installed(server: Server, team: str, url: str, subjects: Mapping[str, Subject]) -> Iterator[tuple[str, str]]:
    known = {command["trigger"]: command for command in server.get("commands", team_id=team, custom_only="true")}
    _stop_for_others(known, subjects)
    for subject in subjects.values():
        for trigger in (subject.name, *subject.aliases):
            yield _command(server, known.get(trigger), {**_wanted(subject, trigger), "url": url, "team_id": team})


def _stop_for_others(known: Mapping[str, Json], subjects: Mapping[str, Subject]) -> None:
    names = {name for subject in subjects.values() for name in (subject.name, *subject.aliases)}
    taken = sorted(name for name in names & known.keys() if not known[name]["url"].endswith(COMMAND_PATH))
    if taken:
        listed = ", ".join(f"/{name}" for name in taken)
        raise NotInstalled(
            f"{listed}: van een andere toepassing. Verwijder dat commando eerst, of kies een ander team."
        )


def _wanted(subject: Subject, trigger: str) -> Json:
    return {
        "trigger": trigger,
        "method": "P",
        "username": "",
        "icon_url": "",
        "auto_complete": True,
        "auto_complete_desc": cut(subject.description, _DESCRIPTION),
        "auto_complete_hint": cut(subject.hint, _HINT),
        "display_name": NAME,
        "description": cut(subject.description, _DESCRIPTION),
    }


def _command(server: Server, known: Json | None, wanted: Json) -> tuple[str, str]:
    name = f"/{wanted['trigger']}"
    if known is None:
        return f"{name}: gemaakt.", str(server.post("commands", wanted)["token"])
    if all(known.get(key) == value for key, value in wanted.items()):
        return f"{name}: was al goed.", str(known["token"])
    renewed = server.put(f"commands/{known['id']}", {**known, **wanted})
    return f"{name}: bijgewerkt.", str(renewed["token"])
