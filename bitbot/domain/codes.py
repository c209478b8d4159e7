"""What things are recorded for and on what basis: the lists that bitbot brings along, to which a BIT adds its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a record keeps is the code; it is offered for a new one from the first day until the last."""

    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None

    def active(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose(Code):
    """What something is recorded for (AVG art. 5, Wpg art. 3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis(Code):
    """The public task that allows personal data (AVG art. 6.1.e), and the law and article that give it."""

    law: str
    article: str
    task: str


C = TypeVar("C", bound=Code)


def by_code(shipped: Iterable[C], own: Iterable[C]) -> Mapping[str, C]:
    """Both lists as one; an own entry with the code of a shipped one stands in its place."""
    return {entry.code: entry for entry in (*shipped, *own)}


# A basis that is not known yet: enough for what holds no personal data.
UNKNOWN = "onbekend"

# The first one is what holds when nobody chooses.
PURPOSES = (
    Purpose(code="ondermijning", name="Bestuurlijke aanpak van ondermijning"),
    Purpose(code="openbare-orde", name="Toezicht en handhaving van de openbare orde"),
    Purpose(code="omgevingsrecht", name="Toezicht op de Omgevingswet"),
    Purpose(code="bijzondere-wetten", name="Toezicht op de Alcoholwet en de APV"),
    Purpose(code="drugspanden", name="Aanpak van drugspanden (Opiumwet)"),
    Purpose(code="adresonderzoek", name="Adresonderzoek voor de BRP"),
    Purpose(code="bibob", name="Onderzoek voor de Wet Bibob ondersteunen"),
)

# Articles that were looked up; where they come from stands in docs/grondslagen.md.
BASES = (
    Basis(code=UNKNOWN, name="Onbekend", law="", article="", task=""),
    Basis(
        code="gemeentewet-172",
        name="Openbare orde (Gemeentewet, artikel 172)",
        law="Gemeentewet",
        article="172",
        task="De burgemeester handhaaft de openbare orde.",
    ),
    Basis(
        code="gemeentewet-174",
        name="Toezicht op openbare gebouwen (Gemeentewet, artikel 174)",
        law="Gemeentewet",
        article="174",
        task="De burgemeester houdt toezicht op openbare bijeenkomsten en op gebouwen die voor het publiek open zijn.",
    ),
    Basis(
        code="gemeentewet-174a",
        name="Woning of lokaal sluiten (Gemeentewet, artikel 174a)",
        law="Gemeentewet",
        article="174a",
        task="De burgemeester kan een woning of lokaal sluiten als gedrag daar de openbare orde verstoort.",
    ),
    Basis(
        code="gemeentewet-149",
        name="Toezicht op de APV (Gemeentewet, artikel 149)",
        law="Gemeentewet",
        article="149",
        task="De gemeente houdt toezicht op de verordeningen die de raad heeft vastgesteld.",
    ),
    Basis(
        code="opiumwet-13b",
        name="Drugspand aanpakken (Opiumwet, artikel 13b)",
        law="Opiumwet",
        article="13b",
        task="De burgemeester kan bestuursdwang toepassen bij drugs in een woning of lokaal.",
    ),
    Basis(
        code="omgevingswet-18-2",
        name="Omgevingswet handhaven (Omgevingswet, artikel 18.2)",
        law="Omgevingswet",
        article="18.2",
        task="Het college handhaaft de regels van de Omgevingswet, als geen ander bestuursorgaan dat doet.",
    ),
    Basis(
        code="wet-brp-1-4",
        name="De BRP bijhouden (Wet BRP, artikel 1.4)",
        law="Wet basisregistratie personen",
        article="1.4",
        task="Het college houdt de gegevens van inwoners in de basisregistratie bij.",
    ),
    Basis(
        code="wet-bibob-3",
        name="Vergunning toetsen (Wet Bibob, artikel 3)",
        law="Wet Bibob",
        article="3",
        task="Een bestuursorgaan kan een vergunning weigeren of intrekken bij gevaar voor misbruik.",
    ),
    Basis(
        code="participatiewet-53a",
        name="Uitkering controleren (Participatiewet, artikel 53a)",
        law="Participatiewet",
        article="53a",
        task="Het college onderzoekt of de gegevens voor een uitkering kloppen.",
    ),
)
