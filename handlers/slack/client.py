"""The ways to Slack: its Web API, and the address that one request brought along for its answer."""

from __future__ import annotations

import json
import re
import urllib.request
from http.client import HTTPMessage
from typing import IO, Any, Final, Protocol
from urllib.parse import urlsplit

from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

Secret = SecretStr | str | None

# An answer must be with Slack within 3 seconds, so nothing on the way to it may wait longer than this.
ANSWER_SECONDS: Final = 2
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,60}")
_HOST: Final = re.compile(r"(?:[a-z0-9-]+\.)*slack\.com")


class Settings(Protocol):
    """What the adapter needs of the settings."""

    @property
    def slack_signing_secret(self) -> Secret: ...
    @property
    def slack_bot_token(self) -> Secret: ...
    @property
    def slack_app_token(self) -> Secret: ...
    @property
    def slack_api_url(self) -> str | None: ...


def revealed(secret: Secret) -> str:
    return secret.get_secret_value() if isinstance(secret, SecretStr) else secret or ""


def api_url(settings: Settings) -> str:
    return f"{(settings.slack_api_url or WebClient.BASE_URL).rstrip('/')}/"


def web_client(settings: Settings, seconds: int = ANSWER_SECONDS, *, token: bool = True) -> WebClient:
    """Without the SDK's own retries: those post twice after a dropped connection; the outbox knows better."""
    return WebClient(
        token=revealed(settings.slack_bot_token) if token else None,
        base_url=api_url(settings),
        timeout=seconds,
        retry_handlers=[],
    )


def code_of(failure: Exception) -> str:
    """What went wrong, in Slack's code or by the kind of failure. Other words may quote what was sent, and are left."""
    if not isinstance(failure, SlackApiError):
        return type(failure).__name__
    told = str(failure.response.get("error"))
    return told if _CODE.fullmatch(told) else "unknown_code"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """An answer goes to Slack or nowhere."""


_opener = urllib.request.build_opener(_NoRedirect)


class ForeignAddress(Exception):
    """The address for an answer is not Slack's."""


def is_slacks(url: str, api: str) -> bool:
    """Whether answers may go there: Slack over https, or the server that `SLACK_API_URL` names."""
    try:
        parts = urlsplit(url)
        own = urlsplit(api)
        if parts.username is not None or parts.password is not None or not url.isascii():
            return False
        if (parts.scheme, parts.hostname, parts.port) == (own.scheme, own.hostname, own.port):
            return True
        host = parts.hostname or ""
        return parts.scheme == "https" and parts.port in {None, 443} and _HOST.fullmatch(host) is not None
    except ValueError:
        return False


def deliver(url: str, body: dict[str, Any], api: str) -> None:
    """Hand an answer to the address of its request; raises OSError or ForeignAddress. The address is never logged."""
    if not is_slacks(url, api):
        raise ForeignAddress
    headers = {"Content-Type": "application/json; charset=utf-8"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 - is_slacks looked
    with _opener.open(request, timeout=ANSWER_SECONDS):
        pass
