"""What a running process takes. Linux: proc(5)."""

import os
from pathlib import Path


def cpu_s(pid: int) -> float:
    """Processor seconds of a process so far, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int | str) -> float:
    """Resident memory of a process; "self" is this one."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))
