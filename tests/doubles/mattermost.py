"""A Mattermost server as far as bitbot uses it, made after what a real 6.7.3 did; it refuses what that refuses."""

from __future__ import annotations

import itertools
import json
import threading
import time
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

from tests.doubles.mattermost_http import Answer, Calling, serve
from tests.doubles.mattermost_rules import Refusal, check_attachments, check_dialog, check_message, stripped

Json = dict[str, Any]

TRIGGER_SECONDS: Final = 3.0
HOOK_SECONDS: Final = 30 * 60.0
HOOK_USES: Final = 5
PENDING_SECONDS: Final = 30.0
ADMIN_TOKEN: Final = "admintokenadmintokenadmin0"
PAYLOADS: Final = Path(__file__).parent / "mattermost_payloads"


def recorded(name: str) -> Json:
    """A request or an answer of the real server."""
    return dict(json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8")))


def made_id(name: object) -> str:
    """26 letters and digits, the same for the same name."""
    digest = int.from_bytes(sha256(str(name).encode()).digest())
    letters = "ybndrfg8ejkmcpqxot1uwisza345h769"
    return "".join(letters[digest >> 5 * place & 31] for place in range(26))


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call: with `done` the server does what was asked before the answer gets lost or late."""

    kind: Literal["drop", "status", "delay"]
    status: int = 500
    code: str = ""
    seconds: float = 0
    done: bool = False
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Post:
    """A post as it is stored; `to` is set when only that person sees it, and nothing of it is stored then."""

    id: str
    channel: str
    user: str
    message: str
    props: Json
    to: str = ""
    pending: str = ""
    changed: int = 0
    made: int = 0
    pinned: bool = False


@dataclass
class Dialog:
    """A dialog on somebody's screen, and what was typed in it."""

    user: str
    channel: str
    body: Json
    changed: int
    filled: Json = field(default_factory=dict)


@dataclass
class Channel:
    id: str
    name: str
    members: set[str]
    kind: str = "P"
    delete_at: int = 0
    shared: bool | None = None


@dataclass
class Hook:
    """The address for answers to one command."""

    user: str
    channel: str
    born: float
    left: int = HOOK_USES


class Mattermost:
    """One server with one team, what was posted and what is on whose screen; `users` are ids by name."""

    def __init__(self, users: Mapping[str, str], version: str = "6.7.3") -> None:
        self.version = version
        self.token = "bottokenbottokenbottoken000"
        self.team = made_id("team")
        self.bot = made_id("bitbot")
        self.admin = made_id("admin")
        self.guest = made_id("guest")
        known = {**users, "bitbot": self.bot, "admin": self.admin, "guest": self.guest}
        self.users: dict[str, Json] = {
            number: {"id": number, "username": name, "delete_at": 0, "roles": "system_user"}
            for name, number in known.items()
        }
        self.users[self.bot]["is_bot"] = True
        self.users[self.guest]["roles"] = "system_guest"
        self.bit = made_id("bit")
        self.channels = {channel.id: channel for channel in self._channels()}
        self.teams: list[Json] = [{"id": self.team, "name": "bit", "display_name": "BIT"}]
        self.config: Json = {"EnableCommands": "true", "Version": version}
        self.commands: list[Json] = []
        self.calls: list[tuple[str, Json]] = []
        self.stored: dict[str, Post] = {}
        self.ephemeral: list[Post] = []
        self.dialogs: dict[str, Dialog] = {}
        self._actions: dict[tuple[str, str], Json] = {}
        self._triggers: dict[str, tuple[str, str, float]] = {}
        self._hooks: dict[str, Hook] = {}
        self._pending: dict[str, tuple[str, float]] = {}
        self._faults: defaultdict[str, list[Fault]] = defaultdict(list)
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()
        self.closing = threading.Event()
        self._server = serve(self)

    def _channels(self) -> Iterator[Channel]:
        """That of the BIT, and one of each kind: with everybody, another server, a guest, and without the bot."""
        ours = {*self.users} - {self.guest}
        yield Channel(self.bit, "bit", {*ours})
        yield Channel(made_id("town-square"), "town-square", {*self.users} - {self.bot}, "O")
        yield Channel(made_id("met-bureau"), "met-bureau", {*ours}, shared=True)
        yield Channel(made_id("met-gast"), "met-gast", {*self.users})
        yield Channel(made_id("elders"), "elders", ours - {self.bot})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    # What a test can arrange and look at

    def fail(self, call: str, fault: Fault, times: int = 1) -> None:
        """The next of these calls go wrong; a call is named by method and path: `POST posts`."""
        self._faults[call] += [fault] * times

    def next_fault(self, call: str) -> Fault | None:
        with self._lock:
            waiting = self._faults[call]
            return waiting.pop(0) if waiting else None

    def called(self, call: str) -> list[Json]:
        return [body for name, body in self.calls if name == call]

    def direct(self, user: str) -> Channel:
        """The conversation of the bot with one person."""
        number = made_id(f"direct {user}")
        name = "__".join(sorted([self.bot, user]))
        return self.channels.setdefault(number, Channel(number, name, {self.bot, user}, "D"))

    def posts(self, channel: str = "") -> list[Post]:
        """What is stored in a channel, oldest first; without a channel, in all of them."""
        return [post for post in self.stored.values() if channel in {"", post.channel}]

    def sees(self, user: str) -> list[Post]:
        """What this person can see, the most recently changed last."""
        there = {channel.id for channel in self.channels.values() if user in channel.members}
        seen = [post for post in self.stored.values() if post.channel in there]
        seen += [post for post in self.ephemeral if post.to == user]
        return sorted(seen, key=lambda post: post.changed)

    def mark(self) -> int:
        """Now, in the order of what happens here; what changes later has a higher number."""
        with self._lock:
            return next(self._numbers)

    def trigger(self, user: str, channel: str, *, expired: bool = False) -> str:
        """As the server makes them: long, and good for three seconds as often as one likes."""
        with self._lock:
            born = time.monotonic() - (TRIGGER_SECONDS if expired else 0)
            inner = f"{made_id(self.mark())}:{user}:{int(born * 1000)}:{made_id('signature') * 3}"
            trigger = b64encode(inner.encode()).decode()
            self._triggers[trigger] = (user, channel, born)
            return trigger

    def hook(self, user: str, channel: str) -> str:
        with self._lock:
            number = made_id(f"hook {self.mark()}")
            self._hooks[number] = Hook(user, channel, time.monotonic())
            return f"{self.url}/hooks/commands/{number}"

    def use_up_hooks(self) -> None:
        for hook in self._hooks.values():
            hook.left = 0

    def forget_pending(self) -> None:
        """Half a minute goes by."""
        self._pending.clear()

    def integration(self, post: str, action: str) -> Json:
        """Where a button goes; 404 for an id with other signs than letters and digits, or a post that is gone."""
        if not action.isalnum() or (post, action) not in self._actions:
            raise Refusal(404, "api.post.do_action.action_id.app_error")
        return self._actions[post, action]

    # What the server does with posts

    def show(self, user: str, channel: str, body: Json) -> Post:
        """An ephemeral post: on one screen, and nowhere else."""
        check_message(body.get("text", ""))
        props = {"attachments": body["attachments"]} if body.get("attachments") else {}
        made = self._write(Post(made_id(self.mark()), channel, self.bot, body.get("text", ""), props, to=user))
        self.ephemeral.append(made)
        return made

    def publish(self, user: str, channel: str, body: Json) -> Post:
        """A post for all in the channel."""
        check_message(body.get("message", ""))
        post = Post(made_id(self.mark()), channel, user, body.get("message", ""), dict(body.get("props") or {}))
        made = self._write(post)
        made.made = made.changed
        self.stored[made.id] = made
        return made

    def change(self, post: Post, body: Json) -> None:
        """Without `props` the buttons stay; with empty props they go."""
        check_message(body.get("message", ""))
        if "message" in body:
            post.message = body["message"]
        if body.get("props") is not None:
            self._actions = {key: value for key, value in self._actions.items() if key[0] != post.id}
            post.props = dict(body["props"])
        self._write(post)

    def _write(self, post: Post) -> Post:
        check_attachments(post.props.get("attachments", []))
        with self._lock:
            post.changed = next(self._numbers)
        for attachment in post.props.get("attachments", []):
            for action in attachment.get("actions", []):
                self._actions[post.id, action["id"]] = action["integration"]
        return post

    def told(self, post: Post) -> Json:
        """A post as it is read: without what its buttons do, also by its author."""
        known = recorded("bot_dm_post") | {"id": post.id, "channel_id": post.channel, "user_id": post.user}
        props = {**post.props, "attachments": stripped(post.props.get("attachments", []))}
        return known | {"message": post.message, "props": props, "is_pinned": post.pinned}

    # The REST API

    def call(self, calling: Calling) -> Answer:
        with self._lock:
            self.calls.append((calling.name, calling.body))
            user = {self.token: self.bot, ADMIN_TOKEN: self.admin}.get(calling.token, "")
            if not user:
                return Answer(401, {"id": "api.context.session_expired.app_error", "status_code": 401})
            try:
                return Answer(*self._handled(calling, user))
            except Refusal as refusal:
                return Answer(refusal.status, {"id": refusal.code, "message": "", "status_code": refusal.status})

    def _handled(self, calling: Calling, user: str) -> tuple[int, Any]:
        handler = _CALLS.get(calling.shape)
        if handler is None:
            raise Refusal(404, "api.context.404.app_error")
        status = 201 if calling.shape in _CREATING else 200
        return status, handler(self, calling, user)

    def _channel(self, number: str, user: str, *, look: bool = False) -> Channel:
        """Who is not in it may only look at it, when it is open."""
        channel = self.channels.get(number)
        if channel is None:
            raise Refusal(404, "app.channel.get.existing.app_error")
        if user not in channel.members and not (look and channel.kind == "O"):
            raise Refusal(403, "api.context.permissions.app_error")
        return channel

    def ping(self, _: Calling, user: str) -> Json:
        return {"status": "OK"}

    def client_config(self, _: Calling, user: str) -> Json:
        return self.config

    def who(self, calling: Calling, user: str) -> Json:
        wanted = user if calling.ids[0] == "me" else calling.ids[0]
        if wanted not in self.users:
            raise Refusal(404, "app.user.missing_account.const")
        return self.users[wanted]

    def open_direct(self, calling: Calling, user: str) -> Json:
        pair: Any = calling.body
        if len(pair) != 2 or any(one not in self.users for one in pair):
            raise Refusal(400, "api.channel.create_direct_channel.invalid_user.app_error")
        return {"id": self.direct(pair[1]).id, "type": "D"}

    def channel(self, calling: Calling, user: str) -> Json:
        channel = self._channel(calling.ids[0], user, look=True)
        told = {"id": channel.id, "name": channel.name, "type": channel.kind, "delete_at": channel.delete_at}
        return told | {"display_name": channel.name, "shared": channel.shared}

    def stats(self, calling: Calling, user: str) -> Json:
        channel = self._channel(calling.ids[0], user)
        guests = [one for one in channel.members if "system_guest" in self.users[one]["roles"]]
        counts = {"member_count": len(channel.members), "guest_count": len(guests), "pinnedpost_count": 0}
        return {"channel_id": channel.id, **counts}

    def create_post(self, calling: Calling, user: str) -> Json:
        body = calling.body
        channel = self._channel(body.get("channel_id", ""), user)
        if channel.delete_at:
            raise Refusal(400, "api.post.create_post.can_not_post_to_deleted.error")
        pending = body.get("pending_post_id", "")
        known, born = self._pending.get(pending, ("", 0.0))
        if pending and known and time.monotonic() - born < PENDING_SECONDS:
            return self.told(self.stored[known])
        made = self.publish(user, channel.id, body)
        self._pending[pending] = (made.id, time.monotonic())
        return self.told(made)

    def ephemeral_post(self, _: Calling, user: str) -> Json:
        raise Refusal(403, "api.context.permissions.app_error")

    def read_post(self, calling: Calling, user: str) -> Json:
        return self.told(self._post(calling.ids[0], user))

    def _post(self, number: str, user: str) -> Post:
        if number not in self.stored:
            raise Refusal(404, "app.post.get.app_error")
        self._channel(self.stored[number].channel, user)
        return self.stored[number]

    def patch_post(self, calling: Calling, user: str) -> Json:
        post = self._post(calling.ids[0], user)
        if post.user != user:
            raise Refusal(403, "api.context.permissions.app_error")
        self.change(post, calling.body)
        return self.told(post)

    def pin(self, calling: Calling, user: str) -> Json:
        self._post(calling.ids[0], user).pinned = True
        return {"status": "OK"}

    def pinned(self, calling: Calling, user: str) -> Json:
        channel = self._channel(calling.ids[0], user)
        return self._list([post for post in self.posts(channel.id) if post.pinned])

    def read_posts(self, calling: Calling, user: str) -> Json:
        channel = self._channel(calling.ids[0], user)
        return self._list(list(reversed(self.posts(channel.id)))[: int(calling.query.get("per_page", 60))])

    def _list(self, posts: list[Post]) -> Json:
        return {"order": [post.id for post in posts], "posts": {post.id: self.told(post) for post in posts}}

    def member(self, calling: Calling, user: str) -> Json:
        channel = self._channel(calling.ids[0], user)
        if calling.ids[1] not in channel.members:
            raise Refusal(404, "app.channel.get_member.missing.app_error")
        return {"channel_id": channel.id, "user_id": calling.ids[1]}

    def open_dialog(self, calling: Calling, user: str) -> Json:
        body = calling.body
        found = self._triggers.get(body.get("trigger_id", ""))
        if found is None or time.monotonic() - found[2] >= TRIGGER_SECONDS:
            raise Refusal(400, "interactive_message.decode_trigger_id.expired")
        check_dialog(body.get("dialog", {}), tuple(map(int, self.version.split(".")[:2])))
        self.dialogs[found[0]] = Dialog(found[0], found[1], body, self.mark())
        return dict(recorded("dialog_open_response")["body"])

    # Slash commands

    def my_teams(self, _: Calling, user: str) -> list[Json]:
        return self.teams

    def list_commands(self, calling: Calling, user: str) -> list[Json]:
        self._administers(user)
        return [command for command in self.commands if command["team_id"] == calling.query["team_id"]]

    def create_command(self, calling: Calling, user: str) -> Json:
        self._administers(user)
        taken = any(command["trigger"] == calling.body["trigger"] for command in self.commands)
        if taken or len(calling.body.get("description", "")) > 128:
            raise Refusal(400, "api.command.duplicate_trigger.app_error")
        number = len(self.commands)
        known = {"id": made_id(f"command {number}"), "token": made_id(f"command token {number}"), "creator_id": user}
        self.commands.append(recorded("create_command_response") | calling.body | known)
        return self.commands[-1]

    def update_command(self, calling: Calling, user: str) -> Json:
        self._administers(user)
        command = next(command for command in self.commands if command["id"] == calling.ids[0])
        command.update(calling.body)
        return command

    def _administers(self, user: str) -> None:
        if user == self.bot:
            raise Refusal(403, "api.context.permissions.app_error")

    # The address for answers

    def take_answer(self, number: str, body: Json) -> Answer:
        with self._lock:
            self.calls.append(("POST hooks", body))
            hook = self._hooks.get(number)
            if hook is None or time.monotonic() - hook.born > HOOK_SECONDS:
                return Answer(404, {"id": "store.sql_command_webhooks.get.app_error"})
            if hook.left == 0:
                return Answer(400, {"id": "store.sql_command_webhooks.try_use.invalid.app_error"})
            hook.left -= 1
            self.take_command_answer(hook.user, hook.channel, body)
            return Answer(200, "ok")

    def take_command_answer(self, user: str, channel: str, body: Json) -> None:
        """An answer for all in the channel is a post of who typed the command, which the bot may not edit."""
        if not body:
            return
        if body.get("response_type") == "in_channel":
            self.publish(
                user, channel, {"message": body.get("text", ""), "props": {"attachments": body["attachments"]}}
            )
        else:
            self.show(user, channel, body)

    def take_action_answer(self, user: str, post: Post, body: Json) -> None:
        """`update` changes the post of the button; on an ephemeral post there is nothing to change."""
        if body.get("update") is not None:
            if post.id not in self.stored:
                raise Refusal(404, "app.post.get.app_error")
            self.change(post, body["update"])
        if body.get("ephemeral_text"):
            self.show(user, post.channel, {"text": body["ephemeral_text"]})


Handler = Callable[[Mattermost, Calling, str], Any]
_CALLS: dict[str, Handler] = {
    "GET system/ping": Mattermost.ping,
    "GET config/client": Mattermost.client_config,
    "GET users/*": Mattermost.who,
    "GET users/me/teams": Mattermost.my_teams,
    "POST channels/direct": Mattermost.open_direct,
    "GET channels/*": Mattermost.channel,
    "GET channels/*/stats": Mattermost.stats,
    "GET channels/*/posts": Mattermost.read_posts,
    "GET channels/*/pinned": Mattermost.pinned,
    "GET channels/*/members/*": Mattermost.member,
    "POST posts": Mattermost.create_post,
    "POST posts/ephemeral": Mattermost.ephemeral_post,
    "GET posts/*": Mattermost.read_post,
    "PUT posts/*/patch": Mattermost.patch_post,
    "POST posts/*/pin": Mattermost.pin,
    "POST actions/dialogs/open": Mattermost.open_dialog,
    "GET commands": Mattermost.list_commands,
    "POST commands": Mattermost.create_command,
    "PUT commands/*": Mattermost.update_command,
}
_CREATING: Final = {"POST posts", "POST channels/direct", "POST commands"}


@contextmanager
def running(users: Mapping[str, str], version: str = "6.7.3") -> Iterator[Mattermost]:
    server = Mattermost(users, version)
    server.start()
    try:
        yield server
    finally:
        server.close()
