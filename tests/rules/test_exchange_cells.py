"""What a cell of a foreign file means, and what it can never mean in silence."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandian.exchange import rules
from pandian.exchange.files import rules as file_rules
from pandian.exchange.queries import all_layouts
from pandian.exchange.retail.rules import judge, match, reason
from pandian.exchange.retail.words import Trade
from pandian.exchange.rules import GUARDED, CellRefused, Reading, guarded
from pandian.exchange.tables.rules import cell
from pandian.exchange.words import FAULTS, NOTES, OPTIONS, Column
from pandian.kernel.words import Label

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SHANGHAI = Reading("YMD", ZoneInfo("Asia/Shanghai"), NOW)


def column(kind, **more):
    base = Column("x", Label("列", "x"), kind, False, (), 200, -(10**15), 10**15, {}, "", False,
                  False, False)
    return base._replace(**more)


def read(kind, cell, **more):
    noted = []
    return rules.converter(column(kind, **more), SHANGHAI)(cell, noted), noted


def refusal(kind, cell, **more):
    with pytest.raises(CellRefused) as caught:
        read(kind, cell, **more)
    return caught.value.code


@pytest.mark.parametrize(("cell", "value"), [
    ("5", 5), ("-7", -7), ("+7", 7), (5.0, 5), ("5.0", 5), ("5.00", 5), ("1,234", 1234),
    ("１２", 12), ("1，234", 1234), ("（5）", -5), ("(5)", -5), ("5-", -5), ("0", 0), (" 8 ", 8),
])
def test_a_whole_number_is_read_in_every_way_people_write_it(cell, value):
    assert read("integer", cell)[0] == value


@pytest.mark.parametrize(("cell", "code"), [
    ("1.5", "has_fraction"), (1.5, "has_fraction"), ("1e3", "not_a_number"), ("五", "not_a_number"),
    ("", "not_a_number"), ("12 34", "not_a_number"), ("99999999999999999999", "out_of_range"),
    (True, "not_a_number"), ("1,23", "not_a_number"), ("--5", "not_a_number"),
    (float("nan"), "not_a_number"), (float("inf"), "not_a_number"),
])
def test_what_is_no_whole_number_is_refused_by_name(cell, code):
    assert refusal("integer", cell) == code


def test_full_width_digits_are_normalised_and_reported():
    assert read("integer", "１２") == (12, ["normalised"])
    assert read("integer", "12") == (12, [])


@given(st.integers(-(10**14), 10**14))
def test_every_integer_survives_being_written(number):
    for text in (str(number), f"{number:,}", f"{number}.0"):
        if number >= 0 or "," not in text:
            assert read("integer", text)[0] == number


@pytest.mark.parametrize("text", ["00123", "123", "1.0", "1E5", "0898984", "00392/174", "003P218"])
def test_codes_that_look_like_numbers_stay_the_texts_they_are(text):
    assert read("code", text)[0] == text


@pytest.mark.parametrize(("cell", "code"), [
    ("1.23E+13", "exponent_in_code"), ("6.90123e+12", "exponent_in_code"),
    (6.90123e15, "exponent_in_code"), (10086.0, "number_in_code"), (1.5, "number_in_code"),
    (date(2024, 3, 1), "date_in_code"), (True, "date_in_code"), ("a\x00b", "bad_character"),
    ("x" * 201, "too_long"),
])
def test_a_mangled_code_is_refused_never_repaired_by_guessing(cell, code):
    assert refusal("code", cell) == code


def test_a_number_cell_becomes_a_code_only_when_its_check_digit_proves_it():
    assert read("code", 6901234567892.0) == ("6901234567892", ["code_from_number"])
    assert refusal("code", 6901234567893.0) == "number_in_code"


def test_a_code_known_to_be_a_number_loses_only_its_decimal_tail():
    assert read("code", "17850.0", numbers=True) == ("17850", ["decimal_tail_removed"])
    assert read("code", "1.0")[0] == "1.0"


@pytest.mark.parametrize(("cell", "value"), [
    ("2024-03-05", date(2024, 3, 5)), ("2024/3/5", date(2024, 3, 5)),
    ("2024年3月5日", date(2024, 3, 5)), ("20240305", date(2024, 3, 5)),
    ("2-Jun-06", date(2006, 6, 2)), ("25/03/2024", date(2024, 3, 25)),
    ("03/25/2024", date(2024, 3, 25)), (date(2024, 3, 5), date(2024, 3, 5)),
    ("２０２４-０３-０５", date(2024, 3, 5)),
])
def test_a_date_that_reads_in_one_way_is_read(cell, value):
    assert rules.day(cell, "") == value


def test_a_date_that_reads_in_two_ways_asks_for_the_order():
    with pytest.raises(CellRefused) as caught:
        rules.day("03/04/2024", "")
    assert caught.value.code == "date_order_unknown"
    assert rules.day("03/04/2024", "DMY") == date(2024, 4, 3)
    assert rules.day("03/04/2024", "MDY") == date(2024, 3, 4)
    with pytest.raises(CellRefused):
        rules.day("13/13/2024", "DMY")


@pytest.mark.parametrize("word", ["Date Not Captured", "长期", "/", "N/A - From RDC", "31-Feb-20"])
def test_a_word_in_a_date_cell_is_not_a_date(word):
    assert refusal("date", word) == "not_a_day"


def test_local_times_are_those_of_the_site_and_say_how_well_they_are_known():
    second = rules.moment("2026-01-05 08:30:15", SHANGHAI)
    assert second == (datetime(2026, 1, 5, 0, 30, 15, tzinfo=UTC), "second")
    assert rules.moment("2026-01-05 08:30", SHANGHAI).precision == "minute"
    assert rules.moment("2026-01-05", SHANGHAI) == (
        datetime(2026, 1, 5, 4, tzinfo=UTC), "day")
    assert rules.moment("2026-01-05T08:30:15+02:00", SHANGHAI).at.hour == 6


@pytest.mark.parametrize(("text", "code"), [
    ("2027-01-01", "in_the_future"), ("1999-12-30", "too_long_ago"), ("25:00", "not_a_time"),
    ("2026-01-05 25:00", "not_a_time"), ("soon", "not_a_time"),
])
def test_impossible_instants_are_refused_by_name(text, code):
    assert refusal("instant", text) == code


@pytest.mark.parametrize("text", ["=1+1", "+5", "-x", "@cmd", "\tx", "＝1"])
def test_a_guarded_text_is_no_formula_and_comes_back_as_it_was(text):
    safe = guarded(text)
    assert safe.startswith("'")
    assert read("text", safe)[0] == text.strip() or text[0] == "\t"


@pytest.mark.parametrize(("text", "encoding"), [
    ("编码,名称\nA1,输液器\n" * 40, "utf-8"), ("编码,名称\nA1,输液器\n" * 40, "gb18030"),
    ("编码,名称\nA1,输液器\n" * 40, "utf-16-le"), ("编码,名称\nA1,输液器\n" * 40, "utf-16-be"),
    ("country,name\nCôte d'Ivoire,Société Générale à Genève\n" * 20, "cp1252"),
    ("country,name\nCôte d'Ivoire,x\n", "utf-8"), ("code\nA\n", "utf-8"),
])
def test_the_encoding_is_found_from_the_bytes(text, encoding):
    found = file_rules.detect([text.encode(encoding)])
    assert (found.encoding, found.bad) == (encoding, ())


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_the_encoding_does_not_depend_on_how_the_bytes_arrive(size):
    data = ("物料,名称\n" + "A,输液器𠮷\n" * 50).encode("gb18030")
    pieces = [data[n:n + size] for n in range(0, len(data), size)]
    head, rest = b"".join(pieces[:1]), pieces[1:]
    assert file_rules.detect([head, *rest]).encoding == "gb18030"


def test_bytes_that_cannot_be_decoded_are_named_by_their_offset():
    good = "编码,名称\n" + "A1,输液器\n" * 50
    data = good.encode() + b"A2,\xff\xfe x\n" + "A3,纱布\n".encode()
    found = file_rules.detect([data])
    assert found.encoding == "utf-8"
    assert found.bad == (len(good.encode()) + 3, len(good.encode()) + 4)


@pytest.mark.parametrize(("lines", "mark"), [
    (["a,b,c", "1,2,3"], ","), (["a;b;c", "1,5;2;3"], ";"), (["a\tb", "1\t2"], "\t"),
    (["a|b", "1|2"], "|"), (["only", "one"], ","), (['"a,b";c', '"1,2";3'], ";"),
])
def test_the_delimiter_is_the_one_that_cuts_the_rows_alike(lines, mark):
    assert file_rules.delimiter([line + "\n" for line in lines]) == mark


@pytest.mark.parametrize(("text", "name"), [
    ("damaged", "damaged"), ("Thrown away-rusty", "thrown_away"), ("found", "found"),
    ("wrong barcode (22467)", "wrong_code"), ("sold as set on dotcom", "sold_as_set"),
    ("?", "unknown"), ("", "unknown"), ("damages?", "unknown"), ("check", "unknown"),
    ("FRENCH BLUE METAL DOOR SIGN 1", "unknown"), ("Found", "found"), ("MIA", "lost"),
])
def test_a_hand_typed_reason_is_mapped_or_unknown_never_guessed(text, name):
    assert reason(text) == name


@pytest.mark.parametrize(("row", "kind", "refusal"), [
    ({"document": "536365", "item": "85123a", "quantity": 6, "price": 25500}, "issue", ""),
    ({"document": "C536379", "item": "22633", "quantity": -1, "price": 25500},
     "customer_return", ""),
    ({"document": "536414", "item": "22139", "quantity": 56, "price": 0}, "adjustment", ""),
    ({"document": "536414", "item": "22139", "quantity": 2, "price": 0, "customer": "1"},
     "issue", ""),
    ({"document": "536365", "item": "post", "quantity": 1, "price": 1}, "", "service_code"),
    ({"document": "C1", "item": "D", "quantity": -1, "price": 1}, "", "service_code"),
    ({"document": "1", "item": "gift_0001_40", "quantity": 1, "price": 1}, "", "service_code"),
    ({"document": "A1", "item": "X1", "quantity": 1, "price": -1}, "", "negative_price"),
    ({"document": "1", "item": "X1", "quantity": 0, "price": 1}, "", "quantity_zero"),
    ({"document": "1", "item": "X1", "quantity": -2, "price": 1}, "", "quantity_not_positive"),
])
def test_every_invoice_line_is_a_posting_or_a_named_refusal(row, kind, refusal):
    verdict = judge(**{"customer": "", "text": "", **row})
    assert (verdict.kind, verdict.refusal) == (kind, refusal)


def trade(row, kind, document, quantity):
    return Trade(True, 0, row, kind, document, quantity, NOW)


def test_a_cancellation_takes_back_the_latest_sale_and_never_more_than_was_sold():
    found = match([
        trade(1, "issue", "S1", 5), trade(2, "issue", "S2", 2),
        trade(3, "customer_return", "C1", 3), trade(4, "customer_return", "C2", 4),
        trade(5, "customer_return", "C3", 1),
    ])
    assert found == {(0, 3): ["S2", "S1"], (0, 4): ["S1"], (0, 5): []}


def test_a_cancellation_before_its_sale_finds_none():
    found = match([trade(1, "customer_return", "C1", 1), trade(2, "issue", "S1", 1)])
    assert found == {(0, 1): []}


def test_every_word_that_a_person_reads_stands_in_both_languages():
    labels = [*FAULTS.values(), *NOTES.values(), *(o.label for o in OPTIONS.values())]
    for layout in all_layouts().values():
        labels += [layout.label, layout.about, *(c.label for c in layout.columns)]
    assert all(label.zh.strip() and label.en.strip() for label in labels)


def test_no_heading_of_a_layout_stands_for_two_columns():
    for layout in all_layouts().values():
        seen = {}
        for one in layout.columns:
            for word in {rules.fold(w) for w in (one.name, *one.label, *one.synonyms)}:
                assert seen.setdefault(word, one.name) == one.name, (layout.name, word)


@pytest.mark.parametrize("text", [f"{first}1+1" for first in GUARDED])
def test_no_table_hands_out_a_formula_and_reading_gives_the_text_back(text):
    assert cell(text) == guarded(text) == f"'{text}"
    assert cell(["ok", text]) == f"ok, '{text}"
    assert cell(-5) == "-5"
