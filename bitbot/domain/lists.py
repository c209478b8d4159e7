"""The code lists that are the same everywhere; the words for a code are the sentences `<list>.<code>`."""

from collections.abc import Mapping

from bitbot.domain.records import REGIMES, VISIBILITIES

LISTS: Mapping[str, tuple[str, ...]] = {
    "visibility": VISIBILITIES,
    "regime": REGIMES,
    # Covenant art. 1b
    "approach": ("persoonsgericht", "themagericht", "fenomeengericht"),
    # Covenant art. 1: the goals that results are read against
    "goal": ("1a", "1b", "1c", "1d", "1e", "1f"),
    "control_sort": ("eerste controle", "hercontrole", "themacontrole", "gebiedscontrole"),
    "announced": ("aangekondigd", "onaangekondigd"),
    "entry": ("niet nodig", "met toestemming", "met machtiging", "niet binnengetreden"),
    "object_sort": (
        "woning", "bedrijfspand", "bedrijfsverzamelgebouw", "garagebox", "jachthaven of ligplaats", "recreatieverblijf",
        "horeca", "massagesalon", "autobedrijf", "agrarisch", "opslag", "openbare ruimte", "anders",
    ),
    "finding_domain": (
        "brandveiligheid", "bouw", "omgevingsplan", "illegale bewoning", "brp", "milieu", "vergunning", "huisvesting",
        "arbeid", "sociale zekerheid", "belasting", "opiumwet", "wapens", "mensenhandel", "prostitutie",
        "voertuigcriminaliteit", "energiefraude", "voedsel en hygiëne", "witwassen", "zorgfraude", "agressie",
        "zorgbehoefte", "geen overtreding",
    ),
    "measure_sort": (
        "waarschuwing", "herstelverzoek", "vooraankondiging", "last onder dwangsom", "last onder bestuursdwang",
        "spoedeisende bestuursdwang", "sluiting", "vergunning ingetrokken", "vergunning geweigerd", "bibob",
        "bestuurlijke boete", "stillegging", "brp correctie", "gebiedsaanwijzing", "proces verbaal", "aanhouding",
        "inbeslagname", "overdracht om", "overdracht riec", "beslag", "invordering", "correctie", "accijns",
        "terugvordering uitkering", "uitkering beëindigd", "energieschade", "boete arbeidsinspectie", "maatregel nvwa",
        "afsluiting energie", "ontbinding huur", "doorgeleiding zorg", "voorlichting", "barrière", "anders",
    ),
    "settlement": (
        "hersteld", "uitgevoerd", "betaald", "onherroepelijk", "vernietigd na bezwaar of beroep", "geen vervolg nodig",
    ),
    "bottleneck": (
        "capaciteit", "informatiedeling", "wettelijk kader", "mandaat", "opvolging", "techniek", "financiën",
        "veiligheid",
    ),
    "phase": ("voorbereiding", "uitvoering", "nazorg", "overleg", "opleiding"),
    "incident_sort": ("verbaal", "bedreiging", "fysiek", "intimidatie", "vernieling", "bijna ongeval", "anders"),
    "reported": ("ja", "nee", "nog niet"),
    "outcome": ("resultaat", "geen overtreding", "onvoldoende bewijs", "geen aanleiding", "elders opgepakt", "anders"),
}  # fmt: skip
# The lists that the organisation has, by what a choice is made of: ids or codes.
BY_ID = ("municipality", "partner", "member")
BY_CODE = ("theme", "purpose", "basis")
