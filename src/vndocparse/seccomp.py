"""A filter of system calls (seccomp, Linux): a process under it has no network, no children and no files to write.

The filter is the kernel's, it needs no rights and cannot be taken off again, whatever code a hostile file
manages to run.  Calls that no reading has a reason for end the process with SIGSYS, so that the attempt has a name;
those that libraries try as a matter of course and can do without come back with an error.

Numbers of calls and of the filter's instructions are Linux's (asm/unistd_64.h, asm-generic/unistd.h,
linux/bpf_common.h, linux/seccomp.h); they never change.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass

# fmt: off
_X86_64 = {
    "open": 2, "creat": 85, "openat": 257, "openat2": 437,
    "socket": 41, "socketpair": 53, "connect": 42, "bind": 49, "listen": 50,
    "clone": 56, "fork": 57, "vfork": 58, "clone3": 435, "execve": 59, "execveat": 322,
    "rename": 82, "renameat": 264, "renameat2": 316, "unlink": 87, "unlinkat": 263, "rmdir": 84, "mkdir": 83,
    "mkdirat": 258, "link": 86, "linkat": 265, "symlink": 88, "symlinkat": 266, "chmod": 90, "fchmodat": 268,
    "chown": 92, "lchown": 94, "fchownat": 260, "truncate": 76, "mknod": 133, "mknodat": 259, "setxattr": 188,
    "kill": 62, "tkill": 200, "tgkill": 234, "pidfd_open": 434, "pidfd_send_signal": 424, "pidfd_getfd": 438,
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "io_uring_setup": 425, "mount": 165,
    "unshare": 272, "setns": 308, "bpf": 321, "keyctl": 250, "prlimit64": 302, "setsid": 112,
}
_AARCH64 = {
    "openat": 56, "openat2": 437,
    "socket": 198, "socketpair": 199, "connect": 203, "bind": 200, "listen": 201,
    "clone": 220, "clone3": 435, "execve": 221, "execveat": 281,
    "renameat": 38, "renameat2": 276, "unlinkat": 35, "mkdirat": 34, "linkat": 37, "symlinkat": 36, "fchmodat": 53,
    "fchownat": 54, "truncate": 45, "mknodat": 33, "setxattr": 5,
    "kill": 129, "tkill": 130, "tgkill": 131, "pidfd_open": 434, "pidfd_send_signal": 424, "pidfd_getfd": 438,
    "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "io_uring_setup": 425, "mount": 40,
    "unshare": 97, "setns": 268, "bpf": 280, "keyctl": 219, "prlimit64": 261, "setsid": 157,
}
# fmt: on
_MACHINES = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}

_FATAL = ("socket", "socketpair", "connect", "bind", "listen", "fork", "vfork", "execve", "execveat", "ptrace")
"""Calls out, and other programs: they end the process."""
_ABSENT = ("clone3", "openat2", "io_uring_setup")
"""Said to be unknown to this kernel: libraries then use the older call, whose arguments a filter can see."""
_PATH_OPENERS = {"open": 1, "openat": 2}
"""Calls that open a file, and which argument holds the flags."""
_OWN_ONLY = ("kill", "tgkill", "prlimit64")
"""Allowed on this very process; abort() needs tgkill."""
_DENIED = (
    "creat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "link", "linkat",
    "symlink", "symlinkat", "chmod", "fchmodat", "chown", "lchown", "fchownat", "truncate", "mknod", "mknodat",
    "setxattr", "tkill", "pidfd_open", "pidfd_send_signal", "pidfd_getfd", "process_vm_readv", "process_vm_writev",
    "mount", "unshare", "setns", "bpf", "keyctl", "setsid",
)  # fmt: skip

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CLONE_THREAD = 0x00010000
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_ANY, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _ERROR, _KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
"""Offsets in the kernel's record of a call; each argument takes eight bytes, the low half first."""
_X32 = 0x40000000
"""Calls of a third ABI of x86-64, by which a filter of numbers could be passed by."""
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("k", ctypes.c_uint))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


