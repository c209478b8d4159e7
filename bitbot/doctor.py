"""Looks whether bitbot is set up right, and says in Dutch what to do where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from bitbot.clock import utc_now
from bitbot.domain.organisation import Bit
from bitbot.errors import Unavailable
from bitbot.production import PRODUCTION, missing
from bitbot.seals import examine_seals
from bitbot.settings import Settings
from handlers.findings import Finding
from handlers.mattermost.doctor import examine as examine_mattermost
from handlers.mattermost.doctor import is_used as uses_mattermost
from handlers.slack.doctor import examine as examine_slack
from storage import keys, migrate
from storage.engine import Database
from storage.keychain import ring_of
from storage.secrets import SecretFault
from storage.store import NotSetUp, Storage


def examine(settings: Settings) -> list[Finding]:
    """Everything from the ground up; what cannot be looked at because of an earlier fault is left out."""
    found = list(_database(settings))
    if not all(finding.ok for finding in found):
        return [*found, *_platforms(settings, Bit()), *_production(settings, None)]
    found += [_key(settings), *examine_seals(settings)]
    bit = _bit(settings)
    if isinstance(bit, Finding):
        return [*found, bit, *_production(settings, Bit())]
    return [*found, *_platforms(settings, bit), *_production(settings, bit)]


def _production(settings: Settings, bit: Bit | None) -> Iterator[Finding]:
    """What is missing is a fault in production, and elsewhere good to know."""
    now = settings.bitbot_env == PRODUCTION
    needs = missing(settings, bit)
    for need in needs:
        yield Finding(ok=not now, what=f"Nog nodig voor productie: {need.what}", advice=need.advice, later=not now)
    if not needs:
        yield Finding(ok=True, what="Wat productie nodig heeft, is ingevuld.")


def _platforms(settings: Settings, bit: Bit) -> Iterator[Finding]:
    """Mattermost where it is used, and Slack where it is used or nothing else is."""
    other = uses_mattermost(settings)
    if other:
        yield from examine_mattermost(settings, bit.mattermost_channel)
    if settings.slack_bot_token.get_secret_value() or not other:
        yield from examine_slack(settings, bit.slack_channel, utc_now())


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        left = migrate.pending(settings.database_url)
    except Unavailable:
        advice = "Controleer DATABASE_URL, en of de database aan staat en bereikbaar is."
        yield Finding(ok=False, what="De database antwoordt niet.", advice=advice)
        return
    yield Finding(ok=True, what="De database antwoordt.")
    what = f"De tabellen zijn niet bij: {len(left)} stap(pen) te gaan." if left else "De tabellen zijn bij."
    yield Finding(ok=not left, what=what, advice="Voer `bitbot migrate` uit." if left else "")


def _key(settings: Settings) -> Finding:
    try:
        with closing(Database(settings.database_url)) as database:
            keys.demand(database, ring_of(settings))
    except SecretFault as fault:
        return Finding(ok=False, what="De sleutel is niet in orde.", advice=str(fault))
    return Finding(ok=True, what="De sleutel past bij de database.")


def _bit(settings: Settings) -> Bit | Finding:
    try:
        with closing(Database(settings.database_url)) as database, Storage(database).open(write=False) as store:
            return store.organisation.bit
    except NotSetUp as fault:
        return Finding(ok=False, what="Er is nog geen organisatie geladen.", advice=str(fault))
