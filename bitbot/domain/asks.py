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
# What every record asks in which somebody writes about others; `bitbot/domain/regime.py` has the rule. A kind that only
# counts, or that bitbot makes, has it from the record that it hangs on.
TERMS = (
    Ask("regime", "regime", "choice", "regime"),
    Ask("doel", "purpose", "choice", "purpose"),
    Ask("grondslag", "basis", "choice", "basis"),
)
