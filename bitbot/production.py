"""What must be there before bitbot works with real data: one table, which the start and the doctor both ask."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bitbot.domain.organisation import Bit
from bitbot.errors import Explained, Unavailable
from bitbot.settings import Settings
from scheduling.sealer import SYSLOG
from storage.audit_keys import AUDIT_KEY
from storage.engine import Database
from storage.keychain import ring_of
from storage.organisation import the_bit
from storage.remote import is_guarded
from storage.secrets import SecretFault, keys_in, split

PRODUCTION: Final = "production"
HEAD: Final = "bitbot start nog niet als productie (BITBOT_ENV=production). Dit ontbreekt:"
UNSEEN: Final = (
    "Wat er onder [bit] in het organisatiebestand staat, is nog niet bekeken: de database antwoordt niet, of mag zo "
    "niet worden benaderd."
)
IN_THE_FILE: Final = 'Zet in het organisatiebestand onder [bit]: {key} = "{example}", en voer `bitbot setup` uit.'
HTTPS: Final = "https://"


class NotReady(Explained):
    """Something is missing that production needs; every one of them has a line, with what to do."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is. Without `bit` nobody could look at what the organisation file said."""

    settings: Settings
    bit: Bit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """`place` is where it has to be filled in: a setting, or a key of `[bit]` in the organisation file.

    One `of_seals` concerns the processes that seal the audit log alone: the others are better off without.
    """

    place: str
    what: str
    advice: str
    holds: Callable[[Facts], bool]
    of_seals: bool = False

    @property
    def sentence(self) -> str:
        return f"{self.what} {self.advice}"


def _in_file(key: str, what: str, example: str) -> Need:
    advice = IN_THE_FILE.format(key=key, example=example)
    return Need(place=key, what=what, advice=advice, holds=lambda facts: facts.bit is None or getattr(facts.bit, key))


def _has_secret_key(facts: Facts) -> bool:
    try:
        ring_of(facts.settings)
    except SecretFault:
        return False
    return True


def _has_audit_key(facts: Facts) -> bool:
    """A key that opens texts as well would let its holder forge the log."""
    seals, texts = (
        each.get_secret_value() for each in (facts.settings.bitbot_audit_key, facts.settings.bitbot_secret_key)
    )
    try:
        return not set(keys_in(seals, AUDIT_KEY)) & set(split(texts))
    except SecretFault:
        return False


def _head_is_apart(facts: Facts) -> bool:
    """Chosen, and not in the folder of the SQLite file: who can write there can change both."""
    place, url = facts.settings.bitbot_audit_head, facts.settings.database_url
    if not place or place == SYSLOG or not url.startswith("sqlite"):
        return bool(place)
    return Path(place).resolve().parent != Path(url.removeprefix("sqlite:///")).resolve().parent


def _own_address_is_safe(facts: Facts) -> bool:
    """Over Socket Mode alone nothing from outside has to find bitbot."""
    found = facts.settings
    inside = bool(found.slack_app_token.get_secret_value()) and not found.mattermost_url
    return found.bitbot_url.startswith(HTTPS) or (inside and not found.bitbot_url)


NEEDS: Final = (
    _in_file(
        "arrangement", "De regeling tussen de verantwoordelijken ontbreekt (AVG, artikel 26).", "Regeling BIT, 2026-014"
    ),
    _in_file("dpia", "De gegevensbeschermingseffectbeoordeling ontbreekt (DPIA; AVG, artikel 35).", "DPIA 2026-03"),
    _in_file(
        "fg_contact", "Het contact van de functionaris gegevensbescherming (FG) ontbreekt.", "fg@gemeente.example"
    ),
    Need(
        place="BITBOT_SECRET_KEY",
        what="De sleutel voor wat deelnemers schrijven ontbreekt, of is te raden.",
        advice="Maak er een met `bitbot keys new` en zet die in BITBOT_SECRET_KEY.",
        holds=_has_secret_key,
    ),
    Need(
        place="BITBOT_AUDIT_KEY",
        what="Het auditlog heeft geen goede eigen sleutel.",
        advice=(
            "Maak er een met `bitbot keys new` en zet die in BITBOT_AUDIT_KEY: een andere dan in BITBOT_SECRET_KEY."
        ),
        holds=_has_audit_key,
        of_seals=True,
    ),
    Need(
        place="BITBOT_AUDIT_HEAD",
        what="De kop van het auditlog ligt binnen het bereik van de database.",
        advice="Zet in BITBOT_AUDIT_HEAD syslog, of een pad waar de beheerder van de database niet kan schrijven.",
        holds=_head_is_apart,
        of_seals=True,
    ),
    Need(
        place="DATABASE_URL",
        what="Het verkeer met de database op een andere computer is niet bewezen veilig (TLS).",
        advice=(
            "Zet achter DATABASE_URL ?sslmode=verify-full, zo nodig met &sslrootcert= en het pad van het certificaat."
        ),
        holds=lambda facts: is_guarded(facts.settings.database_url),
    ),
    Need(
        place="BITBOT_URL",
        what="Het adres van bitbot begint niet met https://.",
        advice="Zet in BITBOT_URL het adres waarop Slack of Mattermost bitbot bereikt: https://bitbot.example.nl.",
        holds=_own_address_is_safe,
    ),
    Need(
        place="SLACK_API_URL",
        what="Het adres van Slack begint niet met https://.",
        advice="Haal SLACK_API_URL weg: dan geldt https://slack.com/api/.",
        holds=lambda facts: facts.settings.slack_api_url.startswith(HTTPS),
    ),
    Need(
        place="MATTERMOST_URL",
        what="Het adres van Mattermost begint niet met https://.",
        advice="Zet in MATTERMOST_URL het adres met https://, zoals https://chat.example.nl.",
        holds=lambda facts: not facts.settings.mattermost_url or facts.settings.mattermost_url.startswith(HTTPS),
    ),
)


def missing(settings: Settings, bit: Bit | None, *, seals: bool = True) -> list[Need]:
    """What production still needs, of a process that seals the audit log or of one that does not."""
    facts = Facts(settings, bit)
    return [need for need in NEEDS if (seals or not need.of_seals) and not need.holds(facts)]


def demand(settings: Settings, *, seals: bool) -> None:
    """NotReady, before anything else is done, when this is production and something is missing."""
    if settings.bitbot_env != PRODUCTION:
        return
    bit = _bit(settings)
    lines = [f"- {need.sentence}" for need in missing(settings, bit, seals=seals)]
    if bit is None:
        lines.append(f"- {UNSEEN}")
    if lines:
        raise NotReady("\n".join((HEAD, *lines)))


def _bit(settings: Settings) -> Bit | None:
    """None when nobody can look. A database that must not be asked this way is not asked."""
    if not is_guarded(settings.database_url):
        return None
    try:
        with closing(Database(settings.database_url)) as database, database.transaction(write=False) as connection:
            return the_bit(connection)
    except Unavailable:
        return None
