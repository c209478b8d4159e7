"""Sends planned messages to Slack, and says after each try what is certain about it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, Final
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bitbot.chat import Message, Place
from bitbot.errors import NotSent, Uncertain, Undeliverable
from handlers.slack.render import Sentences, message

SEND_SECONDS: Final = 10
_EVENT: Final = "bitbot"
_PAGE: Final = 200

# What Slack's answer means for a message. A code that stands in neither line is a refusal for good.
_NOT_SENT: Final = {"ratelimited", "rate_limited", "team_added_to_org", "accesslimited"}
_UNCERTAIN: Final = {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
# What went wrong before a byte of the request was written; a certificate or handshake that fails is one of them.
_NEVER_CONNECTED: Final = (ConnectionRefusedError, socket.gaierror, ssl.SSLError)
_CUT_OFF: Final = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)


class SlackChat:
    """The worker's side of Slack; its client must not retry by itself."""

    platform = "slack"

    def __init__(self, client: WebClient, sentences: Sentences) -> None:
        self._client = client
        self._sentences = sentences

    def post(self, place: Place, message_: Message, key: str) -> str:
        metadata = {"event_type": _EVENT, "event_payload": {"key": mark(key)}}
        shown = message(message_, self._sentences)
        posted = _certain(
            lambda: self._client.chat_postMessage(
                channel=place.id,
                metadata=metadata,
                unfurl_links=False,
                unfurl_media=False,
                link_names=False,
                parse="none",
                **shown,
            )
        )
        return f"{posted['channel']}:{posted['ts']}"

    def edit(self, place: Place, reference: str, message_: Message) -> None:  # noqa: ARG002 - the reference says it all
        """Slack forgets how a message was to be read unless it is said again."""
        channel, _, ts = reference.partition(":")
        shown = message(message_, self._sentences)
        _certain(lambda: self._client.chat_update(channel=channel, ts=ts, link_names=False, parse="none", **shown))

    def find(self, place: Place, key: str) -> str | None:
        try:
            channel = self._channel(place)
            page = self._client.conversations_history(channel=channel, limit=_PAGE, include_all_metadata=True)
        except (SlackClientError, OSError, HTTPException) as failure:
            raise Uncertain(f"history: {_reason(failure)}") from failure
        wanted = mark(key)
        found = (item["ts"] for item in page["messages"] if _mark_of(item) == wanted)
        return next((f"{channel}:{ts}" for ts in found), None)

    def _channel(self, place: Place) -> str:
        if place.kind == "channel":
            return place.id
        return str(self._client.conversations_open(users=place.id)["channel"]["id"])


def mark(key: str) -> str:
    """The key as others may see it: everybody in a workspace can read the metadata of a message."""
    return sha256(key.encode()).hexdigest()[:32]


def _mark_of(item: dict[str, Any]) -> str:
    metadata = item.get("metadata") or {}
    return str(metadata.get("event_payload", {}).get("key", "")) if metadata.get("event_type") == _EVENT else ""


def _certain(send: Callable[[], SlackResponse]) -> SlackResponse:
    try:
        return send()
    except SlackApiError as refusal:
        raise _meaning(refusal.response) from refusal
    except (SlackClientError, OSError, HTTPException) as failure:
        raise (NotSent if _never_connected(failure) else Uncertain)(_reason(failure)) from failure


def _meaning(response: SlackResponse) -> Exception:
    """The last line is for codes Slack has for good: no such place, not a member, archived, no rights, wrong blocks."""
    code = str(response.get("error"))
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS or code in _NOT_SENT:
        return NotSent("ratelimited", after=_seconds(response))
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Uncertain(f"HTTP {response.status_code}")
    return Uncertain(code) if code in _UNCERTAIN else Undeliverable(code)


def _seconds(response: SlackResponse) -> float:
    told = response.headers.get("Retry-After", "")
    return float(told) if told.isdigit() else 10.0


def _never_connected(failure: Exception) -> bool:
    reason = failure.reason if isinstance(failure, URLError) else failure
    return isinstance(reason, _NEVER_CONNECTED) and not isinstance(reason, _CUT_OFF)


def _reason(failure: Exception) -> str:
    if isinstance(failure, SlackApiError):
        return str(failure.response.get("error"))
    return type(failure.reason if isinstance(failure, URLError) else failure).__name__
