"""The phone's modules in a real browser, called from a test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

ROOT = Path(__file__).absolute().parents[2]
MODULES = ROOT / "pandian" / "interfaces" / "phone" / "static" / "phone"
VECTORS = ROOT / "tests" / "vectors" / "codes"
BATCH = 2_000
EMPTY = "/nothing.html"

class _Quiet(SimpleHTTPRequestHandler):
    """Serves the modules; one empty page for them to run in."""

    def do_GET(self) -> None:
        if self.path == EMPTY:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>twin</title>")
            return
        super().do_GET()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def modules_page(chromium: Any, folder: Path = MODULES) -> Iterator[Any]:
    """Yield an empty page from whose origin the modules can be imported."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    page = chromium.new_page()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}{EMPTY}")
        yield page
    finally:
        page.close()
        server.shutdown()
        server.server_close()


def call(page: Any, module: str, function: str, rows: list[list[Any]]) -> list[Any]:
    """Call an exported function once for each row of arguments, in few trips; return its answers.

    What it throws comes back as {"thrown": ...}.
    """
    found: list[Any] = []
    for begin in range(0, len(rows), BATCH):
        text = page.evaluate("""async ([module, name, text]) => {
            const work = (await import(module))[name];
            return JSON.stringify(JSON.parse(text).map((given) => {
              try { return work(...given) ?? null; } catch (error) {
                return { thrown: String(error.stack) }; }
            }));
        }""", [f"/{module}", function, json.dumps(rows[begin:begin + BATCH])])
        found += json.loads(text)
    return found


def vectors(having: str = "raw") -> list[dict[str, Any]]:
    """Return the golden rows of codes: of one code each, or (`raws`) of one label each."""
    return [row for path in sorted(VECTORS.glob("*.json"))
            for row in json.loads(path.read_text("utf-8")) if having in row]
