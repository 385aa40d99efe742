"""The release folder of the phone: complete, small, each file once, lean without a change."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pandian.interfaces.phone.release import (
    DECODER,
    ROOT,
    SOURCE,
    STAGES,
    VENDOR,
    VENDORED,
    leaned,
    release,
)

SHELL_BYTES_MAX = 120 * 1024
"""JavaScript and CSS of the shell, gzipped, without the decoder and the stage nodes."""
STAGES_BYTES_MAX = 24 * 1024
"""JavaScript and CSS of the stage nodes, gzipped, loaded by who opens them."""

pytestmark = pytest.mark.skipif(
    not (VENDOR / "idb" / "index.js").exists(),
    reason="the browser libraries are not installed: make vendor")


def test_no_address_is_precached_twice_and_all_of_the_release_is() -> None:
    now = release()
    urls = [each.url for each in now.precache]
    assert len(urls) == len(set(urls))
    assert {ROOT, f"{ROOT}manifest.webmanifest"} <= set(urls)
    assert set(urls) - {ROOT, f"{ROOT}manifest.webmanifest"} == {
        now.url + name for name in now.files}
    for package in VENDORED:
        assert any(f"/vendor/{package}/" in url for url in urls), package


def test_the_shell_is_small_and_the_decoder_is_counted_apart() -> None:
    shell = {name: len(file.packed or file.content) for name, file in release().files.items()
             if name.endswith((".js", ".css")) and not name.startswith((*DECODER, *STAGES))}
    decoder = sum(len(file.packed or file.content) for name, file in release().files.items()
                  if name.startswith(DECODER))
    print(f"shell {sum(shell.values()) / 1024:.1f} KB gzipped in {len(shell)} files, "
          f"decoder {decoder / 1024:.0f} KB")
    assert sum(shell.values()) <= SHELL_BYTES_MAX


def test_the_stage_nodes_are_a_module_of_their_own_that_the_shell_never_waits_for() -> None:
    now = release()
    stages = {name: len(file.packed or file.content) for name, file in now.files.items()
              if name.startswith(STAGES)}
    print(f"stages {sum(stages.values()) / 1024:.1f} KB gzipped in {len(stages)} files")
    assert len(stages) >= 5
    assert sum(stages.values()) <= STAGES_BYTES_MAX
    assert not [name for name in now.modules if name.startswith(STAGES)]
    static = re.compile(r"""^import[^(]*?["']\./stages/""", re.M)
    others = {name: file.content.decode() for name, file in now.files.items()
              if name.endswith(".js") and not name.startswith((*STAGES, "vendor/"))}
    assert not [name for name, text in others.items() if static.search(text)]
    assert {each.url for each in now.precache} >= {now.url + name for name in stages}


def test_only_comments_and_indentation_stay_at_home() -> None:
    from pandian.interfaces.phone.release import _found

    assert leaned("/** one\n * two */\n  a(); // b\n// c\n/* d */\n  /* e */ f();\n") == (
        "\n\na(); // b\n\n\n/* e */ f();\n")
    for name, path in _found():
        if not name.endswith(".js") or name.startswith("vendor/"):
            continue
        told = path.read_text("utf-8").splitlines()
        kept = release().files[name].content.decode().splitlines()
        assert len(kept) == len(told), name
        assert all(line in ("", own.strip()) for line, own in zip(kept, told, strict=True)), name
        ticks = [re.sub(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", "", line).count("`")
                 for line in kept]
        assert not any(count % 2 for count in ticks), f"{name}: a text of several lines"


def test_every_file_comes_from_our_origin_for_ever_and_under_the_policy(client: Any) -> None:
    for name in ("store.js", "vendor/idb/index.js", "vendor/zxing-wasm/reader/zxing_reader.wasm"):
        response = client.get(release().url + name, HTTP_HOST="localhost",
                              HTTP_ACCEPT_ENCODING="gzip")
        assert response.status_code == 200, name
        assert "immutable" in response["Cache-Control"]
        assert "'wasm-unsafe-eval'" in response["Content-Security-Policy"]
        assert response["Content-Encoding"] == "gzip"
    for path in ("/phone/", "/phone/sw.js", "/phone/manifest.webmanifest"):
        response = client.get(path, HTTP_HOST="localhost")
        assert response["Cache-Control"] == "no-cache"
        again = client.get(path, HTTP_HOST="localhost", HTTP_IF_NONE_MATCH=response["ETag"])
        assert again.status_code == 304
    old = client.get("/phone/release/0123456789abcdef0123/store.js", HTTP_HOST="localhost")
    assert (old.status_code, old["Cache-Control"]) == (404, "no-store")


def test_an_address_changes_when_and_only_when_a_file_does() -> None:
    from pandian.interfaces.phone.release import Release

    files = {name: file.content for name, file in release().files.items()}
    digest = Release(files, "shell", "worker").digest
    assert Release(dict(reversed(files.items())), "shell", "worker").digest == digest
    assert Release({**files, "fold.js": b""}, "shell", "worker").digest != digest
    assert Release(files, "shell 2", "worker").digest != digest
    assert Release(files, "shell", "worker 2").digest != digest


@pytest.mark.parametrize(("written", "served"), [
    ("/** a\n * b */\nlet a = 1;\n", "\n\nlet a = 1;\n"),
    ("/** @type {any} */ let a = 1;\n  /* b */\n", "/** @type {any} */ let a = 1;\n\n"),
    ("  // a\n  a('//b'); // c\n", "\na('//b'); // c\n"),
    ("/* a */ b /* c\n d */\ne\n", "/* a */ b /* c\nd */\ne\n"),
])
def test_what_is_served_is_what_is_written_less_its_comments(written: str, served: str) -> None:
    assert leaned(written) == served


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on this machine")
def test_every_served_script_still_parses(tmp_path: Path) -> None:
    for name, file in release().files.items():
        if name.endswith(".js") and not name.startswith("vendor/"):
            (tmp_path / name.replace("/", "-")).write_bytes(file.content)
    done = subprocess.run(
        ["node", "--experimental-vm-modules", "--no-warnings", "-e", PARSE, str(tmp_path)],
        capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 30


PARSE = """const fs = require('fs'), vm = require('vm'), folder = process.argv[1];
const names = fs.readdirSync(folder);
for (const name of names) {
  new vm.SourceTextModule(fs.readFileSync(`${folder}/${name}`, 'utf8'), {identifier: name});
}
console.log(names.length);"""


def test_no_text_of_a_template_spans_lines() -> None:
    """Else leaning would change it: `leaned` looks at lines, not at the language."""
    spanning = [f"{path.relative_to(SOURCE)}: {text[:60]!r}" for path in SOURCE.rglob("*.js")
                for text in template_texts(path.read_text("utf-8")) if "\n" in text]
    assert not spanning


TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"
    |(?<=[(,=:\[!&|?{};])\s*/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*
    |`|\}|\{""", re.S | re.X)
TEMPLATE = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*", re.S)


def template_texts(script: str) -> list[str]:
    """Return the literal parts of every template of a script."""
    found: list[str] = []
    depths: list[int] = []  # of braces, inside each template expression
    at = 0
    while match := TOKEN.search(script, at):
        at, token = match.end(), match[0]
        if token == "{" and depths:
            depths[-1] += 1
        elif token == "`" or (token == "}" and depths and depths[-1] == 0):
            if token == "}":
                depths.pop()
            text = TEMPLATE.match(script, at)
            assert text is not None
            found.append(text[0])
            at = text.end()
            if script.startswith("${", at):
                depths.append(0)
                at += 2
            else:
                at += 1
        elif token == "}" and depths:
            depths[-1] -= 1
    return found
