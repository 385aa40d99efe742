"""Every command has its help, its JSON, and one clear sentence when it cannot."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pandian.config import main as entry

NAMES = ["bench", "codes", "demo", "epc", "import", "labels", "migrate", "person", "plan-day",
         "rfid", "sampling", "seal", "simulate", "site", "snapshot", "token", "verify",
         "verify-certificate", "worker"]


def pandian(*arguments: str, given: str = "", home: Path | None = None
            ) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    if home is not None:
        environment["PANDIAN_HOME"] = str(home)
    return subprocess.run(
        [sys.executable, "-m", "pandian.config.main", *arguments], input=given, text=True,
        capture_output=True, env=environment, timeout=180, check=False)


def test_the_list_of_commands_names_every_public_one() -> None:
    shown = entry._parser().format_help()
    assert [name for name in NAMES if f"    {name}" not in shown] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        entry.main([name, "--help"])
    assert ended.value.code == 0
    assert "usage: pandian" in capsys.readouterr().out


def test_without_a_command_the_list_is_shown_and_the_status_is_2(
    capsys: pytest.CaptureFixture[str]
) -> None:
    assert entry.main([]) == 2
    assert "verify-certificate" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", "盘点".encode("gbk"), b'{"a": 1}'])
def test_a_file_that_is_no_certificate_is_refused_without_a_database(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "certificate.json"
    path.write_bytes(content)
    done = pandian("verify-certificate", str(path), "--json", home=tmp_path / "home")
    assert done.returncode == 1
    assert json.loads(done.stdout)
    assert "Traceback" not in done.stderr + done.stdout
    assert not (tmp_path / "home" / "data").exists()


def test_a_missing_certificate_is_named(tmp_path: Path) -> None:
    done = pandian("verify-certificate", str(tmp_path / "nowhere.json"), home=tmp_path / "home")
    assert done.returncode == 1
    assert "nowhere.json" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_line_for_codes_hears_of_all_that_is_wrong_beside_the_code(tmp_path: Path) -> None:
    lines = ('{"raw": "x", "symbology": 9, "today": "soon", "codes": [1]}\n'
             '{"raw": "x", "today": 5}\n')
    done = pandian("codes", "parse", given=lines, home=tmp_path / "home")
    assert [json.loads(line)["error"] for line in done.stdout.splitlines()] == [
        "not a request: symbology is a text; codes is an array of texts; today is an ISO date",
        "not a request: today is an ISO date"]


def test_a_print_job_of_wrong_shape_is_told_in_our_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = {"id": "x", "site": 5, "things": [5], "dpi": "x", "more": 1}
    told = _refused(monkeypatch, capsys, ["labels", "print", "--to", "x.pdf"], json.dumps(job))
    assert told == [("/id", "not_a_uuid"), ("/site", "wrong_type"), ("/kind", "missing"),
                    ("/things/0", "not_an_object"), ("/dpi", "not_an_integer"),
                    ("/more", "unknown_field")]


def test_listening_names_every_option_that_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["rfid", "listen", "--reader", "x:y", "--seconds", "-1", "--pass-seconds", "0"]
    assert _refused(monkeypatch, capsys, asked, "") == [
        ("--reader", "reader_address"), ("--pass-seconds", "seconds_positive"),
        ("--seconds", "seconds_positive")]


def _refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
             arguments: list[str], given: str) -> list[tuple[str, str]]:
    """Run a command here, without its database; return place and code of every fault."""
    monkeypatch.setattr(entry, "_start", lambda *, migrate: None)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    assert entry.main([*arguments, "--json"]) == 1
    return [(each["pointer"], each["code"])
            for each in json.loads(capsys.readouterr().out)["errors"]]


def test_sampling_answers_line_by_line_and_names_all_faults_of_a_line(tmp_path: Path) -> None:
    lines = ['{"lot_size": 200, "level": "II", "aql": 0.65, "severity": "normal"}', "{broken",
             '{"lot_size": "200", "level": "IV", "aql": "0.66", "severity": "mild", "x": 1}', "17",
             '{"lot_size": 2000, "level": "II", "aql": "1", "severity": "tightened"}']
    done = pandian("sampling", "plan", given="\n".join(lines) + "\n", home=tmp_path / "home")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    assert answers[0] == {
        "letter": "G", "n": 20, "accept": 0, "reject": 1, "inspect_all": False}
    assert all("error" in answers[n] for n in (1, 2, 3))
    assert [each["pointer"] for each in answers[2]["reasons"]] == [
        "/lot_size", "/level", "/aql", "/severity", "/x"]
    assert answers[4]["letter"] == "K"
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home" / "data").exists()


def test_codes_answers_line_by_line_without_a_database(tmp_path: Path) -> None:
    lines = ['"06901234567892"', '{"raw": "(01)06901234567891"}', "{broken", "17"]
    done = pandian("codes", "parse", given="\n".join(lines) + "\n", home=tmp_path / "home")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    assert answers[0]["verdict"] == "valid"
    assert answers[1]["verdict"] == "refused"
    assert "error" in answers[2]
    assert "error" in answers[3]
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home" / "data").exists()


def test_codes_reads_every_family_with_its_device_view(tmp_path: Path) -> None:
    lines = [
        {"raw": "+A999123457", "today": "2026-11-22"},
        {"raw": "+A999123457", "codes": ["+$$0624J139276%5"]},
        {"raw": "01069012345678921726123110L1", "symbology": "]d2", "now": "2026-11-22T10:00:00Z"},
        {"raw": "PD:C:UNDO"}, "AB\ud800", {"raw": "A", "symbology": 5}, {"raw": "A", "today": 7},
        {"raw": "A", "today": "soon"}, {"raw": "A", "codes": "B"}, {"raw": "A", "codes": ["B"]},
    ]
    given = "\n".join(json.dumps(line) for line in lines) + "\n"
    done = pandian("codes", "parse", given=given, home=tmp_path / "home")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    assert [answers[0][key] for key in ("carrier", "di", "pi")] == ["hibc", "A99912345", None]
    assert [reason["code"] for reason in answers[1]["reasons"]] == ["link_character"]
    assert answers[2]["pi"] == {
        "lot": "L1", "serial": None, "made_on": None, "expires_on": "2026-12-31"}
    assert answers[3]["carrier"] == "own"
    assert (answers[4]["raw"], answers[4]["verdict"]) == ("AB\ud800", "refused")
    assert all(set(answer) == {"error"} for answer in answers[5:])
    assert "Traceback" not in done.stderr


def test_codes_builds_every_family_or_says_why_not(tmp_path: Path) -> None:
    lines: list[Any] = [
        {"01": "06901234567892", "10": "L1"},
        {"carrier": "hibc", "labeler": "A999", "product": "1234", "unit": "5", "lot": "L1",
         "expires_on": "2026-12-31", "quantity": 5},
        {"carrier": "own", "kind": "place", "site": "SH1", "place": "A-03"},
        {"carrier": "own", "kind": "command", "text": "UNDO"},
        {"carrier": "gtin", "gtin": "6901234567892"},
        {"carrier": "digital_link", "fields": {"01": "06901234567892"}},
        {"carrier": "internal", "text": "85123A"},
        {"carrier": "gtin", "gtin": "690123456789"}, {"carrier": "internal", "text": "PD:X"},
        {"carrier": "own", "kind": "moon"}, {"carrier": "smoke"}, {"carrier": "hibc", "lot": 5},
    ]
    given = "\n".join(json.dumps(line) for line in lines) + "\n"
    done = pandian("codes", "build", given=given, home=tmp_path / "home")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer.get("raw") for answer in answers[:7]] == [
        "]d2010690123456789210L1", "+A99912345/$$3261231L1/Q5" + answers[1]["raw"][-1],
        "PD:B:SH1.A-03", "PD:C:UNDO", "6901234567892",
        "https://id.gs1.org/01/06901234567892", "85123A"]
    assert [[reason["code"] for reason in answer["reasons"]] for answer in answers[7:10]] == [
        ["check_digit"], ["not_encodable"], ["not_listed"]]
    assert all(set(answer) == {"error"} for answer in answers[10:])
