"""Loading the organisation file, and telling what that changed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from bitbot.domain.autorisaties import DEPUTY, REPLACEMENT, ROLE, Autorisatie
from bitbot.domain.organisation import Member, Organisation
from bitbot.organisation_file import OrganisationFile
from bitbot.organisation_file.merging import Outcome
from bitbot.organisation_file.values import Value
from storage import organisation
from storage.audit import Operation, Trail, command_line_deed, database_now
from storage.engine import Database

SUBJECTS = {
    "bit": "BIT",
    "partner": "partner",
    "member": "deelnemer",
    "theme": "thema",
    "purpose": "doel",
    "basis": "grondslag",
    "competence": "bevoegdheid",
    "series": "overlegreeks",
}
SENTENCES = {
    "new": "Nieuw: {what}.",
    "changed": "Gewijzigd: {what}, {key}: van {old} naar {new}.",
    "kept": "Behouden: {what}, {key}: is in de chat gewijzigd in {old} (het bestand zegt {new}).",
    "gone": "Beëindigd: {what} staat niet meer in het bestand. Er is niets gewist.",
}
HOW_TO_OVERRULE = "Gebruik --overrule om voor wat behouden is het bestand te laten gelden."
NOTHING = "Niets gewijzigd."


def set_up(database: Database, file: OrganisationFile, today: date, *, overrule: bool = False) -> list[Outcome]:
    """Load or refresh the organisation in one transaction; it may be the first thing that happens to a database."""
    with database.transaction() as connection:
        outcomes = organisation.apply(connection, file, today, overrule=overrule)
        with command_line_deed(connection, "setup") as trail:
            for outcome in outcomes:
                _note(trail, outcome)
        return outcomes


def rehearse(database: Database, today: date) -> None:
    """For the practice room, where nothing is secret: everybody accepted the statement, and deputies stand in."""
    with database.transaction() as connection, command_line_deed(connection, "rehearse") as trail:
        found = organisation.load(connection).on(today)
        new = [member.id for member in found.members if not found.statements(member)]
        if new:
            organisation.swear(connection, new, found, today)
            trail.note("rechten", "member", None, ("statement",))
        for member in found.members:
            if DEPUTY in found.held(member, today)[ROLE] and not member.replaces:
                organisation.give(connection, _standing_in(found, member, today, database_now(connection)))
                trail.note("rechten", "member", None, (f"{member.key}.{REPLACEMENT}",))


def _standing_in(found: Organisation, deputy: Member, today: date, now: datetime) -> Autorisatie:
    """For the first other member of the same partner, for as long as practice lasts."""
    replaced = next(m for m in found.members if m.partner == deputy.partner and m != deputy)
    return Autorisatie(
        kind=REPLACEMENT, member=deputy.id, value=str(replaced.id), valid_from=today, given_at=now, reason="oefenen"
    )


def _note(trail: Trail, outcome: Outcome) -> None:
    """Who takes part, and with which roles and mandate, are rights; the rest are settings. No values."""
    if outcome.kind == "kept":
        return
    subject, _, what = outcome.path.partition(" ")
    operation: Operation = "rechten" if subject in {"member", "partner"} else "instellingen"
    trail.note(operation, subject, None, (what.replace(" ", "."),))


def sentences(outcomes: Sequence[Outcome], warnings: Iterable[str] = ()) -> list[str]:
    """Tell in Dutch what happened, one line each, and then the warnings of the file."""
    kept = any(outcome.kind == "kept" for outcome in outcomes)
    changed = any(outcome.kind != "kept" for outcome in outcomes)
    return [
        *map(_sentence, outcomes),
        *([] if changed else [NOTHING]),
        *([HOW_TO_OVERRULE] if kept else []),
        *(f"Let op: {warning}" for warning in warnings),
    ]


def _sentence(outcome: Outcome) -> str:
    subject, *rest = outcome.path.split(" ")
    *key, name = rest if outcome.kind != "new" else (*rest, "")
    what = " ".join((SUBJECTS[subject], *key))
    if outcome.kind == "new":
        what += f" ({outcome.new})"
    return SENTENCES[outcome.kind].format(what=what, key=name, old=_shown(outcome.old), new=_shown(outcome.new))


def _shown(value: Value) -> str:
    """A value as a Dutch reader expects it."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return f"{value:%d-%m-%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, timedelta):
        return f"{value.days} dagen"
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(sorted(map(_shown, value))) or "niets"
    return str(value) if value not in {None, ""} else "niets"
