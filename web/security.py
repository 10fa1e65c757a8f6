"""What every response says to browsers, and which requests are refused: other sites' and other hosts'."""

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import Forbidden, SecurityError

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
_KEPT = "public, max-age=31536000, immutable"
"""The page's own files are not asked for again: with their content their address changes."""
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def protect(app: Flask, hosts: Iterable[str] = ()) -> None:
    """Refuse what other sites post and what names another host, and put the security headers on every response.

    `hosts` are the names that this server is reached by beside `localhost`; ".example.org" also stands for all below.
    """
    app.config["QUOTH_HOSTS"] = ("localhost", ".localhost", *(host.lower() for host in hosts))
    app.before_request(_refuse_other_hosts)
    app.before_request(_refuse_other_sites)
    app.after_request(_add_headers)


def _refuse_other_hosts() -> None:
    """Raise SecurityError where the request names a host that is not this one.

    A page of another site whose name was made to point here (DNS rebinding) names its own; it cannot name an address.
    """
    name = _authority(f"//{request.host}", port=False)
    if name is None or not (_is_address(name) or _is_known(name, current_app.config["QUOTH_HOSTS"])):
        shown = request.host[:80]
        raise SecurityError(f"the host {shown!r} is not known here; the setting 'trusted_hosts' names more")


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


def _is_known(name: str, hosts: Iterable[str]) -> bool:
    return any(name == host.removeprefix(".") or (host.startswith(".") and name.endswith(host)) for host in hosts)


def _refuse_other_sites() -> None:
    """Raise Forbidden for a request that would change something and that another site's page sent."""
    if request.method not in _SAFE_METHODS and not _is_ours():
        raise Forbidden("this request came from a page of another site; ask on Quoth's own page")


def _is_ours() -> bool:
    """Tell whether our own page or a program asks: a browser sends one of the two headers, a program neither."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or _authority(origin) == request.host.lower()


def _authority(origin: str, *, port: bool = True) -> str | None:
    """Return the host of an origin, in lower case, with its port or without; None where it has none."""
    try:
        split = urlsplit(origin.lower())
        return split.netloc if port else split.hostname
    except ValueError:
        return None


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    if request.endpoint == "static" and response.status_code < 400:
        response.headers["Cache-Control"] = _KEPT
    # A conversation grows, and what was removed must not be shown again.
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
