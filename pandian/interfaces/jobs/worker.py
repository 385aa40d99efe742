"""The worker: runs jobs until it is told to stop, and outlives a lost database.   后台进程"""

from __future__ import annotations

import asyncio
import logging
import signal

from asgiref.sync import sync_to_async
from django.db import Error as DatabaseError
from django.db import connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.exceptions import ProcrastinateException

log = logging.getLogger("pandian.jobs")
CONCURRENCY = 2
AGAIN_SECONDS = 1.0
GRACEFUL_SECONDS = 10.0
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def run() -> None:
    """Run jobs until SIGTERM or SIGINT; when the database goes away, wait and go on."""
    asyncio.run(_until_told())


async def _until_told() -> None:
    told = asyncio.Event()
    for each in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(each, told.set)
    stopping = asyncio.create_task(told.wait())
    while not told.is_set():
        work = asyncio.create_task(_work())
        await asyncio.wait([work, stopping], return_when=asyncio.FIRST_COMPLETED)
        work.cancel()
        try:
            await work
        except asyncio.CancelledError:
            log.info("the worker was told to stop")
        except (ProcrastinateException, DatabaseError, OSError) as error:
            log.warning("the worker stopped: %s", error)
        await sync_to_async(connections.close_all)()  # a broken one would be kept for ever
        if not told.is_set():
            log.warning("the worker lost the database and tries again")
            await asyncio.wait([stopping], timeout=AGAIN_SECONDS)


async def _work() -> None:
    """Run the worker of the job queue; it ends by itself when its connection breaks."""
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    worker: App = app.with_connector(connector)
    async with worker.open_async():
        await worker.run_worker_async(
            concurrency=CONCURRENCY, delete_jobs="successful", name="pandian",
            fetch_job_polling_interval=2.0, shutdown_graceful_timeout=GRACEFUL_SECONDS,
            install_signal_handlers=False,
        )
