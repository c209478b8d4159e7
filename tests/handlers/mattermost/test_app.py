"""A person uses bitbot in Mattermost: commands, buttons, menus and dialogs."""

from __future__ import annotations

from typing import Any

import pytest

from bitbot.chat import Message, Person, Reply, Where
from handlers.mattermost.render import Origin, Paper, mark_of, props
from tests.doubles.mattermost import Fault, Mattermost, Post, made_id
from tests.handlers.mattermost.conftest import ANNA, BRAM, EMPTY, USERS, card
from tests.handlers.toys import Toy, words
from tests.platforms.mattermost import MISSING, MattermostPlatform, shown, values_in


def posted(server: Mattermost, paper: Paper, toy: Toy, who: str = "") -> Post:
    """A card that the bot posted: in the direct messages of somebody, or in the channel."""
    people_first = toy.answer(_asked("wa toon"))
    origin = Origin("direct", USERS[who], mark="m1") if who else Origin("channel", mark="m1")
    body = props(paper.shown(Reply(card=people_first.card), origin), "m1")
    channel = server.direct(USERS[who]).id if who else server.bit
    return server.publish(server.bot, channel, body)


def _asked(line: str) -> Any:  # noqa: ANN401
    from bitbot.chat import Request  # noqa: PLC0415

    return Request("k", Person("mattermost", "", "u"), line)


def test_a_command_is_answered_to_the_asker_alone(people: MattermostPlatform, server: Mattermost) -> None:
    seen = people.say(ANNA, "/wa claim WA-1")

    assert seen.text.splitlines() == ["U zei: wa claim WA-1", "WA-1", "Wie: R&D @all"]
    assert seen.buttons == ("Claim", "Bewerk", "Kort", "Wis")
    assert seen.menus == {"Wijs toe": ("Anna",), "Nieuw": ("Spoed",)}
    assert server.posts() == []
    assert [post.to for post in server.sees(USERS[ANNA])] == [USERS[ANNA]]


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("/wa claim R&D <b> &amp; WA-1", "wa claim R&D <b> &amp; WA-1"),
        ("/wa wijs WA-1 @gooise-meren-1 morgen", f"wa wijs WA-1 <@{USERS[BRAM]}> morgen"),
        ("/wa wijs WA-1 @gooise-meren-1. Morgen", f"wa wijs WA-1 <@{USERS[BRAM]}>. Morgen"),
        ("/wa wijs WA-1 @niemand en a@gooise-meren-1", "wa wijs WA-1 @niemand en a@gooise-meren-1"),
        ("/wa claim https://bit.example/x?a=1", "wa claim https://bit.example/x?a=1"),
        ("/signaal", "signaal"),
        ('/wa nieuw  "twee"  ~bit  spaties', 'wa nieuw  "twee"  ~bit  spaties'),
    ],
)
def test_the_line_is_what_was_typed(people: MattermostPlatform, toy: Toy, said: str, line: str) -> None:
    people.say(ANNA, said)

    assert toy.asked[0].line == line
    assert toy.asked[0].person == Person("mattermost", "", USERS[ANNA])


