"""What bitbot says when somebody writes a number or an address of a person: on every platform, with nothing lost."""

from __future__ import annotations

import base64
import json
import re

import pytest

from bitbot.domain.conditions import EVERYTHING
from tests.conversations.conftest import Talk
from tests.platforms.contract import Shown
from tests.platforms.mattermost import MattermostPlatform

BSN = "111222333"
PHONE = "06-12345678"


def stored(talk: Talk) -> tuple[int, int]:
    with talk.store() as store:
        return store.signalen.count(EVERYTHING), store.werkafspraken.count(EVERYTHING)


def asked_again(talk: Talk, who: str, shown: Shown) -> Shown:
    """The form with the question why; on Mattermost, where a dialog cannot follow on a dialog, behind a button."""
    if talk.platform.name != "mattermost":
        return shown
    assert shown.form is None
    assert "Haal het weg" in shown.text
    return talk.click(who, "Formulier openen")


def test_a_bsn_in_a_title_is_refused_with_the_place_and_the_form_stays_as_it_was(talk: Talk) -> None:
    talk.say("laren-1", "/signaal")

    shown = talk.fill("laren-1", titel=f"Bel {BSN} over de loods", feit="Een lang verhaal", gemeenten="Laren")
    mended = talk.fill("laren-1", titel="Bel over de loods")

    assert f"In „Titel” staat mogelijk een BSN: „Bel ›{BSN}‹ over de loods”." in shown.errors["titel"]
    assert "Haal dit weg" in shown.errors["titel"]
    assert shown.form is not None
    assert shown.form["titel"] == f"Bel {BSN} over de loods"
    assert shown.form["feit"] == "Een lang verhaal"
    assert "Geregistreerd als S-1" in mended.text
    assert "Een lang verhaal" in talk.say("laren-1", "/signaal toon S-1").text
    assert [message.text for message in talk.channel() if BSN in message.text + str(message.raw)] == []


@pytest.mark.parametrize("line", ["/signaal nieuw Bel {} over de loods", "/overleg agendapunt Bel {} over de loods"])
def test_a_bsn_that_was_typed_for_a_place_on_view_is_given_back(talk: Talk, line: str) -> None:
    shown = talk.say("laren-1", line.format(BSN))

    assert f"In uw tekst staat mogelijk een BSN: „Bel ›{BSN}‹ over de loods”." in shown.text
    assert line.format(BSN) in shown.text
    assert stored(talk) == (0, 0)


def test_a_telephone_number_in_a_form_is_asked_about_and_stored_with_the_reason(talk: Talk) -> None:
    talk.say("laren-1", "/wa")
    answers = {
        "tekst": f"De eigenaar bellen op {PHONE}",
        "uiterlijk": "2026-09-18",
        "wie": "Deelnemer Laren",
    }

    shown = asked_again(talk, "laren-1", talk.fill("laren-1", **answers))
    before = stored(talk)
    done = talk.fill("laren-1", waarom="Alleen hij heeft de sleutel")

    assert f"In „Tekst” staat een telefoonnummer: „De eigenaar bellen op ›{PHONE}‹”." in shown.text
    assert "Waarom is dit nodig?" in shown.text
    assert shown.form is not None
    assert shown.form["tekst"] == f"De eigenaar bellen op {PHONE}"
    assert shown.form["wie"] == "Deelnemer Laren"
    assert shown.form["uiterlijk"] == "2026-09-18"
    assert before == (0, 0)
    assert "Vastgelegd als WA-1, uiterlijk vrijdag 18 september 2026" in done.text
    card = talk.say("laren-1", "/wa toon WA-1").text
    assert f"De eigenaar bellen op {PHONE}" in card
    assert "gemaakt – persoonsgegevens nodig: Alleen hij heeft de sleutel" in card


def test_toezicht_sees_that_a_warning_was_overruled_and_nothing_of_what_it_was(talk: Talk) -> None:
    talk.say("laren-1", f"/wa nieuw De eigenaar bellen op {PHONE}")
    talk.fill("laren-1", waarom="Alleen hij heeft de sleutel")

    shown = talk.say("fg-1", "/bit audit WA-1").text

    told = "waarschuwing voor persoonsgegevens gepasseerd, met reden: Afspraak (een telefoonnummer)"
    assert f"verzameld WA-1 · werkafspraak nieuw · ondermijning, via {talk.platform.name} · {told}" in shown
    assert PHONE not in shown
    assert "sleutel" not in shown


