"""Take screenshots with headless Chromium: screenshots.py CHROMIUM JOBS, with JOBS as devtools/shot.py writes it.

Speaks the DevTools protocol itself, over the web socket client that Odoo's browser tests need anyway.
"""

import base64
import itertools
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import websocket

_VIEWPORT = (1440, 900)
_WAIT_SECONDS = 60
_SETTLE_SECONDS = 1
_SWITCHES = (
    "--headless --no-sandbox --disable-gpu --no-first-run --hide-scrollbars --mute-audio --disable-dev-shm-usage "
    "--disable-background-networking --disable-component-update --disable-sync --remote-debugging-port=0"
).split()


class Page:
    """One tab of a browser."""

    def __init__(self, socket_url):
        self._socket = websocket.create_connection(socket_url, timeout=_WAIT_SECONDS, suppress_origin=True)
        self._numbers = itertools.count(1)

    def call(self, method, **parameters):
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        return answer["result"].get("value")

    def wait(self, condition, what):
        deadline = time.monotonic() + _WAIT_SECONDS
        while not self.evaluate(f"Boolean({condition})"):
            if time.monotonic() > deadline:
                sys.exit(f"waited {_WAIT_SECONDS} s for {what}")
            time.sleep(0.2)

    def open(self, url):
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'", url)

    def find(self, selector):
        self.wait(_element(selector), selector)

    def click(self, selector):
        self.find(selector)
        self.evaluate(f"{_element(selector)}.click()")

    def settle(self):
        """Wait until nothing is being loaded any more, and animations are over."""
        self.wait("!document.querySelector('.o_loading_indicator, .o_view_sample_data_loading')", "the page to settle")
        self.evaluate("document.fonts.ready.then(() => true)")
        time.sleep(_SETTLE_SECONDS)

    def shoot(self, path, viewport):
        width, height = viewport
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.settle()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))


def _element(selector):
    return f"document.querySelector({json.dumps(selector)})"


@contextmanager
def browser(program):
    """Yield the address of a browser's DevTools."""
    profile = tempfile.mkdtemp(prefix="shot-")
    child = subprocess.Popen(
        [program, *_SWITCHES, f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port_file = Path(profile, "DevToolsActivePort")
        deadline = time.monotonic() + _WAIT_SECONDS
        while not port_file.is_file() or not port_file.read_text().strip():
            if child.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{program} did not start")
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port_file.read_text().split()[0]}"
    finally:
        child.terminate()
        child.wait()
        shutil.rmtree(profile, ignore_errors=True)


def new_page(devtools):
    request = urllib.request.Request(f"{devtools}/json/new?about:blank", method="PUT")
    with urllib.request.urlopen(request) as answer:
        page = Page(json.load(answer)["webSocketDebuggerUrl"])
    page.call("Page.enable")
    return page


def log_in(page, address, login):
    """In demonstration data the password is the login. Each person has a session of their own."""
    page.call("Network.clearBrowserCookies")
    page.open(f"{address}/web/login")
    page.find("input[name=login]")
    for name in ("login", "password"):
        page.evaluate(f"{_element(f'input[name={name}]')}.value = {json.dumps(login)}")
    page.evaluate(f"{_element('input[name=login]')}.form.submit()")
    page.wait("location.pathname !== '/web/login' && document.readyState === 'complete'", f"{login} to be logged in")


def act(page, action):
    [(verb, value)] = action.items()
    if verb == "click":
        page.click(value)
    elif verb == "wait":
        page.find(value)
    elif verb == "type":
        page.call("Input.insertText", text=value)
    elif verb == "pause":
        time.sleep(value)
    else:
        sys.exit(f"unknown action {verb}")


def take(page, address, screen, path):
    page.open(address + screen["url"])
    page.find(".o_action_manager > .o_action, main, form")
    for action in screen.get("actions", []):
        act(page, action)
    page.shoot(path, screen.get("viewport", _VIEWPORT))


def main(program, text):
    jobs = json.loads(text)
    address, logged_in = jobs["address"], None
    with browser(program) as devtools:
        page = new_page(devtools)
        for screen in jobs["screens"]:
            if logged_in != screen["login"]:
                log_in(page, address, screen["login"])
                logged_in = screen["login"]
            path = Path(jobs["folder"]) / f"{screen['name']}.png"
            take(page, address, screen, path)
            print(path, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
