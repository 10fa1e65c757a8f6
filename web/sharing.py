"""How workers share what is asked: who has much in hand gives a request, with its connection, to who has less.

Who is quicker to accept gets nearly all of a crowd that comes at once, and would keep it for as long as it stays.
What all of them write they write in turns.
"""

import fcntl
import socket
import tempfile
from collections.abc import Iterable
from itertools import chain
from mmap import mmap
from threading import Lock

_ABSENT = 2**32 - 1
_LEAD = 2
"""Requests that a worker must have in hand above another one to give it the next."""
_MOST = 16 * 1024
"""Bytes of a request that is given."""


class Desks:
    """What each of some processes has in hand, and a letter box for each; made before they are forked."""

    def __init__(self, count: int) -> None:
        """Begin with nobody at work."""
        numbers = memoryview(mmap(-1, 4 * count * (count + 2))).cast("I")
        # Nobody writes what another one writes: what a desk was sent is counted by sender.
        self._in_hand, self._taken, self._sent = numbers[:count], numbers[count : 2 * count], numbers[2 * count :]
        self._boxes = [socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(count)]
        for end in chain.from_iterable(self._boxes):
            end.setblocking(False)
        for place in range(count):
            self.leave(place)

    def free(self, occupied: Iterable[int | None]) -> int | None:
        """Return the first place that is not one of these, or None."""
        return next((place for place in range(len(self._in_hand)) if place not in set(occupied)), None)

    def leave(self, place: int) -> None:
        """Tell that nothing shall be given to a desk any more."""
        self._in_hand[place] = _ABSENT

    def has(self, place: int, in_hand: int) -> None:
        """Tell how many requests a desk has in hand."""
        self._in_hand[place] = in_hand

    def idlest(self, place: int, in_hand: int) -> int | None:
        """Return who shall have the next request of a desk with so many in hand; None: it keeps it."""
        others = (each for each in range(len(self._in_hand)) if each != place and self._in_hand[each] != _ABSENT)
        load, best = min(((self._load(each), each) for each in others), default=(in_hand, place))
        return best if load + _LEAD <= in_hand else None

    def _load(self, place: int) -> int:
        """Return how many requests a desk has in hand or in its letter box."""
        sent = sum(self._sent[place :: len(self._in_hand)])
        return int(self._in_hand[place]) + (sent - self._taken[place]) % 2**32

    def send(self, place: int, to: int, connection: socket.socket, received: bytes) -> bool:
        """Put a connection with what was received on it into a letter box; tell whether it went in."""
        try:
            socket.send_fds(self._boxes[to][1], [received], [connection.fileno()])
        except OSError:  # the box is full
            return False
        number = place * len(self._in_hand) + to
        self._sent[number] = (self._sent[number] + 1) % 2**32
        return True

    def taken(self, place: int) -> tuple[socket.socket, bytes] | None:
        """Return the next connection of a desk's letter box with what was received on it, or None."""
        try:
            received, fds, _, _ = socket.recv_fds(self._boxes[place][0], _MOST, 1)
        except BlockingIOError:
            return None
        self._taken[place] = (self._taken[place] + 1) % 2**32
        return socket.socket(fileno=fds[0]), received

    def box(self, place: int) -> socket.socket:
        """Return what can be read when something is in a desk's letter box."""
        return self._boxes[place][0]


class Desk:
    """The desk of this process."""

    def __init__(self, desks: Desks, place: int) -> None:
        """Sit down at a place."""
        self._desks, self.place, self.box = desks, place, desks.box(place)
        self._is_left = False

    def has(self, in_hand: int) -> None:
        """Tell the others how many requests are in hand."""
        if not self._is_left:
            self._desks.has(self.place, in_hand)

    def gives(self, connection: socket.socket, received: bytes, in_hand: int) -> bool:
        """Give a request away, where others have less in hand; tell whether that was done."""
        if self._is_left or len(received) > _MOST:
            return False
        to = self._desks.idlest(self.place, in_hand)
        return to is not None and self._desks.send(self.place, to, connection, received)

    def taken(self) -> tuple[socket.socket, bytes] | None:
        """Return the next connection that others gave, with what was received on it, or None."""
        return self._desks.taken(self.place)

    def leave(self) -> None:
        """Be given nothing any more, and give nothing."""
        self._is_left = True
        self._desks.leave(self.place)


class Turns:
    """A lock that one thread of some processes holds at a time; who dies with it holds it no more.

    Made before they are forked.
    """

    def __init__(self) -> None:
        """Begin with nobody holding it."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # open as long as a process has it
        self._threads = Lock()  # what locks a file is the process, not a thread of it

    def __enter__(self) -> None:
        """Wait until nobody holds it, and hold it."""
        self._threads.acquire()
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise

    def __exit__(self, *_: object) -> None:
        """Let go of it."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_UN)
        finally:
            self._threads.release()
