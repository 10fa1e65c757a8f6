"""A part of a list, with the addresses of the parts beside it in the Link header (RFC 8288)."""

from typing import Any

from flask import Response, jsonify, request, url_for

from web.given import Page


def paged(payload: dict[str, Any], page: Page) -> Response:
    """Return a payload, which says the `total`, with links to the next and the previous part where there are any."""
    response = jsonify(payload)
    beside = {"next": page.offset + page.limit, "prev": max(page.offset - page.limit, 0)}
    there = {"next": beside["next"] < payload["total"], "prev": page.offset > 0}
    links = [f'<{_address(offset)}>; rel="{name}"' for name, offset in beside.items() if there[name]]
    if links:
        response.headers["Link"] = ", ".join(links)
    return response


def _address(offset: int) -> str:
    arguments = {**request.args.to_dict(), "offset": offset}
    return url_for(str(request.endpoint), **{**(request.view_args or {}), **arguments})
