"""`/object`: what was visited on a controle, by type."""

from bitbot.domain.controle import Object
from bitbot.usecases import controles  # noqa: F401 - what follows from a step
from handlers.verbs import Subject
from handlers.ways import with_steps

SUBJECT = with_steps(
    Subject(
        "object",
        description="Wat er bij een controle is bezocht",
        hint="nieuw bij CO-1 | lijst | toon OB-1 | wijzig OB-1 | hulp",
    ),
    Object.kind,
)
