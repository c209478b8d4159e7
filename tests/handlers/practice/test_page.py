"""What people see and do in the practice room, without any script."""

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from bitbot.chat import Person
from tests.handlers.practice.toy import House
from tests.platforms.contract import Platform
from tests.platforms.practice_html import Element, text_of

NASTY = """<script>alert("1")</script> & 'x' </textarea>"></article> 👨‍👩‍👧‍👦 \u202eomgekeerd"""


def test_the_driver_is_a_platform(house: House) -> None:
    platform: Platform = house.browser

    assert platform.name == "practice"


def test_a_command_reaches_the_bot_as_the_person_who_typed_it(house: House) -> None:
    house.browser.say("eik-1", "/wa geef WA-1 @eik-10 en @niemand")

    request = house.dispatch.requests[0]
    assert request.person == Person("practice", "practice", "eik-1")
    assert request.line == "wa geef WA-1 <@eik-10> en @niemand"
    assert request.key.startswith("practice:")


def test_an_answer_in_the_channel_is_seen_by_the_asker_alone(house: House) -> None:
    house.browser.say("eik-1", "/wa")

    asker = text_of(house.browser.visit("eik-1").root)
    assert asker.count("Alleen zichtbaar voor u") == 2
    assert "WA-1" in asker
    assert "WA-1" not in text_of(house.browser.visit("wout").root)
    assert house.browser.channel() == []


def test_words_without_a_slash_are_for_everybody_and_not_for_the_bot(house: House) -> None:
    house.browser.say("eik-1", "Goedemorgen allemaal")

    assert house.dispatch.requests == []
    assert "Goedemorgen allemaal" in text_of(house.browser.visit("wout").root)


def test_text_from_people_is_shown_as_typed_and_is_never_markup(house: House) -> None:
    shown = house.browser.say("eik-1", f"/zeg {NASTY}")

    assert shown.text == f"Gehoord: zeg {NASTY}"
    assert "<script" not in str(shown.raw)
    assert "&lt;script&gt;" in str(shown.raw)


def test_a_card_shows_its_buttons_and_menus(house: House) -> None:
    shown = house.browser.say("eik-1", "/wa")

    assert shown.text == "WA-1\nStand\nopen"
    assert shown.buttons == ("Op mij nemen", "Toon", "Verwijderen")
    assert shown.menus == {"Geef door aan": ("Bram", "Wout")}


def test_a_new_card_takes_the_place_of_the_clicked_private_one(house: House) -> None:
    house.send_to("eik-1")

    shown = house.browser.click("eik-1", "Op mij nemen")

    assert shown.text == "WA-1 is van u.\nWA-1 van u\nStand\nopen"
    assert [each.buttons for each in house.browser.messages("eik-1")] == [("Ongedaan maken",)]


def test_a_card_that_others_see_too_stays_and_the_answer_is_private(house: House) -> None:
    house.announce("S-1")

    house.browser.click("eik-1", "Op mij nemen")

    assert [each.text for each in house.browser.channel()] == ["Nieuw: S-1\nWA-1\nStand\nopen"]
    assert "WA-1 van u" in text_of(house.browser.visit("eik-1").root)
    assert "WA-1 van u" not in text_of(house.browser.visit("wout").root)


def test_a_button_that_asks_first_shows_its_question(house: House) -> None:
    house.send_to("eik-1")

    page = house.browser.visit("eik-1", "berichten")
    house.browser.click("eik-1", "Verwijderen")

    question = next(each for each in page.root.all("details") if each.has_class("sure") and not each.has_class("again"))
    assert text_of(question) == "WA-1 verdwijnt. Weet u het zeker?"
    assert next(question.all("button")).content == "Ja: Verwijderen"
    assert [request.line for request in house.dispatch.requests] == ["wa weg WA-1"]


