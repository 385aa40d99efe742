"""The page of dispatch notices: looked through, faults by cell, accepted.   到货预告页"""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pandian.governance.words import SYSTEM
from pandian.lifecycle.queries import documents
from tests.interfaces.test_web_documents import browser, world

__all__ = ["world"]
HEAD = "供应商,随货同行单号,物料编码,批号,发货数量,收货货位\n"
GOOD = HEAD + "SUP,DN-1,GAUZE,,10,PEND\nSUP,DN-1,STENT,L9,2,PEND\nSUP,DN-2,GAUZE,,7,PEND\n"
BAD = GOOD + "SUP,DN-3,NOPE,,5,PEND\nWHO,DN-4,GAUZE,,many,PEND\nSUP,DN-5,GAUZE,,1,A-01\n"


def sent(client: Client, content: str | bytes, name: str = "n.csv", **more: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post("/documents/notices", {
        "file": SimpleUploadedFile(name, data), "site": "SH1", "do": "check", **more})


def seen(text: str) -> str:
    return text.split('name="seen" value="')[1].split('"')[0]


def receipts() -> list[str]:
    return sorted(str(row.header["delivery_note"]) for row in documents(
        scope=SYSTEM, site="SH1", kind="receipt").rows)


def test_a_file_is_looked_through_without_a_trace_and_then_accepted(world: dict[str, Any]) -> None:
    client = browser(world, "controller")
    assert "/documents/notices" in client.get("/documents").content.decode()
    page = client.get("/documents/notices").content.decode()
    assert "随货同行单号" in page or "delivery_note" in page
    looked = sent(client, GOOD)
    text = looked.content.decode()
    assert looked.status_code == 200
    assert "Accept: announce 3 lines" in text
    assert "SH1 SUP DN-1" in text
    assert receipts() == [], "looking through writes nothing"
    done = sent(client, GOOD, do="accept", seen=seen(text))
    assert "To the announced receipts" in done.content.decode()
    assert receipts() == ["DN-1", "DN-2"]
    again = sent(client, GOOD).content.decode()
    assert "known already" in again
    sent(client, GOOD, do="accept", seen=seen(again))
    assert receipts() == ["DN-1", "DN-2"], "the same file announces nothing twice"


def test_every_fault_stands_at_its_row_and_cell_and_nothing_is_written(
    world: dict[str, Any]
) -> None:
    client = browser(world, "controller")
    answer = sent(client, BAD)
    text = answer.content.decode()
    assert answer.status_code == 422
    table = text[text.index("Faults by row and cell"):]
    for row, cell in ((5, "NOPE"), (6, "many"), (7, "A-01")):
        assert f'data-word="Row">{row}</td>' in table, row
        assert f"<code>{cell}</code>" in table, cell
    assert "Accept: announce" not in text
    assert "Nothing was written" in text
    assert receipts() == []
    part = sent(client, BAD, accept_partial="1").content.decode()
    assert "Accept: announce 3 lines" in part
    sent(client, BAD, do="accept", accept_partial="1", seen=seen(part))
    assert receipts() == ["DN-1", "DN-2"]


def test_a_file_that_changed_in_between_is_looked_through_again(world: dict[str, Any]) -> None:
    client = browser(world, "controller")
    mark = seen(sent(client, GOOD).content.decode())
    text = sent(client, GOOD.replace(",10,", ",11,"), do="accept", seen=mark).content.decode()
    assert "not the one that was looked through" in text
    assert receipts() == []
    sent(client, GOOD.replace(",10,", ",11,"), do="accept", seen=seen(text))
    assert receipts() == ["DN-1", "DN-2"]


def test_a_workbook_with_its_place_by_the_form(world: dict[str, Any]) -> None:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet("ASN")
        for r, row in enumerate([("vendor", "ASN", "sku", "qty"), ("SUP", "DN-8", "GAUZE", 40)]):
            for c, value in enumerate(row):
                sheet.write(r, c, value)
    client = browser(world, "controller")
    text = sent(client, held.getvalue(), "供应商 通知.xlsx", place="PEND").content.decode()
    assert "Accept: announce 1 line" in text
    sent(client, held.getvalue(), "供应商 通知.xlsx", place="PEND", do="accept", seen=seen(text))
    assert receipts() == ["DN-8"]


def test_what_is_no_file_of_notices_is_refused_in_words(world: dict[str, Any]) -> None:
    client = browser(world, "controller")
    for content, name in ((b"", "n.csv"), (b"\x00\x01\x02", "n.xlsx"), (b"a,b\n1,2\n", "n.csv"),
                          (b"MZ\x90", "../../n.exe")):
        answer = sent(client, content, name)
        assert 400 <= answer.status_code < 500, (name, content)
        assert "Traceback" not in answer.content.decode()
    assert client.post("/documents/notices", {"site": "SH1"}).status_code == 422
    assert sent(client, GOOD, site="BJ1").status_code in (404, 422), "a foreign site"
    assert receipts() == []


def test_who_may_not_import_or_not_receive_has_no_such_page(world: dict[str, Any]) -> None:
    for role in ("inspector", "keeper", "it", "counter"):
        client = browser(world, role)
        assert client.get("/documents/notices").status_code == 403, role
        assert sent(client, GOOD).status_code == 403, role
    assert receipts() == []
