"""Amounts of money as people write them, in whole cents."""

import re

AMOUNT = re.compile(r"(?:€|eur|euro)?\s*(\d{1,3}(?:\.\d{3})+|\d{1,10})(?:,(\d{2}|-))?\s*(?:euro|eur)?", re.IGNORECASE)


def cents(text: str) -> int | None:
    """`1.250,50`, `€ 1250`, `1250,-`; None when it is no amount, or one below zero."""
    found = AMOUNT.fullmatch(text.strip().replace("\u00a0", " "))
    if found is None:
        return None
    fraction = found[2] or "00"
    return int(found[1].replace(".", "")) * 100 + (0 if fraction == "-" else int(fraction))


def amount(value: int) -> str:
    """As people read it: `€ 1.250,50`."""
    whole, rest = divmod(value, 100)
    return f"€ {whole:,}".replace(",", ".") + f",{rest:02d}"
