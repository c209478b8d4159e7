"""What Alembic runs for every command: it works on the connection that `storage/migrate.py` opened."""

from alembic import context

from storage.migrate import options

context.configure(**options(context.config))
context.run_migrations()
