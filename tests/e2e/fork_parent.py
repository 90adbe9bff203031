"""A process that has the whole server imported and forks it on demand. Knows how to start and to report ends.

A hall that is killed two hundred times must start in a moment; what is forked here is otherwise the console command:
its own process, files, sockets and exit code. Control messages are JSON over a socket pair, with the child's stdout
and stderr handed over.
"""

import json
import os
import select
import socket
import sys
import traceback
from typing import Any

import server.commands
import server.discovery
from server.__main__ import main


def _child(request: dict[str, Any], files: list[int]) -> int:
    for number, file in enumerate(files, 1):
        os.dup2(file, number)
    os.closerange(3, 256)
    if "lan" in request:
        server.discovery.TYPE = request["lan"]
    try:
        return main(request["argv"])
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001 - what the interpreter would print, the test must see
        traceback.print_exc()
        return 70
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def run(control: socket.socket) -> None:
    """Fork on request, report each end, until the other side closes."""
    running: dict[int, int] = {}  # pidfd → pid
    poll = select.poll()
    poll.register(control, select.POLLIN)
    while True:
        for ready, _ in poll.poll():
            if ready in running:
                poll.unregister(ready)
                pid = running.pop(ready)
                os.close(ready)
                code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                control.send(json.dumps({"ended": pid, "code": code}).encode())
                continue
            message, files, *_ = socket.recv_fds(control, 65536, 2)
            if not message:
                return
            pid = os.fork()
            if pid == 0:
                os._exit(_child(json.loads(message), files))
            for file in files:
                os.close(file)
            handle = os.pidfd_open(pid)
            running[handle] = pid
            poll.register(handle, select.POLLIN)
            control.send(json.dumps({"started": pid}).encode())


if __name__ == "__main__":
    run(socket.socket(fileno=int(sys.argv[1])))
