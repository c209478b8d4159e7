"""Seals what people wrote: AES-256-GCM, with a key of its own for each record, kept wrapped under the secret keys."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bitbot.errors import Explained
from storage.watch import Watch

# What a text reads as once the key of its record is gone.
DESTROYED: Final = "(vernietigd)"
# A sealed value is longer than what is in it by a nonce and a tag; one sealed by the ring also begins with a name.
NONCE: Final = 12
TAG: Final = 16
NAME: Final = 8
# HKDF makes a key of any text, but cannot make a guessable one hard to guess.
SHORTEST: Final = 32
FEWEST_SIGNS: Final = 10

SECRET_KEY: Final = "BITBOT_SECRET_KEY"  # noqa: S105 - the name of the setting
_MAKE_ONE: Final = (
    "Maak een sleutel met `bitbot keys new` en zet die in {name}, of in een bestand waarvan u het pad in {name}_FILE "
    "zet."
)
_MISSING: Final = f"{{name}} ontbreekt. {_MAKE_ONE}"
_WEAK: Final = f"{{name}} heeft een sleutel die te raden is: neem er een van ten minste {SHORTEST} tekens. {_MAKE_ONE}"
_TWICE: Final = "{name} noemt een sleutel twee keer. Haal er een weg."
MISSING: Final = _MISSING.format(name=SECRET_KEY)
OTHER: Final = (
    "BITBOT_SECRET_KEY past niet bij deze database: de sleutel met kenmerk {names} ontbreekt. Zet die sleutel in "
    "BITBOT_SECRET_KEY terug, zo nodig achter de nieuwe, met een komma ertussen. Er is niets gewijzigd."
)


class SecretFault(Explained):
    """A secret key is missing, too weak, or not the one of this database; the text says what to do."""


class Broken(Exception):
    """A sealed value was changed, or stands in another place than where it was put."""


class Destroyed(Exception):
    """The key of this record is gone, so nothing can be written in it."""


def new_key() -> str:
    return secrets.token_urlsafe(32)


def split(setting: str) -> list[str]:
    """The keys of a setting stand behind each other with commas."""
    return [key.strip() for key in setting.split(",") if key.strip()]


def keys_in(setting: str, name: str) -> list[str]:
    """The keys of the setting with this name. SecretFault when there is none, or one is weak or stands there twice."""
    keys = split(setting)
    if not keys:
        raise SecretFault(_MISSING.format(name=name))
    if any(len(key) < SHORTEST or len(set(key)) < FEWEST_SIGNS for key in keys):
        raise SecretFault(_WEAK.format(name=name))
    if len(set(keys)) < len(keys):
        raise SecretFault(_TWICE.format(name=name))
    return keys


def place(table: str, column: str, row: bytes) -> bytes:
    """Where a sealed value belongs; it opens nowhere else."""
    return f"{table}.{column}|".encode() + row


class Ring:
    """The secret keys of an installation. What is new is sealed with the first; the others open what is older.

    The name of a key follows from the key, so that a wrong one cannot pass for it.
    """

    def __init__(self, *keys: str) -> None:
        self._ciphers: Mapping[bytes, AESGCM] = {_derived(k, "name")[:NAME]: AESGCM(_derived(k, "seal")) for k in keys}
        self._active = next(iter(self._ciphers), None)

    @classmethod
    def read(cls, setting: str) -> Ring:
        """From BITBOT_SECRET_KEY; SecretFault when that is not right."""
        return cls(*keys_in(setting, SECRET_KEY))

    @property
    def active(self) -> bytes:
        if self._active is None:
            raise SecretFault(MISSING)
        return self._active

    @property
    def names(self) -> list[str]:
        """The active one first."""
        return [name.hex() for name in self._ciphers]

    def seal(self, content: bytes, at: bytes) -> bytes:
        return self.active + _sealed(self._ciphers[self.active], content, at)

    def open(self, sealed: bytes, at: bytes) -> bytes:
        name = sealed[:NAME]
        if name not in self._ciphers:
            raise SecretFault(OTHER.format(names=name.hex()) if self._ciphers else MISSING)
        return _opened(self._ciphers[name], sealed[NAME:], at)

    def envelope(self, table: str) -> Envelope:
        """For a new record: an id and a key that no other has."""
        random = os.urandom(48)
        uid, key = random[:16], random[16:]
        return Envelope(uid, self.seal(key, place(table, "key", uid)), AESGCM(key))

    def envelope_of(self, table: str, uid: bytes, wrapped: bytes | None) -> Envelope:
        if wrapped is None:
            return Envelope(uid, None, None)
        return Envelope(uid, wrapped, AESGCM(self.open(wrapped, place(table, "key", uid))))


@dataclass(frozen=True, slots=True)
class Envelope:
    """What opens one record and its history. `wrapped` is how its key is stored; both are None once it is destroyed.

    An empty text stays empty: there is nothing to hide, and most are.
    """

    uid: bytes
    wrapped: bytes | None
    cipher: AESGCM | None

    def seal(self, text: str, at: bytes) -> bytes:
        if self.cipher is None:
            raise Destroyed
        return _sealed(self.cipher, text.encode(), at) if text else b""

    def open(self, sealed: bytes, at: bytes) -> str:
        if not sealed:
            return ""
        return DESTROYED if self.cipher is None else _opened(self.cipher, sealed, at).decode()


class Vault:
    """The ring, the envelopes that were met within one transaction, by table and number, and who looks at texts."""

    def __init__(self, ring: Ring, watch: Watch) -> None:
        self.ring = ring
        self.watch = watch
        self.met: dict[tuple[str, int], Envelope] = {}


def _derived(key: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"bitbot {purpose}".encode()).derive(key.encode())


def _sealed(cipher: AESGCM, content: bytes, at: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, content, at)


def _opened(cipher: AESGCM, sealed: bytes, at: bytes) -> bytes:
    """Where it stands is told, and nothing of what it holds."""
    try:
        return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], at)
    except (InvalidTag, ValueError):
        raise Broken(at.partition(b"|")[0].decode()) from None
