"""The log: one JSON object a line, with names and numbers of ours and nothing that a person wrote."""

import logging

import structlog


def configure(level: str) -> None:
    """Libraries may quote what they were sent, so of them only warnings are written, and never below that."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(logging.WARNING, logging.getLevelNamesMapping()[level]))
