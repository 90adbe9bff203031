"""The floors: the framework alone with a JSON POST of the same shape, and what the disk can do. Knows no hall."""

import os
import sys
import tempfile
import time
from pathlib import Path
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel


class Wish(BaseModel):
    """As much as a ticket needs."""

    request_id: UUID
    service_id: str


class Ticket(BaseModel):
    """As much as a bare answer tells."""

    id: int
    number: str
    service_id: str


def bare_app() -> FastAPI:
    """One POST: JSON in, validated; JSON out. Nothing else."""
    app = FastAPI()

    @app.post("/tickets")
    async def issue(wish: Wish) -> Ticket:
        return Ticket(id=1, number="A001", service_id=wish.service_id)

    return app


def fsync_rate(directory: Path, count: int = 500) -> float:
    """Appends of 512 bytes with fsync per second."""
    with tempfile.NamedTemporaryFile(dir=directory) as file:
        begin = time.perf_counter()
        for _ in range(count):
            file.write(b"x" * 512)
            file.flush()
            os.fsync(file.fileno())
        return count / (time.perf_counter() - begin)


if __name__ == "__main__":
    uvicorn.run(
        bare_app(), port=int(sys.argv[1]), log_config=None, access_log=False, server_header=False, date_header=False
    )
