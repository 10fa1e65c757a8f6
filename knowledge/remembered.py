"""What a library knows of itself: values by their keys, and the number of its generation."""

from time import time_ns

from sqlalchemy import Connection, insert, select, update

from knowledge import schema

_key = schema.state.c.key


def get(connection: Connection, key: str) -> str | None:
    """Return a value, or None."""
    value: str | None = connection.scalar(select(schema.state.c.value).where(_key == key))
    return value


def put(connection: Connection, key: str, value: str) -> None:
    """Keep a value in place of the one before."""
    if not connection.execute(update(schema.state).where(_key == key).values(value=value)).rowcount:
        connection.execute(insert(schema.state).values(key=key, value=value))


def generation(connection: Connection) -> int:
    """Return a number that grows with every change of the documents."""
    return int(get(connection, "generation") or 0)


def grow(connection: Connection) -> None:
    """Begin a new generation, under a number that no other one has: a library brought back has its old number."""
    put(connection, "generation", str(max(generation(connection) + 1, time_ns())))
