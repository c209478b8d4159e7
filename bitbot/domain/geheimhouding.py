"""The secrecy statement that everybody accepts before the first use; the organisation file may have its own."""

from hashlib import sha256

STATEMENT = """\
Ik werk mee aan het Bestuurlijk Interventieteam (BIT) en krijg daar vertrouwelijke informatie. Ik verklaar:

1. Ik houd geheim wat ik via het BIT te weten kom. Dat moet van het convenant (artikel 6) en van de wet.
2. Ik gebruik die informatie alleen voor mijn werk in het BIT en voor het doel waarvoor ik haar kreeg.
3. Ik geef niets door aan mensen of organisaties buiten het BIT zonder schriftelijke toestemming vooraf van de partner \
die de informatie gaf, behalve als de wet mij daartoe verplicht.
4. Ik kijk alleen in wat ik voor mijn werk nodig heb. Ik weet dat bitbot vastlegt wat ik bekijk en wijzig.
5. Ik gebruik bitbot alleen zelf, op een apparaat dat beveiligd is. Verlies of misbruik meld ik meteen bij de \
coördinator.
6. Mijn geheimhouding geldt ook als mijn deelname of het convenant is geëindigd."""


def version_of(text: str) -> str:
    """Follows from the text, so that a change of it asks everybody anew."""
    return sha256(text.strip().encode()).hexdigest()[:8]
