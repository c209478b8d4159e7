"""The memory of bitbot: tables, queries, inbox, outbox and migrations."""
