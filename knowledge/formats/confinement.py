"""What a process that reads the files of others may not do: use much memory, run long, write, connect, start programs.

Memory, processor time and file sizes are limited wherever Python has `resource` (Linux, macOS); system calls are
filtered on Linux (seccomp, on x86-64 and ARM64); Python's own network and process functions are refused everywhere.
"""

import ctypes
import platform
import sys
from collections.abc import Iterator
from math import ceil
from typing import Any

PROCESSOR_SECONDS = 30
MEMORY = 512 * 1024 * 1024

_REFUSED = frozenset(
    {"socket.__new__", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec"}
)

# System call numbers: sockets, programs, other processes, and all that changes a file system.
# https://github.com/torvalds/linux/blob/master/arch/x86/entry/syscalls/syscall_64.tbl and asm-generic/unistd.h
_X86_64 = (41, 42, 49, 53, 59, 62, 76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 101, 133, 161, 165, 258, 259,
           260, 263, 264, 265, 266, 268, 310, 311, 316, 322, 425, 437)  # fmt: skip
_ARM64 = (33, 34, 35, 36, 37, 38, 40, 45, 46, 51, 52, 53, 54, 55, 117, 129, 198, 199, 200, 203, 221, 270, 271, 276, 281,
          425, 437)  # fmt: skip
# Of each machine: its audit number, the calls refused, and those that open a file with the place of their flags.
_MACHINES = {
    "x86_64": (0xC000003E, _X86_64, {2: 1, 257: 2}),
    "aarch64": (0xC00000B7, _ARM64, {56: 2}),
}
_WRITING = 0o3 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | 13  # EACCES
_OTHER_INTERFACE = 0x40000000  # x32 calls on x86-64
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2


def confine() -> None:
    """Give up, for good, what the reading of a file does not need."""
    _limit_memory_and_files()
    sys.addaudithook(_refuse)
    if sys.platform == "linux":
        _filter_calls()


def renew_processor_time() -> None:
    """Allow another PROCESSOR_SECONDS from now on; beyond them the system ends the process."""
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(used.ru_utime + used.ru_stime) + PROCESSOR_SECONDS, hard))


def _limit_memory_and_files() -> None:
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0}
    if sys.platform == "linux":  # macOS takes the limit and does not keep it
        limits |= {resource.RLIMIT_DATA: MEMORY, resource.RLIMIT_AS: 2 * MEMORY}  # what is mapped need not be used
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in _REFUSED:
        raise PermissionError(f"{event} is refused while files are read")


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Instruction)))


def _filter_calls() -> bool:
    """Install the filter; return whether the kernel took it (an unknown machine or kernel has none)."""
    machine = platform.machine()
    if machine not in _MACHINES:
        return False
    instructions = [_Instruction(*each) for each in _filter(*_MACHINES[machine])]
    array = (_Instruction * len(instructions))(*instructions)
    program = _Program(len(instructions), array)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong]
    return not prctl(_NO_NEW_PRIVILEGES, 1, None, 0, 0) and not prctl(
        _SET_SECCOMP, _FILTER, ctypes.addressof(program), 0, 0
    )


def _filter(machine: int, refused: tuple[int, ...], opening: dict[int, int]) -> Iterator[tuple[int, int, int, int]]:
    """Yield a program of the classic Berkeley packet filter: code, jump if true, jump if false, operand."""
    deny = (_RETURN, 0, 0, _DENY)
    yield _LOAD, 0, 0, 4  # the machine that the call is meant for
    yield _EQUAL, 1, 0, machine
    yield deny
    yield _LOAD, 0, 0, 0  # the number of the call
    yield _AT_LEAST, 0, 1, _OTHER_INTERFACE
    yield deny
    for call in refused:
        yield _EQUAL, 0, 1, call
        yield deny
    for call, argument in opening.items():
        yield _EQUAL, 0, 4, call
        yield _LOAD, 0, 0, 16 + 8 * argument
        yield _ANY_BIT, 0, 1, _WRITING
        yield deny
        yield _RETURN, 0, 0, _ALLOW
    yield _RETURN, 0, 0, _ALLOW
