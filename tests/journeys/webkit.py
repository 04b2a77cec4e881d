"""Debian's WebKit, driven by the W3C's WebDriver protocol: a browser of Safari's kind, on a screen that nobody sees."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import leave_out
from tests.redises import free_port

DRIVER, SCREEN = "WebKitWebDriver", "Xvfb"
PATIENCE = 20
#: How the protocol names an element.
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ENTER, SHIFT, CONTROL = "\ue007", "\ue008", "\ue009"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.6 Mobile/15E148 Safari/604.1"
)


class Refused(Exception):
    """The browser did not do what it was asked."""


class WebKit:
    """One window of it."""

    def __init__(self, driver: httpx.Client, session: str) -> None:
        self._driver, self._at = driver, f"/session/{session}"

    def goto(self, url: str) -> None:
        self._order("/url", url=url)

    def press(self, selector: str, keys: str) -> None:
        """As its own keyboard would, in the element."""
        self._order(f"/element/{self._find(selector)}/value", text=keys)

    def type(self, keys: str) -> None:
        """Where the focus is."""
        self._strike([(way, key) for key in keys for way in ("keyDown", "keyUp")])

    def chord(self, *keys: str) -> None:
        """All at once."""
        self._strike([("keyDown", key) for key in keys] + [("keyUp", key) for key in reversed(keys)])

    def click(self, selector: str) -> None:
        self._order(f"/element/{self._find(selector)}/click")

    def run(self, script: str, *values: object) -> Any:
        """What a function of JavaScript gives."""
        return self._order("/execute/sync", script=f"return ({script})(...arguments)", args=values)

    def until(self, condition: str, *values: object) -> None:
        """That a function of JavaScript gives true, on this page or the next."""
        end = time.monotonic() + PATIENCE
        while not self._holds(condition, values):
            assert time.monotonic() < end, (condition, values)
            time.sleep(0.05)

    def _strike(self, strokes: list[tuple[str, str]]) -> None:
        actions = [{"type": way, "value": key} for way, key in strokes]
        self._order("/actions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def _holds(self, condition: str, values: tuple[object, ...]) -> bool:
        try:
            return bool(self.run(condition, *values))
        except Refused:
            return False

    def close(self) -> None:
        self._driver.delete(self._at)

    def _find(self, selector: str) -> str:
        found: str = self._order("/element", using="css selector", value=selector)[ELEMENT]
        return found

    def _order(self, what: str, **words: object) -> Any:
        answer = self._driver.post(self._at + what, json=words)
        value = answer.json()["value"]
        if not answer.is_success:
            raise Refused(value["error"], value["message"], what, words)
        return value


Open = Callable[..., WebKit]


@contextmanager
def driven(folder: Path) -> Iterator[Open]:
    """Opens a window, a new device each time, and closes the one before: the driver has one at a time."""
    if not (shutil.which(DRIVER) and shutil.which(SCREEN) and (browser := _browser())):
        leave_out("webkit", "no WebKitWebDriver, MiniBrowser and Xvfb on this machine: WebKit is left out")
    with _screen() as display, _driver(folder, display) as driver:
        opened: list[WebKit] = []

        def open_one(user_agent: str | None = None) -> WebKit:
            close()
            arguments = ["--automation", *([f"--user-agent={user_agent}"] if user_agent else [])]
            asked = {"webkitgtk:browserOptions": {"binary": str(browser), "args": arguments}}
            answer = driver.post("/session", json={"capabilities": {"alwaysMatch": asked}})
            assert answer.is_success, answer.text
            opened.append(WebKit(driver, answer.json()["value"]["sessionId"]))
            return opened[-1]

        def close() -> None:
            while opened:
                opened.pop().close()

        try:
            yield open_one
        finally:
            close()


def _browser() -> Path | None:
    return next(Path("/usr").glob("lib*/*/webkit2gtk-4.1/MiniBrowser"), None)


@contextmanager
def _screen() -> Iterator[str]:
    """A display that X chooses by itself."""
    reading, writing = os.pipe()
    command = [SCREEN, "-displayfd", str(writing), "-screen", "0", "1024x900x24", "-nolisten", "tcp"]
    with _running(command, pass_fds=[writing]):
        os.close(writing)
        with open(reading) as said:
            yield f":{said.readline().strip()}"


@contextmanager
def _driver(folder: Path, display: str) -> Iterator[httpx.Client]:
    """It keeps in `folder` what a home is for."""
    port = free_port()
    homes = {name: str(folder) for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    desk = {"DISPLAY": display, "NO_AT_BRIDGE": "1", "GTK_IM_MODULE": "gtk-im-context-simple"}
    transport = httpx.HTTPTransport(retries=10)
    with (
        _running([DRIVER, f"--port={port}"], env={**os.environ, **homes, **desk}),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=180, transport=transport) as client,
    ):
        yield client


@contextmanager
def _running(command: list[str], **how: Any) -> Iterator[None]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, **quiet, **how)
    try:
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        process.kill()
