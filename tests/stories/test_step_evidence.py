"""What a step shows: photos of its lines, parcels with number, weight, seal, and their loading."""

from __future__ import annotations

import hashlib

import pytest
from sale_world import PAPERS, Shop

from pandian.capture.photos.operations import put_photo
from pandian.codes.rules import check_digit
from pandian.lifecycle.words import DocumentRefused, LineDraft

BODY = "00690123456789099"
SSCC = f"{BODY}{check_digit(BODY)}"


@pytest.fixture
def shop(db):
    here = Shop()
    here.stock_in("PLAIN", "A-02", 50)
    yield here
    here.assert_sound()


def kept(shop) -> str:
    content = b"\xff\xd8\xff" + b"seen"
    digest = hashlib.sha256(content).hexdigest()
    put_photo(scope=shop.keeper, digest=digest, content=content)
    return digest


def checked(shop):
    order = shop.order(LineDraft("PLAIN", 5))
    shop.pick(order)
    shop.check(order)
    return order


def pack(shop, order, **said):
    return shop.act(shop.keeper, order, "pack", *shop.in_parcel(order, "packed", "1"),
                    evidence={"parcels": [{"parcel": "1", "seal": "S-1", **said}]})


def test_photos_of_lines_are_named_by_line_and_kept_or_refused_with_every_fault(shop):
    digest, order = kept(shop), shop.order(LineDraft("PLAIN", 5))
    for said, found in (
            ({"1": ["no"], "9": [digest]}, {("/evidence/line_photos/1", "line_photos_wrong"),
                                             ("/evidence/line_photos/9", "line_photos_line")}),
            ([digest], {("/evidence/line_photos", "line_photos_wrong")}),
            ({"1": [digest] * 9}, {("/evidence/line_photos/1", "line_photos_wrong")}),
            ({"1": ["0" * 64]}, {("/evidence/line_photos/1", "photo_not_kept")})):
        with pytest.raises(DocumentRefused) as refused:
            shop.pick(order, evidence={"line_photos": said})
        assert {(f.pointer, f.code) for f in refused.value.faults} == found
    shop.pick(order, evidence={"line_photos": {"1": [digest]}})
    (event,) = [row for row in shop.read(order).events if row.action == "pick"]
    assert event.payload["evidence"]["line_photos"] == {"1": [digest]}


def test_a_parcel_keeps_its_own_number_and_what_its_packer_saw(shop):
    order = checked(shop)
    pack(shop, order, sscc=SSCC, weight_grams="1250", photos=kept(shop))
    (unit,) = shop.read(order).units
    assert (unit.code, unit.seal, unit.weight_grams) == (SSCC, "S-1", "1250")
    assert unit.photos == kept(shop)
    other = checked(shop)
    with pytest.raises(DocumentRefused) as refused:
        pack(shop, other, sscc=SSCC, photos="f" * 64)
    assert {(f.pointer, f.code) for f in refused.value.faults} == {
        ("/evidence/parcels/0/sscc", "parcel_sscc_used"),
        ("/evidence/parcels/0/photos", "photo_not_kept")}
    with pytest.raises(DocumentRefused) as refused:
        pack(shop, other, sscc=SSCC[:-1] + "x", weight_grams="heavy")
    assert {(f.pointer, f.code) for f in refused.value.faults} == {
        ("/evidence/parcels/0/sscc", "parcel_sscc"),
        ("/evidence/parcels/0/weight_grams", "parcel_weight")}


def test_who_scans_while_loading_must_scan_every_parcel_and_no_other(shop):
    order = checked(shop)
    pack(shop, order, sscc=SSCC)
    for scanned, found in (([], {"parcel_not_loaded"}), ("x", {"parcel_not_loaded"}),
                           ([SSCC, "HU-9"], {"parcel_foreign"})):
        with pytest.raises(DocumentRefused) as refused:
            shop.act(shop.keeper, order, "ship", evidence=PAPERS | {"parcels_loaded": scanned})
        assert {f.code for f in refused.value.faults} == found
    done = shop.act(shop.keeper, order, "ship", evidence=PAPERS | {"parcels_loaded": [SSCC]})
    assert done.state == "shipped"
