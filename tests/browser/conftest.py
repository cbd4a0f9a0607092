"""A real browser, the system's Chromium, and every page of the built site."""

import shutil

import pytest

ARGUMENTS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser():
    """Start Chromium; skip where there is none."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("no Chromium on this machine; .ci/run installs one")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # In a container there is often no user namespace for the sandbox; the pages are our own.
        started = playwright.chromium.launch(executable_path=program, chromium_sandbox=False, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser):
    """Give a way to open a file in a page of its own; asking for anything but files fails the test."""
    contexts, asked = [], []

    def start(path=None, *, width=1440, scheme="light", **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(f"error: {error}"))
        if path is not None:
            page.goto(path.as_uri())
        return page

    yield start
    for context in contexts:
        context.close()
    assert not [url for url in asked if not url.startswith(("file:", "data:"))]


@pytest.fixture(scope="session")
def pages(browser, built_site):
    """List the pages of the site; after the browser, so that nothing is built where there is none.

    Pages of themes differ in their rows alone: the shortest and the longest are looked at in each language.
    """
    themes = sorted((built_site / "vi").glob("theme-*.html"), key=lambda path: path.stat().st_size)
    alike = {path.name for path in themes[1:-1]}
    return sorted(path for path in built_site.rglob("*.html") if not {"failed", *alike} & {*path.parts})


@pytest.fixture(scope="session")
def reports(pages):
    """List the reports among the pages."""
    return [path for path in pages if 'id="show-code"' in path.read_text(encoding="utf-8")]
