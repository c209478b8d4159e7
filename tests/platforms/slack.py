"""Slack as its people use it: types, clicks and fills in, and sends the app what Slack would send."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from bitbot.chat import PlaceKind
from bitbot.clock import utc_now
from tests.doubles.slack import Channel, Message, Slack, View
from tests.doubles.slack_blocks import elements_in
from tests.platforms.contract import Shown, Spot

Json = dict[str, Any]
SECRET: Final = "8f742231b10e8888abcd99baddad85a5"
CHANNEL: Final = "C0BIT"
MISSING: Final = "Vul dit verplichte veld in."
CHANNELS: Final = {"private": CHANNEL, "public": "C0OPEN", "shared": "C0DEEL", "guests": "C0GAST", "hidden": "C0ELDERS"}
TURNED: Final[Mapping[PlaceKind, Channel]] = {
    "private": Channel("bit"),
    "public": Channel("bit", private=False),
    "shared": Channel("bit", shared="is_pending_ext_shared"),
    "guests": Channel("bit", guests=("U0GAST",)),
    "hidden": Channel("bit", member=False),
}


def signed(body: str, secret: str = SECRET, timestamp: str | None = None) -> dict[str, str]:
    """The headers with which Slack proves that it sends this body."""
    at = timestamp if timestamp is not None else f"{utc_now().timestamp():.0f}"
    digest = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={digest}",
    }


class SlackPlatform:
    """`app` is the address of the running app, `users` the Slack id of each member by the key of the member."""

    name = "slack"

    def __init__(self, app: str, slack: Slack, users: Mapping[str, str], secret: str = SECRET) -> None:
        self.app = app.rstrip("/")
        self.slack = slack
        self.users = dict(users)
        self.secret = secret

    def say(self, who: str, line: str, where: Spot = "private") -> Shown:
        user = self.users[who]
        channel = CHANNELS.get(where) or self.slack.direct(user)
        self.slack.close_views(user)
        since, known = self._now(user)
        answer = self.send(self.command(who, line, channel))
        if answer:
            self._show(user, channel, answer)
        return self._latest(user, since, known)

    def click(self, who: str, label: str) -> Shown:
        return self._use(self.users[who], "button", label)

    def choose(self, who: str, label: str, option: str) -> Shown:
        return self._use(self.users[who], "static_select", label, option)

    def fill(self, who: str, **answers: str | Sequence[str]) -> Shown:
        view = self._open_view(self.users[who])
        inputs = {name_of(block): block for block in inputs_of(view)}
        assert set(answers) <= set(inputs), f"the form has {sorted(inputs)}, not {sorted(set(answers) - set(inputs))}"
        for name, answer in answers.items():
            view.filled[inputs[name]["block_id"]] = filled_in(inputs[name]["element"], answer)
        missing = {name: MISSING for name, block in inputs.items() if not block["optional"] and not told(view, block)}
        if missing:
            return replace(shown_view(view), errors=missing)
        return self._submit(view)

    def messages(self, who: str) -> list[Shown]:
        return [shown(message.body) for message in self.slack.posts(self.slack.direct(self.users[who]))]

    def channel(self) -> list[Shown]:
        return [shown(message.body) for message in self.slack.posts(CHANNEL)]

    def turn_channel(self, kind: PlaceKind) -> None:
        self.slack.channels[CHANNEL] = replace(TURNED[kind])

    def make_guest(self, who: str) -> None:
        self.slack.flags[self.users[who]] = "is_restricted"

    def posted(self) -> int:
        return sum(message.channel.startswith("C") for message in self.slack.posts())

    # What Slack sends

    def command(self, who: str, line: str, channel: str = CHANNEL) -> dict[str, str]:
        """The fields of a slash command."""
        user = self.users[who]
        command, _, text = line.partition(" ")
        return {
            "team_id": self.slack.team,
            "channel_id": channel,
            "channel_name": self._channel_name(channel),
            "user_id": user,
            "user_name": who,
            "command": command,
            "text": self._sent(text),
            "api_app_id": "A0BIT",
            "is_enterprise_install": "false",
            "response_url": self.slack.address(user, channel),
            "trigger_id": self.slack.trigger(user),
        }

    def _channel_name(self, channel: str) -> str:
        """As Slack tells it with a command."""
        if channel not in self.slack.channels:
            return "directmessage"
        return "privategroup" if self.slack.channels[channel].private else self.slack.channels[channel].name

    def interaction(self, user: str, kind: str, /, **rest: object) -> dict[str, str]:
        """The fields of a click, a choice or a submitted form."""
        payload = {
            "type": kind,
            "team": {"id": self.slack.team, "domain": "bit"},
            "user": {"id": user, "team_id": self.slack.team},
            "api_app_id": "A0BIT",
            "trigger_id": self.slack.trigger(user),
            **rest,
        }
        return {"payload": json.dumps(payload)}

    def send(self, fields: Mapping[str, str]) -> Json:
        """Deliver, and give the answer that stands in the acknowledgement."""
        body = urlencode(fields)
        headers = signed(body, self.secret)
        request = urllib.request.Request(f"{self.app}/slack/events", body.encode(), headers)  # noqa: S310 - our own app
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            content = response.read().decode()
        return dict(json.loads(content)) if content else {}

    def _sent(self, text: str) -> str:
        """What was typed as Slack sends it with `should_escape`: mentions and links marked, the rest escaped."""
        sent = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        sent = re.sub(r"https?://[^\s&]+", r"<\g<0>>", sent)
        return re.sub(r"@([\w-]+)", self._mention, sent)

    def _mention(self, found: re.Match[str]) -> str:
        user = self.users.get(found[1])
        return f"<@{user}|{found[1]}>" if user else found[0]

    def _use(self, user: str, sort: str, label: str, option: str = "") -> Shown:
        place, element = self._find(user, sort, label)
        since, known = self._now(user)
        action: Json = {key: element[key] for key in ("type", "action_id", "value") if key in element}
        if option:
            action["selected_option"] = option_of(element, option)
        where = self._in_view(place) if isinstance(place, View) else self._in_message(user, place)
        answer = self.send(self.interaction(user, "block_actions", actions=[action], **where))
        assert answer == {}, "Slack ignores what stands in the answer to a click"
        return self._latest(user, since, known)

    def _find(self, user: str, sort: str, label: str) -> tuple[Message | View, Json]:
        view = self.slack.view_of(user)
        places: list[Message | View] = [view] if view else []
        places += reversed(self.slack.sees(user))
        named = [(place, element) for place in places for element in elements_in(place.body.get("blocks", []))]
        for place, element in named:
            if element["type"] == sort and label_of(element) == label:
                return place, element
        raise AssertionError(f"no {sort} {label!r}; there are {[label_of(element) for _, element in named]}")

    def _in_view(self, view: View) -> Json:
        return {"container": {"type": "view", "view_id": view.id}, "view": sent_view(view, self.slack.team)}

    def _in_message(self, user: str, message: Message) -> Json:
        container = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
        return {
            "container": {**container, "is_ephemeral": bool(message.user)},
            "channel": {"id": message.channel},
            "response_url": self.slack.address(user, message.channel, message),
        }

    def _submit(self, view: View) -> Shown:
        since, known = self._now(view.user)
        fields = self.interaction(view.user, "view_submission", view=sent_view(view, self.slack.team), response_urls=[])
        errors = self.slack.take_submission_answer(view, self.send(fields))
        if errors:
            names = {block["block_id"]: name_of(block) for block in inputs_of(view)}
            at_fields = {names[block]: sentence for block, sentence in errors.items()}
            return replace(shown_view(view), errors=at_fields, raw=errors)
        return self._latest(view.user, since, known)

    # What is on the screen

    def _show(self, user: str, channel: str, answer: Json) -> None:
        assert answer.get("response_type", "ephemeral") == "ephemeral", "an answer that all in the channel see"
        self.slack.show(user, channel, answer)

    def _now(self, user: str) -> tuple[int, set[str]]:
        return self.slack.mark(), {message.ts for message in self.slack.sees(user)}

    def _latest(self, user: str, since: int, known: set[str]) -> Shown:
        """What changed on the screen since then, other than new messages of the bot in conversations."""
        view = self.slack.view_of(user)
        if view and view.changed > since:
            return shown_view(view)
        seen = [message for message in self.slack.sees(user) if message.user or message.ts in known]
        changed = [message for message in seen if message.changed > since]
        return shown(changed[-1].body) if changed else Shown("")

    def _open_view(self, user: str) -> View:
        view = self.slack.view_of(user)
        assert view, "no form is open"
        assert "submit" in view.body, "what is open is no form"
        return view


def read(text: Mapping[str, Any]) -> str:
    """As a person reads it: without escapes, and bold without its marks."""
    words = text["text"]
    if text["type"] == "mrkdwn":
        words = re.sub(r"\*([^*\n]+)\*", r"\1", words)
    return str(words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def label_of(element: Mapping[str, Any]) -> str:
    text = element.get("text") or element.get("placeholder")
    return read(text) if text else ""


def options_of(element: Mapping[str, Any]) -> list[Json]:
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    return [option for group in groups for option in group["options"]]


def option_of(element: Mapping[str, Any], label: str) -> Json:
    labels = {read(option["text"]): option for option in options_of(element)}
    assert label in labels, f"no option {label!r}; there are {list(labels)}"
    return labels[label]


def lines_of(blocks: Sequence[Json]) -> Iterator[str]:
    for block in blocks:
        match block["type"]:
            case "header" | "section":
                yield read(block["text"])
            case "context":
                yield from map(read, block["elements"])
            case "input":
                yield read(block["label"])


def shown(body: Json) -> Shown:
    blocks = body.get("blocks", [])
    elements = elements_in(blocks)
    menus = [element for element in elements if element["type"] == "static_select" and "placeholder" in element]
    text = "\n".join(lines_of(blocks)) or read({"type": "mrkdwn", "text": body.get("text", "")})
    return Shown(
        text=text,
        buttons=tuple(label_of(element) for element in elements if element["type"] == "button"),
        menus={label_of(menu): tuple(read(option["text"]) for option in options_of(menu)) for menu in menus},
        raw=body,
    )


def shown_view(view: View) -> Shown:
    seen = shown(view.body)
    form = {name_of(block): told(view, block) for block in inputs_of(view)}
    text = "\n".join([read(view.body["title"]), seen.text])
    return replace(seen, text=text, form=form if "submit" in view.body else None)


def inputs_of(view: View) -> list[Json]:
    return [block for block in view.body["blocks"] if block["type"] == "input"]


def name_of(block: Mapping[str, Any]) -> str:
    """The adapter calls the block of a question after the field, with a mark of the form behind it."""
    return str(block["block_id"]).rpartition(":")[0]


def initial(element: Json) -> Json:
    """What stands in a question before anybody typed."""
    match element["type"]:
        case "datepicker":
            return {"type": "datepicker", "selected_date": element.get("initial_date")}
        case "static_select":
            return {"type": "static_select", "selected_option": element.get("initial_option")}
        case "multi_static_select":
            return {"type": "multi_static_select", "selected_options": element.get("initial_options", [])}
        case kind:
            return {"type": kind, "value": element.get("initial_value")}


def filled_in(element: Json, answer: str | Sequence[str]) -> Json:
    """What stands in a question after this answer; an empty answer clears it."""
    several = [answer] if isinstance(answer, str) else list(answer)
    chosen = [label for label in several if label]
    match element["type"]:
        case "datepicker":
            assert re.fullmatch(r"(\d{4}-\d\d-\d\d)?", several[0]), f"a date picker does not take {several[0]!r}"
            return {"type": "datepicker", "selected_date": several[0] or None}
        case "static_select":
            picked = option_of(element, chosen[0]) if chosen else None
            return {"type": "static_select", "selected_option": picked}
        case "multi_static_select":
            return {"type": "multi_static_select", "selected_options": [option_of(element, label) for label in chosen]}
        case kind:
            assert len(several[0]) <= element["max_length"], "Slack does not let people type more"
            return {"type": kind, "value": several[0] or None}


def told(view: View, block: Json) -> str:
    """What stands in a question now, as a person reads it."""
    state = view.filled.get(block["block_id"], initial(block["element"]))
    chosen = state.get("selected_options") or [state.get("selected_option")]
    labels = [read(option["text"]) for option in chosen if option]
    return ", ".join(labels) or state.get("value") or state.get("selected_date") or ""


def sent_view(view: View, team: str) -> Json:
    values = {
        block["block_id"]: {
            block["element"]["action_id"]: view.filled.get(block["block_id"], initial(block["element"]))
        }
        for block in inputs_of(view)
    }
    return {**view.body, "id": view.id, "team_id": team, "hash": view.hash, "state": {"values": values}}
