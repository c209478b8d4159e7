"""Signs what comes back to us from Mattermost: buttons and dialogs carry no other proof of where they come from."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from bitbot.clock import utc_now
from storage.secrets import split

Json = dict[str, Any]
Purpose = str

ACTION: Final = "action"
DIALOG: Final = "dialog"
_PATH: Final = "path"
_LONGEST_PATH: Final = 32


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
        encoded = base64.urlsafe_b64encode(body.encode())
        return f"{encoded.decode()}.{_mac(self._secrets[0], purpose, encoded)}"

    def unseal(self, purpose: Purpose, sealed: str, user: str) -> Json:
        """The content again; raises Forged or Expired."""
        encoded, _, mac = sealed.partition(".")
        if not _is_one_of(mac, [_mac(secret, purpose, encoded.encode()) for secret in self._secrets]):
            raise Forged("signature")
        content: Json = json.loads(base64.urlsafe_b64decode(encoded))
        if content["user"] not in {"", user}:
            raise Forged("person")
        if content["until"] < self._now().timestamp():
            raise Expired
        return content


def _is_one_of(given: str, known: Sequence[str]) -> bool:
    """Every one is compared, so that time tells nothing."""
    found = [hmac.compare_digest(each.encode(), given.encode()) for each in known]
    return any(found)


def _path(secret: bytes, purpose: Purpose) -> str:
    return hmac.new(_key(secret, _PATH), purpose.encode(), sha256).hexdigest()[:_LONGEST_PATH]


def _mac(secret: bytes, purpose: Purpose, encoded: bytes) -> str:
    return hmac.new(_key(secret, purpose), encoded, sha256).hexdigest()


def _key(secret: bytes, purpose: Purpose) -> bytes:
    return hmac.new(secret, f"bitbot mattermost {purpose}".encode(), sha256).digest()
