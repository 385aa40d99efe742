"""The stand-alone verifier: any one field or byte altered is named, by it and by pandian alike."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import pandian
from pandian.counting.rules import SECTIONS, sealed_certificate, verify_certificate

SCRIPT = Path(pandian.__file__).parent / "interfaces/web/static/web/verify_certificate.py"
SEED = random.SystemRandom().randrange(1_000_000)
verifier = ModuleType("verifier")
# an import would leave compiled code among the files that are served
exec(compile(SCRIPT.read_text("utf-8"), SCRIPT, "exec"), verifier.__dict__)


def certificate(rows=4):
    sections = {name: [
        {"id": f"{name}-{n}", "person": "李", "quantity": n * 3, "at": "2026-11-23T04:00:00+00:00",
         "deep": {"list": [1, None, True, "x"], "text": "5 μm"}} for n in range(rows)]
        for name in SECTIONS}
    return sealed_certificate({"id": "P", "site": "SH1", "blind": True}, sections)


def leaves(value, path=()):
    """Yield the path of every plain value."""
    if isinstance(value, dict):
        for key in value:
            yield from leaves(value[key], (*path, key))
    elif isinstance(value, list):
        for n, each in enumerate(value):
            yield from leaves(each, (*path, n))
    else:
        yield path


def other(value):
    if isinstance(value, bool) or value is None:
        return "changed"
    return value + 1 if isinstance(value, int) else value + "!"


def place(path):
    """Return the row that a value stands in."""
    return "/".join(("", *map(str, path[:2 if path[0] in SECTIONS else 1])))


def test_an_untouched_certificate_passes_both():
    whole = json.loads(json.dumps(certificate()))
    assert verifier.altered(whole) == []
    assert verifier.altered(whole, whole["content_hash"]) == []
    assert verify_certificate(whole) == []


def test_any_one_field_altered_in_any_row_is_named_by_both():
    whole = json.loads(json.dumps(certificate()))
    paths = list(leaves(whole))
    assert len(paths) > 150
    for path in paths:
        changed = copy.deepcopy(whole)
        at = changed
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = other(at[path[-1]])
        assert verifier.altered(changed)[0][0] == place(path), path
        assert verify_certificate(changed)[0].pointer == place(path), path


def test_any_one_byte_altered_is_found_or_changes_nothing_that_is_said(tmp_path):
    print(f"seed {SEED}")
    whole = json.loads(json.dumps(certificate(rows=2)))
    data = json.dumps(whole, ensure_ascii=False).encode()
    chance = random.Random(SEED)
    for _ in range(1_500):
        at = chance.randrange(len(data))
        new = data[:at] + bytes([chance.randrange(256)]) + data[at + 1:]
        try:
            changed = json.loads(new, object_pairs_hook=verifier.once)
        except ValueError:
            continue  # no JSON any more, or a field twice: the reader says so
        if changed == whole and json.dumps(changed) == json.dumps(whole):
            continue
        found = verifier.altered(changed)
        assert found, (at, new[max(at - 20, 0):at + 20])
        assert verify_certificate(changed), (at, new[max(at - 20, 0):at + 20])


@pytest.mark.parametrize("how", ["remove", "add", "swap", "extra"])
def test_rows_that_go_come_or_change_places_are_found(how):
    whole = json.loads(json.dumps(certificate()))
    if how == "remove":
        whole["lines"].pop()
    elif how == "add":
        whole["lines"].append(dict(whole["lines"][0]))
    elif how == "swap":
        whole["lines"][0], whole["lines"][1] = whole["lines"][1], whole["lines"][0]
    else:
        whole["note"] = "all is well"
    assert verifier.altered(whole)
    assert verify_certificate(whole)


def test_who_rewrites_the_hashes_too_is_found_by_the_hash_on_paper():
    whole = json.loads(json.dumps(certificate()))
    forged = {name: [{k: v for k, v in row.items() if k != "hash"} for row in whole[name]]
              for name in SECTIONS}
    forged["lines"][0]["quantity"] = 99
    made = sealed_certificate({k: v for k, v in whole["head"].items() if k != "hash"}, forged)
    assert verifier.altered(json.loads(json.dumps(made))) == []
    assert verifier.altered(made, whole["content_hash"])[0][0] == "/content_hash"


def test_it_runs_alone_and_imports_nothing_but_the_standard_library(tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    whole = json.loads(json.dumps(certificate()))
    good.write_text(json.dumps(whole), "utf-8")
    whole["lines"][2]["quantity"] = 7_777
    bad.write_text(json.dumps(whole), "utf-8")

    def run(*arguments):
        return subprocess.run([sys.executable, "-I", "-S", str(SCRIPT), *map(str, arguments)],
                              capture_output=True, text=True, check=False, cwd=tmp_path,
                              env={"PYTHONIOENCODING": "utf-8"})
    assert run(good).returncode == 0
    told = run(bad)
    assert told.returncode == 1
    assert "/lines/2" in told.stdout.splitlines()[0]
    twice = tmp_path / "twice.json"
    twice.write_text('{"head": {}, "head": {}}', "utf-8")
    assert run(twice).returncode == 1
    assert run(tmp_path / "none.json").returncode == run().returncode == 2
