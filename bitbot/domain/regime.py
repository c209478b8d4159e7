"""What may be recorded under which law, and what then has to be said with it: the one rule for every record."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from bitbot.domain.codes import UNKNOWN, Code
from bitbot.domain.organisation import Member, Organisation
from bitbot.domain.records import AVG, NO_PERSONAL_DATA, REGIMES, WPG, Terms
from bitbot.errors import Refused

POLICE = "politie"


def settled(said: Terms, organisation: Organisation, today: date, kept: Terms | None = None) -> Terms:
    """What is recorded when this was said; `kept` is what the record has already, which may be over by now.

    Without personal data the purpose may be left to the BIT. With personal data a person chooses it, and the basis
    too (AVG art. 5 and 6).
    """
    regime = _regime(said.regime or NO_PERSONAL_DATA)
    personal = regime == AVG
    purpose = said.purpose or ("" if personal else organisation.usual_purpose(today))
    if not purpose:
        raise Refused("refused.purpose", field="doel")
    if personal and said.basis in {"", UNKNOWN}:
        raise Refused("refused.basis", field="grondslag")
    _offered(purpose, organisation.purposes, today, kept.purpose if kept else "", "doel")
    _offered(said.basis, organisation.bases, today, kept.basis if kept else "", "grondslag")
    return Terms(regime=regime, purpose=purpose, basis=said.basis)


def following(said: Terms, example: Terms) -> Terms:
    """What was not said is as it is with the example."""
    return Terms(**{name: getattr(said, name) or value for name, value in terms_of(example).items()})


def terms_of(record: Terms) -> dict[str, Any]:
    """By name, as another record takes them over."""
    return {each.name: getattr(record, each.name) for each in fields(Terms)}


def _regime(regime: str) -> str:
    """Police data asks for more than this version can guard (Wpg art. 6, 8, 14, 20, 32): it is refused everywhere."""
    if regime not in REGIMES:
        raise Refused("refused.choice", field="regime")
    if regime == WPG:
        raise Refused("refused.wpg", field="regime")
    return regime


def _offered(code: str, codes: Mapping[str, Code], today: date, kept: str, field: str) -> None:
    if code not in {"", kept} and not (code in codes and codes[code].active(today)):
        raise Refused("refused.choice", field=field)


def of_police(member: Member, organisation: Organisation) -> bool:
    """Only the police says whether it has information; what that is, is asked through the competent authority."""
    return organisation.partner(member.partner).kind == POLICE
