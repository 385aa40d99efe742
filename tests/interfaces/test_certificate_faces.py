"""The paper of a count's certificate, the page where its code is looked up, the command."""

from __future__ import annotations

import io
import json
import os
from argparse import Namespace
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from pandian.capture.operations import accept
from pandian.capture.words import ObservationDraft, Push
from pandian.counting.certifying.operations import issue
from pandian.counting.operations import (
    close_plan,
    create_plan,
    record_visit,
    reject_lines,
    settle,
)
from pandian.counting.queries import tasks
from pandian.counting.words import PlanDraft, Scope, VisitDraft
from pandian.governance.queries import scope_of_person
from pandian.governance.words import SYSTEM
from pandian.interfaces.commands import certificate as command
from pandian.interfaces.commands.verify_certificate import handle as verify
from pandian.kernel.rules import uuid7
from pandian.kernel.words import Refused
from tests.interfaces.test_web_pages import SENTINEL, browser
from tests.interfaces.test_web_pages import stage as stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(stage) -> UUID:
    """Return a closed count of one place where one piece was missing, and the line rejected."""
    return one_line(stage, SENTINEL - 1)


def one_line(stage, counted: int) -> UUID:
    """Return a closed count of one place where so many were, and the line rejected."""
    plan = create_plan(scope=SYSTEM, draft=PlanDraft(
        uuid7(), "SH1", "年末盘点", Scope(places=("A-05",)))).id
    task = tasks(scope=SYSTEM, plan=plan)[0].id
    wang = scope_of_person(person=stage["people"]["wang"])
    accept(scope=wang, sites_of_tasks={task: "SH1"}, push=Push(None, None, None, (
        ObservationDraft(uuid7(), "set", "A-05", counted, item="I-05", task=task),),
        site="SH1"))
    record_visit(scope=wang, draft=VisitDraft(uuid7(), task, "A-05"))
    settle(scope=SYSTEM, plan=plan)
    li = scope_of_person(person=stage["people"]["li"])
    reject_lines(scope=li, plan=plan, lines="all", reason="torn")
    close_plan(scope=SYSTEM, plan=plan)
    return plan


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "盘点凭证"),
                                                ("en", "Certificate of a count")])
def test_the_paper_bears_the_code_and_carries_the_json_that_proves_it(
    stage, closed, tmp_path, capsys, language, word
) -> None:
    client = browser(stage, "li")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    paper = client.get(f"/counts/{closed}/certificate.pdf")
    assert paper.status_code == 200
    reader = PdfReader(io.BytesIO(paper.content))
    made = issue(scope=SYSTEM, plan=closed)
    text = "".join(page.extract_text() for page in reader.pages)
    for said in (word, made.code, made.content_hash[:40], "年末盘点"):
        assert said in text, said
    assert "@system" not in text, "who made it is called by a name"
    attached = json.loads(reader.attachments["certificate.json"][0])
    assert attached["head"]["id"] == str(closed)
    path = tmp_path / "paper.pdf"
    path.write_bytes(paper.content)
    assert verify(Namespace(file=str(path), json=False, code=made.code)) == 0
    assert verify(Namespace(file=str(path), json=False, code="0" * 16)) == 1
    if folder := os.environ.get("PANDIAN_SHOTS"):
        (Path(folder) / f"count-{language[:2]}.pdf").write_bytes(paper.content)
    page = client.get(f"/counts/{closed}").content.decode()
    assert f'href="/counts/{closed}/certificate.pdf"' in page


@pytest.mark.parametrize(("variance", "written"), [(-1, "−1"), (1_234, "+1,234")])
def test_the_paper_says_gain_or_loss_by_its_sign_as_the_pages_do(
    stage, tmp_path, variance, written
) -> None:
    plan = one_line(stage, SENTINEL + variance)
    client = browser(stage, "li")
    paper = client.get(f"/counts/{plan}/certificate.pdf")
    said = PdfReader(io.BytesIO(paper.content)).pages[0].extract_text().split()
    assert written in said, said
    assert str(variance) not in said
    path = tmp_path / "paper.pdf"
    path.write_bytes(paper.content)
    assert verify(Namespace(file=str(path), json=False,
                            code=issue(scope=SYSTEM, plan=plan).code)) == 0


def test_a_code_is_looked_up_on_a_page_that_says_whose_it_is(stage, closed) -> None:
    made = issue(scope=SYSTEM, plan=closed)
    client = browser(stage, "li")
    assert "年末盘点" in client.get(f"/verify?code={made.code.lower()}").content.decode()
    wrong = client.get("/verify?code=0000-0000-0000-0000")
    assert wrong.status_code == 404
    assert "No certificate with this code" in wrong.content.decode()
    assert client.get("/verify?code=x%27").status_code == 404
    assert client.get("/verify").status_code == 200
    assert Client().get("/verify").status_code == 302
    away = browser(stage, "chen").get(f"/verify?code={made.code}")
    assert (away.status_code, "年末盘点" in away.content.decode()) == (404, False)


def test_a_file_is_checked_on_the_page_and_the_altered_row_is_named(stage, closed) -> None:
    body = issue(scope=SYSTEM, plan=closed).body
    client = browser(stage, "li")

    def sent(value) -> tuple[int, str]:
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        answer = client.post("/verify", {"file": SimpleUploadedFile("c.json", data)})
        return answer.status_code, answer.content.decode()

    assert (status := sent(body))[0] == 200
    assert "Unaltered" in status[1]
    assert "年末盘点" in status[1]
    altered = json.loads(json.dumps(body))
    altered["visits"][0]["person"] = "<b>x</b>"
    status, text = sent(altered)
    assert status == 200
    assert "/visits/0" in text
    for hostile in (b"", b"[" * 90_000, b"%PDF-1.7", b"\xff", b"[1]"):
        assert sent(hostile)[0] == 422, hostile[:9]
    assert client.post("/verify").status_code == 422


def test_the_command_writes_the_file_and_refuses_what_is_no_count(
    stage, closed, tmp_path, capsys
) -> None:
    for form in ("json", "pdf"):
        path = tmp_path / f"c.{form}"
        given = Namespace(count=str(closed), format=form, language="en", to=str(path), json=True)
        assert command.handle(given) == 0
        told = json.loads(capsys.readouterr().out)
        assert verify(Namespace(file=str(path), json=False, code=told["code"])) == 0
        capsys.readouterr()
    for wrong in ("x", str(uuid7())):
        with pytest.raises(Refused):
            command.handle(Namespace(count=wrong, format="json", language="en",
                                     to=str(tmp_path / "n"), json=False))
    assert not (tmp_path / "n").exists()
