"""`/belemmering`: a legal barrier, laid before the organisation that it concerns."""

from bitbot.domain.knelpunt import Belemmering
from bitbot.usecases import knelpunten  # noqa: F401 - what follows from a step
from handlers.verbs import Subject
from handlers.ways import with_steps

SUBJECT = with_steps(
    Subject(
        "belemmering",
        description="Wettelijke belemmeringen (artikel 10)",
        hint="nieuw [titel] | lijst | toon B-1 | leg voor B-1 | antwoord B-1 [tekst] | maak knelpunt B-1 | hulp",
    ),
    Belemmering.kind,
)
