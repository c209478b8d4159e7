"""`/inzet`: hours of the own partner, for information only."""

from bitbot.domain.inzet import Inzet
from handlers.verbs import Subject
from handlers.ways import with_steps

SUBJECT = with_steps(
    Subject(
        "inzet",
        description="Uren van uw organisatie, alleen ter informatie",
        hint="nieuw [uren] bij CO-1 | lijst | toon U-1 | hulp",
    ),
    Inzet.kind,
)
