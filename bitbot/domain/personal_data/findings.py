"""What is found in a text, and the label beside a number: what people call it counts for more than its digits."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["bsn", "iban", "telefoon", "e-mail", "kenteken", "geboortedatum"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What may be personal data, and where. `certain` is as certain as a number alone can be; else say mogelijk."""

    kind: Kind
    start: int
    end: int
    certain: bool = True


# Where nothing personal may stand, whatever the reason: in headings, and in what may reach a channel.
ON_VIEW = "title"
ALSO_ON_VIEW = frozenset({("agendapunt", "text")})
# The kind of what is written about people and partners, who are no records; all of it is on view.
REGISTER = "register"

# Why a message for a channel was not posted.
HELD_BACK = "personal_data"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A text that is about to be stored, with what was found in it: a kind of record and the name of its field."""

    kind: str
    name: str
    text: str
    findings: tuple[Finding, ...]

    @property
    def on_view(self) -> bool:
        return self.kind == REGISTER or self.name == ON_VIEW or (self.kind, self.name) in ALSO_ON_VIEW


# How far before a number its label may stand. What calls it something else must be nearer than what calls it a BSN.
REACH = 40
NEAR = 20
AFTER = 14
NR = "[ -]?(?:nummers?|nrs?|kenmerk|code|id)"
WORDS = {
    "bsn": rf"bsn(?:'?s)?(?:{NR})?|burger ?service ?(?:nummer|nr)|sofi(?:{NR})?|persoonsnummer",
    "telefoon": rf"(?:tel|telefoon|mobiele?|mob|gsm|whatsapp|fax)(?:{NR})?",
    "bellen": "bel|belt|bellen|gebeld|bereikbaar|app|appen",
    "kenteken": "kentekens?|kentekenplaat|nummerplaat",
    "voertuig": "auto|bus|busje|bestelbus|bestelbusje|bestelauto|personenauto"
    "|voertuig|vrachtwagen|vrachtauto|motor|scooter|brommer|aanhanger|aanhangwagen|caravan|camper|trailer|wagen",
    "anders": f"(?:kvk|rsin|btw|bag|zaak|dossier|factuur|referentie|ref|ean|isbn|imei|pv|artikel|art)(?:{NR})?"
    "|(?:vestigings?|bestel|order|meldings?|pand|perceel|polis|klant|debiteuren|meter|serie|contract|project|document"
    f"|stuk|aanslag|vergunnings?|registratie|controle){NR}"
    "|huisnummers?|kamer van koophandel|kenmerk|nummeraanduiding|verblijfsobject|proces-verbaal|kadaster|postbus"
    "|coördinaten?|coordinaten?|rd|lat|lon|gps|bedrag|eur|euro",
}
# What each label of these has in it.
ROOTS = {
    "bsn": "bsn burger sofi persoonsnummer",
    "kenteken": "kenteken nummerplaat",
}
LABEL = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(f'(?P<{name}>{words})' for name, words in WORDS.items())})(?![^\W\d_])|(?P<bedrag>€)",
    re.IGNORECASE,
)


def called(text: str, start: int, end: int) -> str:
    """What the text calls this number: a name of `WORDS`, bedrag, or nothing."""
    before = text[max(0, start - REACH) : start].rpartition("\n")[2]
    nearest = last(LABEL.finditer(before))
    if nearest and (nearest.lastgroup == "bsn" or len(before) - nearest.end() <= NEAR):
        return nearest.lastgroup or ""
    behind = LABEL.match(text[end : end + AFTER].lstrip(" (:,-"))
    return behind.lastgroup or "" if behind else ""


def mentions(text: str, name: str) -> bool:
    """Whether there is such a label anywhere: quicker than looking beside each number."""
    small = text.casefold()
    return any(root in small for root in ROOTS[name].split())


def last(found: Iterable[re.Match[str]]) -> re.Match[str] | None:
    return next(reversed(list(found)), None)


def hidden(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with these places made unreadable, so that nothing is found in them once more."""
    if not spans:
        return text
    parts, done = [], 0
    for start, end in sorted(spans):
        parts += [text[done:start], "\0" * (end - max(done, start))]
        done = max(done, end)
    return "".join((*parts, text[done:]))
