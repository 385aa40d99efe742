"""The stand-alone verifier: any one field or byte altered is named, by it and by pandian alike."""

from __future__ import annotations

import copy
import hashlib
import json
import random
import subprocess
import sys
import zlib
from pathlib import Path
from types import ModuleType

import pytest

import pandian
from pandian.counting.certifying.reading import rules as reading
from pandian.counting.certifying.rules import altered as verify_certificate
from pandian.counting.certifying.rules import code_of, read_code, sealed
from pandian.counting.certifying.words import FORMS
from pandian.exchange.samples.rules import SECTIONS as REPORT_SECTIONS
from pandian.lifecycle.destruction.rules import SECTIONS as DOCUMENT_SECTIONS
from pandian.lifecycle.destruction.rules import certificate as document_certificate

SCRIPT = Path(pandian.__file__).parent / "interfaces/web/static/web/verify_certificate.py"
SEED = random.SystemRandom().randrange(1_000_000)
verifier = ModuleType("verifier")
# an import would leave compiled code among the files that are served
exec(compile(SCRIPT.read_text("utf-8"), SCRIPT, "exec"), verifier.__dict__)


def certificate(rows=4, form=("count", 2)):
    kind, version = form
    sections = {name: [
        {"id": f"{name}-{n}", "person": "李", "quantity": n * 3, "at": "2026-11-23T04:00:00+00:00",
         "deep": {"list": [1, None, True, "x"], "text": "5 μm"}} for n in range(rows)]
        for name in FORMS[form]}
    said = {"report": version, "kind": "value"} if kind == "sampling" else (
        {"certificate": version} if kind == "count" else {"certificate": version, "kind": kind})
    return sealed({"id": "P", "site": "SH1", "blind": True, **said}, sections)


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
    return "/".join(("", *map(str, path[:2 if len(path) > 2 else 1])))


@pytest.mark.parametrize("form", FORMS)
def test_an_untouched_certificate_of_any_kind_and_version_passes_both(form):
    whole = json.loads(json.dumps(certificate(form=form)))
    assert verifier.altered(whole) == []
    assert verifier.altered(whole, whole["content_hash"]) == []
    assert verify_certificate(whole) == []


def test_the_forms_are_those_that_the_makers_write_and_the_script_reads():
    assert verifier.FORMS == FORMS
    assert {FORMS[kind, 1] for kind in ("destruction", "joint_count")} == {DOCUMENT_SECTIONS}
    assert FORMS["sampling", 1] == REPORT_SECTIONS
    sections = {name: [{"n": 1}] for name in DOCUMENT_SECTIONS}
    head = {"certificate": 1, "kind": "destruction"}
    assert document_certificate(head, sections) == sealed(head, sections)


def test_both_check_a_drawn_report_against_its_seed():
    secret, fixed, number = "s", "f", "4 2 6"
    seed = verifier.digest(f"{fixed}:{secret}:{number}")
    order = sorted(range(9), key=lambda key: verifier.digest(f"{seed}:{key}")[:16])
    lines = [{"holding": key, "stratum": 1, "turn": turn} for turn, key in enumerate(order, 1)]
    head = {"report": 1, "sealed": verifier.digest(secret), "secret": secret, "frame_hash": fixed,
            "number": number, "seed": seed}
    for change, rows, places in (
            ({}, lines, []), ({"sealed": None}, lines, []), ({"number": "1"}, lines, ["/head"]),
            ({"sealed": "x"}, lines, ["/head"]), ({"secret": "t"}, lines, ["/head"]),
            ({}, lines[1:], [f"/lines/{n}" for n in range(8)]),
            ({}, [*lines[:8], {"holding": "x", "stratum": [1], "turn": None}], ["/lines/8"])):
        whole = json.loads(json.dumps(sealed({**head, **change}, {"strata": [], "lines": rows})))
        assert [at for at, _ in verifier.altered(whole)] == places
        assert [fault.pointer for fault in verify_certificate(whole)] == places


@pytest.mark.parametrize("form", FORMS)
def test_any_one_field_altered_in_any_row_is_named_by_both(form):
    whole = json.loads(json.dumps(certificate(rows=2, form=form)))
    paths = list(leaves(whole))
    assert len(paths) > 30
    for path in paths:
        changed = copy.deepcopy(whole)
        at = changed
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = other(at[path[-1]])
        if path in (("head", "certificate"), ("head", "report"), ("head", "kind")):
            assert verifier.altered(changed), path
            assert verify_certificate(changed), path
            continue
        assert verifier.altered(changed)[0][0] == place(path), path
        assert verify_certificate(changed)[0].pointer == place(path), path


def edits(data, chance, tries):
    """Yield the data with one byte flipped, put in or taken out, anywhere."""
    for n in range(tries):
        at = chance.randrange(len(data))
        if n % 3 == 0:
            yield data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1:]
        elif n % 3 == 1:
            yield data[:at] + bytes([chance.randrange(256)]) + data[at:]
        else:
            yield data[:at] + data[at + 1:]


def same(one, other_one):
    return json.dumps(one, sort_keys=True) == json.dumps(other_one, sort_keys=True)


