"""The browser that tests drive: the Chromium of this computer, kept from calling anybody but us."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

PATH = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-first-run",
    "--no-sandbox",
]


@contextmanager
def launched() -> Iterator[Browser]:
    """Where there is no Chromium the test is skipped, but never in CI."""
    if not PATH:
        if os.environ.get("CI") == "true":  # noqa: TID251 - about the machine, not a setting of bitbot
            pytest.fail("no Chromium on this computer")
        pytest.skip("no Chromium on this computer")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=ARGUMENTS)
        yield browser
        browser.close()
