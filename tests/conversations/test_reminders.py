"""What bitbot says by itself: in time, to the right people, on working days, and not a word too much."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.conversations.conftest import PLATFORMS, Talk
from tests.conversations.moments import at, sent, talk_from, with_bit, with_member, with_partner


@pytest.fixture(params=sorted(PLATFORMS))
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def spring(platform: str, sqlite_url: str) -> Iterator[Talk]:
    """Wednesday 25 March 2026, in the week before the clocks go forward and before Easter; Goede Vrijdag is free."""
    with talk_from(platform, sqlite_url, "2026-03-25 09:00", with_bit(good_friday=True)) as talk:
        yield talk


@pytest.fixture
def new_year(platform: str, sqlite_url: str) -> Iterator[Talk]:
    """Monday 28 December 2026."""
    with talk_from(platform, sqlite_url, "2026-12-28 10:00") as talk:
        yield talk


# Werkafspraken


def test_who_does_not_accept_is_reminded_after_one_working_day(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken voor @huizen-1")
    talk.until(at("2026-09-20 12:00"))

    assert sent(talk, "huizen-1", "werkafspraak") == [
        "werkafspraak.assigned 2026-09-10 14:00",
        "werkafspraak.accept 2026-09-11 14:00",
    ]
    reminder = talk.messages("huizen-1")[-2].text
    assert "nog niet geaccepteerd" in reminder or "nog niet geaccepteerd" in talk.messages("huizen-1")[-1].text


def test_over_a_weekend_the_reminder_to_accept_comes_on_monday(talk: Talk) -> None:
    talk.until(at("2026-09-11 16:30"))
    talk.say("laren-1", "/wa nieuw Nakijken voor Huizen")
    talk.until(at("2026-09-20 12:00"))

    assert sent(talk, "huizen-1", "werkafspraak.accept") == ["werkafspraak.accept 2026-09-14 16:30"]
    assert sent(talk, "coordinator-1", "werkafspraak.accept") == ["werkafspraak.accept 2026-09-14 16:30"]


def test_who_accepts_is_not_asked_again(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken voor @huizen-1")
    talk.say("huizen-1", "/wa accepteer WA-1")
    talk.until(at("2026-09-20 12:00"))

    assert sent(talk, "huizen-1", "werkafspraak.accept") == []


def test_a_term_is_reminded_three_days_before_on_the_day_and_when_it_is_over(talk: Talk) -> None:
    talk.say("huizen-1", "/wa nieuw Nakijken voor @huizen-1 uiterlijk vrijdag 18 september")
    talk.until(at("2026-09-30 12:00"))

    assert sent(talk, "huizen-1", "werkafspraak") == [
        "werkafspraak.soon 2026-09-15 09:00",
        "werkafspraak.today 2026-09-18 09:00",
        "werkafspraak.overdue 2026-09-21 09:00",
    ]


def test_what_comes_before_koningsdag_comes_earlier_and_what_comes_after_comes_later(spring: Talk) -> None:
    """The term is Koningsdag itself, Monday 27 April 2026: its reminders go to Friday 24 April, once."""
    spring.say("huizen-1", "/wa nieuw Nakijken voor @huizen-1 uiterlijk 27 april")
    spring.say("huizen-1", "/wa nieuw Bellen voor @huizen-1 uiterlijk 30 april")
    spring.until(at("2026-05-10 12:00"))

    assert sent(spring, "huizen-1", "werkafspraak") == [
        "werkafspraak.soon 2026-04-24 09:00",
        "werkafspraak.soon 2026-04-24 09:00",
        "werkafspraak.overdue 2026-04-28 09:00",
        "werkafspraak.today 2026-04-30 09:00",
        "werkafspraak.overdue 2026-05-01 09:00",
    ]


def test_nothing_is_said_over_easter(spring: Talk) -> None:
    """From Friday 3 to Monday 6 April 2026 everybody is free."""
    for day in ("3 april", "4 april", "5 april", "6 april", "7 april"):
        spring.say("huizen-1", f"/wa nieuw Voor {day} voor @huizen-1 uiterlijk {day}")
    spring.until(at("2026-04-10 12:00"))

    said = sent(spring, "huizen-1", "werkafspraak")
    days = {line.split()[1] for line in said}
    assert not days & {f"2026-04-0{day}" for day in (3, 4, 5, 6)}
    assert said.count("werkafspraak.overdue 2026-04-07 09:00") == 4
    assert "werkafspraak.overdue 2026-04-08 09:00" in said
    assert all(line.endswith("09:00") for line in said)


def test_a_reminder_names_the_term_and_not_a_number_of_days_that_may_be_wrong(talk: Talk) -> None:
    """For a term on Tuesday the reminder comes on Friday, four days before."""
    talk.say("huizen-1", "/wa nieuw Nakijken voor @huizen-1 uiterlijk dinsdag 22 september")
    talk.until(at("2026-09-18 10:00"))

    assert sent(talk, "huizen-1", "werkafspraak.soon") == ["werkafspraak.soon 2026-09-18 09:00"]
    if talk.platform.name == "slack":
        notice = talk.messages("huizen-1")[-1].raw["text"]  # type: ignore[index]  # Slack's body
        assert "over drie dagen" not in notice
        assert "22 sep" in notice


@pytest.mark.parametrize(
    "deed", ["/wa gereed WA-1 Klaar", "/wa vervalt WA-1 Niet meer nodig", "/wa wijs toe WA-1 @laren-1"]
)
def test_after_it_is_done_withdrawn_or_handed_over_the_owner_hears_nothing_more(talk: Talk, deed: str) -> None:
    talk.say("huizen-1", "/wa nieuw Nakijken voor @huizen-1 uiterlijk vrijdag 18 september")
    talk.until(at("2026-09-15 08:59"))
    talk.say("huizen-1", deed)
    talk.until(at("2026-09-30 12:00"))

    assert sent(talk, "huizen-1", "werkafspraak") == []
    assert bool(sent(talk, "laren-1", "werkafspraak.overdue")) is ("@laren-1" in deed)


def test_a_new_term_moves_the_reminders(talk: Talk) -> None:
    talk.say("huizen-1", "/wa nieuw Nakijken voor @huizen-1 uiterlijk vrijdag 18 september")
    talk.say("huizen-1", "/wa wijzig WA-1")
    talk.fill("huizen-1", uiterlijk="2026-09-25")
    talk.until(at("2026-10-05 12:00"))

    assert sent(talk, "huizen-1", "werkafspraak") == [
        "werkafspraak.soon 2026-09-22 09:00",
        "werkafspraak.today 2026-09-25 09:00",
        "werkafspraak.overdue 2026-09-28 09:00",
    ]


def test_a_refusal_stops_the_reminders_to_who_refused(talk: Talk) -> None:
    talk.say("laren-1", "/wa nieuw Nakijken voor @huizen-1 uiterlijk vrijdag 18 september")
    talk.say("huizen-1", "/wa weiger WA-1 Geen tijd")
    talk.until(at("2026-09-30 12:00"))

    assert sent(talk, "huizen-1", "werkafspraak") == ["werkafspraak.assigned 2026-09-10 14:00"]
    assert "werkafspraak.overdue 2026-09-21 09:00" in sent(talk, "laren-1")


# Meetings


def test_a_meeting_is_announced_a_week_a_working_day_and_an_hour_before(talk: Talk) -> None:
    talk.say("laren-1", "/overleg agendapunt Recreatiepark voorbereiden")
    talk.until(at("2026-09-17 12:00"))

    assert sent(talk, "huizen-1", "overleg") == [
        "overleg.day 2026-09-16 10:00",
        "overleg.hour 2026-09-17 09:00",
    ]
    before = talk.messages("huizen-1")[0].text
    assert "Recreatiepark voorbereiden" in before


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        ("2026-03-20 09:00", ["week 2026-03-26 10:00", "day 2026-04-01 10:00", "hour 2026-04-02 09:00"]),
        ("2026-10-16 09:00", ["week 2026-10-22 10:00", "day 2026-10-28 10:00", "hour 2026-10-29 09:00"]),
    ],
    ids=["the clocks go forward", "the clocks go back"],
)
def test_reminders_keep_their_time_when_the_clocks_change(
    platform: str, sqlite_url: str, begin: str, expected: list[str]
) -> None:
    with talk_from(platform, sqlite_url, begin) as talk:
        talk.until(at(expected[-1].split(" ", 1)[1]))

        assert sent(talk, "huizen-1", "overleg") == [f"overleg.{line}" for line in expected]
        assert "donderdag" in talk.say("huizen-1", "/overleg").text


def test_who_is_not_invited_or_said_not_to_come_hears_nothing_of_the_meeting(talk: Talk) -> None:
    told = talk.say("laren-1", "/overleg afmelden")
    talk.until(at("2026-09-17 12:00"))

    assert "U bent afgemeld voor het overleg van donderdag 17 september 2026 om 10:00" in told.text
    for who in ("laren-1", "politie-1", "burgemeester-huizen", "beheerder-1", "fg-1"):
        assert sent(talk, who, "overleg") == [], who
    assert "Deelnemer Laren komt niet" in talk.messages("coordinator-1")[0].text


def test_a_meeting_on_hemelvaartsdag_lapses_and_everybody_hears_it_a_week_before(
    platform: str, sqlite_url: str
) -> None:
    with talk_from(platform, sqlite_url, "2026-05-04 09:00") as talk:
        talk.until(at("2026-05-15 12:00"))

        assert sent(talk, "huizen-1", "overleg") == ["overleg.lapses 2026-05-07 10:00"]
        told = talk.messages("huizen-1")[-1]
        assert "Hemelvaartsdag" in told.text
        assert "vervalt" in told.text
        assert not {"Toch houden", "Verplaatsen"} & set(told.buttons)
        assert {"Toch houden", "Verplaatsen"} <= set(talk.messages("coordinator-1")[-1].buttons)


def test_the_coordinator_keeps_a_meeting_that_lapsed_with_a_button(platform: str, sqlite_url: str) -> None:
    with talk_from(platform, sqlite_url, "2026-05-04 09:00") as talk:
        talk.until(at("2026-05-08 10:00"))
        kept = talk.click("coordinator-1", "Toch houden")
        talk.until(at("2026-05-14 12:00"))

        assert "Het overleg gaat door op donderdag 14 mei 2026 om 10:00" in kept.text
        assert sent(talk, "huizen-1", "overleg")[1:] == [
            "overleg.goes_on 2026-05-08 10:00",
            "overleg.day 2026-05-13 10:00",
            "overleg.hour 2026-05-14 09:00",
        ]


def test_the_coordinator_moves_a_meeting_that_lapsed_with_a_button(platform: str, sqlite_url: str) -> None:
    with talk_from(platform, sqlite_url, "2026-05-04 09:00") as talk:
        talk.until(at("2026-05-08 10:00"))
        talk.click("coordinator-1", "Verplaatsen")
        wrong = talk.fill("coordinator-1", wanneer="20 mei")
        moved = talk.fill("coordinator-1", wanneer="woensdag 20 mei 11:00")
        talk.until(at("2026-05-20 12:00"))

        assert "geen tijd" in wrong.errors["wanneer"]
        assert "Het overleg is verplaatst naar woensdag 20 mei 2026 om 11:00" in moved.text
        assert sent(talk, "huizen-1", "overleg")[1:4] == [
            "overleg.goes_on 2026-05-08 10:00",
            "overleg.week 2026-05-13 11:00",
            "overleg.day 2026-05-19 11:00",
        ]


def test_a_meeting_that_the_coordinator_cancels_lapses_for_no_holiday(talk: Talk) -> None:
    talk.say("coordinator-1", "/overleg vervalt O-1")
    talk.until(at("2026-09-11 12:00"))

    told = talk.messages("huizen-1")[-1].text
    assert "vervalt" in told
    assert "feestdag" not in told
    assert "vrije dag" not in told


# The half-year round


def test_after_new_year_every_partner_is_asked_on_the_first_working_day(new_year: Talk) -> None:
    new_year.until(at("2027-01-04 08:59"))
    early = sent(new_year, "huizen-1", "rapportage")
    new_year.until(at("2027-01-04 09:00"))

    assert early == []
    for who in ("huizen-1", "hilversum-1", "hilversum-2", "politie-1", "coordinator-1"):
        assert sent(new_year, who, "rapportage") == ["rapportage.ask 2027-01-04 09:00"], who
    for who in ("burgemeester-huizen", "beheerder-1", "fg-1"):
        assert sent(new_year, who, "rapportage") == [], who
    assert "Bijdrage invullen" in new_year.messages("laren-1")[-1].buttons


def test_a_prompt_that_came_by_while_time_was_skipped_is_said_at_its_own_moment(new_year: Talk) -> None:
    """As in the practice room with its button for a week: nobody was late."""
    if new_year.platform.name != "practice":
        pytest.skip("only the practice room skips time")
    from tests.platforms.practice import PracticePlatform  # noqa: PLC0415

    assert isinstance(new_year.platform, PracticePlatform)
    new_year.until(at("2026-12-31 12:00"))
    new_year.until(at("2027-01-07 12:00"))

    assert "eerder moeten krijgen" not in new_year.messages("politie-1")[-1].text


def test_after_30_june_every_partner_is_asked_on_the_first_working_day(platform: str, sqlite_url: str) -> None:
    with talk_from(platform, sqlite_url, "2027-06-28 09:00") as talk:
        talk.until(at("2027-07-01 09:00"))

        assert sent(talk, "politie-1", "rapportage") == ["rapportage.ask 2027-07-01 09:00"]
        assert "R-2027-1" in talk.messages("politie-1")[-1].text


def test_who_has_not_delivered_is_reminded_every_week_and_who_has_is_not(new_year: Talk) -> None:
    new_year.until(at("2027-01-04 09:00"))
    new_year.click("politie-1", "Bijdrage invullen")
    thanks = new_year.fill("politie-1", resultaten="Drie controles")
    for monday in ("2027-01-11 09:00", "2027-01-18 09:00", "2027-01-25 09:00"):
        new_year.until(at(monday))

    assert "Dank u wel" in thanks.text
    assert sent(new_year, "politie-1", "rapportage") == ["rapportage.ask 2027-01-04 09:00"]
    assert sent(new_year, "laren-1", "rapportage") == [
        "rapportage.ask 2027-01-04 09:00",
        "rapportage.reminder 2027-01-11 09:00",
        "rapportage.reminder 2027-01-18 09:00",
        "rapportage.reminder 2027-01-25 09:00",
    ]


def test_the_coordinator_sees_how_many_delivered_and_who_did_not(new_year: Talk) -> None:
    new_year.until(at("2027-01-05 12:00"))
    new_year.say("politie-1", "/rapportage bijdrage")
    new_year.fill("politie-1", resultaten="Drie controles")

    stand = new_year.say("coordinator-1", "/bit stand").text
    state = new_year.say("coordinator-1", "/rapportage").text

    assert "R-2026-2: 1 geleverd, nog niet: " in stand
    assert "Gemeente Laren" in stand
    assert "Gemeente Laren" in state
    assert "Politie" in state


def test_a_partner_that_left_with_the_half_year_is_still_in_its_round(platform: str, sqlite_url: str) -> None:
    """The second half of 2026 has six municipalities, also when one of them ends on 31 December."""
    leaving = with_partner("wijdemeren", valid_to=date(2026, 12, 31), succeeded_by="hilversum")
    with talk_from(platform, sqlite_url, "2026-12-28 10:00", leaving) as talk:
        talk.until(at("2027-01-05 12:00"))

        assert "Gemeente Wijdemeren" in talk.say("coordinator-1", "/rapportage").text


# What the lock screen shows, and who left


def test_no_notification_holds_a_word_of_content(new_year: Talk) -> None:
    secret = "Kanarie"
    new_year.say("laren-1", f"/signaal nieuw {secret} gemeente Laren thema hennep")
    new_year.say("laren-1", f"/overleg agendapunt {secret}")
    new_year.say("laren-1", f"/wa nieuw {secret} voor @huizen-1 uiterlijk 5 januari bij S-1")
    new_year.say("laren-1", f"/wa nieuw {secret} voor @politie-1")
    new_year.say("politie-1", f"/wa weiger WA-2 {secret}")
    new_year.until(at("2027-01-07 12:00"))
    new_year.say("huizen-1", "/wa accepteer WA-1")
    new_year.say("huizen-1", f"/wa gereed WA-1 {secret}")
    new_year.until(at("2027-01-12 12:00"))

    everybody = ("laren-1", "huizen-1", "politie-1", "coordinator-1")
    notices = [
        shown.raw["text"] for who in everybody for shown in new_year.messages(who) if isinstance(shown.raw, dict)
    ]
    assert [notice for notice in notices if secret in notice] == []
    assert bool(notices) is (new_year.platform.name == "slack")
    assert [shown.text for shown in new_year.channel() if secret in shown.text] == []


def test_who_left_gets_nothing_and_the_coordinator_gets_the_reminder(platform: str, sqlite_url: str) -> None:
    from tests.conversations.moments import arranged  # noqa: PLC0415

    with talk_from(platform, sqlite_url, "2026-09-10 14:00") as talk:
        talk.say("laren-1", "/wa nieuw Nakijken voor @laren-1 uiterlijk vrijdag 18 september")
        arranged(sqlite_url, with_member("laren-1", active=False))
        talk.until(at("2026-09-22 12:00"))

        assert sent(talk, "laren-1") == []
        assert sent(talk, "coordinator-1", "werkafspraak") != []
