"""The pages of documents as the server sends them: every kind, rights, foreign sites, photos."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from pandian.catalog.operations import put_items, put_parties, put_places, put_sites
from pandian.catalog.words import ItemDraft, PartyDraft, PlaceDraft
from pandian.governance.operations import create_person
from pandian.governance.queries import scope_of_person
from pandian.governance.words import ROLES, SYSTEM, SiteDraft
from pandian.kernel.rules import uuid7
from pandian.lifecycle.operations import open_document
from pandian.lifecycle.policies.operations import put_policies
from pandian.lifecycle.policies.words import PolicyDraft
from pandian.lifecycle.queries import document, documents
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.words import DocumentDraft, LineDraft
from tests.asked import asked

PASSWORD = "tall-heron-walks-42"
QUERIES_MAX = 21
LIST_QUERIES_MAX = 15
"""A page of one document: its head, lines, sums, facts, events, trail, people, counts, session."""


@pytest.fixture
def world(db: None) -> dict[str, Any]:
    """Two sites, a supplier, a few places, and a person of every role at SH1."""
    put_sites(scope=SYSTEM, sites=[SiteDraft("SH1", "上海仓", "Asia/Shanghai"),
                                   SiteDraft("BJ1", "北京仓", "Asia/Shanghai")])
    put_places(scope=SYSTEM, places=[
        PlaceDraft(site, code, kind) for site in ("SH1", "BJ1") for code, kind in (
            ("A-01", "bin"), ("PEND", "pending_area"), ("RED", "rejected_area"))])
    put_items(scope=SYSTEM, items=[ItemDraft("GAUZE", "纱布", "片"),
                                   ItemDraft("STENT", "支架", "支", tracking="lot")])
    put_parties(scope=SYSTEM, parties=[PartyDraft("SUP", "华东供应", kinds=("supplier",))])
    put_policies(scope=SYSTEM, policies=[PolicyDraft("*", "licences", "note")])
    return {role: create_person(scope=SYSTEM, code=f"p-{role}", name=role, role=role,
                                sites=["SH1"], password=PASSWORD).id for role in ROLES}


def browser(world: dict[str, Any], role: str) -> Client:
    from django.contrib.auth import get_user_model

    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(get_user_model()._default_manager.get(pk=world[role]))
    return client


def announced(world: dict[str, Any], lines: int = 1) -> Any:
    return open_document(scope=scope_of_person(person=world["lead"]), draft=DocumentDraft(
        uuid7(), "SH1", "receipt", {"supplier": "SUP", "place": "PEND"},
        tuple(LineDraft("GAUZE", n + 1) for n in range(lines)))).document


def role_of(capability: str) -> str:
    return next(name for name, role in ROLES.items()
                if capability in role.capabilities and "lifecycle.read" in role.capabilities)


def picture() -> bytes:
    """Return a PNG of one dot."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return (struct.pack(">I", len(data)) + name + data
                + struct.pack(">I", zlib.crc32(name + data)))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_form_and_an_empty_one_names_its_faults(
    world: dict[str, Any], kind: str
) -> None:
    client = browser(world, role_of(KINDS[kind].capability))
    page = client.get(f"/documents/new?kind={kind}")
    assert page.status_code == 200
    assert KINDS[kind].label.en in page.content.decode().lower()
    sent = client.post("/documents/new", {"kind": kind, "site": "SH1", "id": str(uuid7())})
    assert sent.status_code in (302, 422), sent.content.decode()[:500]
    if sent.status_code == 422:
        assert 'class="faults"' in sent.content.decode()


def test_a_document_of_another_site_is_not_there(world: dict[str, Any]) -> None:
    foreign = open_document(scope=SYSTEM, draft=DocumentDraft(
        uuid7(), "BJ1", "receipt", {"supplier": "SUP", "place": "PEND"},
        (LineDraft("GAUZE", 5),))).document
    client = browser(world, "lead")
    for address in (f"/documents/{foreign}", f"/documents/{foreign}/papers/record",
                    f"/documents/new?kind=inspection&follows={foreign}",
                    f"/documents/{foreign}/photos/{'0' * 64}"):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/documents/{foreign}/act", {"do": "arrive"}).status_code == 404
    assert client.post(f"/documents/{foreign}/reverse", {}).status_code in (403, 404)
    assert str(foreign) not in client.get("/documents").content.decode()
    assert client.get("/documents?site=BJ1").status_code == 404


