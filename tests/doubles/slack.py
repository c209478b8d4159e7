"""A server that speaks Slack's Web API as far as bitbot uses it, refuses what Slack refuses, and fails when told to."""

from __future__ import annotations

import itertools
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final, Literal

from tests.doubles import slack_http
from tests.doubles.slack_blocks import Refusal, check_message, check_submission_answer, check_view

Json = dict[str, Any]
Fault = slack_http.Fault

TRIGGER_SECONDS: Final = 3.0
ADDRESS_SECONDS: Final = 30 * 60.0
ADDRESS_USES: Final = 5
MOST_UPDATED: Final = 4_000
BOT: Final = "U0BITBOT"
SCOPES: Final = "commands,chat:write,users:read,im:write,groups:read,channels:read,im:history,groups:history"


@dataclass
class Message:
    """Something that stands in a conversation; `user` is set when only that person sees it."""

    channel: str
    ts: str
    body: Json
    user: str = ""
    changed: int = 0


@dataclass
class View:
    """A modal that is open for someone; `filled` is what was typed in it, by block."""

    id: str
    user: str
    body: Json
    hash: str
    changed: int = 0
    filled: dict[str, Json] = field(default_factory=dict)


@dataclass
class Address:
    """A response_url: for whom, and beside or instead of which message."""

    user: str
    channel: str
    message: Message | None
    born: float
    left: int = ADDRESS_USES


@dataclass
class Channel:
    """`shared` names the field that says with whom; `guests` are in it besides everybody of the workspace."""

    name: str
    private: bool = True
    member: bool = True
    archived: bool = False
    shared: Literal["", "is_ext_shared", "is_pending_ext_shared", "is_org_shared"] = ""
    guests: tuple[str, ...] = ()


# One of each kind: with everybody, with another organisation, with a guest, and without the bot.
PLACES: Final = {
    "C0OPEN": Channel("algemeen", private=False, member=False),
    "C0DEEL": Channel("met-bureau", shared="is_ext_shared"),
    "C0GAST": Channel("met-gast", guests=("U0GAST",)),
    "C0ELDERS": Channel("elders", member=False),
}


