"""`pandian policies`: rules out of one installation and into another.   规则命令"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pandian.config import main as entry
from pandian.governance.operations import create_person, put_sites
from pandian.governance.policies.words import PolicyRefused
from pandian.governance.queries import PersonNotFound
from pandian.governance.words import SYSTEM, SiteDraft
from pandian.interfaces.commands.policies import PolicyFileRefused
from tests.interfaces.conftest import PASSWORD

FILE = {"format": "pandian-policies-1", "policies": [
    {"site": "*", "kind": "count.recount", "code": "R", "reason": "2026",
     "content": {"rounds": 2}, "control": {"rounds": {"mode": "bounded", "low": 1}}},
    {"site": "SH1", "kind": "count.tolerance", "code": "T", "reason": "2026",
     "content": {"level": "organisation", "quantity": 1}}]}


def run(*arguments: str) -> int:
    args = entry._parser().parse_args(arguments)
    status: int = args.module.handle(args)
    return status


@pytest.fixture
def file(db: None, tmp_path: Path) -> Path:
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海", "Asia/Shanghai")])
    create_person(scope=SYSTEM, code="wang", name="wang", role="controller", sites=["*"],
                  password=PASSWORD)
    path = tmp_path / "rules.json"
    path.write_text(json.dumps(FILE), "utf-8")
    return path


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_rules_come_in_twice_without_change_and_go_out_as_they_came(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for result in ("created", "exists"):
        assert run("policies", "import", str(file), "--as", "wang", "--json") == 0
        assert [row["result"] for row in said(capsys)] == [result, result]
    assert run("policies", "list", "--kind", "count.recount", "--json") == 0
    (row,) = said(capsys)
    assert (row["state"], row["author"], row["site"]) == ("draft", "wang", "*")
    assert run("policies", "show", "--id", row["id"]) == 0
    assert '"rounds": 2' in capsys.readouterr().out
    assert run("policies", "show", "--kind", "count.recount", "--site", "SH1", "--json") == 0
    assert said(capsys) == [], "a draft holds nowhere"
    assert run("policies", "drift", "--json") == 0
    assert said(capsys) == []
    out = tmp_path / "out.json"
    assert run("policies", "export", "--to", str(out), "--json") == 0
    assert said(capsys)["policies"] == 2
    assert run("policies", "import", str(out), "--as", "wang", "--json") == 0
    assert {one["result"] for one in said(capsys)} == {"exists"}


def test_what_cannot_be_read_is_refused_by_name(file: Path, tmp_path: Path) -> None:
    with pytest.raises(PersonNotFound):
        run("policies", "import", str(file), "--as", "nobody")
    with pytest.raises(PolicyFileRefused):
        run("policies", "import", str(tmp_path / "none.json"), "--as", "wang")
    bad = tmp_path / "bad.json"
    bad.write_text("[]", "utf-8")
    with pytest.raises(PolicyRefused):
        run("policies", "import", str(bad), "--as", "wang")
    for arguments in (("--id", "7"), ("--kind", "nonsense", "--site", "SH1"),
                      ("--kind", "count.plan", "--site", "SH1", "--at", "noon")):
        with pytest.raises(PolicyFileRefused):
            run("policies", "show", *arguments)
