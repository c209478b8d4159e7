"""The app manifest, made from the commands in the code, so that Slack knows exactly what bitbot answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from handlers.slack.text import Json
from handlers.verbs import Subject

NAME: Final = "bitbot"
PATH: Final = "/slack/events"
# users:read, groups:read and channels:read tell who reads along where something is asked. There is no im:read and no
# mpim:read: other people's conversations are none of bitbot's business, and it answers nothing there.
SCOPES: Final = ("commands", "chat:write", "users:read", "im:write", "groups:read", "channels:read")
# Only to look whether a message whose sending ended in doubt has arrived.
OPTIONAL_SCOPES: Final = ("im:history", "groups:history")

# docs.slack.dev/reference/app-manifest
_LONGEST: Final = {
    "name": 35,
    "description": 140,
    "long_description": 4_000,
    "display_name": 80,
    "command": 32,
    "command description": 2_000,
    "usage_hint": 1_000,
}
_MOST_COMMANDS: Final = 50
_SHORTEST_LONG_DESCRIPTION: Final = 175


def manifest(subjects: Mapping[str, Subject], url: str | None, *, socket: bool) -> Json:
    """With `socket` Slack needs no address; without it `url` is where bitbot can be reached, without a path."""
    if not socket and not url:
        raise ValueError("without Socket Mode the manifest needs the address of bitbot")
    address = {} if socket else {"request_url": f"{str(url).rstrip('/')}{PATH}"}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": _display(),
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,  # commands are typed there too
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "slash_commands": list(_commands(subjects, address.get("request_url"))),
        },
        "oauth_config": {"scopes": {"bot": [*SCOPES, *OPTIONAL_SCOPES], "bot_optional": list(OPTIONAL_SCOPES)}},
        "settings": {
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def _display() -> Json:
    return {
        "name": NAME,
        "description": "Assistent van het Bestuurlijk Interventieteam: signalen, overleg, werkafspraken, rapportage.",
        "long_description": (
            "bitbot helpt een Bestuurlijk Interventieteam (BIT) van gemeenten en politie. U registreert signalen, "
            "bereidt het BIT-overleg voor, neemt werkafspraken op u en meldt de voortgang. bitbot herinnert op tijd "
            "en vraagt twee keer per jaar om uw bijdrage aan de rapportage. Vertrouwelijke gegevens ziet alleen wie "
            "daartoe bevoegd is. Typ /bit help om te beginnen."
        ),
    }


def _commands(subjects: Mapping[str, Subject], url: str | None) -> Iterator[Json]:
    for subject in subjects.values():
        for name in (subject.name, *subject.aliases):
            yield {
                "command": f"/{name}",
                "description": subject.description,
                **({"usage_hint": subject.hint} if subject.hint else {}),
                **({"url": url} if url else {}),
                "should_escape": True,  # people and channels arrive as ids, not as names
            }


def faults(made: Mapping[str, Any]) -> list[str]:
    """What Slack would refuse in it."""
    told = made["display_information"]
    found = [*_too_long(told, ("name", "description", "long_description"), "display_information")]
    if len(told["long_description"]) < _SHORTEST_LONG_DESCRIPTION:
        found.append("long_description: te kort")
    found += _too_long(made["features"]["bot_user"], ("display_name",), "bot_user")
    return [*found, *_command_faults(made["features"]["slash_commands"])]


def _too_long(part: Mapping[str, str], names: tuple[str, ...], where: str) -> Iterator[str]:
    for name in names:
        if not 0 < len(part[name]) <= _LONGEST[name]:
            yield f"{where}.{name}: {len(part[name])} tekens, 1 tot {_LONGEST[name]} mag"


def _command_faults(commands: list[dict[str, str]]) -> Iterator[str]:
    if len(commands) > _MOST_COMMANDS:
        yield f"{len(commands)} opdrachten, {_MOST_COMMANDS} mag"
    names = [command["command"] for command in commands]
    yield from (f"{name}: staat er meer dan één keer" for name in sorted(set(names)) if names.count(name) > 1)
    for command in commands:
        yield from _one_command(command)


def _one_command(command: Mapping[str, str]) -> Iterator[str]:
    name = command["command"]
    if len(name) > _LONGEST["command"] or not name.removeprefix("/").replace("-", "").replace("_", "").isalnum():
        yield f"{name}: te lang, of met tekens die Slack niet kent"
    if name != name.lower():
        yield f"{name}: alleen kleine letters"
    if not 0 < len(command["description"]) <= _LONGEST["command description"]:
        yield f"{name}: omschrijving leeg of te lang"
    if len(command.get("usage_hint", "")) > _LONGEST["usage_hint"]:
        yield f"{name}: voorbeeld te lang"
