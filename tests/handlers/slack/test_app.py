"""A person uses bitbot in Slack: commands, buttons, menus and forms."""

from __future__ import annotations

import pytest

from bitbot.chat import Person, Where
from handlers.slack.answers import Answers
from handlers.slack.app import build, listen
from handlers.slack.client import web_client
from tests.doubles.slack import Fault, Slack
from tests.handlers.slack.conftest import USERS, Settings, sentences, served
from tests.handlers.toys import SUBJECTS, Toy
from tests.platforms.slack import CHANNEL, MISSING, SlackPlatform, filled_in, inputs_of, sent_view

ANNA = "hilversum-1"


def test_a_command_is_answered_to_the_asker_alone(people: SlackPlatform, slack: Slack) -> None:
    shown = people.say(ANNA, "/wa claim WA-1")

    assert shown.text.splitlines() == ["U zei: wa claim WA-1", "WA-1", "Wie: R&D <!channel>"]
    assert shown.buttons == ("Claim", "Bewerk")
    assert shown.menus == {"Wijs toe": ("Anna",), "Nieuw": ("Spoed",)}
    assert slack.posts() == []
    assert [message.user for message in slack.sees("U0HILV")] == ["U0HILV"]


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("/wa claim R&D <b> &amp; WA-1", "wa claim R&D <b> &amp; WA-1"),
        ("/wa wijs WA-1 @gooise-meren-1 morgen", "wa wijs WA-1 <@U0GOOI> morgen"),
        ("/wa claim https://bit.example/x?a=1", "wa claim https://bit.example/x?a=1"),
        ("/signaal", "signaal"),
        ("/wa  claim  twee", "wa  claim  twee"),
    ],
)
def test_the_line_is_what_was_typed(people: SlackPlatform, toy: Toy, said: str, line: str) -> None:
    people.say(ANNA, said)

    assert toy.asked[0].line == line
    assert toy.asked[0].person == Person("slack", "T0BIT", "U0HILV")


def test_a_button_in_a_private_answer_renews_that_answer(people: SlackPlatform, slack: Slack) -> None:
    people.say(ANNA, "/wa toon WA-1")

    shown = people.click(ANNA, "Claim")

    assert shown.text.splitlines()[0] == "U zei: wa claim WA-1 na wa toon"
    assert len(slack.sees("U0HILV")) == 1


