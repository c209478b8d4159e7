"""The clock of the practice room goes forward, to moments that people name."""

from datetime import datetime

import pytest

from handlers.practice.clock import WrongMoment, jumps, move
from tests.handlers.practice.toy import AMSTERDAM, START, ToyClock


@pytest.fixture
def clock() -> ToyClock:
    return ToyClock()


def test_the_buttons_lead_to_the_next_such_moment() -> None:
    moments = {jump.label: jump.moment.isoformat() for jump in jumps(START)}

    assert moments == {
        "morgen 09:00": "2026-03-10T09:00:00+01:00",
        "een week verder": "2026-03-16T09:04:00+01:00",
        "naar 1 juli 09:00": "2026-07-01T09:00:00+02:00",
        "naar 2 januari 09:00": "2027-01-02T09:00:00+01:00",
    }


def test_on_the_first_of_july_itself_the_next_one_is_a_year_away() -> None:
    there = datetime(2026, 7, 1, 9, 0, tzinfo=AMSTERDAM)

    assert jumps(there)[2].moment == datetime(2027, 7, 1, 9, 0, tzinfo=AMSTERDAM)


def test_every_button_is_allowed(clock: ToyClock) -> None:
    for jump in jumps(START):
        move(clock, jump.moment.strftime("%Y-%m-%dT%H:%M"))

    assert clock.now() == jumps(START)[-1].moment


def test_a_second_press_of_the_same_button_does_nothing(clock: ToyClock) -> None:
    move(clock, "2026-03-10T09:00")
    move(clock, "2026-03-10T09:00")

    assert clock.now() == datetime(2026, 3, 10, 9, 0, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("2026-03-09T08:00", "alleen vooruit. Kies een moment na maandag 9 maart 2026, 09:04."),
        ("2036-01-01T09:00", "binnen een jaar"),
        ("", "Vul een datum en een tijd in"),
        ("straks", "Vul een datum en een tijd in"),
    ],
)
def test_another_moment_is_refused_with_a_reason(clock: ToyClock, wanted: str, says: str) -> None:
    with pytest.raises(WrongMoment, match=says):
        move(clock, wanted)

    assert clock.now() == START