def test_who_may_not_act_sees_who_may_and_cannot_post_it(world: dict[str, Any]) -> None:
    receipt = announced(world)
    client = browser(world, "inspector")
    page = client.get(f"/documents/{receipt}?do=arrive").content.decode()
    assert "The next step is for others" in page
    assert 'name="do"' not in page
    answer = client.post(f"/documents/{receipt}/act", {
        "do": "arrive", "id": str(uuid7()), "version": "1", "e-delivery_note": "DN",
        "e-transport": "van"})
    assert answer.status_code == 403
    assert document(scope=SYSTEM, id=receipt).head.state == "announced"


def test_who_reads_no_documents_opens_no_page_of_them(world: dict[str, Any]) -> None:
    receipt = announced(world)
    client = browser(world, "counter")
    for address in ("/documents", f"/documents/{receipt}", "/documents/new", "/licences",
                    "/trace", "/documents/pick?what=item&q=G"):
        assert client.get(address).status_code == 403, address


def test_the_same_form_sent_twice_opens_one_document(world: dict[str, Any]) -> None:
    client, id = browser(world, "lead"), str(uuid7())
    form = {"kind": "receipt", "site": "SH1", "id": id, "h-supplier": "SUP", "h-place": "PEND",
            "r-item": ["GAUZE", ""], "r-asked": ["5", ""]}
    answers = [client.post("/documents/new", form) for _time in range(2)]
    assert [(row.status_code, row["Location"]) for row in answers] == [
        (302, f"/documents/{id}")] * 2
    assert len(documents(scope=SYSTEM).rows) == 1


def test_a_photo_is_kept_with_its_event_and_only_shown_to_readers(world: dict[str, Any]) -> None:
    receipt, client = announced(world), browser(world, "lead")
    form = {"do": "arrive", "id": str(uuid7()), "version": "1", "e-transport": "van"}
    refused = client.post(f"/documents/{receipt}/act", {
        **form, "photo": SimpleUploadedFile("note.png", picture(), "image/png")})
    assert refused.status_code == 422
    assert "1 photo is kept already" in refused.content.decode(), "nothing given is lost"
    digest = refused.content.decode().split('name="photos" value="')[1].split('"')[0]
    done = client.post(f"/documents/{receipt}/act", {
        **form, "e-delivery_note": "DN-1", "photos": digest})
    assert done.status_code == 302, done.content.decode()[:300]
    shown = browser(world, "inspector").get(f"/documents/{receipt}/photos/{digest}")
    assert (shown.status_code, shown.content) == (200, picture())
    assert browser(world, "counter").get(
        f"/documents/{receipt}/photos/{digest}").status_code == 403
    assert client.get(f"/documents/{receipt}/photos/{'0' * 64}").status_code == 404


def test_what_is_no_photo_is_refused_at_its_field(world: dict[str, Any]) -> None:
    receipt, client = announced(world), browser(world, "lead")
    answer = client.post(f"/documents/{receipt}/act", {
        "do": "arrive", "id": str(uuid7()), "version": "1", "e-transport": "van",
        "e-delivery_note": "DN-1",
        "photo": SimpleUploadedFile("note.png", b"<script>alert(1)</script>", "image/png")})
    assert answer.status_code == 422
    assert "This is no JPEG, PNG or WebP picture" in answer.content.decode()
    assert document(scope=SYSTEM, id=receipt).head.state == "announced"


def test_the_pages_ask_the_database_as_often_for_many_lines_as_for_few(
    world: dict[str, Any]
) -> None:
    client, counts = browser(world, "lead"), []
    for lines in (1, 300):
        receipt = announced(world, lines)
        with asked() as sent:
            assert client.get(f"/documents/{receipt}?do=arrive").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= QUERIES_MAX
    with asked() as sent:
        shown = client.get("/documents").content.decode()
    assert len(sent) <= LIST_QUERIES_MAX
    assert "华东供应" in shown, "the name of the partner stands beside its code"


