"""Sees who reads along in a conversation on Slack: everybody, another organisation, guests, or only our own people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bitbot.chat import PlaceKind
from bitbot.errors import Undeliverable
from handlers.slack.certainty import certain
from handlers.slack.guests import Guests

# docs.slack.dev/reference/objects/conversation-object: with another organisation, with one that is invited, or with
# another workspace of the same organisation.
_SHARED: Final = ("is_ext_shared", "is_pending_ext_shared", "is_org_shared")
# What Slack answers about a conversation that the bot has no part in, or no right to look into.
_HIDDEN: Final = frozenset(
    {"channel_not_found", "not_in_channel", "missing_scope", "no_permission", "channel_is_limited_access"}
)
_PAGE: Final = 1_000


class SlackEyes:
    platform = "slack"

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._guests = Guests(client)

    def kind_of(self, channel: str, user: str = "") -> PlaceKind:
        try:
            return self._direct(channel, user) if channel.startswith("D") else self._channel(channel)
        except Undeliverable as refusal:
            if str(refusal) in _HIDDEN:
                return "hidden"
            raise

    def _direct(self, channel: str, user: str) -> PlaceKind:
        """Only the conversation of the person with the bot is direct: another may be with anybody."""
        if certain(lambda: self._client.conversations_open(users=user))["channel"]["id"] != channel:
            return "hidden"
        return "guest" if self._guests.includes_now(user) else "direct"

    def _channel(self, channel: str) -> PlaceKind:
        info: Mapping[str, Any] = certain(lambda: self._client.conversations_info(channel=channel))["channel"]
        if not info.get("is_private"):
            return "public"
        if any(info.get(name) for name in _SHARED):
            return "shared"
        return "guests" if self._guests.among(self._members(channel)) else "private"

    def _members(self, channel: str) -> Iterator[str]:
        cursor = ""
        while True:
            page = self._page(channel, cursor)
            yield from page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return

    def _page(self, channel: str, cursor: str) -> SlackResponse:
        return certain(lambda: self._client.conversations_members(channel=channel, limit=_PAGE, cursor=cursor))
