"""A part of a list, with the addresses of the parts beside it in the Link header (RFC 8288)."""

from typing import Any

from flask import Response, jsonify, request, url_for

from web.given import Page


def paged(payload: dict[str, Any], page: Page) -> Response:
    """Return a payload, which says the `total`, with links to the next and the previous part where there are any."""
    response = jsonify(payload)
    beside = {"next": page.offset + page.limit, "prev": max(page.offset - page.limit, 0)}
    there = {"next": beside["next"] < payload["total"], "prev": page.offset > 0}
    links = [f'<{_address(page, offset)}>; rel="{name}"' for name, offset in beside.items() if there[name]]
    if links:
        response.headers["Link"] = ", ".join(links)
    return response


def _address(page: Page, offset: int) -> str:
    """Return the address of another part, made of what was given and is known: other parameters would be Flask's."""
    given = page.model_copy(update={"offset": offset}).model_dump(mode="json", exclude_unset=True)
    return url_for(str(request.endpoint), **(request.view_args or {}), **given)
