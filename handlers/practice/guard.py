"""Keeps the practice room on this computer: who may ask, and what a browser may do with the answer."""

import re
from ipaddress import ip_address

from flask import Response, make_response, request

OWN_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?")
LARGEST_BODY = 1_000_000

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # With `no-referrer` a browser would send the origin `null` with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def refuse_strangers() -> Response | None:
    """Stop other computers, names that were pointed at this one (DNS rebinding) and forms of other sites."""
    request.max_content_length = LARGEST_BODY
    if not ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104 - nobody is not loopback
        return _refusal("De oefenruimte werkt alleen op de computer waarop zij draait.")
    if not OWN_HOST.fullmatch(request.host):
        return _refusal("Open de oefenruimte op http://127.0.0.1 of http://localhost, met het nummer van de poort.")
    if request.method == "POST" and request.headers.get("Origin") != f"http://{request.host}":
        return _refusal("Dit formulier komt niet uit de oefenruimte. Open de oefenruimte en probeer het daar opnieuw.")
    return None


def _refusal(sentence: str) -> Response:
    return make_response(sentence + "\n", 403, {"Content-Type": "text/plain; charset=utf-8"})


def add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response
