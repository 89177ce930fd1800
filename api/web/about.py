"""Limits, kinds, and the documentation, which needs no other server."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from api.jobs.kinds import KINDS, About
from api.web.asking import Reader, TheService

router = APIRouter(tags=["about"])

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
    )
)
"""The documentation begins itself by a script within; it shows no word of any tenant."""


@router.get("/v1/limits")
def limits(service: TheService, caller: Reader) -> dict[str, Any]:
    """What one request, upload or job of the tenant may take."""
    return {**vars(service.quotas.of(caller.tenant)), "workers": service.settings.workers}


@router.get("/v1/kinds")
def kinds(caller: Reader) -> dict[str, Any]:
    """The kinds of jobs: what each is about, its own members with their schemas, an example."""
    return {
        kind.name: {
            "says": kind.says,
            "about": kind.about,
            "members": sorted(kind.members),
            "plans": kind.least if kind.about in {About.PLAN, About.PLANS} else 0,
            "schemas": kind.schemas(),
            "example": dict(kind.example),
        }
        for kind in KINDS.values()
    }


def add_documentation(app: FastAPI) -> None:
    """``/docs``, from files that are installed here."""
    spec = find_spec("fastapi_offline")
    if spec is None or spec.origin is None:
        return
    files = StaticFiles(directory=Path(spec.origin).parent / "static")
    app.mount("/docs/assets", files, name="assets")

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        page = get_swagger_ui_html(
            openapi_url="/openapi.json",
            title=app.title,
            swagger_js_url="/docs/assets/swagger-ui-bundle.js",
            swagger_css_url="/docs/assets/swagger-ui.css",
            swagger_favicon_url="/docs/assets/favicon.png",
        )
        page.headers["Content-Security-Policy"] = POLICY
        return page