@dataclass(frozen=True, slots=True)
class Confinement:
    """What holds a process back; both may be missing on a system that has neither."""

    filtered: bool
    """Its system calls are filtered."""
    network: bool
    """It was put into a network of its own, without any interface."""

    @property
    def name(self) -> str:
        """For a person: "seccomp, own network"."""
        parts = [text for on, text in ((self.filtered, "seccomp"), (self.network, "own network")) if on]
        return ", ".join(parts) or "audit hook"


def confine() -> Confinement:
    """Cut this process off: own network where permitted, filter where there is one, else Python's audit hook.

    To be called once everything is imported and no thread runs.  Guarantees with ``filtered``: no network, no
    new process, no file opened for writing, renamed or removed, no signal to another process.
    """
    network = _own_network()
    filtered = _install(_filter()) if _is_known() else False
    if not filtered:
        _hook()
    return Confinement(filtered, network)


def _is_known() -> bool:
    return sys.platform.startswith("linux") and platform.machine() in _MACHINES and sys.maxsize > 2**32


def _own_network() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(_CLONE_NEWNET) == 0:
            return True
        return bool(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)
    except (OSError, AttributeError):
        return False


def _filter() -> list[tuple[int, int, int, int]]:
    """The instructions: code, jump if true, jump if false, operand."""
    architecture, numbers = _MACHINES[platform.machine()]
    out = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if platform.machine() == "x86_64":
        out += [(_JUMP_IF_ANY, 0, 1, _X32), (_RETURN, 0, 0, _KILL_PROCESS)]

    def when(names: tuple[str, ...], answer: int) -> None:
        for name in names:
            if name in numbers:
                out.extend([(_JUMP_IF_EQUAL, 0, 1, numbers[name]), (_RETURN, 0, 0, answer)])

    def argument(name: str, index: int, test: tuple[int, int, int, int], answer: int) -> None:
        """``answer`` where the low half of an argument passes the test (which jumps over one on failure)."""
        if name in numbers:
            out.extend([
                (_JUMP_IF_EQUAL, 0, 4, numbers[name]),
                (_LOAD, 0, 0, _ARGUMENTS + 8 * index),
                test,
                (_RETURN, 0, 0, answer),
                (_RETURN, 0, 0, _ALLOW),
            ])  # fmt: skip

    when(_FATAL, _KILL_PROCESS)
    when(_ABSENT, _ERROR | errno.ENOSYS)
    when(_DENIED, _ERROR | errno.EPERM)
    for name, index in _PATH_OPENERS.items():
        argument(name, index, (_JUMP_IF_ANY, 0, 1, _WRITING), _ERROR | errno.EPERM)
    argument("clone", 0, (_JUMP_IF_ANY, 1, 0, _CLONE_THREAD), _KILL_PROCESS)
    for name in _OWN_ONLY:
        # 0 stands for this process with prlimit64, and for its group, which it leads, with kill.
        _own_pid(name, numbers, out)
    out.append((_RETURN, 0, 0, _ALLOW))
    return out


def _own_pid(name: str, numbers: dict[str, int], out: list[tuple[int, int, int, int]]) -> None:
    out.extend([
        (_JUMP_IF_EQUAL, 0, 5, numbers[name]),
        (_LOAD, 0, 0, _ARGUMENTS),
        (_JUMP_IF_EQUAL, 2, 0, os.getpid()),
        (_JUMP_IF_EQUAL, 1, 0, 0),
        (_RETURN, 0, 0, _ERROR | errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ])  # fmt: skip


def _install(instructions: list[tuple[int, int, int, int]]) -> bool:
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        array = (_Instruction * len(instructions))(*(_Instruction(*i) for i in instructions))
        program = _Program(len(instructions), array)
        if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            return False
        return bool(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)
    except (OSError, AttributeError):
        return False


FORBIDDEN = 77
"""Exit status of a process that the audit hook ended."""
_EVENTS = ("socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.fork",
    "os.forkpty", "os.posix_spawn", "os.spawn")  # fmt: skip


def _hook() -> None:
    """Without a filter: Python's own calls out end the process, and files are opened for reading alone."""

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event in _EVENTS:
            os._exit(FORBIDDEN)
        if event == "open" and len(arguments) > 2 and isinstance(arguments[2], int) and arguments[2] & _WRITING:
            raise PermissionError(errno.EPERM, "no files are written here")

    hook: Callable[[str, tuple[object, ...]], None] = watch
    sys.addaudithook(hook)
