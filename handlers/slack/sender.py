"""Sends planned messages to Slack, and says after each try what is certain about it."""

from __future__ import annotations

from hashlib import sha256
from http.client import HTTPException
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bitbot.chat import Message, Place
from bitbot.errors import Uncertain, Undeliverable
from handlers.slack.certainty import before, certain, reason
from handlers.slack.guests import Guests
from handlers.slack.render import Sentences, message

SEND_SECONDS: Final = 10
_EVENT: Final = "bitbot"
_PAGE: Final = 200


class SlackChat:
    """The worker's side of Slack; its client must not retry by itself."""

    platform = "slack"

    def __init__(self, client: WebClient, sentences: Sentences) -> None:
        self._client = client
        self._sentences = sentences
        self._guests = Guests(client)

    def post(self, place: Place, message_: Message, key: str) -> str:
        self._refuse_guest(place)
        metadata = {"event_type": _EVENT, "event_payload": {"key": mark(key)}}
        shown = message(message_, self._sentences)
        posted = certain(
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

    def edit(self, place: Place, reference: str, message_: Message) -> None:
        """Slack forgets how a message was to be read unless it is said again."""
        self._refuse_guest(place)
        channel, _, ts = reference.partition(":")
        shown = message(message_, self._sentences)
        certain(lambda: self._client.chat_update(channel=channel, ts=ts, link_names=False, parse="none", **shown))

    def find(self, place: Place, key: str) -> str | None:
        try:
            channel = self._channel(place)
            page = self._client.conversations_history(channel=channel, limit=_PAGE, include_all_metadata=True)
        except (SlackClientError, OSError, HTTPException) as failure:
            raise Uncertain(f"history: {reason(failure)}") from failure
        wanted = mark(key)
        found = (item["ts"] for item in page["messages"] if _mark_of(item) == wanted)
        return next((f"{channel}:{ts}" for ts in found), None)

    def _refuse_guest(self, place: Place) -> None:
        """A guest gets nothing, also one who stands in the list of members."""
        if place.kind == "person" and before(lambda: self._guests.includes(place.id)):
            raise Undeliverable("guest")

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
