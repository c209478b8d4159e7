<%
    lines = [line for line in (upgrades or "pass").splitlines() if not line.strip().startswith("# ###")]
%>\
"""${message[:1].upper() + message[1:]}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
${"\n".join(lines)}
