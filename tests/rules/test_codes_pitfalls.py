"""The pitfalls of reading codes: one test a row of the table, with the number of the row.

Rows 18 to 20 (tags) are in test_epc.py; 28 and 29 (events), 31 (sampling), 33 (orders) and 34
(counting while moves go on) belong to the rooms that own them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pandian.codes.rules import (
    BuildRefused,
    build,
    build_printed,
    doubt_lot,
    join,
    match_key,
    parse,
    usable,
)
from pandian.codes.words import GS, Verdict

TODAY = date(2026, 11, 22)
GTIN = "06901234567892"
VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "codes"


def read(raw: str, *, today: date = TODAY) -> Verdict:
    return parse(raw, today=today)


def codes(raw: str, *, today: date = TODAY) -> list[str]:
    verdict = read(raw, today=today)
    return [fault.code for fault in verdict.faults] + list(verdict.suspicions)


def test_1_a_lost_separator_is_never_booked_in_silence() -> None:
    good = read(f"]d201{GTIN}10A213B1{GS}211234")
    assert (good.lot, good.serial, good.verdict) == ("A213B1", "1234", "valid")
    lost = read(f"]d201{GTIN}10A213B1211234")
    assert (lost.lot, lost.serial, lost.verdict) == ("A213B1211234", None, "warned")
    assert lost.suspicions == ("separator_suspected",)
    assert any([f.value for f in cut] == [GTIN, "A213B1", "1234"] for cut in lost.candidates)


def test_1_a_lot_longer_than_any_known_of_the_item_is_suspected() -> None:
    plain = read(f"]d201{GTIN}10AB12CD34")
    assert plain.verdict == "valid"
    assert doubt_lot(plain, longest=8) == plain
    assert doubt_lot(plain, longest=6).suspicions == ("separator_suspected",)
    assert doubt_lot(read("85123A-LONG"), longest=2).verdict == "valid"
    last = read(f"]d201{GTIN}10AB12CD34{GS}211")
    assert doubt_lot(last, longest=6) == last


def test_2_a_wrong_check_digit_says_the_right_one() -> None:
    (fault,) = read("(01)06901234567891").faults
    assert (fault.code, fault.params[-1]) == ("check_digit", 2)


def test_3_day_00_is_the_months_end_and_the_text_is_kept() -> None:
    verdict = read(f"(01){GTIN}(17)260200")
    assert verdict.expires_on == date(2026, 2, 28)
    assert (verdict.fields[1].value, verdict.fields[1].meant) == ("260200", "2026-02-28")
    assert verdict.verdict == "valid"


def test_4_no_such_day_no_such_month() -> None:
    assert codes(f"(01){GTIN}(17)260230") == ["date_day"]
    assert codes(f"(01){GTIN}(17)261300") == ["date_month"]


def test_5_day_00_is_refused_where_a_time_follows() -> None:
    assert codes(f"(01){GTIN}(7003)2602001200") == ["date_day_zero"]


def test_6_the_century_slides_with_the_year() -> None:
    def year(yy: str, today: date) -> int:
        found = read(f"(01){GTIN}(17){yy}1231", today=today).expires_on
        assert found is not None
        return found.year

    assert (year("76", TODAY), year("77", TODAY)) == (2076, 1977)
    assert year("77", date(2027, 1, 1)) == 2077


def test_7_a_lot_outside_the_82_characters_is_no_gs1_lot() -> None:
    for lot in ("批号1", "a b", "Z#"):
        assert "character" in codes(f"(01){GTIN}(10){lot}")
        with pytest.raises(BuildRefused):
            build({"01": GTIN, "10": lot})
        assert read(lot).carrier == "internal"
    assert read(f"(01){GTIN}(21)Z%/").verdict == "valid"


def test_8_a_serial_has_at_most_twenty_characters() -> None:
    assert codes(f"(01){GTIN}(21){'S' * 20}") == []
    assert codes(f"(01){GTIN}(21){'S' * 21}") == ["too_long"]


def test_9_a_lot_alone_needs_its_item_and_a_pallet_its_count() -> None:
    assert codes("(10)LOT1") == codes(f"(02){GTIN}") == ["missing_partner"]
    assert codes(f"(01){GTIN}(37)3") == ["excluded_partner", "missing_partner"]
    assert read("(10)LOT1").key is None
    both = join([read(f"]C101{GTIN}"), read("]C110LOT1")], today=TODAY)
    assert both is not None
    assert (both.gtin, both.lot, both.verdict) == (GTIN, "LOT1", "valid")


def test_10_a_repeat_may_not_differ() -> None:
    assert codes(f"(01){GTIN}(10)A(10)B") == ["repeat_differs"]
    assert codes(f"(01){GTIN}(10)A(10)A") == []


def test_11_lots_stay_text_and_stay_different() -> None:
    lots = ["00123", "123", "1.0", "1E5", "MAR-24"]
    assert [read(f"]d201{GTIN}10{lot}").lot for lot in lots] == lots
    assert len({match_key(lot) for lot in lots}) == len(lots)


def test_12_numbers_of_any_length_meet_in_fourteen_digits() -> None:
    pairs = {"6901234567892": GTIN, "012345678905": "00012345678905",
             "96385074": "00000096385074", "0012345678905": "00012345678905"}
    assert {text: read(text).gtin for text in pairs} == pairs
    assert read("]E06901234567892").key == read(f"]d201{GTIN}").key == GTIN


def test_13_a_box_and_a_piece_are_two_identifiers() -> None:
    box, piece = read("16975737430493"), read("06975737431158")
    assert (box.gtin, piece.gtin) == ("16975737430493", "06975737431158")
    assert box.quantity is None


def test_14_an_indicator_9_has_a_measure() -> None:
    verdict = read("(01)96901234567895(3103)001500")
    assert (verdict.fields[1].meant, verdict.verdict) == ("1.500", "valid")


def test_15_any_order_is_read_and_fixed_fields_are_printed_first() -> None:
    fields = {"21": "S", "10": "L", "17": "261231", "01": GTIN}
    verdict = read("".join(f"({ai}){text}" for ai, text in fields.items()))
    assert (verdict.gtin, verdict.lot, verdict.serial) == (GTIN, "L", "S")
    assert build(fields, symbology=None).startswith(f"1726123101{GTIN}")


def test_16_a_digital_link_is_decoded() -> None:
    verdict = read(f"https://id.gs1.org/01/{GTIN}/10/ABC%2F1/21/Z?17=261231")
    assert (verdict.lot, verdict.serial, verdict.expires_on) == (
        "ABC/1", "Z", date(2026, 12, 31))


def test_17_what_no_digital_link_may_hold() -> None:
    base = "https://id.gs1.org"
    assert codes(f"{base}/01/6901234567892") == ["length"]
    assert codes(f"{base}/01/{GTIN}/21/Z/10/L") == ["qualifier_order"]
    assert codes(f"{base}/01/{GTIN}?21=Z") == ["not_in_query"]
    assert codes(f"{base}/gtin/{GTIN}") == ["no_link_key"]


def test_21_a_hibc_month_ends_with_its_last_day() -> None:
    verdict = read("+EDMG2203430/$$0723244375H")
    assert (verdict.expires_on, verdict.lot) == (date(2023, 7, 31), "244375")


def test_22_a_hibc_lot_without_a_date_keeps_its_zero() -> None:
    verdict = read("+D002624225011/$$705224372/16D202201195")
    assert (verdict.lot, verdict.expires_on, verdict.made_on, verdict.fields[-1].value) == (
        "05224372", None, date(2022, 1, 19), "5")


@pytest.mark.parametrize(("raw", "means"), [
    ("+A99912345/$$8243261231LOT9P", (24, "2026-12-31", "LOT9", None)),
    ("+A99912345/$$9005001226LOT9I", (500, "2026-12-31", "LOT9", None)),
    ("+A99912345/$$2123126LOT9A", (None, "2026-12-31", "LOT9", None)),
    ("+A99912345/$$426123114LOT9H", (None, "2026-12-31", "LOT9", None)),
    ("+A99912345/$$62636514LOT9Q", (None, "2026-12-31", "LOT9", None)),
    ("+A99912345/$+SER1P", (None, None, None, "SER1")),
    ("+A99912345/$$+3261231SER1$", (None, "2026-12-31", None, "SER1")),
])
def test_23_the_flag_decides(raw: str, means: tuple[object, ...]) -> None:
    verdict = read(raw)
    expires = verdict.expires_on and verdict.expires_on.isoformat()
    assert (verdict.quantity, expires, verdict.lot, verdict.serial) == means
    assert verdict.verdict == "valid"


def test_23_a_hibc_label_is_never_trimmed() -> None:
    assert read("+A99910011 ").verdict == "valid"
    assert codes("+A99910011") == ["check_digit"]
    for sign in ("+A99910001.", "+A99910021$", "+A99910031/", "+A99910041+", "+A99910051%"):
        assert read(sign).key == sign[1:-1]


def test_24_the_link_must_be_the_check_of_the_primary() -> None:
    primary, secondary = read("+A999123457"), read("+$$0624J139276%5")
    assert [f.value for f in secondary.fields if f.name == "link"] == ["%"]
    joined = join([primary, secondary], today=TODAY)
    assert joined is not None
    (fault,) = joined.faults
    assert (fault.code, fault.params) == ("link_character", ("%", "7"))


def test_25_a_day_of_the_year_with_its_century() -> None:
    assert read("=>014032").expires_on == date(2014, 2, 1)


def test_26_ma_marks_decide_not_the_look_of_the_value() -> None:
    base = "MA.156.M0.100761.21234561"
    assert read(f"{base}.P190101").made_on == read(f"{base}.M190101").made_on == date(2019, 1, 1)
    lot = read(f"{base}.L20220117")
    assert (lot.lot, lot.made_on, lot.expires_on, lot.key) == ("20220117", None, None, base)


def test_27_goods_without_a_device_identifier_are_no_fault() -> None:
    verdict = read("HX-2019-0042")
    assert (verdict.carrier, verdict.verdict, verdict.key) == ("internal", "valid", None)


def test_29b_bare_digits_say_what_was_taken_and_what_else_would_fit() -> None:
    assert read(f"01{GTIN}").taken == "element_string"
    small = read("96385074")
    assert (small.taken, small.others) == ("gtin", ("gs1",))
    assert read("85123A").taken == "internal"
    assert read(f"]d201{GTIN}").taken == ""


def test_30_identifiers_substitutes_and_full_width_are_read() -> None:
    said = f"01{GTIN}10L1" + "{0}21S"
    for separator in (GS, "<GS>", "{GS}", "^]", "~1"):
        verdict = read("]C1" + said.format(separator))
        assert (verdict.symbology, verdict.lot, verdict.serial) == ("]C1", "L1", "S")
    wide = read("\uff10\uff11" + GTIN)
    assert (wide.gtin, wide.suspicions) == (GTIN, ("full_width_input",))
    assert wide.raw.startswith("\uff10")


def test_32_codes_meet_whatever_their_case() -> None:
    assert match_key("85123A") == match_key("85123a")
    assert read("C536379").verdict == read("POST").verdict == "valid"


@pytest.mark.parametrize(("at", "good"), [
    (datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC), True),
    (datetime(2026, 11, 22, 16, 0, 0, tzinfo=UTC), False),
])
def test_35_goods_are_usable_through_the_end_of_their_day_where_they_are(
    at: datetime, good: bool
) -> None:
    assert usable(date(2026, 11, 22), at=at, zone=ZoneInfo("Asia/Shanghai")) is good
    assert usable(None, at=at, zone=ZoneInfo("Asia/Shanghai"))


def test_every_row_that_is_ours_has_two_golden_vectors() -> None:
    rows = [row["id"] for path in VECTORS.glob("*.json")
            for row in json.loads(path.read_text("utf-8"))]
    count = Counter(found.group(1) for name in rows
                    if (found := re.match(r"p([0-9]+b?) ", name)))
    ours = [*map(str, (*range(1, 18), *range(21, 28))), "29b", "30", "32"]
    assert {number: count[number] for number in ours if count[number] < 2} == {}


def test_a_printed_form_is_read_back_by_the_same_rules() -> None:
    text = build_printed({"01": GTIN, "17": "260200", "10": "A/1"})
    assert (read(text).lot, read(text).expires_on) == ("A/1", date(2026, 2, 28))
