"""Labels over the API, on the command line and on the page: files, reasons, rights."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from pandian.governance.operations import create_person
from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from tests.interfaces.conftest import World, caller

pytestmark = pytest.mark.skipif(
    not (Path(__file__).resolve().parents[2]
         / "pandian/static/vendor/fonts/NotoSansSC-Medium.ttf").exists(),
    reason="the font is not installed: make vendor")


def job(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "site": "SH1", "kind": "place",
            "things": [{"place": "A-01"}, {"place": "A-02"}], **changes}


def test_a_job_answers_its_file_and_is_listed_and_checked(world: World) -> None:
    body = job(copies=2, printer="P1")
    made = world.shanghai.post("/labels", body)
    assert (made.status_code, made["Content-Type"]) == (200, "application/pdf")
    assert (made["Pandian-Result"], made["Pandian-Print"]) == ("created", body["id"])
    assert len(PdfReader(io.BytesIO(made.content)).pages) == 4
    assert world.shanghai.post("/labels", body)["Pandian-Result"] == "exists"
    changed = world.shanghai.post("/labels", {**body, "size": "60x40"})
    assert (changed.status_code, changed.json()["errors"][0]["code"]) == (409, "print_differs")
    (row,) = world.shanghai.get("/labels").json()["rows"]
    assert (row["id"], row["actor"], row["labels"], row["first"]) == (
        body["id"], "sh", 2, "PD:B:SH1.A-01")
    scan = world.shanghai.post(f"/labels/{body['id']}/verify", {"code": "]Q1PD:B:SH1.A-01\r"})
    assert scan.json()["result"] == "matches"
    scan = world.shanghai.post(f"/labels/{body['id']}/verify", {"code": "]Q1PD:B:SH1.A-02"})
    assert scan.json()["differences"] == [["", "PD:B:SH1.A-01", "PD:B:SH1.A-02"]]
    assert world.shanghai.get(f"/labels/{body['id']}").json()["verified"] == "differs"


@pytest.mark.parametrize(("output", "media", "start"), [
    ("zpl", "application/zpl", b"^XA"), ("tspl", "application/tspl", b"SIZE 40 mm,30 mm\r\n")])
def test_a_job_comes_in_the_printer_s_own_language(
    world: World, output: str, media: str, start: bytes
) -> None:
    made = world.shanghai.post("/labels", job(output=output))
    assert (made["Content-Type"], made.content[:len(start)]) == (media, start)


def test_all_reasons_come_at_once_and_nothing_is_noted(world: World) -> None:
    body = job(kind="lot", things=[{"item": "STENT", "lot": "L1"}, {"item": "NONE", "lot": "x"},
                                   {"item": "STENT"}])
    for path in ("/labels", "/labels/preview"):
        refused = world.shanghai.post(path, body)
        assert refused.status_code == 422
        assert {(each["pointer"], each["code"]) for each in refused.json()["errors"]} == {
            ("/things/0/item", "missing_gtin"), ("/things/1/item", "item_unknown"),
            ("/things/2/lot", "lot_needed")}
        assert all(each["message"] not in (each["code"], "")
                   for each in refused.json()["errors"])
    assert world.shanghai.get("/labels").json()["rows"] == []


def test_another_site_s_prints_and_places_are_not_there(world: World) -> None:
    body = job()
    assert world.beijing.post("/labels", body).status_code == 404
    assert world.shanghai.post("/labels", body).status_code == 200
    assert world.beijing.get("/labels").json()["rows"] == []
    assert world.beijing.get(f"/labels/{body['id']}").status_code == 404
    assert world.beijing.post(f"/labels/{body['id']}/verify", {"code": "x"}).status_code == 404
    assert world.beijing.get("/labels?site=SH1").status_code == 404
    assert world.beijing.get("/sheets/demo?site=SH1").status_code == 404
    assert world.counter.post("/labels", job()).status_code == 403


def test_sheets_are_files_and_unknown_ones_are_named(world: World) -> None:
    for name in ("commands", "scanner", "ruler"):
        made = world.shanghai.get(f"/sheets/{name}?language=en")
        assert (made.status_code, made.content[:4]) == (200, b"%PDF"), name
    assert world.shanghai.get("/sheets/ruler?output=zpl&size=60x40&dpi=300").content[:3] == b"^XA"
    for path in ("/sheets/none", "/sheets/ruler?dpi=72", "/sheets/ruler?size=x",
                 "/sheets/demo?site=SH1"):
        assert world.shanghai.get(path).status_code == 422, path
    assert world.shanghai.get("/sheets/ruler?dpi=x").status_code in (400, 422)


def test_count_sheets_come_as_one_pdf_and_need_two_rights(world: World) -> None:
    plan = world.shanghai.post("/counts", {
        "id": str(uuid7()), "site": "SH1", "name": "一月", "purpose": "cycle_counting",
        "scope": {"places": ["A-01", "A-02"]}, "blind": True}).json()
    made = world.shanghai.post(f"/counts/{plan['id']}/sheets", {"id": str(uuid7())})
    assert (made.status_code, made["Content-Type"]) == (200, "application/pdf")
    text = PdfReader(io.BytesIO(made.content)).pages[0].extract_text()
    assert "一月" in text
    with_book = world.shanghai.post(
        f"/counts/{plan['id']}/sheets", {"id": str(uuid7()), "blind": False})
    assert with_book.json()["errors"][0]["code"] == "count_is_blind"
    printer = caller("prints", "SH1", can=["exchange.label"])
    assert printer.post(f"/counts/{plan['id']}/sheets", {"id": str(uuid7())}).status_code == 403
    path = f"/counts/{plan['id']}/sheets"
    assert world.beijing.post(path, {"id": str(uuid7())}).status_code == 404


@pytest.fixture
def desk(world: World) -> Client:
    from django.contrib.auth import get_user_model

    person = create_person(scope=SYSTEM, code="li", name="李", role="controller", sites=["SH1"],
                           password="tall-heron-walks-42")
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(get_user_model()._default_manager.get(pk=person.id))
    return client


def form(**changes: str) -> dict[str, str]:
    return {"id": str(uuid7()), "site": "SH1", "kind": "place", "things": "A-01\nA-02",
            "size": "40x30", "dpi": "203", "copies": "1", "output": "pdf", **changes}


def test_the_page_shows_prints_and_keeps_what_was_filled_in(desk: Client) -> None:
    assert b"Nothing was printed yet" in desk.get("/labels").content
    shown = desk.post("/labels/preview", form(), headers={"HX-Request": "true"})
    assert b"data:image/png;base64," in shown.content
    made = desk.post("/labels/print", form())
    assert made["Content-Disposition"] == 'attachment; filename="pandian-place-40x30.pdf"'
    page = desk.get("/labels").content.decode()
    assert "PD:B:SH1.A-01" in page
    refused = desk.post("/labels/print", form(things="A-01\nNOWHERE", reason="why not"))
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Line 2: " in text
    assert "NOWHERE</textarea>" in text
    assert 'value="why not"' in text
    for bad in ({"dpi": "x"}, {"copies": "-1"}, {"site": ""}, {"kind": "none"}, {"size": "1"},
                {"things": ""}, {"output": "doc"}, {"code": "gs1_128"}, {"copies": "1000"}):
        assert desk.post("/labels/print", form(**bad)).status_code == 422, bad
        assert desk.post("/labels/preview", form(**bad)).status_code == 422, bad


def test_a_scan_on_the_page_says_what_differs(desk: Client) -> None:
    given = form()
    desk.post("/labels/print", given)
    address = f"/labels/prints/{given['id']}"
    assert "Not verified" in desk.get("/labels").content.decode()
    assert "Matches" in desk.post(address, {"code": "]Q1PD:B:SH1.A-01"}).content.decode()
    wrong = desk.post(address, {"code": "<script>x</script>"}).content.decode()
    assert "The content differs" in wrong
    assert "<script>x" not in wrong
    assert desk.post(address, {"code": ""}).status_code == 422
    assert desk.get(f"/labels/prints/{uuid7()}").status_code == 404


def test_the_command_prints_checks_and_lists(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    from pandian.interfaces.commands import labels

    def run(*arguments: str, stdin: str = "") -> tuple[int, Any]:
        import argparse

        parser = argparse.ArgumentParser()
        labels.register(parser.add_subparsers())
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        status = labels.handle(parser.parse_args(["labels", *arguments, "--json"]))
        return status, json.loads(capsys.readouterr().out)

    to, body = tmp_path / "bin.zpl", job(output="zpl")
    status, said = run("print", "--to", str(to), stdin=json.dumps(body))
    assert (status, said["result"], said["labels"]) == (0, "created", 2)
    assert to.read_bytes().startswith(b"^XA")
    status, said = run("preview", "--to", str(tmp_path / "x.png"), stdin=json.dumps(body))
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    assert run("verify", body["id"], stdin="]Q1PD:B:SH1.A-01\n") == (0, {
        "print": body["id"], "result": "matches", "differences": []})
    assert run("verify", body["id"], stdin="nonsense")[0] == 1
    assert [row["id"] for row in run("list")[1]] == [body["id"]]
    status, said = run("sheet", "ruler", "--to", str(tmp_path / "ruler.pdf"))
    assert (tmp_path / "ruler.pdf").read_bytes().startswith(b"%PDF")
    for bad in ("", "[", '{"id": 1}', '{"things": [{"x": 1}]}'):
        with pytest.raises(labels.RequestMalformed):
            run("print", "--to", str(tmp_path / "none"), stdin=bad)
    assert not (tmp_path / "none").exists()


def test_a_list_names_its_lines_as_they_are_numbered_and_drops_no_cell(
    world: World, desk: Client
) -> None:
    told = desk.post("/labels/preview", form(
        kind="place", things="A-01\n\nNOWHERE 9\nA-02 99")).content.decode()
    assert [f"{n}: " in told for n in (3, 4)] == [True, True]
    assert ("9" in told, "99" in told) == (True, True)
    assert "A-01" not in told
