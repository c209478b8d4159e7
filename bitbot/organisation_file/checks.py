"""What must hold between the values of the organisation file; a value that is itself wrong is left out of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from bitbot.domain import bevoegdheden
from bitbot.domain.autorisaties import as_read, together
from bitbot.domain.codes import BASES, PURPOSES, UNKNOWN
from bitbot.domain.organisation import PARTNER_KINDS, ROLES
from bitbot.domain.personal_data import personal_data
from bitbot.organisation_file.shape import Entry
from bitbot.organisation_file.values import Value, shown, unknown

Entries = Sequence[Entry]
Check = Callable[[Entries], Iterator[str]]

ONCE = {
    "partner": ("code", "name"),
    "member": ("key",),
    "theme": ("code", "name"),
    "purpose": ("code", "name"),
    "basis": ("code", "name"),
    "competence": ("code", "name"),
    "series": ("name",),
}
SHIPPED = {"purpose": PURPOSES, "basis": BASES}
ADDRESSES = ("slack", "mattermost")
# Names that stand in messages, those for the channel too.
SHOWN_TO_ALL = {"bit": ("name",), "partner": ("name",), "theme": ("name",), "series": ("name", "place")}
SPEAKING = {"lid", "plaatsvervanger", "coordinator"}


def faults(entries: Entries) -> list[str]:
    return [sentence for check in FAULTS for sentence in check(entries)]


def warnings(entries: Entries) -> list[str]:
    return [sentence for check in WARNINGS for sentence in check(entries)]


def _of(subject: str, entries: Entries) -> list[Entry]:
    return [entry for entry in entries if entry.subject == subject]


def _fault(entry: Entry, name: str, sentence: str) -> str:
    return f"{entry.where}.{name}: {sentence}"


def _codes(entries: Entries) -> list[str]:
    return [entry.key for entry in _of("partner", entries) if entry.key]


def _active(entry: Entry) -> bool:
    return entry.values.get("active", True) is True


def _twice(entries: Entries) -> Iterator[str]:
    for subject, names in ONCE.items():
        for name in names:
            yield from _same(name, _of(subject, entries))
    for name in ADDRESSES:
        yield from _same(name, filter(_active, _of("member", entries)))


def _same(name: str, entries: Iterable[Entry]) -> Iterator[str]:
    first: dict[Value, Entry] = {}
    for entry in entries:
        value = str(entry.values.get(name) or "")
        if value and (other := first.setdefault(value.casefold(), entry)) is not entry:
            yield _fault(entry, name, f"{shown(value)} staat ook bij {other.where}; verander een van beide")


def _partner_of_member(entries: Entries) -> Iterator[str]:
    codes = _codes(entries)
    for entry in _of("member", entries):
        if (code := entry.values.get("partner")) and code not in codes:
            yield _fault(entry, "partner", unknown("partner", code, codes))


def _successor(entries: Entries) -> Iterator[str]:
    codes = _codes(entries)
    for entry in _of("partner", entries):
        code = entry.values.get("succeeded_by")
        if code and code not in codes:
            yield _fault(entry, "succeeded_by", unknown("partner", code, codes))
        elif code and entry.values.get("valid_to", "") is None:
            yield _fault(entry, "succeeded_by", "zet er ook valid_to bij: de laatste dag van deze partner")


def _succession_in_a_circle(entries: Entries) -> Iterator[str]:
    after = {entry.key: entry.values.get("succeeded_by", "") for entry in _of("partner", entries)}
    for entry in _of("partner", entries):
        if entry.key in _successors(entry.key, after):
            yield _fault(entry, "succeeded_by", "een partner kan zichzelf niet opvolgen, ook niet langs een omweg")


def _successors(code: str, after: Mapping[str, str]) -> Iterator[str]:
    for _ in after:
        if not (code := after.get(code, "")):
            return
        yield code


def _period(entries: Entries) -> Iterator[str]:
    for entry in entries:
        begins, ends = entry.values.get("valid_from"), entry.values.get("valid_to")
        if begins and ends and ends < begins:
            yield _fault(entry, "valid_to", f"{ends:%d-%m-%Y} ligt voor valid_from ({begins:%d-%m-%Y})")


def _code_with_a_meaning(entries: Entries) -> Iterator[str]:
    """In `invited` a code stands beside kinds and roles, so it may only be the word for its own kind."""
    for entry in _of("partner", entries):
        if entry.key in {*PARTNER_KINDS, *ROLES} - {entry.values.get("kind", entry.key)}:
            yield _fault(entry, "code", f"{shown(entry.key)} betekent al iets anders; kies een andere code")


def _as_shipped(entries: Entries) -> Iterator[str]:
    """Two choices with one name cannot be told apart; and what is unknown cannot be given a meaning."""
    for subject, shipped in SHIPPED.items():
        for entry in _of(subject, entries):
            names = {each.name.casefold(): each.code for each in shipped if each.code != entry.key}
            if code := names.get(entry.values.get("name", "").casefold()):
                yield _fault(entry, "name", f"zo heet {shown(code)} van bitbot zelf al; kies een andere naam")
            if entry.key == UNKNOWN:
                yield _fault(entry, "code", f"{shown(UNKNOWN)} betekent al iets anders; kies een andere code")


def _invited(entries: Entries) -> Iterator[str]:
    known = (*PARTNER_KINDS, *ROLES, *_codes(entries))
    for entry in _of("series", entries):
        for word in entry.values.get("invited", ()):
            if word not in known:
                yield _fault(entry, "invited", unknown("soort partner, rol of partner", word, known))


def _team_of_slack(entries: Entries) -> Iterator[str]:
    used = any(entry.values.get("slack") for entry in _of("member", entries))
    for bit in _of("bit", entries):
        if used and bit.values.get("slack_team") == "":
            yield _fault(bit, "slack_team", "vul het id van uw workspace in; zonder dat komt niemand er via Slack in")


def _preference(entries: Entries) -> Iterator[str]:
    for entry in _of("member", entries):
        wanted = entry.values.get("prefers")
        if wanted and entry.values.get(wanted) == "":
            yield _fault(entry, "prefers", f"vul bij deze deelnemer ook {wanted} in, of haal prefers weg")


def _competences(entries: Entries) -> Iterator[str]:
    known = [
        *(competence.code for competence in bevoegdheden.SHIPPED),
        *(entry.key for entry in _of("competence", entries)),
    ]
    for entry in _of("member", entries):
        codes = [as_read(written)[0] for written in entry.values.get("competences", ())]
        yield from (
            _fault(entry, "competences", unknown("bevoegdheid", code, known)) for code in codes if code not in known
        )
        yield from (
            _fault(entry, "competences", f"{shown(code)} staat er twee keer; laat er een staan")
            for code in sorted({code for code in codes if codes.count(code) > 1})
        )


def _roles_apart(entries: Entries) -> Iterator[str]:
    """Separation of duties: who keeps bitbot running or supervises does nothing else."""
    for entry in _of("member", entries):
        roles = entry.values.get("roles", ())
        pairs = [(role, together(role, roles)) for role in roles]
        for role, other in [pair for pair in pairs if pair[1]][:1]:
            yield _fault(entry, "roles", f"{role} gaat niet samen met {other}; haal een van beide weg")


FAULTS: tuple[Check, ...] = (
    _twice,
    _partner_of_member,
    _roles_apart,
    _successor,
    _succession_in_a_circle,
    _period,
    _code_with_a_meaning,
    _as_shipped,
    _invited,
    _team_of_slack,
    _preference,
    _competences,
)


def _no_coordinator(entries: Entries) -> Iterator[str]:
    members = filter(_active, _of("member", entries))
    if not any("coordinator" in entry.values["roles"] for entry in members):
        yield "Er is geen coördinator: niemand kan signalen beoordelen, toewijzen en de rapportage leiden."


def _no_mandate(entries: Entries) -> Iterator[str]:
    for entry in filter(_active, _of("member", entries)):
        if SPEAKING.intersection(entry.values["roles"]) and entry.values["mandate_to"] is None:
            yield _fault(entry, "mandate_to", "zonder datum kan deze deelnemer geen werkafspraken aangaan")


def _nobody_invited(entries: Entries) -> Iterator[str]:
    present = set(_labels(entries))
    for entry in filter(_active, _of("series", entries)):
        for word in entry.values["invited"]:
            if word not in present:
                yield _fault(entry, "invited", f"{shown(word)} nodigt niemand uit: er is geen deelnemer bij")


def _labels(entries: Entries) -> Iterator[str]:
    """What the members answer to, as `Organisation.invited` has it."""
    kinds = {entry.key: entry.values["kind"] for entry in _of("partner", entries)}
    for entry in filter(_active, _of("member", entries)):
        yield from entry.values["roles"]
        if SPEAKING.intersection(entry.values["roles"]):
            yield from (entry.values["partner"], kinds[entry.values["partner"]])


def _personal_data(entries: Entries) -> Iterator[str]:
    for entry in entries:
        for name in SHOWN_TO_ALL.get(entry.subject, ()):
            if personal_data(entry.values.get(name) or ""):
                yield _fault(entry, name, "hier staan misschien persoonsgegevens in; iedereen ziet dit in berichten")


WARNINGS: tuple[Check, ...] = (_no_coordinator, _no_mandate, _nobody_invited, _personal_data)
