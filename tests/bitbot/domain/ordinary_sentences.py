"""What members of a BIT write on an ordinary day: full of numbers, and nothing personal in it."""

SENTENCES = """
Controle van het recreatiepark op donderdag 10-09-2026 om 10:00 uur.
Het volgende BIT-overleg is op 8 oktober 2026 van 10:00 tot 11:30 uur.
De termijn loopt van 01-10-2026 tot en met 31-12-2026.
Verzoek ontvangen op 3/9, uiterlijk 1 okt antwoorden.
Zie WA-12, S-3, C-3, O-5, K-2, B-1 en R-2026-1.
Dit hoort bij S-12 en WA-12-34.
Loods aan de Industrieweg 12a, 1271 AB Huizen.
Panden Kerkstraat 12, 14 en 16-18, 1211 CD Hilversum.
Op nummer 101 tot 105 brandt 's nachts licht.
Dwangsom van € 1.250,50 per dag, met een maximum van € 25.000,-.
De boete is 12.500 euro, in totaal EUR 111.222.333.
Er ligt 2.500 kg vuurwerk en 120 m² hennep (50 planten, 600 W).
Toezicht op grond van artikel 5:15 Awb en art. 174a Gemeentewet.
Sluiting op grond van artikel 13b Opiumwet, APV artikel 2:28 lid 3.
Zie Bouwbesluit 2012 artikel 2.1, en ISO 27001 en BIO2 8.15.02.
Het bedrijf staat in de KvK onder 12345678.
KvK-nummer 87654321, vestigingsnummer 000012345678, RSIN 123456782.
Zaaknummer 2026-123456, kenmerk Z/26/123456 en HZ_WABO-26-0123.
Ons kenmerk: 111222333. Factuurnummer 123456782.
Dossier 20260910-12 ligt bij de omgevingsdienst.
BAG-pand 0402100001234567, verblijfsobject 0402010001234567.
Kadastraal perceel HZN00 A 1234, oppervlakte 12.345 m2.
Coördinaten 52.2993412, 5.2410563 (RD 140123, 470456).
Bel 112 bij acuut gevaar, en anders 0900-8844 of 14 035.
De meldlijn is 0800-7000, het algemene nummer 088-1234567.
In week 36, 37 en 38 controles op maandag, dinsdag en woensdag.
In 2024, 2025 en 2026 waren er 12, 15 en 9 controles.
Het park heeft 250 huisjes; 120 zijn bewoond, 30 leeg.
De stroom valt elke nacht uit tussen 01.30 en 04.15 uur.
Meterkast met 3x25A, 230V, verzegeld op 12-03-2026.
De A27 bij afrit 33, de N201 en de Randweg 5.
3 busjes en 2 auto's op het terrein, 40 km/u gereden.
Convenant van 12 mei 2009, gewijzigd op 1 januari 2020.
De Wet Bibob van 20 juni 2002 is van toepassing.
Gemeente Hilversum besloot op 3 april 1998 tot een bestemmingsplan.
Restaurant De Haven heeft sinds 01-05-2005 een vergunning.
Vergunning 2019/4412 is ingetrokken, beroep loopt tot 15-10-2026.
Proces-verbaal PL0900-2026123456 is opgemaakt.
Uitslag: 3-2 voor, 1 onthouding; agenda punt 4.2.
De ruimte meet 3x4x12 meter, zaal12 en blok 12 zijn leeg.
Afgesproken: 1e controle op 1-okt-26, 2e op 1-mrt-27.
Uren: 120 gemeente, 80 politie, 16 omgevingsdienst.
De aanvraag van 2 september is 24 uur later afgewezen.
Vuurwerk type 1.4G, 1.3G en categorie F2.
Het pand heeft energielabel B, bouwjaar 1974, 3 lagen.
Er zijn 1250 meldingen, 15% meer dan in 2025.
Vier arbeidsmigranten per kamer van 12,5 m2, huur € 450 p.p.
Zie bijlage 3 en pagina 12-14 van het rapport versie 1.2.3.
Controle door 2 boa's, 1 BOA-teamleider en 2 toezichthouders.
Huisnummers 12-A, 12-B en 12-C zijn samengevoegd.
""".strip().splitlines()
