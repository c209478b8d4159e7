"""bitbot as `bitbot web` runs it, also on SQLite: it only answers, so that sending does not count."""

from flask import Flask

from bitbot.__main__ import run, settings
from bitbot.app import Bitbot
from bitbot.platforms import with_slack
from bitbot.serving import hold
from bitbot.settings import Settings


def serving(found: Settings) -> Flask:
    hold(found.database_url)
    bot = Bitbot(found, works=False)
    with_slack(bot)
    return bot.web()


if __name__ == "__main__":
    run(settings(), serving)
