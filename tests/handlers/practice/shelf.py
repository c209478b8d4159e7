"""The shelf of the practice room in memory, for tests without a database."""

from dataclasses import replace
from threading import Lock

from storage.room import Entry


class MemoryShelf:
    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._marks: dict[str, dict[str, int]] = {}
        self._last = 0
        self._lock = Lock()

    def add(self, entry: Entry) -> int:
        with self._lock:
            if entry.key and (known := self.find(entry.key)) is not None:
                return known
            self._last += 1
            self._entries[self._last] = replace(entry, id=self._last)
            return self._last

    def since(self, place: str, person: str, after: int) -> list[Entry]:
        mine = ("", person)
        there = [entry for entry in list(self._entries.values()) if entry.place == place and entry.private_to in mine]
        return [entry for entry in there if entry.id > after]

    def replace(self, number: int, entry: Entry) -> None:
        self._entries[number] = replace(entry, id=number)

    def find(self, key: str) -> int | None:
        return next((entry.id for entry in list(self._entries.values()) if entry.key == key), None)

    def clear(self) -> None:
        self._entries.clear()
        self._marks.clear()

    def read_mark(self, person: str) -> dict[str, int]:
        return dict(self._marks.get(person, {}))

    def mark_read(self, person: str, place: str, number: int) -> None:
        self._marks.setdefault(person, {})[place] = number
