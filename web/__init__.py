"""The page and the JSON endpoint: how an answer is shown and reached over HTTP. No answering logic."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from bot import Chatbot, Settings
    from web.counting import Counts

__all__ = ["create_app"]


def create_app(
    settings: "Settings | None" = None, chatbot: "Chatbot | None" = None, *, counts: "Counts | None" = None
) -> "Flask":
    """Return the web application over a chatbot: the one given, else the one that the settings describe.

    Processes that serve together share the `counts` of requests.
    """
    # Flask takes longer to import than most commands run, and only `serve` needs it.
    from web.application import build  # noqa: PLC0415

    return build(settings, chatbot, counts)
