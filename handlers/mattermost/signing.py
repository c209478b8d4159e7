"""Seals what comes back to us from Mattermost: buttons and dialogs carry no other proof of where they come from.

Mattermost keeps what stands in a message: it is unreadable there, because a button may carry what a person typed.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bitbot.clock import utc_now
from storage.secrets import split

Json = dict[str, Any]
Purpose = str

ACTION: Final = "action"
DIALOG: Final = "dialog"
_PATH: Final = "path"
_LONGEST_PATH: Final = 32
_NONCE: Final = 12


class Forged(Exception):
    """This was not made by us, or not for this person."""


class Expired(Exception):
    """This was made by us, too long ago."""


class Signer:
    """`setting` is BITBOT_SECRET_KEY: the first key in it signs, and what an older one signed is known as well.

    Every purpose has a key of its own, so that nothing serves for another one.
    """

    def __init__(self, setting: str, now: Callable[[], datetime] = utc_now) -> None:
        self._secrets = [key.encode() for key in split(setting)]
        if not self._secrets:
            raise ValueError("BITBOT_SECRET_KEY is empty")
        self._now = now

    def path(self, purpose: Purpose) -> str:
        """The secret part of an address that Mattermost calls."""
        return _path(self._secrets[0], purpose)

    def is_path(self, purpose: Purpose, part: str) -> bool:
        return _is_one_of(part, [_path(secret, purpose) for secret in self._secrets])

    def seal(self, purpose: Purpose, content: Json, user: str, life: timedelta) -> str:
        """`user` is who alone may use it; empty for everybody."""
        until = int((self._now() + life).timestamp())
        body = json.dumps({**content, "user": user, "until": until}, separators=(",", ":"), ensure_ascii=False)
        nonce = os.urandom(_NONCE)
        closed = AESGCM(_key(self._secrets[0], purpose)).encrypt(nonce, body.encode(), None)
        return base64.urlsafe_b64encode(nonce + closed).decode()

    def unseal(self, purpose: Purpose, sealed: str, user: str) -> Json:
        """The content again; raises Forged or Expired."""
        content: Json = json.loads(self._opened(purpose, sealed))
        if content["user"] not in {"", user}:
            raise Forged("person")
        if content["until"] < self._now().timestamp():
            raise Expired
        return content

    def _opened(self, purpose: Purpose, sealed: str) -> bytes:
        """With the key that closed it."""
        try:
            known = base64.b64decode(sealed, altchars=b"-_", validate=True)
        except ValueError:
            raise Forged("signature") from None
        for secret in self._secrets:
            with suppress(InvalidTag, ValueError):
                return AESGCM(_key(secret, purpose)).decrypt(known[:_NONCE], known[_NONCE:], None)
        raise Forged("signature")


def _is_one_of(given: str, known: Sequence[str]) -> bool:
    """Every one is compared, so that time tells nothing."""
    found = [hmac.compare_digest(each.encode(), given.encode()) for each in known]
    return any(found)


def _path(secret: bytes, purpose: Purpose) -> str:
    return hmac.new(_key(secret, _PATH), purpose.encode(), sha256).hexdigest()[:_LONGEST_PATH]


def _key(secret: bytes, purpose: Purpose) -> bytes:
    return hmac.new(secret, f"bitbot mattermost {purpose}".encode(), sha256).digest()