def test_a_choice_is_a_line_with_a_value(house: House) -> None:
    house.send_to("eik-1")

    shown = house.browser.choose("eik-1", "Geef door aan", "Bram")

    assert shown.text == "Gehoord: wa geef WA-1 aan=eik-10"
    assert house.dispatch.requests[0].values == {"aan": ("eik-10",)}


def test_the_button_of_the_last_answer_comes_before_an_older_one(house: House) -> None:
    house.announce("S-1")
    house.send_to("eik-1")
    house.browser.say("eik-1", "/wa")

    house.browser.click("eik-1", "Op mij nemen")

    assert [each.buttons[0] for each in house.browser.messages("eik-1")] == ["Op mij nemen"]


def test_a_form_opens_filled_in_and_its_answers_reach_the_command(house: House) -> None:
    opened = house.browser.say("eik-1", "/signaal nieuw")
    shown = house.browser.fill("eik-1", titel=NASTY, tekst="\n\nEén\nTwee", soorten=["A", "B & b"], aantal="3")

    assert opened.form == {"titel": "", "tekst": "", "plaats": "Wilgen", "soorten": "", "voor": "", "aantal": ""}
    assert opened.text.startswith("Nieuw signaal\nSchrijf geen nummers op.\nWaar gaat het over?")
    assert shown.text.startswith(f"Geregistreerd: {NASTY}")
    assert house.dispatch.requests[-1].values == {
        "titel": (NASTY,),
        "tekst": ("Eén\nTwee",),
        "plaats": ("w",),
        "soorten": ("a", "b"),
        "voor": (),
        "aantal": ("3",),
    }


def test_a_mistake_is_shown_at_its_field_and_everything_typed_is_kept(house: House) -> None:
    house.browser.say("eik-1", "/signaal nieuw")
    typed = {"titel": NASTY, "tekst": "regel\nregel", "plaats": "Eikendorp", "soorten": "B & b", "aantal": "veel"}

    shown = house.browser.fill("eik-1", **typed, voor="ooit")
    mended = house.browser.fill("eik-1", voor="vrijdag")

    assert shown.errors == {"voor": "“ooit” begrijp ik niet."}
    assert shown.form == {**typed, "voor": "ooit"}
    assert mended.text.startswith("Geregistreerd")


def test_a_mistake_is_tied_to_its_field_for_a_screen_reader(house: House) -> None:
    house.browser.say("eik-1", "/signaal nieuw")
    raw = str(house.browser.fill("eik-1", titel="").raw)

    assert 'aria-describedby="uitleg-titel fout-titel" aria-invalid="true"' in raw
    assert '<a href="#veld-titel">' in raw


def test_what_is_asked_and_left_empty_or_too_long_does_not_reach_the_command(house: House) -> None:
    house.browser.say("eik-1", "/signaal nieuw")
    empty = house.browser.fill("eik-1", tekst="blijft staan")
    long = house.browser.fill("eik-1", titel="x" * 151)

    assert empty.errors == {"titel": "Vul dit in."}
    assert long.errors == {"titel": "Dit is te lang: 151 tekens. Er passen er 150 in. Maak het korter."}
    assert long.form is not None
    assert long.form["tekst"] == "blijft staan"
    assert [request.values for request in house.dispatch.requests] == [{}]


def test_a_long_text_in_a_form_arrives_whole(house: House) -> None:
    house.browser.say("eik-1", "/signaal nieuw")
    house.browser.fill("eik-1", titel="lang", tekst="é👍" * 5_000)

    assert house.dispatch.requests[-1].values["tekst"] == ("é👍" * 5_000,)


def test_a_form_that_was_sent_is_not_offered_again(house: House) -> None:
    house.browser.say("eik-1", "/signaal nieuw")
    house.browser.fill("eik-1", titel="een")

    assert "Formulier openen" not in text_of(house.browser.visit("eik-1").root, lambda each: each.has_class("clock"))


def test_five_thousand_characters_are_refused_and_kept(house: House) -> None:
    line = "/zeg " + "é" * 5_000

    shown = house.browser.say("eik-1", line)

    assert shown.text.startswith("Uw bericht is te lang: 5.005 tekens. Er passen er 4.000 in.")
    assert line in str(shown.raw)
    assert house.dispatch.requests == []


