"""What is certain after a call to Slack: it was done, it was not, it never will be, or nobody knows."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPException
from typing import Final, TypeVar
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bitbot.errors import NotSent, Uncertain, Undeliverable
from handlers.slack.client import code_of

T = TypeVar("T")

# What Slack's answer means for a message. A code that stands in neither line is a refusal for good.
_NOT_SENT: Final = {"ratelimited", "rate_limited", "team_added_to_org", "accesslimited"}
_UNCERTAIN: Final = {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
# What went wrong before a byte of the request was written; a certificate or handshake that fails is one of them.
_NEVER_CONNECTED: Final = (ConnectionRefusedError, socket.gaierror, ssl.SSLError)
_CUT_OFF: Final = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)


def before(ask: Callable[[], T]) -> T:
    """Before a message is sent nothing is uncertain."""
    try:
        return ask()
    except Uncertain as doubt:
        raise NotSent(str(doubt)) from doubt


def certain(send: Callable[[], T]) -> T:
    """What this gives, or NotSent, Undeliverable or Uncertain."""
    try:
        return send()
    except SlackApiError as refusal:
        raise _meaning(refusal) from refusal
    except (SlackClientError, OSError, HTTPException) as failure:
        raise (NotSent if _never_connected(failure) else Uncertain)(reason(failure)) from failure


def _meaning(refusal: SlackApiError) -> Exception:
    """The last line is for codes Slack has for good: no such place, not a member, archived, no rights, wrong blocks."""
    response, code = refusal.response, code_of(refusal)
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS or code in _NOT_SENT:
        return NotSent("ratelimited", after=_seconds(response))
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Uncertain(f"HTTP {response.status_code}")
    return Uncertain(code) if code in _UNCERTAIN else Undeliverable(code)


def _seconds(response: SlackResponse) -> float:
    told = response.headers.get("Retry-After", "")
    return float(told) if told.isdigit() else 10.0


def _never_connected(failure: Exception) -> bool:
    cause = failure.reason if isinstance(failure, URLError) else failure
    return isinstance(cause, _NEVER_CONNECTED) and not isinstance(cause, _CUT_OFF)


def reason(failure: Exception) -> str:
    cause = failure.reason if isinstance(failure, URLError) else failure
    return code_of(cause) if isinstance(cause, Exception) else type(cause).__name__
