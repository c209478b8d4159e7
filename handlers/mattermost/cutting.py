"""Cuts text to what Mattermost takes, between signs and never inside one."""

from __future__ import annotations

from handlers.signs import DOTS, clusters


def cut(text: str, limit: int) -> str:
    """As many whole signs as fit, with `…` when something is left out."""
    if len(text) <= limit:
        return text
    kept = ""
    for sign in clusters(text):
        if len(kept) + len(sign) >= limit:
            break
        kept += sign
    return kept + DOTS


def parts(text: str, limit: int) -> list[str]:
    """The text in pieces that each stay within the limit; one empty piece for an empty text."""
    pieces = [""]
    for sign in clusters(text):
        if len(pieces[-1]) + len(sign) > limit:
            pieces.append("")
        pieces[-1] += sign
    return pieces
