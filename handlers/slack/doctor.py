"""Looks whether Slack is set up right, and says in Dutch what to do where it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bitbot.errors import NotSent, Uncertain, Undeliverable
from handlers.findings import Finding
from handlers.slack.client import Settings, code_of, revealed, web_client
from handlers.slack.eyes import SlackEyes
from handlers.slack.manifest import OPTIONAL_SCOPES, SCOPES

_SECONDS: Final = 10
_DRIFT: Final = timedelta(seconds=60)  # Slack's signatures are good for five minutes
_SECRET: Final = re.compile(r"[0-9a-f]{32}")
_APP_PAGE: Final = "Open uw app op api.slack.com/apps"


def examine(settings: Settings, channel: str, now: datetime) -> list[Finding]:
    """`channel` is the id of the channel of the BIT, empty when there is none. Talks to SLACK_API_URL alone."""
    found = [_signing_secret(revealed(settings.slack_signing_secret)), *_app_token(revealed(settings.slack_app_token))]
    if not revealed(settings.slack_bot_token):
        advice = f"{_APP_PAGE}, kies OAuth & Permissions en zet het Bot User OAuth Token in SLACK_BOT_TOKEN."
        return [*found, Finding(ok=False, what="Het bot-token ontbreekt.", advice=advice)]
    return [*found, *_workspace(web_client(settings, _SECONDS), channel, now)]


def _signing_secret(secret: str) -> Finding:
    advice = f"{_APP_PAGE}, kies Basic Information en zet de Signing Secret in SLACK_SIGNING_SECRET."
    if not secret.strip():
        return Finding(ok=False, what="De signing secret ontbreekt: bitbot kan niet zien wat echt is.", advice=advice)
    if not _SECRET.fullmatch(secret):
        advice = f"Kopieer hem opnieuw: het zijn 32 cijfers en letters a tot en met f. {advice}"
        return Finding(ok=False, what="De signing secret ziet er niet uit zoals Slack hem maakt.", advice=advice)
    return Finding(ok=True, what="De signing secret is ingevuld.")


def _app_token(token: str) -> Iterator[Finding]:
    if token and not token.startswith("xapp-"):
        advice = f"{_APP_PAGE}, kies Basic Information, App-Level Tokens, met het recht connections:write."
        yield Finding(ok=False, what="SLACK_APP_TOKEN is geen app-token: dat begint met xapp-.", advice=advice)


def _workspace(client: WebClient, channel: str, now: datetime) -> Iterator[Finding]:
    try:
        known = client.auth_test()
    except SlackApiError as refusal:
        yield _refused_token(code_of(refusal))
        return
    except (SlackClientError, OSError, HTTPException) as failure:
        advice = "Controleer SLACK_API_URL, de proxy en of het netwerk verkeer naar slack.com toestaat."
        yield Finding(ok=False, what=f"Slack is niet bereikbaar ({type(failure).__name__}).", advice=advice)
        return
    yield Finding(ok=True, what=f"Het bot-token werkt, in de werkruimte {known.get('team')} ({known.get('team_id')}).")
    yield _clock(known, now)
    yield from _scopes(known)
    if channel:
        yield _membership(client, channel)


def _refused_token(code: str) -> Finding:
    advice = f"{_APP_PAGE}, installeer de app opnieuw en zet het nieuwe bot-token in SLACK_BOT_TOKEN."
    return Finding(ok=False, what=f"Slack weigert het bot-token ({code}).", advice=advice)


def _clock(known: SlackResponse, now: datetime) -> Finding:
    told = known.headers.get("Date") or known.headers.get("date")
    if not told:
        return Finding(ok=True, what="Slack zegt niet hoe laat het is; de klok is niet vergeleken.")
    drift = abs(parsedate_to_datetime(told) - now)
    if drift <= _DRIFT:
        return Finding(ok=True, what="De klok loopt gelijk met die van Slack.")
    advice = "Zet tijdsynchronisatie (NTP) aan. Boven vijf minuten weigert bitbot alles wat Slack stuurt."
    return Finding(ok=False, what=f"De klok wijkt {drift.total_seconds():.0f} seconden af van Slack.", advice=advice)


def _scopes(known: SlackResponse) -> Iterator[Finding]:
    told = {name.lower(): value for name, value in known.headers.items()}.get("x-oauth-scopes", "")
    granted = {scope.strip() for scope in told.split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    advice = f"{_APP_PAGE}, kies OAuth & Permissions, voeg ze toe en installeer de app opnieuw."
    if missing:
        yield Finding(ok=False, what=f"Deze rechten ontbreken: {', '.join(missing)}.", advice=advice)
    else:
        yield Finding(ok=True, what="De app heeft de rechten die zij nodig heeft.")
    unseen = [scope for scope in OPTIONAL_SCOPES if scope not in granted]
    if unseen:
        what = f"Zonder {', '.join(unseen)} kan bitbot na een storing niet zien of een bericht al is aangekomen."
        yield Finding(ok=True, what=what, advice=f"Dit hoeft niet. Wilt u het wel? {advice}")


_ABSENT: Final = "Het kanaal van het BIT bestaat niet, of de bot is er geen lid van."
_OPEN: Final[Mapping[str, tuple[str, str]]] = {
    "public": (
        "Het kanaal van het BIT is openbaar.",
        "Klik op de naam van het kanaal, kies Instellingen en maak er een privékanaal van.",
    ),
    "shared": (
        "Het kanaal van het BIT is gedeeld met een andere organisatie of werkruimte.",
        "Kies een kanaal dat alleen uw eigen werkruimte ziet.",
    ),
    "guests": (
        "In het kanaal van het BIT lezen gasten mee.",
        "Klik op de naam van het kanaal, kies Leden en verwijder de gasten.",
    ),
}


def _membership(client: WebClient, channel: str) -> Finding:
    invite = "Typ in het kanaal van het BIT /invite @bitbot en controleer het kanaal-id in het organisatiebestand."
    try:
        info = client.conversations_info(channel=channel)["channel"]
        kind = SlackEyes(client).kind_of(channel)
    except (SlackClientError, OSError, HTTPException, NotSent, Uncertain, Undeliverable) as failure:
        return Finding(ok=False, what=f"{_ABSENT} ({code_of(failure)})", advice=invite)
    if info.get("is_archived"):
        return Finding(ok=False, what="Het kanaal van het BIT is gearchiveerd.", advice="Kies een ander kanaal.")
    if kind in _OPEN:
        what, advice = _OPEN[kind]
        return Finding(ok=False, what=f"{what} bitbot antwoordt daar niet.", advice=advice)
    return Finding(ok=True, what=f"De bot is lid van het kanaal {info.get('name')}, en niemand anders leest mee.")
