"""Signs what comes back to us from Mattermost: buttons and dialogs carry no other proof of where they come from."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from bitbot.clock import utc_now

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
    """`secret` is BITBOT_SECRET_KEY; every purpose has a key of its own, so that nothing serves for another one."""

    def __init__(self, secret: str, now: Callable[[], datetime] = utc_now) -> None:
        if not secret.strip():
            raise ValueError("BITBOT_SECRET_KEY is empty")
        self._secret = secret.encode()
        self._now = now

    def path(self, purpose: Purpose) -> str:
        """The secret part of an address that Mattermost calls."""
        return hmac.new(self._key(_PATH), purpose.encode(), sha256).hexdigest()[:_LONGEST_PATH]

    def is_path(self, purpose: Purpose, part: str) -> bool:
        return hmac.compare_digest(self.path(purpose).encode(), part.encode())

    def seal(self, purpose: Purpose, content: Json, user: str, life: timedelta) -> str:
        """`user` is who alone may use it; empty for everybody."""
        until = int((self._now() + life).timestamp())
        body = json.dumps({**content, "user": user, "until": until}, separators=(",", ":"), ensure_ascii=False)
        encoded = base64.urlsafe_b64encode(body.encode())
        return f"{encoded.decode()}.{self._mac(purpose, encoded)}"

    def unseal(self, purpose: Purpose, sealed: str, user: str) -> Json:
        """The content again; raises Forged or Expired."""
        encoded, _, mac = sealed.partition(".")
        if not hmac.compare_digest(self._mac(purpose, encoded.encode()).encode(), mac.encode()):
            raise Forged("signature")
        content: Json = json.loads(base64.urlsafe_b64decode(encoded))
        if content["user"] not in {"", user}:
            raise Forged("person")
        if content["until"] < self._now().timestamp():
            raise Expired
        return content

    def _mac(self, purpose: Purpose, encoded: bytes) -> str:
        return hmac.new(self._key(purpose), encoded, sha256).hexdigest()

    def _key(self, purpose: Purpose) -> bytes:
        return hmac.new(self._secret, f"bitbot mattermost {purpose}".encode(), sha256).digest()
