"""The release folder of the phone: every file it needs, under an address that names its content.

The address carries a digest over all of them, so a file at an address never changes and a phone
never mixes two releases.   手机发布件
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import mimetypes
import posixpath
import re
import threading
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from django.template import Context, Engine

from pandian import __version__

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "static" / "phone"
SHELL = HERE / "templates" / "phone" / "shell.html"
VENDOR = HERE.parents[1] / "static" / "vendor"
VENDORED = ("idb", "zxing-wasm")
WORKER = "sw.js"
FIRST = ("app.js", "screens/tasks.js", "screens/join.js")
IMPORT = re.compile(r"""^(?:import|export|\})[^'"()]*?(?:from )?["'](\.[^"']+)["']""", re.M)
"""What a script imports before it runs (a screen that is imported when it is opened is not)."""
DECODER = ("vendor/zxing-wasm/", "scan/decode_worker.js")
"""What only the camera needs: precached, but no part of the first paint."""
STAGES = ("stages/",)
"""What only who does documents at the phone needs: precached, loaded when it is opened."""
TYPES_ONLY = "types.js"
"""Files of this name hold types for people and checkers; nothing of them runs."""
TYPES = {".js": "text/javascript", ".wasm": "application/wasm", ".css": "text/css",
         ".svg": "image/svg+xml", ".png": "image/png", ".json": "application/json"}
SERVED = frozenset(TYPES)
ROOT = "/phone/"
DIGEST_CHARACTERS = 20
GZIP_BYTES_MIN = 256
SQUEEZED = (".js", ".wasm", ".css", ".svg", ".json")
COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/[ \t]*|//[^\n]*)$", re.M | re.S)
INDENT = re.compile(r"^[ \t]+", re.M)


class File(NamedTuple):
    """One file of the release: its name below the folder, its bytes, and the same gzipped."""

    name: str
    content: bytes
    packed: bytes | None

    @property
    def content_type(self) -> str:
        """Return the type to serve it as."""
        suffix = Path(self.name).suffix
        return TYPES.get(suffix) or mimetypes.guess_type(self.name)[0] or "application/octet-stream"


class Precached(NamedTuple):
    """One address that the service worker fetches at its installation, and what must come."""

    url: str
    integrity: str


class Release:
    """All files of one release, its address, and the three texts rendered from it."""

    def __init__(self, files: dict[str, bytes], shell: str, worker: str) -> None:
        self.files = {name: File(name, content, _packed(name, content))
                      for name, content in files.items()}
        self._shell = shell
        self._worker = worker

    @cached_property
    def digest(self) -> str:
        """Return what the address carries: a digest over every file, the shell and the version."""
        told = hashlib.sha256(f"{__version__}\0{self._shell}\0{self._worker}".encode())
        for name in sorted(self.files):
            content = hashlib.sha256(self.files[name].content).hexdigest()
            told.update(f"\0{name}\0{content}".encode())
        return told.hexdigest()[:DIGEST_CHARACTERS]

    @property
    def url(self) -> str:
        """Return the address of the folder, with its slash."""
        return f"{ROOT}release/{self.digest}/"

    @cached_property
    def modules(self) -> list[str]:
        """Return the scripts that the first paint needs, to be fetched side by side."""
        found = [name for name in FIRST if name in self.files]
        for name in found:
            text = self.files[name].content.decode("utf-8")
            asked = (posixpath.normpath(posixpath.join(posixpath.dirname(name), each))
                     for each in IMPORT.findall(text))
            found += [each for each in dict.fromkeys(asked)
                      if each in self.files and each not in found]
        return found

    @cached_property
    def shell(self) -> bytes:
        """Return the page that everything starts from."""
        values = {"release": self.url, "digest": self.digest, "version": __version__,
                  "modules": [self.url + name for name in self.modules]}
        return Engine().from_string(self._shell).render(Context(values)).encode()

    @cached_property
    def manifest(self) -> bytes:
        """Return what makes the page installable."""
        return json.dumps({
            "id": ROOT, "start_url": ROOT, "scope": ROOT, "display": "standalone",
            "name": "盘点 pandian", "short_name": "盘点", "lang": "zh-Hans", "dir": "ltr",
            "orientation": "any", "theme_color": "#0f3d5c", "background_color": "#ffffff",
            "icons": [*self._icons()],
        }, ensure_ascii=False, indent=1).encode()

    def _icons(self) -> Iterator[dict[str, str]]:
        for name in sorted(self.files):
            if name.startswith("icons/icon-") and name.endswith(".png"):
                side = name.removeprefix("icons/icon-").split(".")[0].split("-")[0]
                purpose = "maskable" if "maskable" in name else "any"
                yield {"src": self.url + name, "sizes": f"{side}x{side}", "type": "image/png",
                       "purpose": purpose}
        if "icons/icon.svg" in self.files:
            yield {"src": f"{self.url}icons/icon.svg", "sizes": "any", "type": "image/svg+xml",
                   "purpose": "any"}

    @cached_property
    def precache(self) -> list[Precached]:
        """Return what the service worker fetches, each address once."""
        texts = {ROOT: self.shell, f"{ROOT}manifest.webmanifest": self.manifest}
        files = {self.url + name: file.content for name, file in self.files.items()}
        return [Precached(url, _integrity(content)) for url, content in {**texts, **files}.items()]

    @cached_property
    def worker(self) -> bytes:
        """Return the service worker, which knows this release by heart."""
        known = {"digest": self.digest, "root": ROOT, "folder": self.url,
                 "files": [list(each) for each in self.precache]}
        head = f"const RELEASE = {json.dumps(known, ensure_ascii=False)};\n"
        return (head + self._worker).encode()


def leaned(text: str) -> str:
    """Return a script or style sheet without comments that stand alone and without indentation.

    Lines keep their numbers.  Sound as long as no template literal spans lines: a test sees to it.
    """
    return INDENT.sub("", COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text))


def _packed(name: str, content: bytes) -> bytes | None:
    if len(content) < GZIP_BYTES_MIN or not name.endswith(SQUEEZED):
        return None
    return gzip.compress(content, 9, mtime=0)


def _integrity(content: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()


def _found() -> Iterator[tuple[str, Path]]:
    """Yield name and place of everything that belongs to the release."""
    for path in sorted(SOURCE.rglob("*")):
        if (path.is_file() and path.suffix in SERVED and path != SOURCE / WORKER
                and path.name != TYPES_ONLY):
            yield path.relative_to(SOURCE).as_posix(), path
    for package in VENDORED:
        for path in sorted((VENDOR / package).rglob("*")):
            if path.is_file() and path.suffix in SERVED:
                yield f"vendor/{path.relative_to(VENDOR).as_posix()}", path


def _read(name: str, path: Path) -> bytes:
    if name.startswith("vendor/") or path.suffix not in (".js", ".css"):
        return path.read_bytes()
    return leaned(path.read_text("utf-8")).encode()


def _signature() -> tuple[tuple[str, int, int], ...]:
    paths = [path for _, path in _found()] + [SHELL, SOURCE / WORKER]
    stats = [(str(path), path.stat()) for path in paths]
    return tuple((name, each.st_mtime_ns, each.st_size) for name, each in stats)


_lock = threading.Lock()
_known: dict[tuple[tuple[str, int, int], ...], Release] = {}


def release() -> Release:
    """Return the release that the files on disk make; read anew when one of them has changed."""
    signature = _signature()
    with _lock:
        if signature not in _known:
            made = Release({name: _read(name, path) for name, path in _found()},
                           SHELL.read_text("utf-8"), leaned((SOURCE / WORKER).read_text("utf-8")))
            _known.clear()
            _known[signature] = made
        return _known[signature]


def release_of(digest: str) -> Release | None:
    """Return the release of this digest when it is the one that we serve."""
    with _lock:
        held = next(iter(_known.values()), None)
    if held is not None and held.digest == digest:
        return held
    current = release()
    return current if current.digest == digest else None
