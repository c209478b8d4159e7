"""`/controle`: plan a controle, brief, carry it out and talk it over."""

from bitbot.domain.controle import Controle
from bitbot.usecases import controles  # noqa: F401 - what follows from a step
from handlers.verbs import Subject
from handlers.ways import with_steps

SUBJECT = with_steps(
    Subject(
        "controle",
        description="Controles: plannen, briefing, uitvoeren en debrief",
        hint="nieuw [titel] bij C-1 | lijst | toon CO-1 | briefing CO-1 | uitgevoerd CO-1 | debrief CO-1 | hulp",
    ),
    Controle.kind,
)
