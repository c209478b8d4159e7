"""`/incident`: aggression against who does the work."""

from bitbot.domain.inzet import Incident
from handlers.verbs import Subject
from handlers.ways import with_steps

SUBJECT = with_steps(
    Subject(
        "incident",
        description="Agressie tegen medewerkers (artikel 7). Acuut gevaar: bel 112",
        hint="nieuw [wat er gebeurde] | lijst | toon I-1 | aangifte I-1 | hulp",
    ),
    Incident.kind,
)
