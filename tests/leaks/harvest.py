"""What came out of a BIT on each platform, by who can read it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bitbot.app import Bitbot
from handlers.practice.room import CHANNEL
from storage import tables
from tests.platforms.contract import Platform
from tests.platforms.mattermost import MattermostPlatform
from tests.platforms.slack import CHANNEL as SLACK_CHANNEL
from tests.platforms.slack import SlackPlatform

Json = dict[str, Any]


@dataclass
class Harvest:
    """`channel` is what all can read, `notices` what a locked screen shows, `unseen` what travels along with a message.

    `answers` is what was answered to the one who asked, `pages` what an HTTP request got that went wrong.
    """

    channel: list[Any] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    unseen: list[Any] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Harvest:
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def gather(harvest: Harvest, platform: Platform, bot: Bitbot) -> None:
    """A platform that is not in this table has still to say what can be read on it."""
    _GATHERERS[platform.name](harvest, platform, bot)


def _slack(harvest: Harvest, platform: Any, _: Bitbot) -> None:  # noqa: ANN401 - each its own
    slack: SlackPlatform = platform
    sent = [body for method, body in slack.slack.calls if method in {"chat.postMessage", "chat.update"}]
    views = [body["view"] for method, body in slack.slack.calls if method.startswith("views.")]
    harvest.channel += [body for body in sent if body["channel"] == SLACK_CHANNEL]
    harvest.channel += [message.body for message in slack.slack.posts(SLACK_CHANNEL)]
    harvest.notices += [body["text"] for body in sent]
    harvest.unseen += [body.get("metadata") for body in sent] + [view.get("private_metadata") for view in views]
    harvest.unseen += [value for body in sent for value in _under(body["blocks"], {"value", "action_id", "block_id"})]


def _mattermost(harvest: Harvest, platform: Any, _: Bitbot) -> None:  # noqa: ANN401
    mattermost: MattermostPlatform = platform
    server = mattermost.server
    sent = [body for name, body in server.calls if name == "POST posts"]
    changed = [(name.split("/")[1], body) for name, body in server.calls if name.endswith("/patch")]
    harvest.channel += [body for body in sent if body["channel_id"] == server.bit]
    harvest.channel += [body for post, body in changed if server.stored[post].channel == server.bit]
    harvest.channel += [post.message + json.dumps(post.props) for post in server.posts(server.bit)]
    # Newer clients show the fallback of an attachment where a message has no words of its own.
    harvest.notices += [
        text for body in sent for text in (body["message"], *_under(body, {"fallback", "pretext", "title"}))
    ]
    planned = [body for body in (*sent, *(body for _, body in changed)) if body["props"].get("bitbot")]
    harvest.unseen += [{**body["props"], "attachments": None} for body in planned]
    harvest.unseen += [integration for body in planned for integration in _under(body, {"integration"})]
    dialogs = [body for name, body in server.calls if name == "POST actions/dialogs/open"]
    harvest.unseen += [{**body, "dialog": {**body["dialog"], "elements": None}} for body in dialogs]


def _practice(harvest: Harvest, _: Any, bot: Bitbot) -> None:  # noqa: ANN401
    table = tables.room_entry
    with bot.jobs.database.transaction(write=False) as connection:
        rows = connection.execute(select(table.c.place, table.c.body).where(table.c.private_to == "")).all()
        keys = connection.scalars(select(table.c.key)).all()
    harvest.channel += [body for place, body in rows if place == CHANNEL]
    harvest.notices += [json.dumps(message["notice"]) for _, body in rows if (message := json.loads(body)["message"])]
    harvest.unseen += keys


Gatherer = Callable[[Harvest, Any, Bitbot], None]
_GATHERERS: Mapping[str, Gatherer] = {"slack": _slack, "mattermost": _mattermost, "practice": _practice}


def _under(content: Any, names: set[str]) -> Iterator[Any]:  # noqa: ANN401 - anything that JSON holds
    """Every value with one of these names, however deep it stands."""
    if isinstance(content, dict):
        for name, value in content.items():
            if name in names:
                yield value
            yield from _under(value, names)
    elif isinstance(content, list):
        for each in content:
            yield from _under(each, names)
