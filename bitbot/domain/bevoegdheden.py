"""The competences that a werkafspraak can ask for (covenant art. 8), with the law they come from."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Competence:
    """Something that only an appointed person may do; `source` is the law, empty for one of the organisation's own."""

    code: str
    name: str
    source: str = ""
    active: bool = True

    @property
    def in_full(self) -> str:
        return f"{self.name} ({self.source})" if self.source else self.name


def _competence(code: str, name: str, source: str) -> Competence:
    return Competence(code=code, name=name, source=source)


SHIPPED = (
    _competence("toezichthouder", "toezichthouder", "Awb, artikel 5:11"),
    _competence("toezichthouder-apv", "toezichthouder APV", "APV en Awb, artikel 5:11"),
    _competence("toezichthouder-omgevingswet", "toezichthouder Omgevingswet", "Omgevingswet, artikel 18.6"),
    _competence("toezichthouder-alcoholwet", "toezichthouder Alcoholwet", "Alcoholwet, artikel 41"),
    _competence("toezichthouder-brp", "toezichthouder Wet BRP", "Wet BRP, artikel 4.2"),
    _competence("toezichthouder-huisvestingswet", "toezichthouder Huisvestingswet", "Huisvestingswet 2014, artikel 33"),
    _competence("toezichthouder-wmo", "toezichthouder Wmo", "Wmo 2015, artikel 6.1"),
    _competence("boa-openbare-ruimte", "boa domein I, openbare ruimte", "Wetboek van Strafvordering, artikel 142"),
    _competence(
        "boa-milieu", "boa domein II, milieu, welzijn en infrastructuur", "Wetboek van Strafvordering, artikel 142"
    ),
    _competence("boa-werk", "boa domein V, werk, inkomen en zorg", "Wetboek van Strafvordering, artikel 142"),
    _competence("opsporing-politie", "opsporingsambtenaar van de politie", "Wetboek van Strafvordering, artikel 141"),
)


def known(own: Iterable[Competence]) -> dict[str, Competence]:
    """By code: ours, and those of the organisation, which may also rename one of ours or put it out of use."""
    ours = {competence.code: competence for competence in SHIPPED}
    return ours | {competence.code: competence for competence in own}
