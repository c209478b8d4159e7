"""Finds what may be personal data in a text: numbers, addresses and dates that point at a person. Names are not known.

It is a help for who writes, not a proof.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from bitbot.domain.personal_data.alike import plain
from bitbot.domain.personal_data.births import births, dates
from bitbot.domain.personal_data.bsn import bsns
from bitbot.domain.personal_data.findings import HELD_BACK, Doubt, Finding, Kind, hidden
from bitbot.domain.personal_data.numbers import ibans, phones
from bitbot.domain.personal_data.plates import plates

__all__ = ["HELD_BACK", "Doubt", "Finding", "Kind", "personal_data"]

HINT = re.compile("[0-9@]")
MANY_DIGITS = re.compile("(?:[0-9][^0-9]{0,3}){7}[0-9]")  # as many as a telephone number or a BSN has, near each other
AT = re.compile(r"@((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})(?![a-z0-9-])", re.IGNORECASE)
LOCAL = re.compile(r"[\w.+%-]{1,64}$")
LONGEST_LOCAL = 64


def personal_data(text: str, today: date = date.min) -> list[Finding]:
    """What is found, in the order of the text; nothing twice. Without a day only announced dates of birth are known."""
    if text.isascii() and HINT.search(text) is None:
        return []
    signs, places = plain(text)
    found = _found(signs, today) if HINT.search(signs) else []
    in_order = sorted(found, key=lambda finding: finding.start)
    return [Finding(f.kind, places[f.start], places[f.end - 1] + 1, f.certain) for f in in_order]


def _found(text: str, today: date) -> list[Finding]:
    """One kind after another, each in what the kinds before it left; a date is no number of anything else."""
    found: list[Finding] = []
    days = dates(text, today)
    for find in (emails, ibans, lambda left: births(left, today, days)):
        text = _taken(text, find(text), found)
    text = hidden(text, [(start, end) for start, end, _ in days])
    for find in (phones, bsns) if MANY_DIGITS.search(text) else ():
        text = _taken(text, find(text), found)
    _taken(text, plates(text), found)
    return found


def _taken(text: str, findings: Iterable[Finding], into: list[Finding]) -> str:
    """The text without what is found in it now. Of two that overlap the first counts."""
    taken: list[Finding] = []
    for finding in sorted(findings, key=lambda each: (each.start, -each.end)):
        if not taken or finding.start >= taken[-1].end:
            taken.append(finding)
    into += taken
    return hidden(text, [(finding.start, finding.end) for finding in taken])


def emails(text: str) -> Iterator[Finding]:
    for found in AT.finditer(text):
        before = LOCAL.search(text[max(0, found.start() - LONGEST_LOCAL) : found.start()])
        if before is not None:
            yield Finding("e-mail", found.start() - len(before[0]), found.end())
