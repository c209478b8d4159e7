"""bitbot as `bitbot web` runs it, also on SQLite: it only answers, so that sending does not count.

With the word `seals` it seals the audit log as well, when a worker would.
"""

import sys
from threading import Event, Thread

import structlog
from flask import Flask

from bitbot.__main__ import run, settings
from bitbot.app import Bitbot
from bitbot.platforms import with_slack
from bitbot.serving import hold
from bitbot.settings import Settings
from scheduling.sealer import Sealer, publisher
from scheduling.service import EVERY
from storage.audit_keys import AuditKeys


def serving(found: Settings) -> Flask:
    hold(found.database_url)
    bot = Bitbot(found, works=False)
    with_slack(bot)
    if sys.argv[1:] == ["seals"]:
        Thread(target=_seal, args=(bot,), daemon=True).start()
    return bot.web()


def _seal(bot: Bitbot) -> None:
    keys, publish = AuditKeys.of(bot.settings), publisher(bot.settings.audit_head)
    sealer = Sealer(bot.jobs.database, keys, publish, structlog.get_logger())
    while not Event().wait(EVERY):
        sealer.turn()


if __name__ == "__main__":
    run(settings(), serving)
