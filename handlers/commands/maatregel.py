"""`/maatregel`: what is done about a finding, and how it is settled."""

from bitbot.domain.bevinding import Maatregel
from bitbot.usecases import controles  # noqa: F401 - what follows from a step
from handlers.verbs import Subject
from handlers.ways import with_steps

SUBJECT = with_steps(
    Subject(
        "maatregel",
        description="Maatregelen na een bevinding, met bedragen en afhandeling",
        hint="nieuw [tekst] bij BV-1 | lijst | toon M-1 | leg op M-1 | bedragen M-1 | afgehandeld M-1 | hulp",
    ),
    Maatregel.kind,
)