def test_a_button_in_an_answer_is_answered_beside_it_with_buttons(people: MattermostPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa toon WA-1")

    claimed = people.click(ANNA, "Claim")
    people.click(ANNA, "Claim")

    assert claimed.text.splitlines()[0] == "U zei: wa claim WA-1 na wa toon"
    assert claimed.buttons == ("Claim", "Bewerk", "Kort", "Wis")
    assert toy.asked[-1].line == "wa claim WA-1 na wa claim"


def test_after_half_an_hour_the_answer_comes_in_a_direct_message(
    people: MattermostPlatform, server: Mattermost
) -> None:
    people.say(ANNA, "/wa toon WA-1")
    server.use_up_hooks()

    told = people.click(ANNA, "Claim")

    assert "zin mattermost.elsewhere" in told.text
    assert people.messages(ANNA)[-1].text.startswith("zin mattermost.answer\nU zei: wa claim WA-1")
    assert people.messages(ANNA)[-1].buttons == ("Claim", "Bewerk", "Kort", "Wis")
    [post] = server.posts(server.direct(USERS[ANNA]).id)
    assert post.message == "zin mattermost.answer", "all that a locked screen shows of it"
    assert post.props["attachments"][0]["fallback"] == "zin mattermost.fallback"
    assert people.channel() == []


def test_when_nothing_else_arrives_the_words_do(people: MattermostPlatform, server: Mattermost) -> None:
    people.say(ANNA, "/wa toon WA-1")
    server.use_up_hooks()
    server.fail("POST posts", Fault("status"))

    told = people.click(ANNA, "Claim")

    assert "U zei: wa claim WA-1" in told.text
    assert "Wie: R&D @all" in told.text


def test_a_choice_brings_its_value(people: MattermostPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa toon WA-1")

    people.choose(ANNA, "Wijs toe", "Anna")

    assert toy.asked[-1].line == "wa wijs WA-1"
    assert toy.asked[-1].values == {"wie": ("lid <1>",)}


def test_a_button_in_a_direct_message_renews_the_message(
    people: MattermostPlatform, server: Mattermost, paper: Paper, toy: Toy
) -> None:
    post = posted(server, paper, toy, ANNA)

    people.click(ANNA, "Claim")
    people.click(ANNA, "Claim")

    assert [seen.text.splitlines()[0] for seen in people.messages(ANNA)] == ["U zei: wa claim WA-1 na wa claim"]
    assert people.messages(ANNA)[0].buttons == ("Claim", "Bewerk", "Kort", "Wis")
    assert mark_of({"props": post.props}) == "m1", "it would not be found any more"


def test_a_refusal_stands_beside_the_direct_message_and_leaves_it(
    people: MattermostPlatform, server: Mattermost, paper: Paper, toy: Toy
) -> None:
    posted(server, paper, toy, ANNA)

    told = people.click(ANNA, "Kort")

    assert told.text == "Dat mag niet."
    assert people.messages(ANNA)[0].text.startswith("WA-1")


def test_a_button_in_the_channel_leaves_the_message_of_all_alone(
    people: MattermostPlatform, server: Mattermost, paper: Paper, toy: Toy
) -> None:
    posted(server, paper, toy)

    told = people.click(BRAM, "Claim")

    assert "zin mattermost.elsewhere" in told.text
    assert toy.asked[-1].person.user == USERS[BRAM]
    assert [seen.text.splitlines()[0] for seen in people.channel()] == ["WA-1"]
    assert people.messages(BRAM)[-1].text.startswith("zin mattermost.answer\nU zei: wa claim")
    assert people.messages(ANNA) == []


def test_what_cannot_be_undone_is_asked_first(people: MattermostPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa toon WA-1")

    question = people.click(ANNA, "Wis")
    before = [request.line for request in toy.asked]
    done = people.fill(ANNA)

    assert "Weet u het zeker?" in question.text
    assert "wa wis WA-1" not in before
    assert done.text.startswith("U zei: wa wis WA-1")


def test_a_form_is_filled_in_and_answered_privately(people: MattermostPlatform, toy: Toy) -> None:
    opened = people.say(ANNA, "/wa nieuw")

    seen = people.fill(
        ANNA, wat="R&D @all\nregel", termijn="volgende week vrijdag", wie=["A & B", "C"], team=["Deelnemer p"], uren="4"
    )

    assert opened.form == EMPTY
    assert "Nieuwe werkafspraak van het BIT" in opened.text
    assert "Geen namen." in opened.text
    assert toy.asked[-1].line == "wa opslaan"
    assert toy.asked[-1].values == {
        "wat": ("R&D @all\nregel",),
        "termijn": ("volgende week vrijdag",),
        "wie": ("a", "c"),
        "thema": ("zorg",),
        "team": ("p",),
        "uren": ("4",),
    }
    assert seen.text.splitlines()[:2] == ["Opgeslagen: R&D @all", "regel"]
    assert people.channel() == []


def test_a_form_from_a_direct_message_renews_that_message(
    people: MattermostPlatform, server: Mattermost, paper: Paper, toy: Toy
) -> None:
    posted(server, paper, toy, ANNA)

    people.click(ANNA, "Bewerk")
    people.fill(ANNA, wat="goed")

    assert [seen.text.splitlines()[0] for seen in people.messages(ANNA)] == ["Opgeslagen: goed"]
    assert people.click(ANNA, "Bewerk").form == EMPTY


def test_a_form_may_stay_open_longer_than_the_address_of_its_command(
    people: MattermostPlatform, server: Mattermost
) -> None:
    people.say(ANNA, "/wa nieuw")
    server.use_up_hooks()

    people.fill(ANNA, wat="goed")

    assert people.messages(ANNA)[-1].text.startswith("zin mattermost.answer\nOpgeslagen: goed")


def test_an_answer_to_a_form_that_arrives_nowhere_is_said_in_the_form(
    people: MattermostPlatform, server: Mattermost
) -> None:
    people.say(ANNA, "/wa nieuw")
    server.use_up_hooks()
    server.fail("POST posts", Fault("status", 503))

    seen = people.fill(ANNA, wat="goed")

    assert seen.errors == {"": "Opgeslagen: goed"}


def test_errors_stand_at_their_fields_and_what_was_typed_stays(people: MattermostPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa nieuw")

    refused = people.fill(ANNA, wat="fout", termijn="1 oktober")
    stored = people.fill(ANNA, wat="goed")

    assert refused.errors == {"wat": "Vul meer in. En dit ook."}
    assert refused.form == EMPTY | {"wat": "fout", "termijn": "1 oktober"}
    assert "Opgeslagen: goed" in stored.text
    assert toy.asked[-1].values["termijn"] == ("1 oktober",)


def test_a_required_field_left_empty_is_not_sent(people: MattermostPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa nieuw")

    seen = people.fill(ANNA, termijn="morgen")

    assert seen.errors == {"wat": MISSING}
    assert len(toy.asked) == 1


def test_a_closed_dialog_changes_nothing(people: MattermostPlatform, server: Mattermost, toy: Toy) -> None:
    people.say(ANNA, "/wa nieuw")
    dialog = people.open_dialog(USERS[ANNA])
    sent = people.submission(dialog) | {"submission": None, "cancelled": True}

    assert people.send_json(dialog.body["url"], sent) == {}
    assert [request.line for request in toy.asked] == ["wa nieuw"]


def test_an_answer_without_words_is_silence(people: MattermostPlatform, server: Mattermost) -> None:
    assert people.send(people.command(ANNA, "/wa stil")) == {}
    assert people.say(ANNA, "/wa stil").text == ""
    assert server.sees(USERS[ANNA]) == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status", 400, "interactive_message.decode_trigger_id.expired"),
        Fault("status", 500),
        Fault("drop"),
        Fault("status", 429, headers=(("Retry-After", "30"),)),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}",
)
def test_a_form_that_does_not_open_is_offered_again(
    people: MattermostPlatform, server: Mattermost, toy: Toy, fault: Fault
) -> None:
    server.fail("POST actions/dialogs/open", fault)
    text = "zwerfafval & <meer> | " + "lang " * 1_000

    offered = people.say(ANNA, f"/wa nieuw {text}@gooise-meren-1")
    opened = people.click(ANNA, "Formulier openen")

    assert offered.text == "zin mattermost.reopen"
    assert offered.buttons == ("Formulier openen",)
    assert opened.form == EMPTY
    assert toy.asked[-1].line == f"wa nieuw {text}<@{USERS[BRAM]}>"


def test_a_server_that_hangs_does_not_keep_the_person_waiting(people: MattermostPlatform, server: Mattermost) -> None:
    server.fail("POST actions/dialogs/open", Fault("delay", seconds=20))

    assert people.say(ANNA, "/wa nieuw").buttons == ("Formulier openen",)


def test_a_form_after_a_choice_is_offered_again_with_the_choice(
    people: MattermostPlatform, server: Mattermost, toy: Toy
) -> None:
    people.say(ANNA, "/wa toon WA-1")
    server.fail("POST actions/dialogs/open", Fault("status", 400))

    offered = people.choose(ANNA, "Nieuw", "Spoed")
    people.click(ANNA, "Formulier openen")

    assert offered.buttons == ("Formulier openen",)
    assert toy.asked[-1].line == "wa nieuw"
    assert toy.asked[-1].values == {"soort": ("s|p=1",)}


def test_a_form_that_does_not_open_from_a_direct_message_leaves_the_message(
    people: MattermostPlatform, server: Mattermost, paper: Paper, toy: Toy
) -> None:
    posted(server, paper, toy, ANNA)
    server.fail("POST actions/dialogs/open", Fault("status", 400))

    people.click(ANNA, "Bewerk")

    assert [seen.buttons for seen in people.messages(ANNA)] == [
        ("Claim", "Bewerk", "Kort", "Wis"),
        ("Formulier openen",),
    ]


def test_an_answer_that_does_not_arrive_is_logged_without_its_content(
    people: MattermostPlatform, server: Mattermost, caplog: pytest.LogCaptureFixture
) -> None:
    people.say(ANNA, "/wa toon geheim")
    server.fail("POST hooks", Fault("status", 404, "gone"))

    people.click(ANNA, "Claim")

    assert "an answer did not reach Mattermost: gone" in caplog.text
    assert "geheim" not in caplog.text
    assert "/hooks/" not in caplog.text


def test_a_repeated_delivery_has_one_effect_and_the_same_answer(people: MattermostPlatform, toy: Toy) -> None:
    form = people.command(ANNA, "/wa claim WA-1")

    texts = [people.send(form)["text"] for _ in range(3)]

    assert len(toy.asked) == 1
    assert texts[0] == texts[1] == texts[2]


def test_without_a_trigger_the_command_itself_names_the_request(people: MattermostPlatform, toy: Toy) -> None:
    first, second = ([pair for pair in people.command(ANNA, "/wa claim WA-1") if pair[0] != "trigger_id"] for _ in "12")

    for form in (first, first, second):
        people.send(form)

    assert len(toy.asked) == 2


def test_the_same_command_said_twice_is_two_requests(people: MattermostPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa claim WA-1")
    people.say(ANNA, "/wa claim WA-1")

    assert len({request.key for request in toy.asked}) == 2


def test_two_clicks_are_two_requests_and_one_delivered_twice_is_one(people: MattermostPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa toon")
    post, button = people.find(USERS[ANNA], "button", "Claim")
    integration = people.server.integration(post.id, button["id"])
    click = people.action(USERS[ANNA], post, "button", integration["context"])
    other = people.action(USERS[ANNA], post, "button", integration["context"])

    for body in (click, click, other):
        people.send_json(integration["url"], body)

    assert [request.line for request in toy.asked[1:]] == ["wa claim WA-1 na wa toon"] * 2


def test_a_dialog_submitted_again_after_a_lost_answer_has_one_effect(people: MattermostPlatform, toy: Toy) -> None:
    people.say(ANNA, "/wa nieuw")
    dialog = people.open_dialog(USERS[ANNA])
    sent = people.submission(dialog, values_in(dialog) | {"wat": "goed"})

    answers = [people.send_json(dialog.body["url"], sent) for _ in range(2)]

    assert answers == [{}, {}]
    assert [request.line for request in toy.asked] == ["wa nieuw", "wa opslaan"]


@pytest.mark.parametrize("second", ["fout", "goed"])
def test_a_dialog_submitted_again_after_errors_is_asked_again(
    people: MattermostPlatform, toy: Toy, second: str
) -> None:
    people.say(ANNA, "/wa nieuw")
    people.fill(ANNA, wat="fout")
    people.fill(ANNA, wat=second)

    assert [request.values.get("wat") for request in toy.asked] == [None, ("fout",), (second,)]


def test_the_same_form_opened_twice_is_two_requests(people: MattermostPlatform, toy: Toy) -> None:
    for _ in range(2):
        people.say(ANNA, "/wa nieuw")
        people.fill(ANNA, wat="goed")

    assert [request.values.get("wat") for request in toy.asked].count(("goed",)) == 2
    assert len(toy.answered) == 2


def test_a_lock_screen_shows_the_notice_alone(paper: Paper) -> None:
    message = paper.message(
        Message(words("Morgen: WA-1"), card(_asked("wa toon")), words("Denkt u eraan?")), Origin("channel")
    )

    assert message["message"] == "Morgen: WA-1"
    assert "Denkt u eraan?" in message["attachments"][0]["text"]


def test_commands_ask_the_server_nothing(people: MattermostPlatform, server: Mattermost) -> None:
    people.say(ANNA, "/wa toon")

    assert server.calls == []


def test_a_command_in_a_direct_message_works_too(people: MattermostPlatform, server: Mattermost) -> None:
    known = dict(people.command(ANNA, "/wa toon"))
    direct = {"channel_id": server.direct(USERS[ANNA]).id, "channel_name": server.direct(USERS[ANNA]).name}

    answer = people.send(list((known | direct | {"team_id": "", "team_domain": ""}).items()))

    assert answer["response_type"] == "ephemeral"
    assert shown(server.show(USERS[ANNA], direct["channel_id"], answer)).text.startswith("U zei: wa toon")


# Where it was asked


def test_where_something_is_asked_is_the_channel_that_the_server_says(
    people: MattermostPlatform, server: Mattermost, toy: Toy
) -> None:
    people.say(ANNA, "/wa toon", "public")
    people.click(ANNA, "Claim")
    people.choose(ANNA, "Wijs toe", "Anna")
    people.say(ANNA, "/wa toon", "direct")

    square = Where(id=made_id("town-square"))
    assert [request.where for request in toy.asked] == [*[square] * 3, Where(id=server.direct(USERS[ANNA]).id)]


def test_a_form_is_asked_where_it_was_opened(people: MattermostPlatform, server: Mattermost, toy: Toy) -> None:
    people.say(ANNA, "/wa toon", "guests")
    people.click(ANNA, "Bewerk")
    people.fill(ANNA, wat="goed")
    people.click(ANNA, "Wis")
    people.fill(ANNA)

    assert [request.where for request in toy.asked] == [Where(id=made_id("met-gast"))] * 4


def test_what_stands_apart_goes_to_the_direct_messages_of_the_asker(
    people: MattermostPlatform, server: Mattermost
) -> None:
    shown = people.say(ANNA, "/wa apart @all R&D", "shared")

    assert shown.text.endswith("Niet hier.")
    told = "zin mattermost.answer\nDit typte u\n/wa apart @all R&D"
    assert [message.text for message in people.messages(ANNA)] == [told]
    assert server.posts(made_id("met-bureau")) == []
    assert [post.message for post in server.ephemeral] == ["Niet hier."]


def test_what_cannot_go_to_the_direct_messages_is_not_lost(people: MattermostPlatform, server: Mattermost) -> None:
    server.fail("POST posts", Fault("status", 503))

    shown = people.say(ANNA, "/wa apart R&D", "shared")

    assert shown.text == "Niet hier.\nDit typte u\n/wa apart R&D"
    assert server.posts() == []
