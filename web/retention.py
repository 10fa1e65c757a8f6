"""Conversations are forgotten after so many days: looked after when requests come, once an hour at most."""

import time
from datetime import UTC, datetime, timedelta
from threading import Lock

from flask import Flask

from web import asking

_EVERY = 3600.0  # seconds


def forget(app: Flask, after: timedelta) -> None:
    """Delete the conversations in which nothing was asked for that long."""
    lock = Lock()
    last = -_EVERY

    def look() -> None:
        nonlocal last
        with lock:
            if time.monotonic() - last < _EVERY:
                return
            last = time.monotonic()
        asking.chatbot().history.delete_older(datetime.now(UTC) - after)

    app.before_request(look)