@pytest.mark.parametrize("form", FORMS)
def test_any_one_byte_altered_is_found_or_changes_nothing_that_is_said(form):
    print(f"seed {SEED}")
    whole = json.loads(json.dumps(certificate(rows=2, form=form)))
    data = json.dumps(whole, ensure_ascii=False).encode()
    for new in edits(data, random.Random(SEED), 900):
        mine, faults = reading.read(new)
        try:
            changed = verifier.read(new)
        except (verifier.Unreadable, verifier.Twice):
            assert mine is None or faults, new
            continue
        assert not faults
        assert same(mine, changed)
        unaltered = same(changed, whole)
        assert bool(verifier.altered(changed)) is not unaltered, new
        assert bool(verify_certificate(changed)) is not unaltered, new


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
              for name in FORMS["count", 2]}
    forged["lines"][0]["quantity"] = 99
    made = sealed({k: v for k, v in whole["head"].items() if k != "hash"}, forged)
    assert verifier.altered(json.loads(json.dumps(made))) == []
    for given in (whole["content_hash"], code_of(whole["content_hash"])):
        assert verifier.altered(whole, given) == []
        assert verifier.altered(made, given)[0][0] == "/content_hash"


def test_a_code_is_read_however_it_is_typed_and_is_the_same_in_both():
    content_hash = hashlib.sha256(b"x").hexdigest()
    code = code_of(content_hash)
    assert code == verifier.code_of(content_hash)
    assert len(code) == 19
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    for each in (code, typed, content_hash, content_hash.upper()):
        assert read_code(each) == code
        assert verifier.means(content_hash, each)
    for wrong in ("", "1234", "U" * 16, code + "0", "z" * 64):
        assert read_code(wrong) is None
        assert not verifier.means(content_hash, wrong)


def pdf(data, *, packed=True, times=1):
    stream = zlib.compress(data) if packed else data
    filter_ = b"/Filter /FlateDecode" if packed else b""
    return b"%PDF-1.7\n" + b"".join(
        b"%d 0 obj <</Type /EmbeddedFile %b /Length %d>>\nstream\n%b\nendstream\nendobj\n"
        % (n, filter_, len(stream), stream) for n in range(1, times + 1)) + b"%%EOF\n"


def test_a_certificate_attached_to_a_paper_is_read_from_it():
    whole = json.loads(json.dumps(certificate()))
    data = json.dumps(whole).encode()
    for paper in (pdf(data), pdf(data, packed=False)):
        assert verifier.read(paper) == whole
        assert reading.read(paper) == (whole, [])


DEEP = b"[" * 200_000 + b"]" * 200_000
HOSTILE = {
    "nothing": (b"", "not_json", "malformed_json"),
    "text": (b"all is well", "not_json", "malformed_json"),
    "bytes": (b"\xff\xfe\x00", "not_utf8", "malformed_json"),
    "deep": (DEEP, "too_deep", "certificate_deep"),
    "digits": (b'{"head": ' + b"9" * 9_000 + b"}", "not_json", "malformed_json"),
    "cut": (b'{"head": {"a": ', "not_json", "malformed_json"),
    "no paper": (b"%PDF-1.7\n%%EOF", "no_attachment", "certificate_paper_empty"),
    "two papers": (pdf(b"{}", times=2), "no_attachment", "certificate_paper_empty"),
    "damaged paper": (pdf(b"{}" * 99).replace(zlib.compress(b"{}" * 99), b"x" * 9),
                      "attachment_damaged", "certificate_paper_damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_no_certificate_ends_in_a_named_error(name, tmp_path):
    data, said, code = HOSTILE[name]
    with pytest.raises(verifier.Unreadable) as error:
        verifier.read(data)
    assert error.value.name == said
    value, faults = reading.read(data)
    assert value is None
    assert [fault.code for fault in faults] == [code]
    path = tmp_path / "hostile.json"
    path.write_bytes(data)
    assert verifier.main([str(path)]) == 2


def test_what_is_too_large_is_refused_before_it_is_read(monkeypatch):
    bomb = pdf(b" " * 3_000_000)
    assert len(bomb) < 10_000
    for module in (verifier, reading):
        monkeypatch.setattr(module, "FILE_BYTES_MAX", 1_000_000)
        monkeypatch.setattr(module, "VALUES_MAX", 1_000)
    for data, code in ((b"{" + b" " * 1_000_000 + b"}", "too_large"), (bomb, "too_large"),
                       (b"[" + b"0," * 2_000 + b"0]", "certificate_values_many")):
        assert [fault.code for fault in reading.read(data).faults] == [code]
        with pytest.raises(verifier.Unreadable, match="too_"):
            verifier.read(data)


@pytest.mark.parametrize("head", [
    {"certificate": 3}, {"certificate": True}, {"certificate": 1.5}, {"certificate": "2"},
    {"certificate": None}, {"kind": "loan", "certificate": 1}, {"kind": None, "certificate": 1},
    {"kind": ["count"], "certificate": 1}, {"report": 2}, {"report": {}}])
def test_a_form_that_is_not_known_is_never_taken_for_another(head):
    body = json.loads(json.dumps(certificate()))
    body["head"] = head
    assert verifier.altered(body)[0][0] == "/head"
    assert [fault.code for fault in verify_certificate(body)] == ["certificate_form_unknown"]


@pytest.mark.parametrize("body", [None, [], 1, {}, {"head": []}, {"head": {"certificate": 1}},
                                  {"head": {"certificate": 1}, "lines": 5, "seals": [1, None]}])
def test_what_has_not_the_shape_of_a_certificate_is_refused_by_both(body):
    assert verifier.altered(body)
    assert verify_certificate(body)


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
