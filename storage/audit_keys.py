"""The keys of the seals on the audit log. They open no text, and the key of the texts makes no seal."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from bitbot.settings import Settings
from storage.secrets import SECRET_KEY, SecretFault, keys_in

AUDIT_KEY: Final = "BITBOT_AUDIT_KEY"
MISSING: Final = f"{AUDIT_KEY} ontbreekt. Zet daarin de sleutel waarmee het auditlog is verzegeld."
OTHER: Final = (
    "{setting} past niet bij het auditlog: het laatste zegel is gemaakt met de sleutel met kenmerk {name}, en die "
    "ontbreekt. Zet die sleutel in {setting} terug, achter de nieuwe, met een komma ertussen. Is hij kwijt, voer dan "
    "`bitbot audit renew` uit: wat ermee is verzegeld, is daarna niet meer te controleren."
)


class AuditKeys:
    """What is new is sealed with the first; the others are of older seals. No keys make no seals."""

    def __init__(self, *texts: str, setting: str = AUDIT_KEY) -> None:
        self._keys = {name_of(key): key for key in map(_made, texts)}
        self._setting = setting

    @classmethod
    def of(cls, settings: Settings) -> AuditKeys:
        """From BITBOT_AUDIT_KEY. Without it, which production refuses, from the secret key: in the same order.

        SecretFault when that is not right.
        """
        for setting, value in ((AUDIT_KEY, settings.bitbot_audit_key), (SECRET_KEY, settings.bitbot_secret_key)):
            if text := value.get_secret_value():
                return cls(*keys_in(text, setting), setting=setting)
        return cls()

    @classmethod
    def required(cls, settings: Settings) -> AuditKeys:
        """As `of`, and SecretFault when there is none."""
        if found := cls.of(settings):
            return found
        raise SecretFault(MISSING)

    def __bool__(self) -> bool:
        return bool(self._keys)

    def __contains__(self, name: str) -> bool:
        return name in self._keys

    def __getitem__(self, name: str) -> bytes:
        return self._keys[name]

    @property
    def active(self) -> str:
        """The name of the one that seals."""
        return self.names[0]

    @property
    def names(self) -> list[str]:
        return list(self._keys)

    def is_older(self, name: str, other: str) -> bool:
        return self.names.index(name) > self.names.index(other)

    def demand(self, name: str) -> None:
        """SecretFault unless this key is one of these; an empty name is that of no seal."""
        if name and name not in self:
            raise SecretFault(OTHER.format(setting=self._setting, name=name))


def name_of(key: bytes) -> str:
    """Tells keys apart, and tells nothing about them."""
    return hashlib.sha256(b"name of " + key).hexdigest()[:16]


def _made(text: str) -> bytes:
    """Nothing else may be made of a text this way."""
    return hmac.digest(text.encode(), b"bitbot audit chain", "sha256")
