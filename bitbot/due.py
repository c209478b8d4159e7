"""What the command line says about the messages that are planned, without their content."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, time, timedelta

from bitbot.domain.half_year import HalfYear
from bitbot.domain.organisation import Organisation
from bitbot.domain.planning import opening
from bitbot.domain.rondes import RONDES, Ronde, next_opening
from bitbot.serving import ready
from bitbot.settings import Settings
from bitbot.texts import moment
from storage.deliveries import Delivery
from storage.engine import Database
from storage.store import Storage


def planned(settings: Settings, until: date | None) -> list[str]:
    """One line for each message that is waiting: when, what and for whom, nothing of its content."""
    ready(settings.database_url)
    with closing(Database(settings.database_url, jobs=True)) as database, Storage(database).open(write=False) as store:
        organisation = store.organisation
        day = until or store.today + timedelta(days=31)
        found = store.deliveries.upcoming(organisation.calendar.at(day, time.max))
        lines = [_planned(organisation, delivery) for delivery in found]
        return [*lines, *_next_rounds(organisation, store.now, day)] or ["Er staat niets klaar."]


def _next_rounds(organisation: Organisation, now: datetime, until: date) -> list[str]:
    """A round is planned when it opens; until then a line tells that it will."""
    half_year = HalfYear.of(organisation.day(now))
    found = [("rapportage", f"R-{half_year.label}", opening(half_year, organisation))]
    found += [(code, *_next(ronde, organisation, now)) for code, ronde in RONDES.items()]
    return [
        f"{moment(opens, organisation.zone, 'short'):<18} {what:<24} {label:<10} opent"
        for what, label, opens in found
        if organisation.day(opens) <= until
    ]


def _next(ronde: Ronde, organisation: Organisation, now: datetime) -> tuple[str, datetime]:
    period, opens = next_opening(ronde, organisation, now)
    return period.label, opens


def _planned(organisation: Organisation, delivery: Delivery) -> str:
    who = organisation.member(delivery.member).name if delivery.member else "kanaal"
    when = moment(delivery.due_at, organisation.zone, "short")
    return f"{when:<18} {delivery.kind:<24} {delivery.key.partition('/')[0]:<10} {who} ({delivery.state})"
