"""Mattermost as its people use it: types, clicks and fills in, and sends the app what the server would send."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from bitbot.chat import PlaceKind
from tests.doubles.mattermost import Channel, Dialog, Mattermost, Post, made_id, recorded
from tests.platforms.contract import Shown, Spot

Json = dict[str, Any]
TOKEN: Final = "commandtokencommandtoken00"
MISSING: Final = "Dit veld is verplicht."
NAMES: Final = {"public": "town-square", "shared": "met-bureau", "guests": "met-gast", "hidden": "elders"}
WORD_JOINER: Final = "\u2060"


class Failed(AssertionError):
    """What the server shows its people when an integration does not answer as it should."""


class MattermostPlatform:
    """`app` is the address of the running app, `users` the id of each member by the key of the member."""

    name = "mattermost"

    def __init__(self, app: str, server: Mattermost, users: Mapping[str, str], token: str = TOKEN) -> None:
        self.app = app.rstrip("/")
        self.server = server
        self.users = dict(users)
        self.token = token

    def say(self, who: str, line: str, where: Spot = "private") -> Shown:
        user = self.users[who]
        since = self._begin(user)
        channel = self.channel_of(user, where)
        self.server.take_command_answer(user, channel, self.send(self.command(who, line, channel)))
        return self._latest(user, since)

    def channel_of(self, user: str, where: Spot) -> str:
        if where == "direct":
            return self.server.direct(user).id
        return made_id(NAMES[where]) if where in NAMES else self.server.bit

    def click(self, who: str, label: str) -> Shown:
        return self._use(self.users[who], "button", label)

    def choose(self, who: str, label: str, option: str) -> Shown:
        return self._use(self.users[who], "select", label, option)

    def fill(self, who: str, **answers: str | Sequence[str]) -> Shown:
        dialog = self.open_dialog(self.users[who])
        groups = grouped(dialog)
        assert set(answers) <= set(groups), f"the form has {sorted(groups)}, not {sorted(set(answers) - set(groups))}"
        for name, answer in answers.items():
            fill_in(dialog, groups[name], answer)
        missing = {name: MISSING for name, elements in groups.items() if _is_missing(dialog, elements)}
        if missing:
            return replace(shown_dialog(dialog), errors=missing)
        return self._submit(dialog)

    def messages(self, who: str) -> list[Shown]:
        return [shown(post) for post in self.server.posts(self.server.direct(self.users[who]).id)]

    def channel(self) -> list[Shown]:
        return [shown(post) for post in self.server.posts(self.server.bit)]

    def turn_channel(self, kind: PlaceKind) -> None:
        ours = {*self.server.users} - {self.server.guest}
        members = {"guests": {*self.server.users}, "hidden": ours - {self.server.bot}}.get(kind, ours)
        turned = Channel(self.server.bit, "bit", members, "O" if kind == "public" else "P", shared=kind == "shared")
        self.server.channels[self.server.bit] = turned

    def make_guest(self, who: str) -> None:
        self.server.users[self.users[who]]["roles"] = "system_guest"

    def posted(self) -> int:
        return sum(self.server.channels[post.channel].kind != "D" for post in self.server.posts())

    # What the server sends

    def command(self, who: str, line: str, channel: str = "") -> list[tuple[str, str]]:
        """The fields of a slash command, as recorded; the text is as it was typed."""
        user = self.users[who]
        command, _, text = line.partition(" ")
        form = {name: values[0] for name, values in recorded("slash_request")["form"].items() if "mentions" not in name}
        form |= {"command": command, "text": text, "token": self.token, "user_id": user, "user_name": who}
        channel = channel or self.server.bit
        form |= {"channel_id": channel, "channel_name": self.server.channels[channel].name}
        form |= {"trigger_id": self.server.trigger(user, channel), "team_id": self.server.team}
        form |= {"response_url": self.server.hook(user, channel)}
        named = [name for name in self.users if re.search(rf"@{name}(?![a-z0-9_-])", text)]
        mentions = [
            pair for name in named for pair in (("user_mentions", name), ("user_mentions_ids", self.users[name]))
        ]
        return [*form.items(), *mentions]

    def send(self, form: list[tuple[str, str]], token: str | None = None) -> Json:
        """What the app answers to a slash command."""
        headers = recorded("slash_request")["headers"] | {"Authorization": f"Token {token or dict(form)['token']}"}
        return self._post(f"{self.app}/mattermost/command", urlencode(form).encode(), headers)

    def action(self, user: str, post: Post, kind: str, context: Json) -> Json:
        """The body of a click or a choice, as recorded."""
        direct = post.channel == self.server.direct(user).id
        known = recorded("button_request_in_dm" if direct else "button_request")
        sent = dict(known if direct else known["json"])
        sent |= {"user_id": user, "channel_id": post.channel, "post_id": post.id, "type": kind, "context": context}
        return sent | {"trigger_id": self.server.trigger(user, post.channel)}

    def submission(self, dialog: Dialog, filled: Json | None = None) -> Json:
        """The body of a submitted dialog, as recorded: without a trigger, and with null for what is empty."""
        sent = dict(recorded("dialog_submit_request")["json"])
        made = dialog.body["dialog"]
        sent |= {"callback_id": made["callback_id"], "state": made["state"], "user_id": dialog.user}
        return sent | {"channel_id": dialog.channel, "submission": values_in(dialog) if filled is None else filled}

    def send_json(self, url: str, body: Json) -> Json:
        headers = recorded("button_request")["headers"]
        return self._post(url, json.dumps(body).encode(), headers)

    def _post(self, url: str, content: bytes, headers: Mapping[str, str]) -> Json:
        """Any status but 200 is a failure, and so is a body that is no JSON."""
        sent = {name: value for name, value in headers.items() if name not in {"Host", "Content-Length"}}
        request = urllib.request.Request(url, content, sent)  # noqa: S310 - our own app
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
                if response.status != 200:
                    raise Failed(str(response.status))
                answer: Json = json.loads(response.read())
        except urllib.error.HTTPError as refused:
            with refused:
                raise Failed(str(refused.code)) from None
        return answer

    # What is on the screen

    def _begin(self, user: str) -> int:
        """Who does something else closes the dialog first."""
        self.server.dialogs.pop(user, None)
        return self.server.mark()

    def _use(self, user: str, kind: str, label: str, option: str = "") -> Shown:
        post, action = self.find(user, kind, label)
        since = self._begin(user)
        integration = self.server.integration(post.id, action["id"])
        context = dict(integration["context"])
        if option:
            context["selected_option"] = value_of(action, option)
        answer = self.send_json(integration["url"], self.action(user, post, kind, context))
        self.server.take_action_answer(user, post, answer)
        return self._latest(user, since)

    def find(self, user: str, kind: str, label: str) -> tuple[Post, Json]:
        """The newest button or menu with this label that the person can see."""
        named = [(post, action) for post in reversed(self.server.sees(user)) for action in actions_in(post)]
        for post, action in named:
            if action["type"] == kind and read(action["name"]) == label:
                return post, action
        raise AssertionError(f"no {kind} {label!r}; there are {[action['name'] for _, action in named]}")

    def open_dialog(self, user: str) -> Dialog:
        assert user in self.server.dialogs, "no form is open"
        return self.server.dialogs[user]

    def _submit(self, dialog: Dialog) -> Shown:
        since = self.server.mark()
        answer = self.send_json(dialog.body["url"], self.submission(dialog))
        if answer.get("errors") or answer.get("error"):
            at = {element["name"]: name for name, elements in grouped(dialog).items() for element in elements}
            errors = {at[element]: read(sentence) for element, sentence in answer.get("errors", {}).items()}
            general = {"": read(answer["error"])} if answer.get("error") else {}
            return replace(shown_dialog(dialog), errors=errors | general, raw=answer)
        self.server.dialogs.pop(dialog.user, None)
        return self._latest(dialog.user, since)

    def _latest(self, user: str, since: int) -> Shown:
        dialog = self.server.dialogs.get(user)
        if dialog and dialog.changed > since:
            return shown_dialog(dialog)
        return together([shown(post) for post in self.server.sees(user) if post.changed > since])


def read(text: str) -> str:
    """As a person reads it: bold and headings without their marks, backslashes and what has no width gone."""
    plain = re.sub(r"(?m)^#### ", "", text)
    plain = re.sub(r"(?<!\\)\*\*", "", plain)
    return re.sub(r"\\([*_`])", r"\1", plain).replace(WORD_JOINER, "")


def actions_in(post: Post) -> Iterator[Json]:
    for attachment in post.props.get("attachments", []):
        yield from attachment.get("actions", [])


def value_of(element: Mapping[str, Any], label: str) -> str:
    values = {read(option["text"]): str(option["value"]) for option in element["options"]}
    assert label in values, f"no option {label!r}; there are {list(values)}"
    return values[label]


def shown(post: Post) -> Shown:
    texts = [post.message, *(attachment["text"] for attachment in post.props.get("attachments", []))]
    actions = list(actions_in(post))
    menus = [action for action in actions if action["type"] == "select"]
    return Shown(
        text="\n".join(read(text) for text in texts if text),
        buttons=tuple(read(action["name"]) for action in actions if action["type"] == "button"),
        menus={read(menu["name"]): tuple(read(option["text"]) for option in menu["options"]) for menu in menus},
        raw=post,
    )


def together(seen: Sequence[Shown]) -> Shown:
    """All that changed on the screen: an answer, and where it stands."""
    return Shown(
        text="\n".join(one.text for one in seen),
        buttons=tuple(label for one in seen for label in one.buttons),
        menus={label: options for one in seen for label, options in one.menus.items()},
        raw=seen[-1].raw if seen else None,
    )


# Dialogs


def grouped(dialog: Dialog) -> dict[str, list[Json]]:
    """The elements of each field: a field that one element cannot hold has more, with a number behind the name."""
    groups: dict[str, list[Json]] = {}
    for element in dialog.body["dialog"]["elements"]:
        groups.setdefault(element["name"].partition(".")[0], []).append(element)
    return groups


def shown_dialog(dialog: Dialog) -> Shown:
    made = dialog.body["dialog"]
    labels = [read(element["display_name"]) for element in made["elements"]]
    form = {name: told(dialog, elements) for name, elements in grouped(dialog).items()}
    text = "\n".join([read(made["title"]), read(made["introduction_text"]), *labels])
    return Shown(text=text, form=form, raw=made)


def values_in(dialog: Dialog) -> Json:
    """What is submitted: null for what is empty, true or false for a box."""
    return {element["name"]: value_in(dialog, element) or None for element in dialog.body["dialog"]["elements"]}


def value_in(dialog: Dialog, element: Json) -> Any:  # noqa: ANN401 - text, true or false, or several texts
    first = element["default"] == "true" if element["type"] == "bool" else element["default"]
    if element.get("multiselect"):
        first = element["default"].split(",") if element["default"] else []
    return dialog.filled.get(element["name"], first)


def told(dialog: Dialog, elements: Sequence[Json]) -> str:
    """What stands in a field now, as a person reads it."""
    first = elements[0]["type"]
    if first == "bool":
        return ", ".join(read(element["placeholder"]) for element in elements if value_in(dialog, element))
    if first == "select":
        return ", ".join(filter(None, (_chosen(dialog, element) for element in elements)))
    return "".join(str(value_in(dialog, element)) for element in elements)


def _chosen(dialog: Dialog, element: Json) -> str:
    labels = {option["value"]: read(option["text"]) for option in element["options"]}
    value = value_in(dialog, element)
    values = value if isinstance(value, list) else [value] if value else []
    return ", ".join(labels[one] for one in values)


def _is_missing(dialog: Dialog, elements: Sequence[Json]) -> bool:
    return any(not element["optional"] and not value_in(dialog, element) for element in elements)


def fill_in(dialog: Dialog, elements: Sequence[Json], answer: str | Sequence[str]) -> None:
    """An empty answer clears the field."""
    several = [answer] if isinstance(answer, str) else list(answer)
    chosen = [label for label in several if label]
    match elements[0]["type"]:
        case "bool":
            labels = [read(element["placeholder"]) for element in elements]
            assert set(chosen) <= set(labels), f"no option {chosen}; there are {labels}"
            filled = [read(element["placeholder"]) in chosen for element in elements]
        case "select" if elements[0].get("multiselect"):
            filled = [[value_of(elements[0], label) for label in chosen]]  # type: ignore[list-item]
        case "select":
            assert len(chosen) <= len(elements), f"there are {len(elements)} menus"
            filled = [*(value_of(elements[0], label) for label in chosen), *[""] * (len(elements) - len(chosen))]  # type: ignore[list-item]
        case _:
            assert len(several[0]) <= elements[0]["max_length"], "newer clients do not let people type more"
            filled = [several[0], *[""] * (len(elements) - 1)]  # type: ignore[list-item]
    dialog.filled |= {element["name"]: value for element, value in zip(elements, filled, strict=True)}
