"""Which step may follow which: the states of records as tables (domain rules 2.5)."""

from bitbot.domain.records import Signaal, Werkafspraak
from bitbot.errors import Refused

OPEN_SIGNAAL = ("geregistreerd",)
# Nobody has accepted these yet.
UNACCEPTED = ("vastgelegd", "toegewezen", "geweigerd")
RUNNING = ("geaccepteerd", "in uitvoering")
OPEN_WERKAFSPRAAK = (*UNACCEPTED, *RUNNING)

# deed: (states it may be done in, state after it); an empty state after means that the state stays.
Steps = dict[str, tuple[tuple[str, ...], str]]

SIGNAAL: Steps = {
    "wijzig": (OPEN_SIGNAAL, ""),
    "politie ja": (OPEN_SIGNAAL, ""),
    "politie nee": (OPEN_SIGNAAL, ""),
    "sluit": (OPEN_SIGNAAL, "afgesloten"),
    "heropen": (("afgesloten",), "geregistreerd"),
}
WERKAFSPRAAK: Steps = {
    "wijs toe": (OPEN_WERKAFSPRAAK, "toegewezen"),
    "claim": (UNACCEPTED, "geaccepteerd"),
    "accepteer": (("toegewezen",), "geaccepteerd"),
    "weiger": (("toegewezen",), "geweigerd"),
    "voortgang": (RUNNING, "in uitvoering"),
    "gereed": (RUNNING, "gereed gemeld"),
    "wijzig": (OPEN_WERKAFSPRAAK, ""),
    "vervalt": (OPEN_WERKAFSPRAAK, "vervallen"),
}
TABLES = {Signaal.kind: SIGNAAL, Werkafspraak.kind: WERKAFSPRAAK}


def allowed(record: Signaal | Werkafspraak, deed: str) -> bool:
    return record.state in TABLES[record.kind][deed][0]


def step(record: Signaal | Werkafspraak, deed: str) -> str:
    """Give the state after the deed, or refuse with what the record is now."""
    before, after = TABLES[record.kind][deed]
    if record.state not in before:
        raise Refused("refused.step", number=record.label, state=record.state)
    return after or record.state