def test_odd_filters_and_cursors_are_answered_and_never_break(world: dict[str, Any]) -> None:
    client = browser(world, "lead")
    announced(world)
    for query, status in (("number=RC-1", 200), ("number=%27;--", 200), ("older=x", 422),
                          ("older=7", 200), ("stage=nope", 200), ("kind=nope", 200),
                          ("after=nope", 422), ("item=GAUZE&lot=L", 200), ("party=SUP", 200),
                          ("state=announced&open=1", 200)):
        assert client.get(f"/documents?{query}").status_code == status, query
    assert "RC-000001" in client.get("/documents?party=SUP&number=1").content.decode()
    assert "RC-000001" not in client.get("/documents?party=OTHER").content.decode()


@pytest.mark.parametrize("what", ["item", "place", "party", "nonsense", ""])
def test_search_as_you_type_answers_json_for_anything(world: dict[str, Any], what: str) -> None:
    client = browser(world, "lead")
    for text in ("G", "华东", "%", "\\", "a" * 300, ""):
        answer = client.get("/documents/pick", {"what": what, "q": text, "site": "SH1"})
        assert answer.status_code == 200
        assert "rows" in answer.json()
    assert client.get("/documents/pick?what=party&q=华东&of=supplier").json()["rows"][0][
        "code"] == "SUP"
    assert client.get("/documents/pick?what=party&q=华东&of=customer").json()["rows"] == []


def test_a_scan_says_goods_or_place_and_writes_nothing(world: dict[str, Any]) -> None:
    client = browser(world, "keeper")
    before = _rows()
    assert client.get("/documents/scan?site=SH1&code=A-01").json() == {"place": "A-01"}
    assert client.get("/documents/scan?site=SH1&code=PD:B:SH1.A-01").json() == {"place": "A-01"}
    assert client.get("/documents/scan?site=SH1&code=GAUZE").json()["item"] == "GAUZE"
    assert client.get("/documents/scan?site=SH1&code=WHAT").json() == {"unknown": True}
    assert client.get("/documents/scan?site=BJ1&code=GAUZE").status_code == 404
    assert _rows() == before


def _rows() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM catalog_lot), "
                       "(SELECT count(*) FROM catalog_serial), "
                       "(SELECT count(*) FROM capture_observation)")
        return list(cursor.fetchone())


def test_a_number_that_looks_like_a_slip_is_asked_about_once_and_then_posted(
    world: dict[str, Any]
) -> None:
    receipt = open_document(scope=SYSTEM, draft=DocumentDraft(
        uuid7(), "SH1", "receipt", {"supplier": "SUP", "place": "PEND"},
        (LineDraft("GAUZE", 54),))).document
    client = browser(world, "lead")
    form = {"do": "arrive", "id": str(uuid7()), "version": "1", "e-transport": "van",
            "e-delivery_note": "DN-1", "r-line": ["1"], "r-arrived": ["45"]}
    asked = client.post(f"/documents/{receipt}/act", form)
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "45 where 54 was announced: two digits look turned round" in page
    assert document(scope=SYSTEM, id=receipt).head.state == "announced"
    seen = page.split('name="seen" value="')[1].split('"')[0]
    other = client.post(f"/documents/{receipt}/act", {**form, "r-arrived": ["44"], "seen": seen})
    assert other.status_code == 302, "no slip of 54: nothing to ask"
    assert document(scope=SYSTEM, id=receipt).head.state == "arrived"


def test_the_same_number_sent_again_is_meant(world: dict[str, Any]) -> None:
    receipt = open_document(scope=SYSTEM, draft=DocumentDraft(
        uuid7(), "SH1", "receipt", {"supplier": "SUP", "place": "PEND"},
        (LineDraft("GAUZE", 54),))).document
    client = browser(world, "lead")
    form = {"do": "arrive", "id": str(uuid7()), "version": "1", "e-transport": "van",
            "e-delivery_note": "DN-1", "r-line": ["1"], "r-arrived": ["45"]}
    page = client.post(f"/documents/{receipt}/act", form).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert client.post(f"/documents/{receipt}/act", {**form, "seen": seen}).status_code == 302
    assert document(scope=SYSTEM, id=receipt).head.state == "arrived"
