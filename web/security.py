"""What every response says to browsers, and which requests of other sites are refused."""

from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import Forbidden

HEADERS = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Not "no-referrer": under it browsers send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def protect(app: Flask) -> None:
    """Refuse what other sites post, and put the security headers on every response."""
    app.before_request(_refuse_other_sites)
    app.after_request(_add_headers)


def _refuse_other_sites() -> None:
    """Raise Forbidden for a request that would change something and that another site's page sent."""
    if request.method not in _SAFE_METHODS and not _is_ours():
        raise Forbidden("this request came from a page of another site; ask on Quoth's own page")


def _is_ours() -> bool:
    """Tell whether our own page or a program asks: a browser sends one of the two headers, a program neither."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or _authority(origin) == request.host


def _authority(origin: str) -> str | None:
    """Return host and port of an origin, None for one that has none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    # A conversation grows, and what was removed must not be shown again.
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
