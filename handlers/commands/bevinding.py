"""`/bevinding`: what was found on a controle."""

from bitbot.domain.bevinding import Bevinding
from bitbot.usecases import controles  # noqa: F401 - what follows from a step
from handlers.verbs import Subject
from handlers.ways import with_steps

SUBJECT = with_steps(
    Subject(
        "bevinding",
        description="Bevindingen van een controle, per domein",
        hint="nieuw [tekst] bij CO-1 | lijst | toon BV-1 | stel vast BV-1 | ongegrond BV-1 [reden] | hulp",
    ),
    Bevinding.kind,
)
