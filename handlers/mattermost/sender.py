"""Sends planned messages to Mattermost, and says after each try what is certain about it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final, TypeVar

import httpx2

from bitbot.chat import Message, Place
from bitbot.errors import NotSent, Uncertain, Undeliverable
from handlers.mattermost.client import UNREACHABLE, Refusal, Server
from handlers.mattermost.render import Origin, Paper, mark, mark_of, props
from handlers.mattermost.text import Json

T = TypeVar("T")

_PAGE: Final = 200
# What went wrong before a byte of the request was written.
_NEVER_CONNECTED: Final = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)


class MattermostChat:
    """The worker's side of Mattermost."""

    platform = "mattermost"

    def __init__(self, server: Server, paper: Paper) -> None:
        self._server = server
        self._paper = paper

    def post(self, place: Place, message: Message, key: str) -> str:
        channel, me = _before(lambda: (self._channel(place), self._server.me))
        named = mark(key)
        body = self._body(place, message, named)
        # Within 30 seconds the server gives the same post for the same `pending_post_id`, and makes no second one.
        pending = {"channel_id": channel, "pending_post_id": f"{me}:{named}"}
        posted = certain(lambda: self._server.post("posts", {**body, **pending}))
        return f"{channel}:{posted['id']}"

    def edit(self, place: Place, reference: str, message: Message) -> None:
        """Its mark stays, and only that is read back: the buttons are made and signed anew."""
        certain(lambda: self._edit(place, reference.rpartition(":")[2], message))

    def _edit(self, place: Place, post: str, message: Message) -> None:
        self._channel(place)
        found = self._server.get(f"posts/{post}")
        if found["user_id"] != self._server.me:
            raise Undeliverable("another author")
        self._server.put(f"posts/{post}/patch", self._body(place, message, mark_of(found)))

    def _body(self, place: Place, message: Message, named: str) -> Json:
        origin = Origin("direct", place.id, mark=named) if place.kind == "person" else Origin("channel", mark=named)
        return props(self._paper.message(message, origin), named)

    def find(self, place: Place, key: str) -> str | None:
        try:
            channel = self._channel(place)
            page = self._server.get(f"channels/{channel}/posts", per_page=_PAGE)
        except (*UNREACHABLE, Refusal, Undeliverable) as failure:
            raise Uncertain(f"posts: {_reason(failure)}") from failure
        wanted = mark(key)
        found = (
            post["id"]
            for post in page["posts"].values()
            if post["user_id"] == self._server.me and mark_of(post) == wanted
        )
        return next((f"{channel}:{post}" for post in found), None)

    def _channel(self, place: Place) -> str:
        return place.id if place.kind == "channel" else self._server.own(place.id)


def _before(ask: Callable[[], T]) -> T:
    """Before a message is sent nothing is uncertain."""
    try:
        return certain(ask)
    except Uncertain as doubt:
        raise NotSent(str(doubt)) from doubt


def certain(send: Callable[[], T]) -> T:
    """What this gives, or NotSent, Undeliverable or Uncertain."""
    try:
        return send()
    except Refusal as refusal:
        raise _meaning(refusal) from refusal
    except UNREACHABLE as failure:
        raise (NotSent if isinstance(failure, _NEVER_CONNECTED) else Uncertain)(_reason(failure)) from failure


def _meaning(refusal: Refusal) -> Exception:
    """The last line is for what stays so: no such place, not a member, archived, no rights, a wrong token."""
    if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
        return NotSent("ratelimited", after=_seconds(refusal))
    if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR or refusal.status == HTTPStatus.REQUEST_TIMEOUT:
        return Uncertain(str(refusal))
    return Undeliverable(str(refusal))


def _seconds(refusal: Refusal) -> float:
    told = refusal.headers.get("Retry-After") or refusal.headers.get("X-RateLimit-Reset") or ""
    return float(told) if told.isdigit() else 10.0


def _reason(failure: Exception) -> str:
    return str(failure) if isinstance(failure, Refusal | Undeliverable) else type(failure).__name__
