"""Whether what goes to the database and back stays between the two: asked before there is a connection."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

from sqlalchemy import make_url

PROVEN = {"verify-full"}
PROVEN_BY_A_ROOT = {"require", "verify-ca"}


def is_guarded(url: str) -> bool:
    """Whether the database is on this machine, or TLS proves that it is the one who answers."""
    if make_url(url).get_backend_name() == "sqlite":
        return True
    options = _options(url)
    mode, root = options.get("sslmode", ""), options.get("sslrootcert", "")
    if mode in PROVEN or (mode in PROVEN_BY_A_ROOT and root):
        return True
    places = (options.get("hostaddr") or options.get("host", "")).split(",")
    return "service" not in options and all(map(_is_here, places))


def _options(url: str) -> Mapping[str, str]:
    """What the driver will connect with: from the address, and else from the environment as PostgreSQL reads it."""
    from psycopg import pq  # noqa: PLC0415 - who works with SQLite does not carry the driver of PostgreSQL

    address = make_url(url)
    _, given = address.get_dialect()().create_connect_args(address)
    assumed = {each.keyword.decode(): each.val.decode() for each in pq.Conninfo.get_defaults() if each.val}
    return assumed | {name: str(value) for name, value in given.items()}


def _is_here(place: str) -> bool:
    """A socket in the file system, which is also where nothing stands, or this machine itself."""
    if not place or place[0] in "/@" or place == "localhost":
        return True
    try:
        return ip_address(place).is_loopback
    except ValueError:
        return False