def test_a_choice_brings_its_value(people: SlackPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa toon WA-1")

    people.choose(ANNA, "Wijs toe", "Anna")

    assert toy.asked[-1].line == "wa wijs WA-1"
    assert toy.asked[-1].values == {"wie": ("lid <1>",)}


def test_a_button_in_the_channel_leaves_the_message_of_all_alone(people: SlackPlatform, slack: Slack) -> None:
    posted = slack.post_message({"channel": CHANNEL, "blocks": people.say(ANNA, "/wa toon").raw["blocks"]})  # type: ignore[index]
    before = slack.posts(CHANNEL)[0].body

    shown = people.click("gooise-meren-1", "Claim")

    assert shown.text.startswith("U zei: wa claim")
    assert [(message.ts, message.body) for message in slack.posts(CHANNEL)] == [(posted["ts"], before)]
    assert slack.sees("U0GOOI")[-1].user == "U0GOOI"


def test_a_button_in_a_direct_message_renews_the_message(people: SlackPlatform, slack: Slack) -> None:
    slack.post_message({"channel": "U0HILV", "blocks": people.say("gooise-meren-1", "/wa toon").raw["blocks"]})  # type: ignore[index]

    people.click(ANNA, "Claim")

    assert [shown.text.splitlines()[0] for shown in people.messages(ANNA)] == ["U zei: wa claim WA-1 na wa toon"]


def test_a_form_is_filled_in_and_answered_in_its_place(people: SlackPlatform, toy: Toy) -> None:
    opened = people.say(ANNA, "/wa nieuw")

    shown = people.fill(ANNA, wat="R&D <@U1>\nregel", termijn="2026-10-01", wie=["A & B", "C"])

    assert opened.form == {"wat": "", "termijn": "", "wie": "", "thema": "Zorg"}
    assert toy.asked[-1].line == "wa opslaan"
    assert toy.asked[-1].values == {
        "wat": ("R&D <@U1>\nregel",),
        "termijn": ("2026-10-01",),
        "wie": ("a", "c"),
        "thema": ("zorg",),
    }
    assert shown.text.splitlines()[:2] == ["Nieuwe werkafspraak", "Opgeslagen: R&D <@U1>"]
    assert shown.form is None


def test_errors_stand_at_their_fields_and_what_was_typed_stays(people: SlackPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa nieuw")

    refused = people.fill(ANNA, wat="fout", termijn="2026-10-01")
    stored = people.fill(ANNA, wat="goed")

    assert refused.errors == {"wat": "Vul meer in. En dit ook."}
    assert refused.form == {"wat": "fout", "termijn": "2026-10-01", "wie": "", "thema": "Zorg"}
    assert "Opgeslagen: goed" in stored.text
    assert toy.asked[-1].values["termijn"] == ("2026-10-01",)


def test_a_required_field_left_empty_is_not_sent(people: SlackPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa nieuw")

    shown = people.fill(ANNA, termijn="2026-10-01")

    assert shown.errors == {"wat": MISSING}
    assert len(toy.asked) == 1


def test_buttons_in_the_answer_to_a_form_work_from_there(people: SlackPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa nieuw")
    people.fill(ANNA, wat="goed")

    claimed = people.click(ANNA, "Claim")
    again = people.click(ANNA, "Bewerk")

    assert "U zei: wa claim" in claimed.text
    assert again.form == {"wat": "", "termijn": "", "wie": "", "thema": "Zorg"}


def test_an_answer_without_words_closes_or_says_nothing(people: SlackPlatform, slack: Slack) -> None:
    assert people.say(ANNA, "/wa stil").text == ""
    assert slack.sees("U0HILV") == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault("error", "expired_trigger_id"),
        Fault("status", status=500),
        Fault("drop"),
        Fault("ratelimited", seconds=30),
    ],
    ids=lambda fault: fault.code or fault.kind,
)
def test_a_form_that_does_not_open_is_offered_again(
    people: SlackPlatform, slack: Slack, toy: Toy, fault: Fault
) -> None:
    slack.fail("views.open", fault)

    offered = people.say(ANNA, "/wa nieuw zwerfafval & <meer> | @gooise-meren-1")
    opened = people.click(ANNA, "Formulier openen")

    assert offered.text == "[slack.reopen]"
    assert offered.buttons == ("Formulier openen",)
    assert opened.form is not None
    assert toy.asked[-1].line == "wa nieuw zwerfafval & <meer> | <@U0GOOI>"


def test_a_form_after_a_choice_is_offered_again_with_the_choice(people: SlackPlatform, slack: Slack, toy: Toy) -> None:
    people.say(ANNA, "/wa toon WA-1")
    slack.fail("views.open", Fault("error", "expired_trigger_id"))

    offered = people.choose(ANNA, "Nieuw", "Spoed")
    people.click(ANNA, "Formulier openen")

    assert offered.buttons == ("Formulier openen",)
    assert toy.asked[-1].line == "wa nieuw"
    assert toy.asked[-1].values == {"soort": ("s|p=1",)}


def test_a_text_too_long_for_a_button_is_kept_as_far_as_it_goes(people: SlackPlatform, slack: Slack, toy: Toy) -> None:
    slack.fail("views.open", Fault("error", "expired_trigger_id"))

    offered = people.say(ANNA, "/wa nieuw " + "é" * 3_000)
    people.click(ANNA, "Formulier openen")

    assert offered.text == "[slack.too_late]"
    assert toy.asked[-1].line.startswith("wa nieuw ééé")
    assert toy.asked[-1].line.endswith("é…")


def test_an_answer_that_cannot_be_delivered_is_logged_without_its_content(
    people: SlackPlatform, slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    people.say(ANNA, "/wa toon geheim")
    slack.fail("response_url", Fault("status", status=404))

    people.click(ANNA, "Claim")

    assert "an answer did not reach Slack: HTTPError" in caplog.text
    assert "geheim" not in caplog.text
    assert "actions" not in caplog.text


def test_somebody_from_another_workspace_keeps_its_own_team(people: SlackPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa toon")
    button = {"type": "button", "action_id": "0", "value": "wa toon"}
    place = {"container": {"type": "message", "channel_id": CHANNEL, "is_ephemeral": True}}
    address = people.slack.address("U0HILV", CHANNEL)

    people.send(
        people.interaction(
            "U0HILV",
            "block_actions",
            user={"id": "U9", "team_id": "T9OTHER"},
            actions=[button],
            response_url=address,
            **place,
        )
    )

    assert toy.asked[-1].person == Person("slack", "T9OTHER", "U9")


def test_a_repeated_delivery_has_one_effect_and_the_same_answer(people: SlackPlatform, toy: Toy) -> None:
    fields = people.command(ANNA, "/wa claim WA-1")

    answers = [people.send(fields) for _ in range(3)]

    assert len(toy.asked) == 1
    assert answers[0] == answers[1] == answers[2]


def test_the_same_command_said_twice_is_two_requests(people: SlackPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa claim WA-1")
    people.say(ANNA, "/wa claim WA-1")

    assert len({request.key for request in toy.asked}) == 2


def test_a_form_submitted_again_after_a_lost_answer_has_one_effect(
    people: SlackPlatform, slack: Slack, toy: Toy
) -> None:
    people.say(ANNA, "/wa nieuw")
    form = slack.view_of("U0HILV")
    assert form
    form.filled = {block["block_id"]: filled_in(block["element"], "goed") for block in inputs_of(form)[:1]}

    answers = [
        people.send(people.interaction("U0HILV", "view_submission", view=sent_view(form, "T0BIT"))) for _ in range(2)
    ]

    assert len(toy.asked) == 2
    assert answers[0] == answers[1]


@pytest.mark.parametrize("second", ["fout", "goed"])
def test_a_form_submitted_again_after_errors_is_asked_again(people: SlackPlatform, toy: Toy, second: str) -> None:
    people.say(ANNA, "/wa nieuw")
    people.fill(ANNA, wat="fout")
    people.fill(ANNA, wat=second)

    assert [request.values.get("wat") for request in toy.asked] == [None, ("fout",), (second,)]


def test_the_same_form_opened_twice_is_two_requests(people: SlackPlatform, toy: Toy) -> None:
    for _ in range(2):
        people.say(ANNA, "/wa nieuw")
        people.fill(ANNA, wat="goed")
    people.click(ANNA, "Bewerk")
    people.fill(ANNA, wat="goed")

    assert [request.values.get("wat") for request in toy.asked].count(("goed",)) == 3


def test_an_answer_too_late_for_the_acknowledgement_still_arrives(toy: Toy, settings: Settings, slack: Slack) -> None:
    bolt = build(toy, {}, settings, sentences)
    listen(bolt, toy, SUBJECTS, Answers(web_client(settings), slack.url, sentences, seconds=-1))

    with served(bolt) as app:
        shown = SlackPlatform(app, slack, USERS).say(ANNA, "/wa claim WA-1")

    assert shown.text.startswith("U zei: wa claim WA-1")
    assert [answer["response_type"] for answer in slack.delivered] == ["ephemeral"]


def test_building_the_app_and_answering_ask_slack_nothing(people: SlackPlatform, slack: Slack) -> None:
    people.say(ANNA, "/wa toon")

    assert slack.calls == []


def test_starting_warns_of_nothing(
    toy: Toy, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", settings.slack_bot_token)

    build(toy, SUBJECTS, settings, sentences)

    assert caplog.text == ""


# Where it was asked


def test_where_something_is_asked_is_the_channel_that_slack_says(people: SlackPlatform, slack: Slack, toy: Toy) -> None:
    people.say(ANNA, "/wa toon", "public")
    people.click(ANNA, "Claim")
    people.choose(ANNA, "Wijs toe", "Anna")
    slack.post_message({"channel": "U0GOOI", "blocks": people.say(ANNA, "/wa toon", "direct").raw["blocks"]})  # type: ignore[index]
    people.click("gooise-meren-1", "Claim")

    assert [request.where for request in toy.asked] == [
        *[Where(id="C0OPEN")] * 3,
        Where(id="D0HILV"),
        Where(id="D0GOOI"),
    ]


def test_a_form_and_what_follows_in_its_modal_are_asked_where_it_was_opened(people: SlackPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa nieuw", "guests")
    people.fill(ANNA, wat="goed")
    people.click(ANNA, "Claim")
    people.click(ANNA, "Bewerk")
    people.fill(ANNA, wat="beter")

    assert [request.form for request in toy.asked] == [False, True, False, False, True]
    assert [request.where for request in toy.asked] == [Where(id="C0GAST")] * 5


def test_a_modal_that_does_not_say_where_it_was_opened_was_opened_nowhere(
    people: SlackPlatform, slack: Slack, toy: Toy
) -> None:
    people.say(ANNA, "/wa nieuw")
    view = slack.view_of("U0HILV")
    assert view
    view.body["private_metadata"] = "wa opslaan"
    people.fill(ANNA, wat="goed")

    assert toy.asked[-1].where == Where()


def test_what_stands_apart_goes_to_the_direct_messages_of_the_asker(people: SlackPlatform, slack: Slack) -> None:
    shown = people.say(ANNA, "/wa apart <!channel> R&D", "shared")

    [sent] = slack.called("chat.postMessage")
    assert shown.text == "Niet hier."
    assert [message.text for message in people.messages(ANNA)] == ["Dit typte u\n/wa apart <!channel> R&D"]
    assert (sent["link_names"], sent["parse"], sent["text"]) == (False, "none", "Dit typte u")
    assert slack.posts("C0DEEL") == []


def test_what_cannot_go_to_the_direct_messages_is_not_lost(people: SlackPlatform, slack: Slack) -> None:
    slack.fail("chat.postMessage", Fault("error", "messages_tab_disabled"))

    shown = people.say(ANNA, "/wa apart R&D", "shared")

    assert shown.text == "Niet hier.\nDit typte u\n/wa apart R&D"
    assert slack.posts() == []
