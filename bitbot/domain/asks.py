"""Questions that several steps ask."""

from bitbot.domain.ways import NOTE, Ask

TITLE = Ask("titel", "title", "line", required=True, limit=150)
DESCRIPTION = Ask("omschrijving", "description")
MUNICIPALITIES = Ask("gemeenten", "municipalities", "choices", "municipality", required=True)
THEME = Ask("thema", "theme", "choice", "theme", required=True)
VISIBILITY = Ask("zichtbaarheid", "visibility", "choice", "visibility", required=True)
REASON = Ask("reden", "reason", required=True)
WHY = Ask("reden", "reason")
REMARK = Ask("opmerking", NOTE)
