"""`/afstemming`: the questions to the mayors whether a casus may be taken up in their municipality."""

from bitbot.domain.casus import Afstemming
from bitbot.usecases import casussen  # noqa: F401 - what follows from a step
from handlers.verbs import Subject
from handlers.ways import with_steps

SUBJECT = with_steps(
    Subject(
        "afstemming",
        description="De vraag aan de burgemeester of een casus in de eigen gemeente kan worden opgepakt",
        hint="lijst | toon AF-1 | akkoord AF-1 | niet akkoord AF-1 [reden] | vraag opnieuw AF-1 | hulp",
    ),
    Afstemming.kind,
)
