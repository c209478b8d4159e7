"""The service keeps the worker turning, whatever happens in a turn, and stops in good order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event, Semaphore

import pytest

from scheduling.service import Service
from tests.scheduling.world import World, logger, message

SOON = 10


@pytest.fixture
def service(world: World) -> Iterator[Service]:
    service = Service(world.worker(), logger(world.log), every=3600)
    service.start()
    yield service
    service.stop()


@dataclass
class Counted:
    """A worker that counts its turns, and breaks in them if it should."""

    error: Exception | None = None
    turned: Semaphore = field(default_factory=lambda: Semaphore(0))
    gate: Event = field(default_factory=Event)
    turns: int = 0
    closed: bool = False

    def turn(self) -> int:
        self.turns += 1
        self.turned.release()
        self.gate.wait(SOON)
        if self.error:
            raise self.error
        return 0

    def close(self) -> None:
        self.closed = True


def test_what_is_due_at_the_start_is_sent_without_waiting_for_a_tick(world: World) -> None:
    arrived = Event()
    world.chat.before = lambda _place: arrived.set()
    world.plan(message("a"))
    service = Service(world.worker(), logger(world.log), every=3600)

    service.start()

    assert arrived.wait(SOON)
    service.stop()
    assert world.states() == {"a": "sent"}


def test_a_kick_sends_at_once(world: World, service: Service) -> None:
    arrived = Event()
    world.chat.before = lambda _place: arrived.set()
    world.plan(message("a"))

    service.kick()

    assert arrived.wait(SOON)
    assert service.alive


def test_many_kicks_during_a_turn_are_one_turn_more() -> None:
    worker = Counted()
    service = Service(worker, logger([]), every=3600)
    service.start()
    worker.turned.acquire(timeout=SOON)

    for _ in range(50):
        service.kick()
    worker.gate.set()
    second = worker.turned.acquire(timeout=SOON)
    third = worker.turned.acquire(timeout=0.2)
    service.stop()

    assert (second, third) == (True, False)
    assert worker.closed


def test_the_tick_comes_by_itself_and_after_a_fault_too() -> None:
    log: list[dict[str, object]] = []
    worker = Counted(error=ZeroDivisionError("with what somebody wrote"))
    worker.gate.set()
    service = Service(worker, logger(log), every=0.05)
    service.start()

    turned = [worker.turned.acquire(timeout=SOON) for _ in range(4)]
    service.stop()

    assert all(turned)
    assert log[0] == {"event": "turn failed", "error": "ZeroDivisionError", "level": "error"}


def test_after_stopping_nothing_turns() -> None:
    worker = Counted()
    worker.gate.set()
    service = Service(worker, logger([]), every=0.05)
    service.start()
    worker.turned.acquire(timeout=SOON)
    service.stop()
    turns = worker.turns

    service.kick()

    assert worker.turns == turns
    assert not service.alive


def test_a_service_that_was_never_started_can_be_stopped(world: World) -> None:
    service = Service(world.worker(), logger(world.log))

    service.stop()

    assert not service.alive