def test_what_was_typed_is_asked_about_as_it_was_typed(talk: Talk) -> None:
    shown = talk.say("laren-1", f"/wa nieuw De eigenaar bellen op {PHONE} voor @huizen-1 uiterlijk vrijdag")
    before = stored(talk)
    done = talk.fill("laren-1", waarom="Alleen hij heeft de sleutel")

    assert f"In uw tekst staat een telefoonnummer: „De eigenaar bellen op ›{PHONE}‹”." in shown.text
    assert shown.form is not None
    assert shown.form["regel"] == f"De eigenaar bellen op {PHONE} voor @Deelnemer Huizen uiterlijk vrijdag"
    assert before == (0, 0)
    assert "Vastgelegd als WA-1, uiterlijk vrijdag 11 september 2026" in done.text
    assert "Deelnemer Huizen" in talk.say("laren-1", "/wa toon WA-1").text


def test_who_takes_it_out_needs_no_reason(talk: Talk) -> None:
    talk.say("laren-1", f"/wa nieuw De eigenaar bellen op {PHONE} uiterlijk vrijdag")

    done = talk.fill("laren-1", regel="De eigenaar bellen uiterlijk vrijdag")

    assert "Vastgelegd als WA-1, uiterlijk vrijdag 11 september 2026" in done.text
    assert "persoonsgegevens nodig" not in talk.say("laren-1", "/wa toon WA-1").text


def test_who_leaves_it_without_a_reason_is_asked_again(talk: Talk) -> None:
    talk.say("laren-1", f"/wa nieuw De eigenaar bellen op {PHONE}")

    shown = asked_again(talk, "laren-1", talk.fill("laren-1"))

    assert shown.form is not None
    assert shown.form["regel"] == f"De eigenaar bellen op {PHONE}"
    assert stored(talk) == (0, 0)


def test_a_mistake_in_what_was_typed_keeps_the_form_open(talk: Talk) -> None:
    talk.say("laren-1", f"/wa nieuw De eigenaar bellen op {PHONE}")

    shown = talk.fill("laren-1", regel="De eigenaar bellen uiterlijk 31-02", waarom="Nodig")

    assert "bestaat niet" in shown.errors["regel"]
    assert shown.form is not None
    assert shown.form["regel"] == "De eigenaar bellen uiterlijk 31-02"


def test_a_reason_with_a_number_in_it_is_refused_at_the_reason(talk: Talk) -> None:
    talk.say("laren-1", f"/wa nieuw De eigenaar bellen op {PHONE}")

    shown = talk.fill("laren-1", waarom=f"Hij heeft BSN {BSN}")

    assert "Schrijf de reden zonder die gegevens" in shown.errors["waarom"]
    assert stored(talk) == (0, 0)


def test_a_record_that_changed_meanwhile_is_not_overwritten_by_the_form_with_the_reason(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw De eigenaar bellen")
    talk.say("laren-1", "/wa wijzig WA-1")
    asked_again(talk, "laren-1", talk.fill("laren-1", tekst=f"De eigenaar bellen op {PHONE}"))
    talk.say("coordinator-1", "/wa wijzig WA-1")
    talk.fill("coordinator-1", tekst="De eigenaar schrijven")

    shown = talk.fill("laren-1", waarom="Alleen hij heeft de sleutel")

    assert "Iemand heeft WA-1 gewijzigd" in shown.text + " ".join(shown.errors.values())
    assert "De eigenaar schrijven" in talk.say("laren-1", "/wa toon WA-1").text


def test_a_doubt_in_a_form_that_came_from_a_direct_message_can_be_answered_there(talk: Talk) -> None:
    talk.say("hilversum-1", "/wa nieuw Nakijken voor @huizen-1")
    talk.click("huizen-1", "Weigeren")

    shown = asked_again(talk, "huizen-1", talk.fill("huizen-1", reden=f"Vraag het aan {PHONE}"))
    hidden = _posts(talk)
    done = talk.fill("huizen-1", waarom="Alleen hij weet het")

    assert shown.form is not None
    assert shown.form["reden"] == f"Vraag het aan {PHONE}"
    assert [post for post in hidden if PHONE in post] == [], "it lies readable in the database of the chat"
    assert "U hebt WA-1 geweigerd" in done.text


def _posts(talk: Talk) -> list[str]:
    """What a chat server keeps of the messages of bitbot, with what is in its buttons, as far as it can be read."""
    if not isinstance(talk.platform, MattermostPlatform):
        return []
    kept = [json.dumps(post.props) for post in talk.platform.server.posts(talk.platform.server.direct(_user(talk)).id)]
    parts = [part for text in kept for part in re.findall(r"[A-Za-z0-9_-]{20,}", text)]
    return [*kept, *(_decoded(part) for part in parts)]


def _user(talk: Talk) -> str:
    assert isinstance(talk.platform, MattermostPlatform)
    return talk.platform.users["huizen-1"]


def _decoded(text: str) -> str:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
