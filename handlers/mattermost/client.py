"""The way to Mattermost: its REST API, and the address that one command brought along for its answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Protocol

import httpx2
from pydantic import SecretStr

from bitbot.errors import Undeliverable

# A dialog must be open within the 3 seconds that a trigger lives on the oldest servers.
ANSWER_SECONDS: Final = 2.0
SEND_SECONDS: Final = 10.0
OLDEST: Final = (6, 7)
UNREACHABLE: Final = (httpx2.HTTPError, httpx2.InvalidURL)
_HOOK: Final = re.compile(r"[a-z0-9]{26}")
_VERSION: Final = re.compile(r"(\d+)\.(\d+)")
_CODE: Final = re.compile(r"[a-z][a-z0-9_.]{0,120}")


class Settings(Protocol):
    """What the adapter needs of the settings."""

    @property
    def mattermost_url(self) -> str: ...
    @property
    def mattermost_token(self) -> SecretStr: ...
    @property
    def command_tokens(self) -> tuple[str, ...]: ...
    @property
    def bitbot_url(self) -> str: ...
    @property
    def bitbot_secret_key(self) -> SecretStr: ...


class Refusal(Exception):
    """Mattermost said no: `code` is its own, such as `api.post.create_post.can_not_post_to_deleted.error`."""

    def __init__(self, status: int, code: str, headers: Mapping[str, str]) -> None:
        super().__init__(code or f"HTTP {status}")
        self.status = status
        self.headers = headers


class Server:
    """One Mattermost server, as the owner of the token. Nothing is tried twice: the outbox knows better."""

    def __init__(self, url: str, token: str, seconds: float) -> None:
        self._http = httpx2.Client(
            base_url=url.rstrip("/"),
            headers={"Authorization": f"Bearer {token}"},
            timeout=seconds,
            follow_redirects=False,
            # A connection that went stale would make it uncertain whether a message was sent.
            limits=httpx2.Limits(max_keepalive_connections=0),
        )
        self._version: tuple[int, int] | None = None
        self._me = ""
        self._channels: dict[str, str] = {}

    def get(self, path: str, **query: str | int) -> Any:  # noqa: ANN401 - JSON
        return self._call("GET", path, query=query)

    def post(self, path: str, body: Any) -> Any:  # noqa: ANN401
        return self._call("POST", path, body)

    def put(self, path: str, body: Any) -> Any:  # noqa: ANN401
        return self._call("PUT", path, body)

    def answer(self, hook: str, body: Any) -> None:  # noqa: ANN401
        """Hand an answer to the address of a command, which takes five of them in half an hour."""
        checked(self._http.post(f"/hooks/commands/{hook}", json=body))

    @property
    def me(self) -> str:
        """The id of the bot; raises what any call raises."""
        if not self._me:
            self._me = str(self.get("users/me")["id"])
        return self._me

    def direct(self, user: str) -> str:
        """The channel of the bot with one person; raises what any call raises."""
        if user not in self._channels:
            self._channels[user] = str(self.post("channels/direct", [self.me, user])["id"])
        return self._channels[user]

    def own(self, user: str) -> str:
        """Their channel with the bot; Undeliverable for who left, which Mattermost would not say, and for a guest."""
        told = self.get(f"users/{user}")
        if told.get("delete_at"):
            raise Undeliverable("deactivated")
        if _is_guest(told):
            raise Undeliverable("guest")
        return self.direct(user)

    def is_guest(self, user: str) -> bool:
        return _is_guest(self.get(f"users/{user}"))

    @property
    def version(self) -> tuple[int, int]:
        """What the server last said of itself; the oldest that we serve, until it has said something."""
        if self._version is None:
            try:
                self.get("system/ping")
            except (*UNREACHABLE, Refusal):
                return OLDEST
        return self._version or OLDEST

    def _call(self, method: str, path: str, body: Any = None, query: Any = None) -> Any:  # noqa: ANN401
        response = self._http.request(method, f"/api/v4/{path}", json=body, params=query)
        found = _VERSION.match(response.headers.get("X-Version-Id", ""))
        if found:
            self._version = int(found[1]), int(found[2])
        return checked(response)


def checked(response: httpx2.Response) -> Any:  # noqa: ANN401
    """The JSON of an answer; Refusal when it is no."""
    if not response.is_success:
        raise Refusal(response.status_code, _code(response), response.headers)
    try:
        return response.json()
    except ValueError:
        return None


def _code(response: httpx2.Response) -> str:
    """Its code alone: other words may quote what was sent."""
    try:
        told = response.json()
    except ValueError:
        return ""
    code = str(told.get("id", "")) if isinstance(told, dict) else ""
    return code if _CODE.fullmatch(code) else ""


def _is_guest(user: Any) -> bool:  # noqa: ANN401 - JSON
    return "system_guest" in user.get("roles", "").split()


def server(settings: Settings, seconds: float = ANSWER_SECONDS) -> Server:
    return Server(settings.mattermost_url, settings.mattermost_token.get_secret_value(), seconds)


def hook_of(response_url: str) -> str:
    """What names the address of a command. Only this part is used, so that an answer goes to our own server."""
    hook = response_url.rpartition("/hooks/commands/")[2]
    return hook if _HOOK.fullmatch(hook) else ""
