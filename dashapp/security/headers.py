"""What every answer carries: a content security policy with a fresh nonce, and the headers that close doors."""

import secrets
from collections.abc import Callable, Sequence

from flask import Flask, Response, g, request

NONCE_MARK = "__nonce__"
"""Where a page's HTML wants the nonce of its answer."""

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR = 31_536_000


def policy(nonce: str, script_hashes: Sequence[str]) -> str:
    """The policy of a page. Nothing from elsewhere, nothing inline but what carries the nonce or a known hash."""
    scripts = " ".join(("'self'", *script_hashes, f"'nonce-{nonce}'"))
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
        "form-action 'self'"
    )


def guard(flask_app: Flask, script_hashes: Callable[[], Sequence[str]]) -> None:
    """Put the headers on every answer of an app.

    script_hashes: asked at each page, because Dash adds inline scripts of its own on the first request.
    """

    def dress(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
        if response.mimetype == "text/html":
            _page(response, script_hashes())
        else:
            response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        return response

    flask_app.after_request(dress)


def _page(response: Response, hashes: Sequence[str]) -> None:
    nonce = secrets.token_urlsafe(18)
    g.nonce = nonce
    response.set_data(response.get_data(as_text=True).replace(NONCE_MARK, nonce))
    response.headers["Content-Security-Policy"] = policy(nonce, hashes)
    response.headers["Cache-Control"] = "no-store"
