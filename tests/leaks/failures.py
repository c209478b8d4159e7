"""What goes wrong: platforms that lose, refuse and quote, a database that goes bit by bit, and code that shouts."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Thread
from typing import Any, Final

from tests.doubles import mattermost, slack

Spoil = Callable[[Any], None]

ECHO: Final = "Kanarieecho"
TIMES: Final = 2
# Each makes the database fail in a way of its own, and the next one more; the first quotes what was in the row.
DAMAGES: Final = (
    f"CREATE TRIGGER quoting BEFORE INSERT ON history BEGIN SELECT RAISE(ABORT, '{ECHO}'); END",
    "UPDATE werkafspraak SET text = uid",
    "ALTER TABLE history RENAME TO elsewhere",
    "ALTER TABLE inbox RENAME TO nowhere",
    "ALTER TABLE delivery RENAME TO beyond",
)


def _on_slack(*faults: slack.Fault) -> Iterator[Spoil]:
    calls = ("chat.postMessage", "chat.update", "views.open", "views.update", "response_url", "conversations.history")
    for fault in faults:

        def spoil(platform: Any, fault: slack.Fault = fault) -> None:  # noqa: ANN401 - that of Slack
            for call in calls:
                platform.slack.fail(call, fault, TIMES)

        yield spoil


def _on_mattermost(*faults: mattermost.Fault) -> Iterator[Spoil]:
    calls = ("POST posts", "POST actions/dialogs/open", "POST hooks")
    for fault in faults:

        def spoil(platform: Any, fault: mattermost.Fault = fault) -> None:  # noqa: ANN401 - that of Mattermost
            for call in (*calls, *(f"PUT posts/{post}/patch" for post in platform.server.stored)):
                platform.server.fail(call, fault, TIMES)

        yield spoil


# The last one of each quotes what it was sent.
SPOILS: Final[Mapping[str, Sequence[Spoil]]] = {
    "slack": [
        *_on_slack(
            slack.Fault("drop"),
            slack.Fault("status"),
            slack.Fault("error", "invalid_blocks"),
            slack.Fault("ratelimited", seconds=1),
            slack.Fault("error", ECHO),
        )
    ],
    "mattermost": [
        *_on_mattermost(
            mattermost.Fault("drop"),
            mattermost.Fault("status", 500),
            mattermost.Fault("status", 429),
            mattermost.Fault("status", 400, "api.post.create_post.root_id.app_error"),
            mattermost.Fault("status", 400, ECHO),
        )
    ],
    "practice": [],
}


def shout(word: str) -> None:
    """What code that is not ours may do with what it was given."""
    logging.getLogger("sqlalchemy.engine").debug("INSERT %s", word)
    logging.getLogger("slack_sdk").warning("sending %s", word)
    logging.getLogger("bitbot.shouted").error("kept %s", f"{word} en meer")
    warnings.warn(word, stacklevel=1)
    fallen = Thread(target=_fall, args=(word,))
    fallen.start()
    fallen.join()


def _fall(word: str) -> None:
    raise RuntimeError(word)