class Slack:
    """The workspace: its people, its channels, what was posted and what is on whose screen."""

    def __init__(self, *, token: str = "xoxb-double", team: str = "T0BIT", users: Sequence[str] = ("U0HILV",)) -> None:
        self.token = token
        self.app_token = "xapp-double"
        self.team = team
        self.scopes = set(SCOPES.split(","))
        self.users = set(users)
        # Who is more than a user of this workspace, by the field that says so.
        self.flags: dict[str, str] = {"U0GAST": "is_ultra_restricted", BOT: "is_bot"}
        self.channels = {"C0BIT": Channel("bit"), **{place: replace(channel) for place, channel in PLACES.items()}}
        self.calls: list[tuple[str, Json]] = []
        self.delivered: list[Json] = []
        self.visited: list[str] = []
        self.messages: list[Message] = []
        self.views: dict[str, View] = {}
        self.clock_ahead = timedelta()
        self.socket_url = ""
        self.answers_go_to = ""  # instead of here
        self.page = 1_000  # the most members that one answer holds
        self._faults: defaultdict[str, list[Fault]] = defaultdict(list)
        self._triggers: dict[str, tuple[str, float, bool]] = {}
        self._addresses: dict[str, Address] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()
        self.closing = threading.Event()
        self._server = slack_http.Server(self)

    # The server

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        """What SLACK_API_URL must be."""
        return f"{self.origin}/api/"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    # What a test can arrange and look at

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next calls of this method go wrong; the method of a response_url is called `response_url`."""
        self._faults[method] += [fault] * times

    def redirect(self) -> Fault:
        """An answer that points elsewhere, where everything would be taken."""
        return Fault("status", self.address("U0HILV", "C0BIT"), status=302)

    def posts(self, channel: str = "") -> list[Message]:
        """What stands in a conversation for all in it; without a channel, in all of them."""
        return [item for item in self.messages if not item.user and channel in {"", item.channel}]

    def called(self, method: str) -> list[Json]:
        return [body for name, body in self.calls if name == method]

    @staticmethod
    def direct(user: str) -> str:
        """The conversation of the bot with one person."""
        return f"D{user[1:]}"

    def sees(self, user: str) -> list[Message]:
        """What this person can see, the most recently changed last."""
        places = {*self.channels, self.direct(user)}
        seen = [item for item in self.messages if item.channel in places and item.user in {"", user}]
        return sorted(seen, key=lambda item: item.changed)

    def view_of(self, user: str) -> View | None:
        """The modal on top of this person's screen."""
        return next((view for view in reversed(self.views.values()) if view.user == user), None)

    def close_views(self, user: str) -> None:
        self.views = {key: view for key, view in self.views.items() if view.user != user}

    def mark(self) -> int:
        """Now, in the order of what happens here; what changes later has a higher number."""
        with self._lock:
            return next(self._numbers)

    # What Slack makes for a deed of a person

    def trigger(self, user: str, *, expired: bool = False) -> str:
        with self._lock:
            trigger = f"{next(self._numbers)}.{self.team}"
            self._triggers[trigger] = (user, time.monotonic() - (TRIGGER_SECONDS if expired else 0), False)
            return trigger

    def address(self, user: str, channel: str, message: Message | None = None) -> str:
        with self._lock:
            key = f"{self.team}/{next(self._numbers)}"
            self._addresses[key] = Address(user, channel, message, time.monotonic())
            return f"{self.answers_go_to or self.origin}/actions/{key}"

    def show(self, user: str, channel: str, body: Json) -> Message:
        """Put a message on one person's screen: what an ephemeral answer does."""
        check_message(body)
        return self._put(Message(channel, self._ts(), body, user))

    def show_view(self, user: str, body: Json) -> View:
        check_view(body)
        number = next(self._numbers)
        view = View(f"V{number:06}", user, body, f"{number}.h", number)
        self.views[view.id] = view
        return view

    def renew_view(self, view: View, body: Json) -> None:
        """Another content in the same modal; Slack keeps what was typed in blocks that stay."""
        check_view(body)
        kept = {block.get("block_id") for block in body["blocks"]}
        view.body, view.changed = body, next(self._numbers)
        view.hash = f"{view.changed}.h"
        view.filled = {block: typed for block, typed in view.filled.items() if block in kept}

    def take_submission_answer(self, view: View, answer: Json) -> dict[str, str]:
        """Do what the answer to a submitted view says; gives the errors, by block."""
        check_submission_answer(answer, view.body)
        match answer.get("response_action"):
            case "errors":
                return dict(answer["errors"])
            case "update":
                self.renew_view(view, answer["view"])
            case "push":
                self.show_view(view.user, answer["view"])
            case _:
                self.close_views(view.user)
        return {}

    def _put(self, message: Message) -> Message:
        with self._lock:
            message.changed = next(self._numbers)
            self.messages.append(message)
            return message

    def _ts(self) -> str:
        return f"1790000000.{next(self._numbers):06}"

    # The Web API

    def call(self, method: str, body: Json) -> Json:
        with self._lock:
            self.calls.append((method, body))
            handler = _METHODS.get(method)
            if handler is None:
                return {"ok": False, "error": "unknown_method"}
            try:
                return {"ok": True, **handler(self, body)}
            except Refusal as refusal:
                return {"ok": False, "error": refusal.code, "response_metadata": {"messages": [str(refusal)]}}

    def next_fault(self, method: str) -> Fault | None:
        with self._lock:
            waiting = self._faults[method]
            return waiting.pop(0) if waiting else None

    def _needs(self, *scopes: str) -> None:
        if not self.scopes.intersection(scopes):
            raise Refusal("missing_scope", f"needed: {' or '.join(scopes)}")

    def _conversation(self, place: str) -> str:
        if place in self.users:
            return self.direct(place)
        if place in {self.direct(user) for user in self.users}:
            return place
        channel = self.channels.get(place)
        if channel is None or (channel.private and not channel.member):
            raise Refusal("channel_not_found", place)
        return place

    def auth_test(self, _: Json) -> Json:
        return {"team_id": self.team, "team": "BIT", "user_id": BOT, "user": "bitbot", "bot_id": "B0BITBOT"}

    def post_message(self, body: Json) -> Json:
        self._needs("chat:write")
        place = self._conversation(body.get("channel", ""))
        channel = self.channels.get(place, Channel("direct"))
        if channel.archived:
            raise Refusal("is_archived", place)
        if not channel.member:
            raise Refusal("not_in_channel", place)
        check_message(body)
        metadata = body.get("metadata", {"event_type": "none", "event_payload": {}})
        if set(metadata) != {"event_type", "event_payload"} or not isinstance(metadata["event_payload"], dict):
            raise Refusal("invalid_metadata_format", "metadata")
        posted = self._put(Message(place, self._ts(), body))
        return {"channel": place, "ts": posted.ts, "message": _shown(posted, metadata=True)}

    def update_message(self, body: Json) -> Json:
        """Only its author may; what is not said again about reading it falls back; blocks and metadata stay."""
        self._needs("chat:write")
        place = self._conversation(body.get("channel", ""))
        found = next((item for item in self.posts(place) if item.ts == body.get("ts")), None)
        if found is None:
            raise Refusal("message_not_found", place)
        if found.body.get("user", BOT) != BOT:
            raise Refusal("cant_update_message", "another author")
        if len(body.get("text", "")) > MOST_UPDATED:
            raise Refusal("msg_too_long", "text")
        kept: Json = {name: found.body[name] for name in ("metadata", "blocks") if name in found.body}
        check_message({**kept, **body})
        found.body = {**kept, "parse": "client", **body}
        found.changed = next(self._numbers)
        return {"channel": place, "ts": found.ts, "text": body.get("text", "")}

    def open_conversation(self, body: Json) -> Json:
        self._needs("im:write")
        user = body.get("users", "")
        if user not in self.users:
            raise Refusal("user_not_found", user)
        return {"channel": {"id": self.direct(user)}}

    def history(self, body: Json) -> Json:
        place = self._conversation(body.get("channel", ""))
        channel = self.channels.get(place)
        self._needs("im:history" if channel is None else "groups:history" if channel.private else "channels:history")
        limit = int(body.get("limit", 100))
        found = [item for item in reversed(self.posts(place)) if item.ts >= str(body.get("oldest", ""))]
        metadata = str(body.get("include_all_metadata")).lower() in {"true", "1"}
        return {"messages": [_shown(item, metadata) for item in found[:limit]], "has_more": len(found) > limit}

    def channel_info(self, body: Json) -> Json:
        """The conversation object as far as a bot sees it."""
        place, channel = self._readable(body)
        kinds = {"is_channel": True, "is_group": False, "is_im": False, "is_mpim": False}
        told = {"is_private": channel.private, "is_member": channel.member, "is_archived": channel.archived}
        shared = dict.fromkeys(("is_shared", "is_ext_shared", "is_org_shared", "is_pending_ext_shared"), False)
        if channel.shared:
            shared |= {"is_shared": True, channel.shared: True}
        return {"channel": {"id": place, "name": channel.name, **kinds, **told, **shared}}

    def channel_members(self, body: Json) -> Json:
        """Page by page, however few are asked for."""
        _, channel = self._readable(body)
        everybody = [*sorted(self.users), BOT, *channel.guests]
        first, limit = int(body.get("cursor") or 0), min(int(body.get("limit", 100)), self.page)
        more = str(first + limit) if len(everybody) > first + limit else ""
        return {"members": everybody[first : first + limit], "response_metadata": {"next_cursor": more}}

    def _readable(self, body: Json) -> tuple[str, Channel]:
        """Direct messages have rights of their own, which bitbot does not ask for."""
        place = self._conversation(body.get("channel", ""))
        channel = self.channels.get(place)
        self._needs("im:read" if channel is None else "groups:read" if channel.private else "channels:read")
        assert channel
        return place, channel

    def user_info(self, body: Json) -> Json:
        self._needs("users:read")
        user = body.get("user", "")
        if user not in {*self.users, *self.flags}:
            raise Refusal("user_not_found", user)
        fields = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
        return {"user": {"id": user, "team_id": self.team, **{name: self.flags.get(user) == name for name in fields}}}

    def _use_trigger(self, trigger: str) -> str:
        if trigger not in self._triggers:
            raise Refusal("invalid_trigger_id", "unknown")
        user, born, used = self._triggers[trigger]
        if time.monotonic() - born >= TRIGGER_SECONDS:
            raise Refusal("expired_trigger_id", "older than 3 seconds")
        if used:
            raise Refusal("exchanged_trigger_id", "used before")
        self._triggers[trigger] = (user, born, True)
        return user

    def open_view(self, body: Json) -> Json:
        check_view(body.get("view", {}))
        user = self._use_trigger(body.get("trigger_id", ""))
        self.close_views(user)
        return {"view": {"id": self.show_view(user, body["view"]).id}}

    def push_view(self, body: Json) -> Json:
        check_view(body.get("view", {}))
        user = self._use_trigger(body.get("trigger_id", ""))
        if sum(view.user == user for view in self.views.values()) >= 3:
            raise Refusal("push_limit_reached", "three views")
        return {"view": {"id": self.show_view(user, body["view"]).id}}

    def update_view(self, body: Json) -> Json:
        view = self.views.get(body.get("view_id", ""))
        if view is None:
            raise Refusal("not_found", "view")
        if body.get("hash", view.hash) != view.hash:
            raise Refusal("hash_conflict", "changed meanwhile")
        self.renew_view(view, body.get("view", {}))
        return {"view": {"id": view.id}}

    def open_socket(self, _: Json) -> Json:
        return {"url": self.socket_url}

    # The address for answers

    def take_answer(self, key: str, body: Json) -> tuple[int, str]:
        with self._lock:
            address = self._addresses.get(key)
            if address is None or address.left == 0:
                return 404, "used_url" if address else "invalid_url"
            if time.monotonic() - address.born > ADDRESS_SECONDS:
                return 404, "expired_url"
            address.left -= 1
            self.delivered.append(body)
            try:
                self._place(address, body)
            except Refusal as refusal:
                return 400, refusal.code
            return 200, "ok"

    def _place(self, address: Address, body: Json) -> None:
        check_message(body)
        if body.get("replace_original") and address.message:
            address.message.body = body
            address.message.changed = next(self._numbers)
        else:
            user = "" if body.get("response_type") == "in_channel" else address.user
            self._put(Message(address.channel, self._ts(), body, user))


_METHODS = {
    "auth.test": Slack.auth_test,
    "apps.connections.open": Slack.open_socket,
    "chat.postMessage": Slack.post_message,
    "chat.update": Slack.update_message,
    "conversations.open": Slack.open_conversation,
    "conversations.history": Slack.history,
    "conversations.info": Slack.channel_info,
    "conversations.members": Slack.channel_members,
    "users.info": Slack.user_info,
    "views.open": Slack.open_view,
    "views.push": Slack.push_view,
    "views.update": Slack.update_view,
}


def _shown(message: Message, metadata: bool) -> Json:
    hidden = set() if metadata else {"metadata"}
    told = {key: value for key, value in message.body.items() if key not in hidden}
    return {"type": "message", "user": BOT, **told, "ts": message.ts}


@contextmanager
def running(**arguments: Any) -> Iterator[Slack]:
    slack = Slack(**arguments)
    slack.start()
    try:
        yield slack
    finally:
        slack.close()
