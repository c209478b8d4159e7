"""`/knelpunt`: what stands in the way, on its way to the DVC."""

from bitbot.domain.knelpunt import Knelpunt
from bitbot.usecases import knelpunten  # noqa: F401 - what follows from a step
from handlers.verbs import Subject
from handlers.ways import with_steps

SUBJECT = with_steps(
    Subject(
        "knelpunt",
        description="Knelpunten: van het team naar de burgemeester en de DVC",
        hint="nieuw [titel] | lijst | toon K-1 | behandel K-1 | leg voor K-1 | naar dvc K-1 | besluit K-1 | hulp",
    ),
    Knelpunt.kind,
)
