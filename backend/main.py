"""Putting the application together: wiring only."""

from fastapi import Depends, FastAPI
from starlette.staticfiles import StaticFiles

from assessments.loader import load_catalogue
from backend.auth.passwords import Passwords
from backend.db.engine import Database
from backend.db.migrate import kind_of
from backend.paths import STATIC
from backend.services.population_store import store_of
from backend.settings import Settings
from backend.web import errors, routes
from backend.web.dependencies import identify
from backend.web.middleware.guard import Guard
from backend.web.render import make_environment


def create_app(settings: Settings) -> FastAPI:
    """The application for one installation; its database has been migrated and stamped.

    Raises assessments.loader.BrokenCatalogue: a broken catalogue is refused before the first request.
    """
    app = FastAPI(
        title="智梯 Zhiti", openapi_url=None, docs_url=None, redoc_url=None, dependencies=[Depends(identify)]
    )
    app.state.settings = settings
    app.state.catalogue = load_catalogue(settings.catalogue_folder)
    app.state.database = Database(settings.database)
    store_of(app.state.database).folder = settings.data_dir / "columns"
    app.state.passwords = Passwords(settings.password_memory_kib)
    app.state.is_demo = kind_of(settings.database) == "demo"
    app.state.templates = make_environment()
    routes.add_to(app)
    errors.add_handlers(app)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    # One megabyte above the upload limit leaves room for the other parts of the form.
    app.add_middleware(
        Guard,
        origin=settings.origin,
        body_limit=(settings.upload_limit_mb + 1) * 1_000_000,
        max_in_flight=settings.max_in_flight,
    )
    return app
