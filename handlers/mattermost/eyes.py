"""Sees who reads along in a channel on Mattermost: everybody, another server, guests, or only our own people."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from bitbot.chat import PlaceKind
from handlers.mattermost.client import Refusal, Server
from handlers.mattermost.sender import certain
from handlers.mattermost.text import Json

_HIDDEN: Final = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
_PRIVATE: Final = frozenset({"P", "G"})


class MattermostEyes:
    platform = "mattermost"

    def __init__(self, server: Server) -> None:
        self._server = server

    def kind_of(self, channel: str, user: str = "") -> PlaceKind:
        return certain(lambda: self._kind(channel, user))

    def _kind(self, channel: str, user: str) -> PlaceKind:
        try:
            info: Json = self._server.get(f"channels/{channel}")
            if info["type"] == "D":
                return self._direct(info, user)
            return self._channel(info)
        except Refusal as refusal:
            if refusal.status in _HIDDEN:
                return "hidden"
            raise

    def _direct(self, info: Json, user: str) -> PlaceKind:
        """Its name is the ids of the two in it. Only the one of the person with the bot can be seen at all."""
        if set(info["name"].split("__")) != {self._server.me, user}:
            return "hidden"
        return "guest" if self._server.is_guest(user) else "direct"

    def _channel(self, info: Json) -> PlaceKind:
        """Newer servers have more types; what is not private is for everybody."""
        if info["type"] not in _PRIVATE:
            return "public"
        if info.get("shared"):
            return "shared"
        guests = self._server.get(f"channels/{info['id']}/stats")["guest_count"]
        return "guests" if guests else "private"
