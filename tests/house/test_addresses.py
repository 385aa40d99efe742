"""No address of a registry, of a foreign origin or of somebody's machine.   地址"""

from __future__ import annotations

import re

from tests.house.source import ROOT, files, name, ours

LOCKS = ("requirements/run.txt", "requirements/dev.txt", "requirements/routing.txt",
         "requirements/node.txt",
         "package.json", "package-lock.json", ".npmrc")
FOREIGN = re.compile(r"""(?:https?:|wss?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]{2,}""", re.I)
REGISTRY = re.compile(r"pypi\.org|pythonhosted|npmjs|unpkg|jsdelivr|cdnjs", re.I)
MACHINE = re.compile(r"""(?<![\w.}/$])/(?:home|root|Users|work|workspace)/[\w.-]+""")
TEXT = (".py", ".sql", ".js", ".css", ".html", ".md", ".toml", ".json", ".txt", ".sh", ".po",
        ".yml", ".yaml", ".ini", ".cfg", "")


def test_requirement_and_lock_files_hold_no_address():
    held = {lock: found for lock in LOCKS
            if (found := re.findall(r"\S*://\S*", (ROOT / lock).read_text("utf-8")))}
    assert not held


def test_every_requirement_is_pinned_by_hash():
    for lock in LOCKS[:3]:
        lines = (ROOT / lock).read_text("utf-8").splitlines()
        pins = [line for line in lines if line and not line.startswith(" ")]
        assert pins, lock
        assert all("==" in line and line.endswith("\\") for line in pins), lock


def test_every_browser_package_is_pinned_by_integrity():
    text = (ROOT / "package-lock.json").read_text("utf-8")
    assert text.count('"node_modules/') == text.count('"integrity": "sha512-')
    assert '"resolved"' not in text


def test_pages_and_their_parts_come_from_our_own_origin():
    foreign = [f"{name(path)}: {found}" for path in ours(".html", ".css", ".js", ".svg",
                                                         under="pandian")
               for found in FOREIGN.findall(path.read_text("utf-8"))]
    assert not foreign


def test_no_registry_is_named():
    naming = [name(path) for path in files() if path.suffix in TEXT
              and path.name != "test_addresses.py" and REGISTRY.search(path.read_text("utf-8"))]
    assert not naming


def test_no_path_of_somebodys_machine_is_written_down():
    absolute = [f"{name(path)}: {found}" for path in files() if path.suffix in TEXT
                for found in MACHINE.findall(path.read_text("utf-8", "replace"))]
    assert not absolute
