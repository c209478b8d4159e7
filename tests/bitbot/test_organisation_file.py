"""The organisation file: what it says, and every mistake in it named with its key."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bitbot.organisation_file import Entry, FileFault, OrganisationFile, read
from bitbot.organisation_file.shape import SHAPE

EXAMPLE = Path(__file__).parents[2] / "examples" / "gooi-en-vechtstreek.toml"

BIT = """
[bit]
name = "BIT Voorbeeld"
slack_team = "T0BIT"
"""
PARTNER = """
[[partner]]
code = "noorddorp"
name = "Gemeente Noorddorp"
kind = "gemeente"
valid_from = 2022-01-01
"""
MEMBER = """
[[member]]
key = "noorddorp-1"
name = "Deelnemer Noorddorp"
partner = "noorddorp"
roles = ["lid", "coordinator"]
mandate_to = 2027-12-31
slack = "U0NOOR"
"""
SERIES = """
[[series]]
name = "BIT-overleg"
rule = "FREQ=WEEKLY;BYDAY=TH"
start = 2026-01-08T10:00
minutes = 90
invited = ["gemeente"]
"""
THEME = """
[[theme]]
code = "horeca"
name = "Horeca"
"""
PURPOSE = """
[[purpose]]
code = "eigen"
name = "Ons eigen doel"
"""
BASIS = """
[[basis]]
code = "eigen-wet-7"
name = "Eigen taak (Eigen wet, artikel 7)"
law = "Eigen wet"
article = "7"
task = "Wat de wet ons opdraagt."
"""
WHOLE = BIT + PARTNER + MEMBER + SERIES + THEME


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(FileFault) as caught:
        read(text)
    return caught.value.faults


def entry(file: OrganisationFile, subject: str) -> Entry:
    return next(entry for entry in file.entries if entry.subject == subject)


def test_the_example_loads_without_fault_or_warning() -> None:
    file = read(EXAMPLE.read_text(encoding="utf-8"))

    counts = {subject: sum(entry.subject == subject for entry in file.entries) for subject in SHAPE}

    assert file.warnings == ()
    lists = {"theme": 23, "purpose": 0, "basis": 0, "competence": 0}
    assert counts == {"bit": 1, "partner": 7, "member": 12, "series": 1, **lists}


def test_values_come_out_in_their_own_types_with_defaults_where_the_file_is_silent() -> None:
    file = read(WHOLE)

    bit, member, series = (entry(file, subject) for subject in ("bit", "member", "series"))

    assert bit.values["contributions_due"] == timedelta(weeks=6)
    assert "contributions_due" not in bit.said
    assert member.values["mandate_to"] == date(2027, 12, 31)
    assert member.values["roles"] == ("coordinator", "lid")
    assert member.path("mandate_to") == "member noorddorp-1 mandate_to"
    assert series.values["start"] == datetime.fromisoformat("2026-01-08T10:00")
    assert read(WHOLE.replace("T10:00", "T10:00:00")).entries == file.entries
    assert read("\ufeff" + WHOLE.replace("\n", "\r\n")).entries == file.entries


@pytest.mark.parametrize(
    ("said", "days"),
    [("6 weeks", 42), ("6 weken", 42), ("1 week", 7), ("42 dagen", 42), ("1 dag", 1), ("30 days", 30), ("6 WEKEN", 42)],
)
def test_a_term_is_read_in_dutch_and_in_english(said: str, days: int) -> None:
    file = read(WHOLE.replace("[[partner]]", f'contributions_due = "{said}"\n[[partner]]'))

    assert entry(file, "bit").values["contributions_due"] == timedelta(days=days)


M = "member[0] (noorddorp-1)"
P = "partner[0] (noorddorp)"
S = "series[0] (BIT-overleg)"
NO_MATTERMOST = "verwacht een id van Mattermost: 26 kleine letters en cijfers"
NO_DAY = "verwacht een datum zonder aanhalingstekens, zoals 2027-12-31"
NO_COMPETENCE = 'verwacht een code, met of zonder laatste dag, zoals "boa-milieu t/m 2028-06-30"'
NO_CODE = 'verwacht kleine letters, cijfers en streepjes, zoals "voorbeeld-1"'
FAULTS = [
    (
        'partner = "noorddorp"',
        'partner = "nooddorp"',
        f'{M}.partner: partner "nooddorp" bestaat niet; bedoelt u "noorddorp"?',
    ),
    ('roles = ["lid", "coordinator"]', 'roles = ["lit"]', f'{M}.roles: rol "lit" bestaat niet; bedoelt u "lid"?'),
    (
        'roles = ["lid", "coordinator"]',
        "roles = []",
        f'{M}.roles: de lijst is leeg; verwacht minstens één waarde, zoals ["lid"]',
    ),
    (
        'roles = ["lid", "coordinator"]',
        'roles = "lid"',
        f'{M}.roles: verwacht een lijst, zoals ["lid"]; hier staat tekst',
    ),
    ("mandate_to = 2027", "mandaat_to = 2027", f'{M}: sleutel "mandaat_to" bestaat niet; bedoelt u "mandate_to"?'),
    (
        "mandate_to = 2027-12-31",
        'mandate_to = "2027-12-31"',
        f"{M}.mandate_to: {NO_DAY}; hier staat tekst",
    ),
    (
        "mandate_to = 2027-12-31",
        "mandate_to = 2027-12-31T10:00:00",
        f"{M}.mandate_to: {NO_DAY}; hier staat een datum met een tijd",
    ),
    (
        "mandate_to = 2027",
        "mandate_to = 0227",
        f"{M}.mandate_to: het jaar 227 kan niet kloppen; verwacht 2000 tot en met 2100",
    ),
    ('key = "noorddorp-1"\n', "", "member[0].key: ontbreekt"),
    (
        'key = "noorddorp-1"',
        'key = "Noord 1"',
        f'member[0] (Noord 1).key: {NO_CODE}; hier staat "Noord 1"',
    ),
    (
        "U0NOOR",
        "@noor",
        f'{M}.slack: verwacht het Slack-id van een persoon (geen naam), zoals "U0123ABC"; hier staat "@noor"',
    ),
    ("Deelnemer Noorddorp", "", f"{M}.name: hier moet iets staan; nu is het leeg"),
    ("Deelnemer Noorddorp", "x" * 201, f"{M}.name: deze tekst is 201 tekens lang; hooguit 200 passen"),
    ("Deelnemer Noorddorp", "a\\u202Eb", f"{M}.name: hier staat een onzichtbaar teken (U+202E); haal het weg"),
    ("Deelnemer Noorddorp", "a\\u0000b", f"{M}.name: hier staat een onzichtbaar teken (U+0000); haal het weg"),
    ("Deelnemer Noorddorp", "a\\nb", f"{M}.name: hier staat een onzichtbaar teken (U+000A); haal het weg"),
    ("Deelnemer Noorddorp", "a\\u200Bb", f"{M}.name: hier staat een onzichtbaar teken (U+200B); haal het weg"),
    ("Deelnemer Noorddorp", "a\\U000E0041b", f"{M}.name: hier staat een onzichtbaar teken (U+E0041); haal het weg"),
    (
        'slack = "U0NOOR"',
        'slack = "U0NOOR"\nmattermost = "../users/me"',
        f'{M}.mattermost: {NO_MATTERMOST}; hier staat "../users/me"',
    ),
    (
        'slack_team = "T0BIT"',
        'slack_team = "T0BIT"\nmattermost_channel = "../users/me"',
        f'bit.mattermost_channel: {NO_MATTERMOST}; hier staat "../users/me"',
    ),
    (
        'slack_team = "T0BIT"',
        'slack_team = "T0BIT"\nslack_channel = "#bit"',
        'bit.slack_channel: verwacht het id van een Slack-kanaal, zoals "C0123ABC"; hier staat "#bit"',
    ),
    (
        'name = "Deelnemer Noorddorp"',
        "name = 7",
        f"{M}.name: verwacht tekst tussen aanhalingstekens; hier staat een getal",
    ),
    (
        'slack = "U0NOOR"',
        'slack = "U0NOOR"\nactive = "ja"',
        f"{M}.active: verwacht true of false, zonder aanhalingstekens; hier staat tekst",
    ),
    (
        'slack = "U0NOOR"',
        'slack = "U0NOOR"\nemail = "noord"',
        f'{M}.email: verwacht een e-mailadres, zoals "naam@voorbeeld.nl"; hier staat "noord"',
    ),
    (
        'roles = ["lid", "coordinator"]',
        'roles = ["lid", "toezicht"]',
        f"{M}.roles: lid gaat niet samen met toezicht; haal een van beide weg",
    ),
    (
        'roles = ["lid", "coordinator"]',
        'roles = ["beheerder", "bestuurder"]',
        f"{M}.roles: beheerder gaat niet samen met bestuurder; haal een van beide weg",
    ),
    (
        'roles = ["lid", "coordinator"]',
        'roles = ["toezicht", "beheerder"]',
        f"{M}.roles: beheerder gaat niet samen met toezicht; haal een van beide weg",
    ),
    (
        'kind = "gemeente"',
        'kind = "gemeenten"',
        f'{P}.kind: soort "gemeenten" bestaat niet; bedoelt u "gemeente"?',
    ),
    ('kind = "gemeente"', 'kind = "x"', f'{P}.kind: soort "x" bestaat niet; kies uit gemeente, politie, anders'),
    (
        "valid_from = 2022-01-01",
        "valid_from = 2022-01-01\nvalid_to = 2021-12-31",
        f"{P}.valid_to: 31-12-2021 ligt voor valid_from (01-01-2022)",
    ),
    (
        "valid_from = 2022-01-01",
        'valid_from = 2022-01-01\nvalid_to = 2026-12-31\nsucceeded_by = "westerveld"',
        f'{P}.succeeded_by: partner "westerveld" bestaat niet; kies uit noorddorp',
    ),
    (
        "valid_from = 2022-01-01",
        'valid_from = 2022-01-01\nvalid_to = 2026-12-31\nsucceeded_by = "noorddorp"',
        f"{P}.succeeded_by: een partner kan zichzelf niet opvolgen, ook niet langs een omweg",
    ),
    (
        'code = "noorddorp"',
        'code = "lid"',
        'partner[0] (lid).code: "lid" betekent al iets anders; kies een andere code',
    ),
    (
        "BYDAY=TH",
        "BYDAY=DO",
        f"{S}.rule: een deel van de regel heeft een waarde die niet kan; kijk de getallen, weekdagen en datums na",
    ),
    (
        "FREQ=WEEKLY;BYDAY=TH",
        "elke week",
        f'{S}.rule: dit is geen herhaalregel; schrijf bijvoorbeeld "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"',
    ),
    ("minutes = 90", "minutes = 0", f"{S}.minutes: een overleg duurt 1 tot en met 1440 minuten"),
    ("minutes = 90", "minutes = true", f"{S}.minutes: verwacht een aantal minuten, zoals 90; hier staat true of false"),
    (
        "T10:00",
        "T10:00:00+01:00",
        f"{S}.start: laat de tijdzone weg, zoals in 2026-01-08T10:00; de tijdzone van het BIT geldt",
    ),
    (
        'invited = ["gemeente"]',
        'invited = ["gemeentes"]',
        f'{S}.invited: soort partner, rol of partner "gemeentes" bestaat niet; bedoelt u "gemeente"?',
    ),
    (
        'name = "BIT Voorbeeld"',
        'name = "BIT Voorbeeld"\ntime_zone = "Europe/Amsterdm"',
        'bit.time_zone: tijdzone "Europe/Amsterdm" bestaat niet; bedoelt u "Europe/Amsterdam"?',
    ),
    (
        'name = "BIT Voorbeeld"',
        'name = "BIT Voorbeeld"\ncontributions_due = "even"',
        'bit.contributions_due: verwacht een aantal weken of dagen, zoals "6 weken" of "42 dagen"',
    ),
    (
        'name = "BIT Voorbeeld"',
        'name = "BIT Voorbeeld"\ncontributions_due = "60 weken"',
        "bit.contributions_due: dit is langer dan een halfjaar; hooguit 180 dagen kan",
    ),
    (
        'slack_team = "T0BIT"',
        "",
        "bit.slack_team: vul het id van uw workspace in; zonder dat komt niemand er via Slack in",
    ),
    (
        'slack = "U0NOOR"',
        'slack = "U0NOOR"\nprefers = "mattermos"',
        f'{M}.prefers: platform "mattermos" bestaat niet; bedoelt u "mattermost"?',
    ),
    (
        'slack = "U0NOOR"',
        'slack = "U0NOOR"\nprefers = "mattermost"',
        f"{M}.prefers: vul bij deze deelnemer ook mattermost in, of haal prefers weg",
    ),
    (
        'slack = "U0NOOR"',
        'slack = "U0NOOR"\ncompetences = ["toezichthouder tot 2028-06-30"]',
        f'{M}.competences: {NO_COMPETENCE}; hier staat "toezichthouder tot 2028-06-30"',
    ),
    (
        'slack = "U0NOOR"',
        'slack = "U0NOOR"\ncompetences = ["toezichthouder t/m 2028-06-31"]',
        f'{M}.competences: de dag "2028-06-31" bestaat niet',
    ),
    (
        'slack = "U0NOOR"',
        'slack = "U0NOOR"\ncompetences = ["toezichthouder t/m 1028-06-30"]',
        f"{M}.competences: het jaar 1028 kan niet kloppen; verwacht 2000 tot en met 2100",
    ),
    (
        'slack = "U0NOOR"',
        'slack = "U0NOOR"\ncompetences = ["toezichthouders"]',
        f'{M}.competences: bevoegdheid "toezichthouders" bestaat niet; bedoelt u "toezichthouder"?',
    ),
    (
        'slack = "U0NOOR"',
        'slack = "U0NOOR"\ncompetences = ["boa-werk", "boa-werk t/m 2028-06-30"]',
        f'{M}.competences: "boa-werk" staat er twee keer; laat er een staan',
    ),
    ("[[theme]]", "[[thema]]", 'tabel "thema" bestaat niet; bedoelt u "theme"?'),
    ("[[theme]]", "[theme]", "theme: zet dubbele haken om de kop: [[theme]]"),
    ("[bit]", "[[bit]]", "bit: zet bovenaan [bit], tussen enkele haken, met daaronder de gegevens van het BIT"),
]


@pytest.mark.parametrize(("right", "wrong", "fault"), FAULTS, ids=[fault for *_, fault in FAULTS])
def test_a_mistake_is_named_with_its_key(right: str, wrong: str, fault: str) -> None:
    found = faults(WHOLE.replace(right, wrong, 1))

    assert fault in found


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        (
            PARTNER,
            'partner[1] (noorddorp).code: "noorddorp" staat ook bij partner[0] (noorddorp); verander een van beide',
        ),
        (
            MEMBER,
            'member[1] (noorddorp-1).key: "noorddorp-1" staat ook bij member[0] (noorddorp-1); verander een van beide',
        ),
        (
            MEMBER.replace("noorddorp-1", "noorddorp-2"),
            'member[1] (noorddorp-2).slack: "U0NOOR" staat ook bij member[0] (noorddorp-1); verander een van beide',
        ),
        (
            PURPOSE * 2,
            'purpose[1] (eigen).code: "eigen" staat ook bij purpose[0] (eigen); verander een van beide',
        ),
        (
            PURPOSE.replace("Ons eigen doel", "Adresonderzoek voor de BRP"),
            'purpose[0] (eigen).name: zo heet "adresonderzoek" van bitbot zelf al; kies een andere naam',
        ),
        (
            BASIS.replace("eigen-wet-7", "onbekend"),
            'basis[0] (onbekend).code: "onbekend" betekent al iets anders; kies een andere code',
        ),
        (BASIS.replace('law = "Eigen wet"', ""), "basis[0] (eigen-wet-7).law: ontbreekt"),
        (
            PURPOSE + "valid_from = 2027-01-01\nvalid_to = 2026-12-31",
            "purpose[0] (eigen).valid_to: 31-12-2026 ligt voor valid_from (01-01-2027)",
        ),
        (THEME, 'theme[1] (horeca).code: "horeca" staat ook bij theme[0] (horeca); verander een van beide'),
        (
            SERIES,
            'series[1] (BIT-overleg).name: "BIT-overleg" staat ook bij series[0] (BIT-overleg); verander een van beide',
        ),
        (
            PARTNER.replace("noorddorp", "zuiddorp").replace("Noorddorp", "Zuiddorp") + 'succeeded_by = "noorddorp"',
            "partner[1] (zuiddorp).succeeded_by: zet er ook valid_to bij: de laatste dag van deze partner",
        ),
    ],
)
def test_what_stands_twice_or_leads_nowhere_is_a_mistake(more: str, fault: str) -> None:
    assert fault in faults(WHOLE + more)


def test_a_bit_adds_its_own_purposes_and_bases_and_puts_its_own_in_the_place_of_shipped_ones() -> None:
    instead = PURPOSE.replace("eigen", "bibob") + "valid_to = 2026-12-31"

    file = read(WHOLE + PURPOSE + instead.replace("Ons", "Het") + BASIS)

    assert file.warnings == ()
    assert [e.key for e in file.entries if e.subject in {"purpose", "basis"}] == [
        "eigen",
        "bibob",
        "eigen-wet-7",
    ]


def test_a_competence_has_a_last_day_or_not_and_may_be_one_of_the_organisation_itself() -> None:
    own = '[[competence]]\ncode = "bibob"\nname = "Bibob-coördinator"\n'
    said = 'competences = ["bibob",  "boa-milieu tot en met 2028-06-30", "toezichthouder t/m 2027-01-31"]\n'

    file = read(WHOLE.replace(SERIES, said + SERIES) + own)

    wanted = ("bibob", "boa-milieu t/m 2028-06-30", "toezichthouder t/m 2027-01-31")
    assert entry(file, "member").values["competences"] == wanted


def test_a_leaver_may_keep_the_address_of_a_successor() -> None:
    leaver = MEMBER.replace("noorddorp-1", "noorddorp-0") + "active = false"

    assert read(WHOLE + leaver).warnings == ()


def test_all_mistakes_are_told_at_once() -> None:
    text = WHOLE.replace('partner = "noorddorp"', 'partner = "zuid"').replace(
        '"lid", "coordinator"', '"lit", "cordinator"'
    )

    found = faults(text.replace("minutes = 90", 'minutes = "lang"').replace("[[theme]]", "[[themes]]"))

    assert [fault.partition(": ")[0] for fault in found] == [
        'tabel "themes" bestaat niet; bedoelt u "theme"?',
        f"{M}.roles",
        f"{M}.roles",
        f"{S}.minutes",
        f"{M}.partner",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (WHOLE.replace("2027-12-31", "2027-02-31"), "bij regel 17: deze datum of tijd bestaat niet."),
        (WHOLE.replace('"Gemeente Noorddorp"', "Gemeente Noorddorp"), "bij regel 8: deze waarde kan niet; zet tekst"),
        (WHOLE.replace('"Gemeente Noorddorp"', '"Gemeente'), "bij regel 8: hier staat een teken dat hier niet mag"),
        (WHOLE.replace("minutes = 90", "minutes"), "bij regel 24: na een naam hoort een = met een waarde."),
        (WHOLE.replace("minutes = 90", "minutes = 90\nminutes = 60"), "deze naam staat hier voor de tweede keer."),
        (BIT + BIT, "deze naam staat hier voor de tweede keer."),
        (WHOLE + 'name = ["a"', "bij het einde: een lijst is niet afgesloten met ]."),
        (WHOLE + "\x00", "bij regel 30: deze regel is niet te begrijpen"),
        (f"[bit]\nname = {'9' * 5000}", "er staat een getal in dat veel te lang is."),
        ("[bit]\nname = " + "[" * 100_000, "Dit bestand kan niet gelezen worden"),
        ("#" * 1_000_001, "Dit bestand is groter dan 1 MB"),
    ],
    ids=lambda text: text[-30:],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_dutch_sentence_with_the_line(text: str, fault: str) -> None:
    (found,) = faults(text)

    assert found.startswith("Dit bestand")
    assert fault in found


def test_an_empty_file_says_what_must_be_there() -> None:
    found = faults("")

    assert found == (
        "bit: zet bovenaan [bit], tussen enkele haken, met daaronder de gegevens van het BIT",
        "partner: verwacht er 1 tot en met 500; [[partner]] staat er 0 keer",
    )


@pytest.mark.parametrize(
    ("right", "other", "warning"),
    [
        (
            ', "coordinator"',
            "",
            "Er is geen coördinator: niemand kan signalen beoordelen, toewijzen en de rapportage leiden.",
        ),
        (
            "mandate_to = 2027-12-31",
            "",
            f"{M}.mandate_to: zonder datum kan deze deelnemer geen werkafspraken aangaan",
        ),
        (
            'invited = ["gemeente"]',
            'invited = ["gemeente", "politie"]',
            f'{S}.invited: "politie" nodigt niemand uit: er is geen deelnemer bij',
        ),
        (
            'name = "BIT-overleg"',
            'name = "BIT-overleg"\nplace = "vraag het op 06-12345678"',
            f"{S}.place: hier staan misschien persoonsgegevens in; iedereen ziet dit in berichten",
        ),
    ],
)
def test_what_is_allowed_but_probably_not_meant_is_a_warning(right: str, other: str, warning: str) -> None:
    assert read(WHOLE.replace(right, other)).warnings == (warning,)