def test_nothing_typed_gets_a_hint(house: House) -> None:
    assert house.browser.say("eik-1", "  ").text == "Typ eerst een bericht of een opdracht."


def test_a_double_click_is_one_request_with_one_answer(house: House) -> None:
    page = house.browser.visit("eik-1")
    form = page.root.first("form", action="/als/eik-1/kanaal")
    assert form is not None
    pairs = [("sleutel", next(form.all("input"))["value"]), ("tekst", "/wa")]

    with ThreadPoolExecutor(4) as hands:
        shown = list(hands.map(lambda _: house.browser.fetch(form["action"], pairs).status, range(4)))

    assert shown == [200] * 4
    assert len(house.dispatch.requests) == 1
    assert len(list(house.browser.visit("eik-1").root.all("article"))) == 2


def test_a_late_repeat_of_a_click_does_not_bring_back_an_old_card(house: House) -> None:
    house.send_to("eik-1")
    page = house.browser.visit("eik-1", "berichten")
    form = page.root.first("form", action="/als/eik-1/berichten/doe")
    assert form is not None
    pairs = [(each["name"], each["value"]) for each in form.all("input")]

    house.browser.fetch(form["action"], pairs)
    house.browser.fetch(form["action"], pairs)

    assert len(house.dispatch.requests) == 1
    assert [each.text for each in house.browser.messages("eik-1")] == ["WA-1 is van u.\nWA-1 van u\nStand\nopen"]


def test_unread_messages_are_counted_for_everybody_until_they_look(house: House) -> None:
    house.send_to("wout", "WA-1")
    house.send_to("wout", "WA-2")

    start = house.browser.fetch("/").html
    before = house.browser.visit("wout").html
    after = house.browser.visit("wout", "berichten").html

    assert "(2 ongelezen), Waterschap &amp; Wilgen" in start
    assert 'Berichten van bitbot <span class="badge">2<span class="spoken"> ongelezen</span></span>' in before
    assert "ongelezen" not in after


def test_moving_the_clock_lets_reminders_arrive(house: House) -> None:
    page = house.browser.visit("eik-1")
    form = page.root.first("form", action="/als/eik-1/kanaal/klok")
    assert form is not None
    week = next(each for each in form.all("button") if each.content.startswith("een week verder"))
    key = ("sleutel", next(form.all("input"))["value"])

    moved = house.browser.fetch(form["action"], [key, ("moment", week["value"])])

    assert "ma 16 mrt 2026, 09:04" in moved.html
    assert "De klok is verzet" in moved.html
    assert [each.text for each in house.browser.messages("wout")] == ["Herinnering: WA-1\nWA-1\nStand\nopen"]


def test_the_clock_does_not_go_back(house: House) -> None:
    form = house.browser.visit("eik-1").root.first("form", action="/als/eik-1/kanaal/klok")
    assert form is not None
    key = ("sleutel", next(form.all("input"))["value"])

    refused = house.browser.fetch(form["action"], [key, ("moment", "2020-01-01T09:00")])

    assert refused.status == 422
    assert "De klok kan alleen vooruit." in refused.html


def test_beginning_again_empties_the_room_and_makes_the_example_anew(house: House) -> None:
    house.browser.say("eik-1", "/wa")

    page = house.browser.fetch("/opnieuw", [])

    assert "Welkom in de oefenruimte" in page.html
    assert house.resets == [house.clock.now()]
    assert list(house.browser.visit("eik-1").root.all("article")) == []


def test_somebody_who_is_not_there_is_told_so(house: House) -> None:
    page = house.browser.visit("spook")

    assert page.status == 404
    assert "Kies wie u wilt zijn" in page.html


