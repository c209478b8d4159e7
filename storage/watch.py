"""Looks at every text on its way into the database, within one transaction, for what may be personal data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bitbot.domain.personal_data import Doubt, personal_data


class Watch:
    """What was found, and why the person says it is needed. Nothing that is found is stored without that."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._seen: set[str] = set()
        self.found: list[Doubt] = []
        self.reason = ""

    def look(self, kind: str, texts: Iterable[tuple[str, str]]) -> None:
        """At the texts of one record, each with the name of its column; the same text once."""
        for name, text in texts:
            if text and text not in self._seen:
                self._seen.add(text)
                self._weigh(kind, name, text)

    def _weigh(self, kind: str, name: str, text: str) -> None:
        if findings := personal_data(text, self._today):
            self.found.append(Doubt(kind, name, text, tuple(findings)))

    def names(self, kind: str) -> list[str]:
        """What was found in texts of this kind, as the audit log has it: the column and what it is, never the text."""
        pairs = ((each.name, finding.kind) for each in self.found if each.kind == kind for finding in each.findings)
        return list(dict.fromkeys(f"{name}:{what}" for name, what in pairs))

    @property
    def unanswered(self) -> bool:
        """Whether something may not be stored, or not yet."""
        return any(each.on_view or not self.reason for each in self.found)
