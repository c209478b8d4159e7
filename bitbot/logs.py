"""The log: one JSON object a line, with names and numbers of ours and nothing that a person wrote."""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, Final

import structlog

# Where our own words may stand, and what they look like; a token or an address does not. Elsewhere only numbers.
NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,79}|HTTP \d{3}")
WORDS: Final = {
    **dict.fromkeys(("level", "logger", "error", "kind", "platform", "reason"), NAME),
    "where": re.compile(r"[\w./+-]{1,300}\.py:\d+"),
    "timestamp": re.compile(r"[0-9-]{10}T[0-9:.]+Z"),
}
LEFT_OUT: Final = "[left out]"
OURS: Final = ("bitbot", "handlers", "scheduling", "storage")

Entry = MutableMapping[str, Any]


def configure(level: str) -> None:
    """Libraries may quote what they were sent: of them, warnings are written without their words, and nothing below."""
    lowest = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redacted,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setLevel(max(logging.WARNING, lowest))
    handler.setFormatter(Plain())
    logging.basicConfig(level=handler.level, handlers=[handler])
    logging.captureWarnings(capture=True)
    _watch()


def _watch() -> None:
    """Say of what nobody caught only what and where, unless somebody else watches already."""
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _fell
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = lambda fell: _fell(fell.exc_type, fell.exc_value, fell.exc_traceback)


def redacted(_logger: object, _method: str, entry: Entry) -> Entry:
    """The one place that everything passes on its way out. What happened is said in words that stand in our code."""
    return {name: value if name == "event" else _allowed(name, value) for name, value in entry.items()}


def _allowed(name: str, value: object) -> object:
    ours = value is None or isinstance(value, bool | int | float) or (name in WORDS and _is(WORDS[name], value))
    return value if ours else LEFT_OUT


def _is(word: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and word.fullmatch(value) is not None


class Plain(logging.Formatter):
    """What comes through Python's own logging: who, how bad and where.

    The words of a library may hold anything, and so may those of an exception: of a driver they quote the row. Of our
    own, the words are written and the numbers between them.
    """

    def format(self, record: logging.LogRecord) -> str:
        entry: Entry = {
            "event": self._event(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "where": f"{record.pathname}:{record.lineno}",
        }
        if record.exc_info and record.exc_info[0]:
            entry.update(_fault(record.exc_info[0], record.exc_info[2]))
        stamped = structlog.processors.TimeStamper(fmt="iso", utc=True)(None, "", entry)
        return str(structlog.processors.JSONRenderer()(None, "", redacted(None, "", stamped)))

    def _event(self, record: logging.LogRecord) -> str:
        if record.name.partition(".")[0] not in OURS:
            return "a library warns"
        values = record.args if isinstance(record.args, tuple) else ()
        return str(record.msg) % tuple(v if isinstance(v, int) or _is(NAME, v) else LEFT_OUT for v in values)


def _fault(kind: type[BaseException], trace: TracebackType | None) -> Entry:
    """What it was and where it came from, without its words."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return {"error": kind.__name__, "where": f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""}


def _fell(kind: type[BaseException], _value: BaseException | None, trace: TracebackType | None) -> None:
    """Instead of Python's own report, which shows the words of the exception."""
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("fell", **_fault(kind, trace))