@pytest.mark.parametrize("place", ["kanaal", "berichten"])
def test_every_field_has_a_label_and_every_id_is_there_once(house: House, place: str) -> None:
    house.send_to("eik-1")
    house.announce("S-1")
    house.browser.say("eik-1", "/signaal nieuw")

    root = house.browser.fetch(f"/als/eik-1/{'kanaal/formulier/4' if place == 'kanaal' else place}").root

    ids = [each["id"] for each in root.walk() if each["id"]]
    labels = {each["for"] for each in root.all("label")}
    assert sorted(set(ids)) == sorted(ids)
    assert [each for each in _fields(root) if each["id"] not in labels] == []


def _fields(root: Element) -> list[Element]:
    """All that can be filled in; a checkbox stands inside its label."""
    unlabelled = {"hidden", "checkbox"}
    return [each for each in root.all("input", "select", "textarea") if each["type"] not in unlabelled]


def test_a_page_asks_for_nothing_from_elsewhere(house: House) -> None:
    for page in (house.browser.fetch("/"), house.browser.visit("eik-1")):
        used = [each["src"] or each["href"] for each in page.root.all("script", "link", "img")]

        assert all(address.startswith("/oefenruimte/") for address in used)
        assert [each for each in page.root.walk() if each["style"] or each["onclick"]] == []
        assert [each for each in page.root.all("script", "style") if each.content] == []


def ask(house: House, method: str, headers: dict[str, str], path: str = "/als/eik-1/kanaal") -> tuple[int, str, str]:
    """Send a request with these headers, as another program or a page of another site would."""
    connection = HTTPConnection(urlsplit(house.address).netloc, timeout=10)
    body = "sleutel=" + "0" * 32 + "&tekst=/wa" if method == "POST" else None
    try:
        connection.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers.get("Content-Security-Policy", "")
    finally:
        connection.close()


@pytest.mark.parametrize(
    "host", ["kwaad.example", "kwaad.example:8080", "127.0.0.1.kwaad.example", "192.168.1.2:8080", ""]
)
@pytest.mark.parametrize("path", ["/", "/als/eik-1/kanaal", "/oefenruimte/practice.css"])
def test_a_name_that_was_pointed_at_this_computer_is_refused(house: House, host: str, path: str) -> None:
    status, text, _ = ask(house, "GET", {"Host": host}, path)

    assert status == 403
    assert "bitbot" not in text


@pytest.mark.parametrize("origin", ["http://kwaad.example", "null", "", "https://127.0.0.1", "http://127.0.0.1:1"])
def test_a_form_of_another_site_is_refused(house: House, origin: str) -> None:
    status, _, _ = ask(house, "POST", {"Origin": origin} if origin else {})

    assert status == 403
    assert house.dispatch.requests == []


def test_a_browser_is_told_to_run_only_our_own_script(house: House) -> None:
    status, _, policy = ask(house, "GET", {})

    assert status == 200
    assert policy.startswith("default-src 'self'; ")
    assert "unsafe" not in policy


def test_more_than_a_megabyte_is_refused_in_words(house: House) -> None:
    client = house.app.test_client()

    answer = client.post(
        "/als/eik-1/kanaal", data={"tekst": "x" * 1_100_000}, base_url=house.address, headers={"Origin": house.address}
    )

    assert answer.status_code == 413
    assert "Dit is te veel tekst" in answer.text


def test_a_page_that_did_not_change_is_not_sent_again(house: House) -> None:
    connection = HTTPConnection(urlsplit(house.address).netloc, timeout=10)
    try:
        connection.request("GET", "/als/eik-1/kanaal")
        first = connection.getresponse()
        first.read()
        tag = {"If-None-Match": first.headers["ETag"]}
        connection.request("GET", "/als/eik-1/kanaal", headers=tag)
        same = connection.getresponse()
        same.read()
        house.announce("S-1")
        connection.request("GET", "/als/eik-1/kanaal", headers=tag)
        other = connection.getresponse()
        other.read()
    finally:
        connection.close()

    assert (first.status, same.status, other.status) == (200, 304, 200)
