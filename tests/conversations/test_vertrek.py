"""A leaver: access ends the same minute, open work goes to the coordinator, and history keeps the name."""

from __future__ import annotations

import pytest

from bitbot.domain.conditions import In
from tests.conversations.conftest import Talk
from tests.conversations.moments import at, sent
from tests.conversations.test_controle import planned

BOSS = "coordinator-1"
SECOND = "/deelnemer rol @huizen-1 coordinator tweede coördinator"


def work(talk: Talk) -> None:
    """Laren has two to do, waits for a third, and did a fourth."""
    for text in ("Een", "Twee"):
        talk.say("huizen-1", f"/wa nieuw {text} voor @laren-1 uiterlijk vrijdag 18 september")
    talk.say("laren-1", "/wa accepteer WA-1")
    talk.say("laren-1", "/wa nieuw Van mij uiterlijk vrijdag 18 september")
    talk.say("laren-1", "/wa nieuw Klaar voor @laren-1")
    talk.say("laren-1", "/wa gereed WA-4 klaar")


def test_the_open_work_of_a_leaver_goes_to_the_coordinator_at_once_and_history_keeps_the_name(talk: Talk) -> None:
    work(talk)

    left = talk.say(BOSS, "/deelnemer vertrekt @laren-1 andere baan")
    told = talk.messages(BOSS)[-1]
    talk.until(at("2026-09-22 12:00"))

    assert "Deelnemer Laren neemt niet meer deel" in left.text
    assert "2 open werkafspraken hebben nu geen actieve actiehouder" in left.text
    assert "Neemt deel: ja → nee" in left.text
    assert "2 werkafspraken zonder actieve actiehouder: Deelnemer Laren" in told.text
    assert "Werk zonder actiehouder" in told.buttons
    assert len([kind for kind in sent(talk, BOSS) if kind.startswith("deelnemer.stray")]) == 1
    # The three that are not done: two of the leaver, one that the leaver made for whoever takes it.
    assert sent(talk, BOSS, "werkafspraak.soon") == ["werkafspraak.soon 2026-09-15 09:00"] * 3
    assert [k for k in sent(talk, "laren-1", "werkafspraak") if k > "werkafspraak.assigned 2026-09-10 14:00"] == []
    assert "Deelnemer Laren" in talk.say("huizen-1", "/wa toon WA-1").text
    assert "Deelnemer Laren: geaccepteerd" in talk.say("huizen-1", "/wa toon WA-1").text


def test_reminders_of_a_leaver_are_planned_anew_in_the_same_transaction(talk: Talk) -> None:
    """Before any worker has looked."""
    work(talk)
    talk.platform.say(BOSS, "/deelnemer vertrekt @laren-1 andere baan")

    with talk.store() as store:
        planned = [d for d in store.deliveries.upcoming(at("2026-10-01 12:00")) if d.kind == "werkafspraak.soon"]
        people = {store.organisation.member(d.member or 0).key for d in planned}
        mine = store.werkafspraken.find(In("owner", (planned[0].member,)))
    assert (len(planned), people, mine) == (3, {BOSS}, [])


def test_access_ends_the_same_minute_by_every_way_there_is(talk: Talk) -> None:
    if talk.platform.name == "practice":
        pytest.skip("who left cannot be chosen in the practice room")
    work(talk)
    talk.say("laren-1", "/wa toon WA-1")
    talk.say("laren-1", "/signaal")

    talk.say(BOSS, "/deelnemer vertrekt @laren-1 andere baan")

    form = talk.fill("laren-1", titel="Nog snel een signaal")
    button = talk.click("laren-1", "Accepteren")
    typed = talk.say("laren-1", "/bit")
    for shown in (form, button, typed):
        said = shown.text + " ".join(shown.errors.values())
        assert "U staat niet in de ledenlijst" in said
    with talk.store() as store:
        second = store.werkafspraken.get(2)
        assert store.signalen.count(In("state", ("geregistreerd",))) == 0
        assert second
        assert second.state == "toegewezen"


def test_what_stood_in_the_messages_of_a_leaver_is_gone(talk: Talk) -> None:
    if talk.platform.name == "practice":
        pytest.skip("who left cannot be chosen in the practice room")
    talk.bot.turn()
    talk.say("huizen-1", "/wa nieuw Kanarie voor @laren-1")
    talk.bot.turn()
    before = "\n".join(shown.text for shown in talk.messages("laren-1"))

    talk.say(BOSS, "/deelnemer vertrekt @laren-1 andere baan")
    talk.bot.turn()
    after = "\n".join(shown.text + str(shown.buttons) for shown in talk.messages("laren-1"))

    assert "Kanarie" in before
    assert "Kanarie" not in after
    assert "Accepteren" not in after
    assert "Deze werkafspraak is niet meer voor u" in after
    if talk.bot.homes:
        assert "U hebt nu geen toegang meer" in after


