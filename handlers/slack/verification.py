"""Proof that a request comes from Slack: its signature, no older than five minutes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from slack_bolt.middleware.request_verification import RequestVerification
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

_DIGITS: Final = 12


class Verification(RequestVerification):
    """Bolt's check, which by itself fails with 500 on a timestamp or signature of a strange form."""

    def __init__(self, signing_secret: str) -> None:
        if not signing_secret.strip():
            raise ValueError("SLACK_SIGNING_SECRET is empty")
        super().__init__(signing_secret)
        self.logger.setLevel(logging.WARNING)  # at INFO it would log the body of what it refuses

    def process(self, *, req: BoltRequest, resp: BoltResponse, next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002 - Bolt's name
        if req.mode == "http" and not _well_formed(req):
            return self._build_error_response()
        return super().process(req=req, resp=resp, next=next)


def _well_formed(req: BoltRequest) -> bool:
    timestamp = req.headers.get("x-slack-request-timestamp", [""])[0]
    signature = req.headers.get("x-slack-signature", [""])[0]
    return timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _DIGITS and signature.isascii()
