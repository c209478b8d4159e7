"""Every kind of record that people name by a number, and the ways of those that have a table of steps."""

from collections.abc import Mapping
from typing import Any

from bitbot.domain import bevinding, casus, controle, inzet, knelpunt
from bitbot.domain.records import Overleg, Signaal, Werkafspraak
from bitbot.domain.ways import Way

PARTS = (casus, controle, bevinding, knelpunt, inzet)
WAYS: Mapping[str, Way] = {way.kind.kind: way for part in PARTS for way in part.WAYS}
NUMBERED: tuple[Any, ...] = (Signaal, Werkafspraak, Overleg, *(way.kind for way in WAYS.values()))
PREFIXES: Mapping[str, str] = {kind.kind: kind.prefix for kind in NUMBERED}
KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}
