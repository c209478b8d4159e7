"""What may be recorded under which law, and what then has to be said with it."""

from dataclasses import replace
from datetime import date

import pytest

from bitbot.domain.codes import BASES, PURPOSES, UNKNOWN, Purpose
from bitbot.domain.organisation import Organisation
from bitbot.domain.records import AVG, NO_PERSONAL_DATA, REGIMES, WPG, Terms
from bitbot.domain.regime import following, settled
from bitbot.errors import Refused

TODAY = date(2026, 9, 10)
OVER = Purpose(code="bibob", name="Wet Bibob", valid_to=date(2026, 9, 9))
COMING = Purpose(code="eigen", name="Ons eigen doel", valid_from=date(2026, 9, 11))
BIT = Organisation(own_purposes=(OVER, COMING))
WHOLE = Terms(regime=AVG, purpose="drugspanden", basis="opiumwet-13b")


def refusal(said: Terms, kept: Terms | None = None) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        settled(said, BIT, TODAY, kept)
    return caught.value.sentence, caught.value.field


def test_without_personal_data_the_usual_purpose_holds_and_no_basis_is_needed() -> None:
    assert settled(Terms(), BIT, TODAY) == Terms(regime=NO_PERSONAL_DATA, purpose="ondermijning")


def test_without_personal_data_a_basis_may_be_known_or_unknown() -> None:
    for basis in ("", UNKNOWN, "gemeentewet-172"):
        assert settled(Terms(basis=basis), BIT, TODAY).basis == basis


def test_personal_data_takes_what_was_chosen() -> None:
    assert settled(WHOLE, BIT, TODAY) == WHOLE


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"purpose": ""}, ("refused.purpose", "doel")),
        ({"basis": ""}, ("refused.basis", "grondslag")),
        ({"basis": UNKNOWN}, ("refused.basis", "grondslag")),
        ({"purpose": "bibob"}, ("refused.choice", "doel")),
        ({"purpose": "eigen"}, ("refused.choice", "doel")),
        ({"purpose": "verzonnen"}, ("refused.choice", "doel")),
        ({"basis": "verzonnen"}, ("refused.choice", "grondslag")),
        ({"regime": "wpg"}, ("refused.choice", "regime")),
        ({"regime": "geheim"}, ("refused.choice", "regime")),
    ],
)
def test_what_is_missing_or_not_offered_is_refused_at_its_field(
    change: dict[str, str], refused: tuple[str, str]
) -> None:
    assert refusal(replace(WHOLE, **change)) == refused


def test_police_data_is_refused_whatever_stands_beside_it_also_when_it_was_there() -> None:
    there = replace(WHOLE, regime=WPG)

    for said in (there, Terms(regime=WPG)):
        assert refusal(said) == refusal(said, there) == ("refused.wpg", "regime")


def test_what_is_over_is_kept_by_what_has_it() -> None:
    old = Terms(regime=AVG, purpose="bibob", basis="oude-wet-1")

    assert settled(old, BIT, TODAY, old) == old
    assert refusal(replace(old, purpose="eigen"), old) == ("refused.choice", "doel")


def test_a_bit_without_any_purpose_in_use_is_asked_for_one() -> None:
    none = Organisation(own_purposes=tuple(replace(purpose, valid_to=OVER.valid_to) for purpose in PURPOSES))

    with pytest.raises(Refused, match=r"refused\.purpose"):
        settled(Terms(), none, TODAY)


def test_what_was_not_said_is_as_it_is_with_the_example() -> None:
    assert following(Terms(), WHOLE) == WHOLE
    assert following(Terms(purpose="bibob"), WHOLE) == replace(WHOLE, purpose="bibob")


# The lists that bitbot brings along


def test_every_code_is_there_once_and_fits_in_its_column_and_in_a_menu() -> None:
    for shipped in (PURPOSES, BASES):
        assert len({each.code for each in shipped}) == len({each.name for each in shipped}) == len(shipped)
        assert [each.code for each in shipped if len(each.code) > 40 or len(each.name) > 75] == []
    assert all(len(regime) <= 30 for regime in REGIMES)


def test_every_basis_that_is_known_has_a_law_an_article_and_a_task() -> None:
    assert [b.code for b in BASES if not (b.law and b.article and b.task.endswith("."))] == [UNKNOWN]
    assert [b.code for b in BASES if b.code != UNKNOWN and b.article not in b.name] == []
