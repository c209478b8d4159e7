"""One direct message for each person, pinned and edited in place, that holds what `/bit` says: what is theirs."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from pydantic import TypeAdapter

from bitbot.chat import Reply, Request, Where
from handlers.mattermost.client import Refusal, Server
from handlers.mattermost.incoming import person
from handlers.mattermost.render import Origin, Paper, mark, mark_of, props
from handlers.mattermost.sender import certain
from handlers.mattermost.text import Json

LINE = "bit"
_MARK = mark("home")
_DIGEST = "digest"
_NOTHING = "nothing"
_REPLIES = TypeAdapter(Reply)


class MattermostHome:
    """Nothing about it is stored with us: the pin in the channel of bot and person tells which message it is."""

    platform = "mattermost"

    def __init__(self, server: Server, paper: Paper, dispatch: Callable[[Request], Reply]) -> None:
        self._server = server
        self._paper = paper
        self._dispatch = dispatch
        self._known: dict[str, tuple[str, str]] = {}  # for each person the id of the message and what it holds

    def refresh(self, user: str) -> None:
        """Raises NotSent, Undeliverable or Uncertain; again does no harm."""
        asked = Request(f"mattermost:home:{user}", person(user), LINE, where=Where("direct"))
        reply = self._dispatch(asked)
        if reply.card is not None:
            certain(lambda: self._show(user, reply))

    def clear(self, user: str) -> None:
        """Only where there is one: who never had it gets none."""
        certain(lambda: self._empty(user))

    def _empty(self, user: str) -> None:
        post, holds = self._found(self._server.direct(user))
        if not post or holds == _NOTHING:
            return
        body = props(self._paper.shown(Reply(self._paper.sentences("home.gone")), Origin("home", user)), _MARK)
        body["props"][_DIGEST] = _NOTHING
        self._changed(post, body)
        self._known.pop(user, None)

    def _show(self, user: str, reply: Reply) -> None:
        channel = self._server.own(user)
        digest = sha256(_REPLIES.dump_json(reply)).hexdigest()[:32]
        post, holds = self._known.get(user) or self._found(channel)
        if holds == digest:
            return
        body = props(self._paper.shown(reply, Origin("home", user, mark=_MARK)), _MARK)
        body["props"][_DIGEST] = digest
        self._known[user] = (self._changed(post, body) if post else "") or self._made(user, body), digest

    def _found(self, channel: str) -> tuple[str, str]:
        posts: dict[str, Json] = self._server.get(f"channels/{channel}/pinned")["posts"]
        ours = [post for post in posts.values() if mark_of(post) == _MARK and post["user_id"] == self._server.me]
        return next(((post["id"], post["props"].get(_DIGEST, "")) for post in ours), ("", ""))

    def _changed(self, post: str, body: Json) -> str:
        """Its id again; none when somebody took it away."""
        try:
            self._server.put(f"posts/{post}/patch", body)
        except Refusal as refusal:
            if refusal.status in {403, 404}:
                return ""
            raise
        return post

    def _made(self, user: str, body: Json) -> str:
        channel = self._server.direct(user)
        pending = f"{self._server.me}:{mark(f'home/{user}')}"
        post = str(self._server.post("posts", {**body, "channel_id": channel, "pending_post_id": pending})["id"])
        self._server.post(f"posts/{post}/pin", {})
        return post