def test_a_leaver_who_comes_back_is_given_everything_anew(talk: Talk) -> None:
    work(talk)
    talk.say(BOSS, "/deelnemer vertrekt @laren-1 andere baan")

    back = talk.click(BOSS, "Weer laten deelnemen")
    idle = talk.say("laren-1", "/bit").text
    talk.say(BOSS, "/deelnemer rol @laren-1 lid weer terug")
    talk.say(BOSS, "/deelnemer mandaat @laren-1 tot 31 december 2027")

    assert "neemt weer deel" in back.text
    assert "U hebt nu geen rol" in idle
    assert "is van u" in talk.say("laren-1", "/wa claim WA-3").text
    assert "Een" in talk.say("laren-1", "/bit mijn").text


def test_who_left_is_still_known_and_cannot_leave_again(talk: Talk) -> None:
    talk.say(BOSS, "/deelnemer vertrekt @laren-1 andere baan")

    assert "was al vertrokken" in talk.say(BOSS, "/deelnemer vertrekt laren-1 nog een keer").text
    assert "Geen deelnemers" in talk.say(BOSS, "/deelnemer lijst laren").text
    assert "laren-1 · geen rol · geen mandaat" in talk.say(BOSS, "/deelnemer lijst alle laren").text
    assert "vertrokken" in talk.say("fg-1", "/deelnemer lijst alle laren").text
    assert "Geen deelnemers" in talk.say("blaricum-1", "/deelnemer lijst alle laren").text
    assert "andere baan" in talk.say("fg-1", "/deelnemer toon laren-1").text


def test_the_last_coordinator_cannot_go_before_there_is_another(talk: Talk) -> None:
    alone = talk.say(BOSS, "/deelnemer vertrekt @coordinator-1 met pensioen").text
    talk.say(BOSS, SECOND)
    still = talk.say(BOSS, "/deelnemer vertrekt @coordinator-1 met pensioen").text
    gone = talk.say("huizen-1", "/deelnemer vertrekt @coordinator-1 met pensioen").text
    last = talk.say("huizen-1", "/deelnemer vertrekt @huizen-1 ook weg").text

    assert "Wijs eerst een andere coördinator aan" in alone
    assert "Niemand geeft zichzelf" in still
    assert "neemt niet meer deel" in gone
    assert "Wijs eerst een andere coördinator aan" in last


def test_who_loses_the_role_loses_the_work_like_a_leaver(talk: Talk) -> None:
    work(talk)

    done = talk.say(BOSS, "/deelnemer ontneem @laren-1 lid andere functie")

    assert "2 open werkafspraken hebben nu geen actieve actiehouder" in done.text
    assert "2 werkafspraken zonder actieve actiehouder" in talk.messages(BOSS)[-1].text


# Controles and measures


def test_the_reminders_of_a_controle_and_a_measure_go_to_who_is_left(talk: Talk) -> None:
    """Huizen leads the controle and leaves; Laren has to go on with the measure, and nobody of it is left."""
    planned(talk)
    talk.say("huizen-1", "/bevinding nieuw Brandblussers ontbreken bij CO-1")
    talk.fill("huizen-1", domein="brandveiligheid", behandelaar="Gemeente Laren")
    talk.say("laren-1", "/maatregel nieuw Herstel bij BV-1")
    talk.fill("laren-1", soort_maatregel="last onder dwangsom", behandelaar="Gemeente Laren", uiterlijk="2026-10-01")

    talk.say(BOSS, "/deelnemer vertrekt @huizen-1 andere baan")
    talk.say(BOSS, "/deelnemer vertrekt @laren-1 andere baan")
    talk.until(at("2026-10-05 12:00"))

    assert [kind.split()[0] for kind in sent(talk, BOSS) if kind.startswith(("controle", "maatregel"))] == [
        "controle.debrief",
        "maatregel.soon",
        "maatregel.overdue",
    ]


def test_who_left_stays_on_a_controle_that_somebody_changes(talk: Talk) -> None:
    planned(talk)
    talk.say(BOSS, "/deelnemer vertrekt @laren-1 andere baan")

    talk.say("huizen-1", "/controle wijzig CO-1")
    changed = talk.fill("huizen-1", titel="Loodsen langs de hele ring")

    assert changed.errors == {}
    shown = talk.say("huizen-1", "/controle toon CO-1").text
    assert "Loodsen langs de hele ring" in shown
    assert "Deelnemer Laren" in shown


def test_the_mayor_of_the_successor_answers_for_what_a_municipality_was(talk: Talk) -> None:
    talk.say(BOSS, "/deelnemer rol @laren-1 bestuurder burgemeester")
    talk.say("blaricum-1", "/casus nieuw Jachthaven gemeente Blaricum thema horeca")
    talk.say(BOSS, "/partner eindigt blaricum op 10 september 2026 opgevolgd door laren")
    talk.until(at("2026-09-11 10:00"))

    talk.say(BOSS, "/casus stem af C-1")

    assert [kind for kind in sent(talk, "laren-1") if kind.startswith("afstemming.asked")] != []
    assert "akkoord" in talk.say("laren-1", "/afstemming akkoord AF-1 doe maar").text
