"""The service as a web application."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from api import __version__, errors
from api.headers import Guarded
from api.web import (
    about,
    administering,
    comparing,
    documents,
    events,
    health,
    instances,
    jobs,
    page,
    results,
    session,
    tables,
)
from api.web.hub import Hub
from api.web.observed import Observed
from api.web.shapes import Trouble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from api.service import Service

DESCRIPTION = """Plans of a battery chain from mine to recovery, as jobs.

Submit a job, watch it, stop or cancel it, fetch its audited result. Every address under `/v1`
takes a key: `Authorization: Bearer jk_...`. Every error is `application/problem+json`.
"""

CODES = (400, 401, 403, 404, 406, 408, 409, 413, 415, 422, 429, 500, 503, 507)


def create_app(service: Service) -> FastAPI:
    """The application; it opens the service when it starts and closes it when it ends."""
    trouble: dict[int | str, dict[str, Any]] = {
        code: {"model": Trouble, "content": {errors.MEDIA_TYPE: {}}, "description": "a problem"}
        for code in CODES
    }
    app = FastAPI(
        title="Junkan",
        version=__version__,
        description=DESCRIPTION,
        lifespan=_living(service),
        docs_url=None,
        redoc_url=None,
        responses=trouble,
    )
    app.state.service = service
    app.state.hub = Hub(service)
    app.add_middleware(Observed, metrics=service.metrics)
    app.add_middleware(Guarded)
    errors.install(app)
    for module in (
        jobs, events, results, comparing, instances, tables, documents, session, administering,
        about, health,
    ):  # fmt: skip
        app.include_router(module.router)
    about.add_documentation(app)
    page.add_page(app)
    return app


def create_health_app(service: Service) -> FastAPI:
    """Health and metrics alone, for a worker; it opens and closes the service too."""
    app = FastAPI(
        title="Junkan worker",
        lifespan=_living(service),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.service = service
    app.add_middleware(Guarded)
    errors.install(app)
    app.include_router(health.router)
    return app


def _living(service: Service) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """The service is open as long as the app runs."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(service.open)
        try:
            yield
        finally:
            await run_in_threadpool(service.close)

    return lifespan
