"""A BIT full of canaries that lives on one platform, in a process of its own; whoever started it sees what came out."""

from __future__ import annotations

import json
import logging
import shutil
import sys
import traceback
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from bitbot.app import Bitbot
from bitbot.clock import Frozen
from bitbot.logs import configure
from handlers.dispatch import ANSWERS
from tests.bitbot.test_messages import end_soon, prepare
from tests.conversations.conftest import PLATFORMS, Talk, users
from tests.conversations.office import TUESDAY
from tests.leaks.canaries import name_everybody, plant
from tests.leaks.failures import shout
from tests.leaks.harvest import gather
from tests.leaks.life import HAPPENED, TYPED, Life, Listening, everything
from tests.leaks.unseen import Unseen
from tests.platforms.contract import Platform


def main(platform: str, url: str, folder: Path) -> None:
    """A copy of the database as it was at the end of the good days, and everything that came out, go to the folder."""
    configure("DEBUG")
    logging.getLogger("werkzeug").disabled = True  # it serves in tests only
    with ExitStack() as stack:
        clock = Frozen(TUESDAY)
        bot, people = PLATFORMS[platform](url, clock, stack)
        stack.callback(bot.stop)
        life = born(bot, people, clock)
        live(life)
        shutil.copytree(Path(url.removeprefix("sqlite:///")).parent, folder / "at_rest")
        gather(life.harvest, life.talk.platform, bot)
        shout(TYPED)
        life.break_down()
        remember(life)
    life.harvest.save(folder / "harvest.json")


def born(bot: Bitbot, people: Platform, clock: Frozen) -> Life:
    bot.worker.turn()
    with bot.storage.open() as store:
        name_everybody(store.connection)
        plant(store, next(member for member in store.organisation.members if member.key == "hilversum-1"))
    listening = Listening(bot.storage, bot.lookout.look)
    listening.heard = []
    bot.answer = listening
    unseen = Unseen(bot.dispatch, users())
    return Life(Talk(people, bot, clock), unseen if people.name == unseen.name else people, listening)


def live(life: Life) -> None:
    for who, line in HAPPENED:
        life.tell(who, line)
    end_soon(life.talk.bot.storage)
    prepare(life.talk.bot.storage)
    life.work()
    life.send(everything)
    life.look()
    life.speak()
    life.work(2)
    life.press_messages()
    life.fail()
    life.talk.until(TUESDAY + timedelta(days=3))
    life.work(2)
    if life.talk.bot.sealer:
        life.talk.bot.sealer.look()
    life.tell("coordinator-1", f"signaal nieuw {TYPED}")


def remember(life: Life) -> None:
    for request, reply in life.listening.heard:
        life.harvest.asked.append(request.line)
        life.harvest.answers.append(json.loads(ANSWERS.dump_json(reply)))
        life.harvest.forms += [reply.form.line] if reply.form else []


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
    except BaseException:
        (Path(sys.argv[3]) / "trouble").write_text(traceback.format_exc(), encoding="utf-8")
        raise
