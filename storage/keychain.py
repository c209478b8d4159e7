"""The keys that one process of bitbot holds, each for its own work: they do not serve for each other."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from bitbot.settings import Settings
from storage import keys
from storage.audit_keys import AuditKeys
from storage.engine import Database
from storage.sealing import latest
from storage.secrets import Ring


@dataclass(frozen=True, slots=True)
class Keychain:
    """`ring` opens what people wrote, `audit` seals the audit log."""

    ring: Ring
    audit: AuditKeys

    @classmethod
    def of(cls, settings: Settings) -> Keychain:
        """SecretFault when a key is missing or not right."""
        return cls(ring_of(settings), AuditKeys.of(settings))

    def admit(self, url: str, *, seals: bool) -> None:
        """SecretFault unless these are the keys of this database; those of the log matter to who seals."""
        with closing(Database(url, jobs=True)) as database:
            keys.admit(database, self.ring)
            if seals:
                with database.transaction(write=False) as connection:
                    self.audit.demand(latest(connection)[1])


def ring_of(settings: Settings) -> Ring:
    return Ring.read(settings.bitbot_secret_key.get_secret_value())
