"""The worker: runs jobs until it is told to stop, and outlives a lost database.   后台进程"""

from __future__ import annotations

import asyncio
import logging
import time

from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.exceptions import ProcrastinateException

log = logging.getLogger("pandian.jobs")
CONCURRENCY = 2
AGAIN_SECONDS = 1.0
GRACEFUL_SECONDS = 10.0


def run() -> None:
    """Run jobs until SIGTERM or SIGINT; when the database goes away, wait and go on."""
    while True:
        try:
            asyncio.run(_work())
            return
        except (ProcrastinateException, OSError) as error:
            log.warning("the worker lost the database and tries again: %s", error)
            time.sleep(AGAIN_SECONDS)


async def _work() -> None:
    worker: App = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker.open_async():
        await worker.run_worker_async(
            concurrency=CONCURRENCY, delete_jobs="successful", name="pandian",
            fetch_job_polling_interval=2.0, shutdown_graceful_timeout=GRACEFUL_SECONDS,
        )
