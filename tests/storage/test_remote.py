"""A database on another computer is trusted only when TLS proves that it is the one who answers."""

from __future__ import annotations

import pytest

from storage.remote import is_guarded

Env = pytest.MonkeyPatch
VARIABLES = ("PGHOST", "PGHOSTADDR", "PGSSLMODE", "PGSSLROOTCERT", "PGSERVICE")


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: Env) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///bitbot.db",
        "postgresql+psycopg:///bitbot",
        "postgresql+psycopg:///bitbot?host=/var/run/postgresql",
        "postgresql+psycopg://u:p@localhost/bitbot",
        "postgresql+psycopg://u:p@127.0.0.1:5433/bitbot?sslmode=disable",
        "postgresql+psycopg://u:p@[::1]/bitbot",
        "postgresql+psycopg://u:p@db.example.nl/bitbot?sslmode=verify-full",
        "postgresql+psycopg://u:p@db.example.nl/bitbot?sslmode=require&sslrootcert=/etc/root.pem",
        "postgresql+psycopg://u:p@db.example.nl/bitbot?sslmode=verify-ca&sslrootcert=/etc/root.pem",
    ],
)
def test_this_machine_and_a_proven_server_are_guarded(url: str) -> None:
    assert is_guarded(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://u:p@db.example.nl/bitbot",
        *(f"postgresql+psycopg://u:p@db.example.nl/bitbot?sslmode={mode}" for mode in ("disable", "allow", "prefer")),
        "postgresql+psycopg://u:p@db.example.nl/bitbot?sslmode=require",
        "postgresql+psycopg://u:p@db.example.nl/bitbot?sslmode=verify-ca",
        "postgresql+psycopg://u:p@db.example.nl/bitbot?sslrootcert=/etc/root.pem",
        "postgresql+psycopg:///bitbot?host=db.example.nl:5432&host=127.0.0.1:5432",
        "postgresql+psycopg://u:p@localhost/bitbot?hostaddr=10.0.0.7",
        "postgresql+psycopg://u:p@localhost.example.nl/bitbot",
        "postgresql+psycopg://u:p@10.0.0.7/bitbot",
        "postgresql+psycopg:///bitbot?service=elsewhere",
    ],
)
def test_another_machine_without_proof_is_not(url: str) -> None:
    assert not is_guarded(url)


def test_what_postgresql_reads_from_the_environment_counts(monkeypatch: Env) -> None:
    monkeypatch.setenv("PGHOST", "db.example.nl")
    elsewhere = is_guarded("postgresql+psycopg:///bitbot")
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    proven = is_guarded("postgresql+psycopg:///bitbot")

    assert (elsewhere, proven) == (False, True)
