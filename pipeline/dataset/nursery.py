"""The process that workers are forked from: it imports everything once, then only forks and reaps.

Why not `multiprocessing`: its children import the caller's main module again (a script without a main guard
starts itself over and over; a notebook has none), and a fork of a process with threads, such as a Prefect
worker, can deadlock. This process has one thread and is started by its own command line.

    parent ──control socket──▶ nursery ──fork──▶ worker ◀──job socket── parent

Nobody outlives the parent: the nursery ends when the control socket closes, workers die with the nursery.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import pickle
import resource
import select
import signal
import socket
import struct
import sys
from typing import Any

_PR_SET_PDEATHSIG = 1
_HEADER = struct.Struct("<Q")


def main(control_descriptor: int, shared_descriptor: int, told_descriptor: int, ahead: str) -> None:
    """Runs the nursery, whose command line has the numbers of the control socket, of the shared memory and of the
    file in which workers tell each other what they have computed, and the folder to read ahead ("" for none)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=control_descriptor)
    sys.meta_path.insert(0, _NoPandas())
    try:
        from pipeline.dataset.read_ahead import read_ahead
        from pipeline.dataset.warm import import_all, settle_memory, warm_up, warm_up_by_default

        def is_asked() -> bool:
            return bool(select.select([control], [], [], 0)[0])

        import_all()
        if not is_asked():
            warm_up_by_default()  # nobody knows yet what for; most likely it is this
        if ahead:
            read_ahead(ahead, is_asked)
        settings = receive(control)
        if settings is None:
            return
        shared = mmap.mmap(shared_descriptor, 0)
        warm_up(settings["warm"])
        settle_memory()
    except BaseException as error:
        send(control, ("failed", portable(error)))
        return
    send(control, ("ready", None))
    _serve(control, memoryview(shared), settings | {"told": told_descriptor})


class _NoPandas:
    """Import finder without pandas: Arrow imports it as soon as it converts a list, which takes half a second
    and 60 MB, and no worker needs it."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("pandas is not for workers", name=name)


def _serve(control: socket.socket, shared: memoryview, settings: dict[str, Any]) -> None:
    parent = settings["parent"]
    workers: dict[int, int] = {}
    while os.getppid() == parent:
        if not select.select([control], [], [], 1.0)[0]:
            continue
        data, fds, _, _ = socket.recv_fds(control, 64, 1)
        if not data:
            break
        command, slot = data.decode().split()
        if command == "fork":
            pid = os.fork()
            if pid == 0:
                control.close()
                _worker(socket.socket(fileno=fds[0]), shared, int(slot), settings)
            os.close(fds[0])
            workers[int(slot)] = pid
            send(control, ("forked", pid))
        elif command == "end":
            send(control, ("ended", _end(workers.pop(int(slot)))))
    for pid in workers.values():
        _end(pid)


def _end(pid: int) -> int:
    """Kills a worker unless it has ended by itself, and tells how it ended (negative: by which signal)."""
    done, status = os.waitpid(pid, os.WNOHANG)
    if not done:
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _worker(jobs: socket.socket, shared: memoryview, slot: int, settings: dict[str, Any]) -> None:
    """A worker's whole life: takes jobs from its socket until that closes."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    from pipeline.dataset.guard import SlotGuard
    from pipeline.dataset.told import Told
    from pipeline.recall import use_store

    code = 1
    try:
        if settings["workers"] > 1:
            use_store(Told(settings["told"], slot, settings["workers"]))
        guard = SlotGuard(shared, slot, settings["memory_budget_mb"])
        while (job := receive(jobs)) is not None:
            guard.start_job()
            try:
                answer = ("done", job.run(guard))
            except Exception as error:
                answer = ("raised", portable(error))
            guard.lift()
            send(jobs, (*answer, resident_mb()))
            # Free a job's rows before the next one begins.
            del job, answer
        code = 0
    finally:
        os._exit(code)


def resident_mb() -> int:
    """Megabytes of memory this process holds; 0 where the system does not tell (all but Linux)."""
    if sys.platform != "linux":
        return 0
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 (as in guard.py)
        return int(file.read().split()[1]) * resource.getpagesize() // 1_000_000


def send(connection: socket.socket, message: object) -> None:
    """Sends one pickled message, its length first."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    connection.sendall(_HEADER.pack(len(data)) + data)


def receive(connection: socket.socket) -> Any:
    """The next message, or None when the other side is gone."""
    header = _receive_exactly(connection, _HEADER.size)
    if header is None:
        return None
    data = _receive_exactly(connection, _HEADER.unpack(header)[0])
    return None if data is None else pickle.loads(data)


def _receive_exactly(connection: socket.socket, size: int) -> bytes | None:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        try:
            received = connection.recv_into(view)
        except ConnectionError:
            return None
        if not received:
            return None
        view = view[received:]
    return bytes(data)


def portable(error: BaseException) -> BaseException:
    """The error itself if it survives pickling, else one that says the same."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
