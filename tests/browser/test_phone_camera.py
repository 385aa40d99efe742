"""The camera reads our own labels: rotated, blurred and noisy, and the raw text is kept."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pandian.exchange.labels.drawing.rules import symbol
from pandian.exchange.labels.words import LabelContent
from tests.browser.conftest import NAMES
from tests.browser.phone_world import bare, enrolled, until

WIDTH, HEIGHT, FRAMES_PER_SECOND = 1280, 720, 10
SHOWN_FRAMES, BLANK_FRAMES = 8, 2
GS = "\u001d"
LABELS = {
    # how it is printed, and what a scan must say: GS where a variable field ends
    "]d2": ("datamatrix", [("01", "06901234567892"), ("17", "261231"), ("10", "A213B1"),
                           ("21", "1234")], f"01069012345678921726123110A213B1{GS}211234"),
    "]Q3": ("gs1_qr", [("01", "06901234567892"), ("10", "L2406A")], "010690123456789210L2406A"),
    "]C1": ("gs1_128", [("01", "06901234567892"), ("10", "L7")], "010690123456789210L7"),
    "]Q1": ("qr", [], "PD:B:SH1.A-01"),
}


def picture(kind: str, elements: list[tuple[str, str]], text: str, seed: int) -> bytes:
    """Return the Y plane of a frame that shows one label of ours, seen by a poor camera."""
    from PIL import Image, ImageChops, ImageFilter

    made = symbol(kind, LabelContent("label", text, tuple(elements), ()))
    linear = made.height == 1
    code = Image.frombytes("L", (made.width, made.height),
                           bytes(15 if dark else 235 for dark in made.modules))
    across, down = (4, 120) if linear else (7, 7)
    code = code.resize((made.width * across, made.height * down), Image.Resampling.NEAREST)
    paper = Image.new("L", (code.width + 80, code.height + 80), 235)
    paper.paste(code, (40, 40))
    paper = paper.rotate(3 if linear else 12, expand=True, fillcolor=150,
                         resample=Image.Resampling.BICUBIC)
    frame = Image.new("L", (WIDTH, HEIGHT), 150)
    frame.paste(paper, ((WIDTH - paper.width) // 2, (HEIGHT - paper.height) // 2))
    frame = frame.filter(ImageFilter.GaussianBlur(0.6 if linear else 1.2))
    noise = Image.frombytes("L", (WIDTH, HEIGHT), random.Random(seed).randbytes(WIDTH * HEIGHT))
    noisy: bytes = ImageChops.add(frame, noise.point(lambda value: value // 12)).tobytes()
    return noisy


def film(path: Path, seed: int) -> None:
    """Write a video in which each label is shown for a while, with nothing in between."""
    chroma = b"\x80" * (WIDTH * HEIGHT // 2)
    blank = b"\x96" * (WIDTH * HEIGHT)
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_PER_SECOND}:1 Ip A1:1 C420\n".encode())
        for number, label in enumerate(LABELS.values()):
            shown = picture(*label, seed + number)
            for plane in [shown] * SHOWN_FRAMES + [blank] * BLANK_FRAMES:
                out.write(b"FRAME\n" + plane + chroma)


@pytest.fixture
def camera(chromium: Any, tmp_path: Path, seed: int) -> Iterator[Any]:
    """A browser of its own, whose camera shows our labels one after the other."""
    film(tmp_path / "labels.y4m", seed)
    found = os.environ.get("PANDIAN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)))
    browser = chromium.browser_type.launch(executable_path=found, args=[
        "--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'labels.y4m'}"])
    yield browser
    browser.close()


def test_labels_are_read_recorded_and_sent_verbatim(camera: Any, stage: Any) -> None:
    context = camera.new_context(base_url=stage.url, permissions=["camera"],
                                 viewport={"width": 390, "height": 844})
    page = context.new_page()
    foreign: list[str] = []
    page.on("request", lambda request: request.url.startswith(stage.url)
            or request.url.startswith(("blob:", "data:")) or foreign.append(request.url))
    enrolled(page, stage.url, "scan/camera")
    page.evaluate("""async () => {
      const video = document.createElementNS('http://www.w3.org/1999/xhtml', 'video');
      window.scans = []; window.frames_ms = []; window.rows = [];
      window.eye = await camera.openCamera(video, {onFrame: (ms) => frames_ms.push(ms),
        onScan: async (scan) => { scans.push(scan);
          rows.push(await db.record({mode: 'add', place: 'A-01', quantity: 1, code: scan.raw,
            symbology: scan.symbology, entry: scan.entry})); }});
    }""")
    wanted = [symbology + text for symbology, (_, _, text) in LABELS.items()]
    until(page, "(wanted) => wanted.every((raw) => scans.some((scan) => scan.raw === raw))",
          argument=wanted)
    scans = page.evaluate("() => scans")
    assert {scan["raw"] for scan in scans} == set(wanted)
    assert all(scan["raw"].startswith(scan["symbology"]) for scan in scans)
    assert {scan["entry"] for scan in scans} == {"camera"}
    photo = page.evaluate("async () => { const blob = await eye.photo(); eye.close(); "
                          "return [blob.type, blob.size]; }")
    assert photo[0] == "image/jpeg"
    assert photo[1] > 10_000
    times = sorted(page.evaluate("() => frames_ms"))
    print(f"{len(scans)} scans in {len(times)} frames; a frame takes "
          f"{times[len(times) // 2]:.0f} ms, first {max(times):.0f} ms")
    page.evaluate("() => { sync.start(db); return sync.syncNow(); }")
    assert sent_codes(page.evaluate("db.install")) >= set(wanted)
    assert foreign == []
    context.close()


def sent_codes(install: str) -> set[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM capture_observation WHERE install = %s", [install])
        return {code for (code,) in cursor.fetchall()}


def test_a_camera_that_may_not_be_used_says_why(chromium: Any, stage: Any) -> None:
    context = chromium.new_context(base_url=stage.url)
    page = context.new_page()
    bare(page, "scan/camera")
    reason = page.evaluate("""async () => {
      const video = document.createElementNS('http://www.w3.org/1999/xhtml', 'video');
      try { await camera.openCamera(video, {onScan() {}}); } catch (error) { return error.reason; }
    }""")
    assert reason in ("denied", "missing")
    context.close()
