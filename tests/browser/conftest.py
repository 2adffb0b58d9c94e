"""Fixtures of the browser tests: a live server with the demo data, Chromium, accessibility rules."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from backend.db.engine import Database
from backend.demo import PASSWORD, load
from backend.main import create_app
from backend.settings import Settings

if TYPE_CHECKING:
    from assessments.loader import Catalogue

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
# Without the background flags Chromium looks up hosts of its maker at every start; root needs --no-sandbox.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK, PHONE = 1280, 375
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
PROVOKED = ("Failed to load resource", "htmx:error: Failed to fetch")
STARTUP_SECONDS = 15
TIMEOUT_MS = 15_000  # a step that has not happened by then will not
FIRMS = 180  # two a county: enough for every page to have something to show


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that no test forgets to."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


# --- the server -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """A running installation."""

    origin: str
    settings: Settings


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory,
    fresh_sqlite: Callable[[str], str],
    make_settings: Callable[..., Settings],
    catalogue: "Catalogue",
) -> Iterator[Site]:
    """The application with the demo data, served on a free port for the whole run."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings = make_settings(
            tmp_path_factory.mktemp("site"), fresh_sqlite("demo"), port=listener.getsockname()[1]
        )
        _load_demo(settings, catalogue)
        application = create_app(settings)
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            _wait_for(server, thread)
            yield Site(settings.origin, settings)
        finally:
            server.should_exit = True
            thread.join()
            application.state.database.dispose()


@pytest.fixture(scope="session")
def records(site: Site) -> Iterator[Database]:
    """The installation's database, for what a journey leaves to the services."""
    opened = Database(site.settings.database)
    yield opened
    opened.dispose()


def _load_demo(settings: Settings, catalogue: "Catalogue") -> None:
    database = Database(settings.database)
    try:
        load(database, catalogue, settings, firms=FIRMS)
    finally:
        database.dispose()


def _wait_for(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while not server.started:
        assert thread.is_alive(), "the server stopped while starting: its message is above"
        assert time.monotonic() < deadline, f"the server did not start within {STARTUP_SECONDS} s"
        time.sleep(0.05)


# --- the browser ----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for the whole run."""
    if not CHROMIUM.exists():
        pytest.fail(f"no Chromium at {CHROMIUM}: `make chromium` installs it or says how", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a page as a new visitor: `open_page(width=375)`, `open_page(scripts=False)`.

    A script error, or anything the content policy refuses, fails the test at its end.
    """
    contexts = []
    troubles: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # The browser also reports every 4xx answer here, and htmx every broken connection; those are the
        # tests' own business.
        if message.type == "error" and not any(known in message.text for known in PROVOKED):
            troubles.append(message.text)

    def open_one(*, width: int = 1280, height: int = 900, scripts: bool = True) -> Page:
        context = chromium.new_context(
            base_url=site.origin,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(TIMEOUT_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not troubles, f"the browser reported: {troubles}"


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page 1280 pixels wide, with scripts."""
    return open_page()


@pytest.fixture(scope="session")
def log_in() -> Callable[[Page, str], None]:
    """Log a demo account in through the form: `log_in(page, "login name")`."""

    def fill_and_send(page: Page, login: str) -> None:
        page.goto("/login")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="登录").click()
        page.get_by_role("button", name="退出").wait_for()

    return fill_and_send


@pytest.fixture(scope="session")
def assert_accessible() -> Callable[[Page], None]:
    """Check the page as it stands against the WCAG 2.2 A and AA rules of axe: no violation.

    Needs a page with scripts: axe is one.
    """
    axe = Axe()

    def check(page: Page) -> None:
        results = axe.run(page, options={"runOnly": list(WCAG), "resultTypes": ["violations"]})
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check


@pytest.fixture(scope="session")
def assert_sound(assert_accessible: Callable[[Page], None]) -> Callable[[Page], None]:
    """Check the page as it stands: accessible, and no wider than a desk's or a phone's window."""

    def check(page: Page) -> None:
        assert_accessible(page)
        size = page.viewport_size
        assert size is not None
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": size["height"]})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{page.url} scrolls sideways at {width} px: it is {wide} px wide"
        page.set_viewport_size(size)

    return check
