"""`/casus`: take up what several partners have to do with, tuned with the mayor of each municipality."""

from bitbot.domain.casus import Casus
from bitbot.usecases import casussen  # noqa: F401 - what follows from a step
from handlers.verbs import Subject
from handlers.ways import with_steps

SUBJECT = with_steps(
    Subject(
        "casus",
        description="Casussen: afstemmen, bespreken, uitvoeren en sluiten",
        hint="nieuw [titel] bij S-1 | lijst | toon C-1 | stem af C-1 | bespreek C-1 | sluit C-1 | hulp",
    ),
    Casus.kind,
)
