"""Foreign files: read whole and exactly, or refused by name before they can do harm."""

import io
import lzma
import time
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from pandian.exchange.files import queries
from pandian.exchange.files.words import FileRefused

TEXT = "编码,名称,数量\nA1,输液器,5\nA2,\"纱布,\n大号\",0\n"


def refusal(path, **options):
    with pytest.raises(FileRefused) as caught:
        cells(path, **options)
    return caught.value.faults[0].code


def cells(path, **options):
    source = queries.examine(path=path, **options)
    if source.kind == "sheet":
        source = queries.sheet_head(source=source)
    return [(row.number, row.cells) for row in queries.rows(source=source)]


@pytest.mark.parametrize("encoding", [
    "utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("packed", [False, True])
def test_the_same_rows_come_from_every_encoding(tmp_path, encoding, packed):
    path = tmp_path / ("a.csv.xz" if packed else "a.csv")
    data = TEXT.encode(encoding)
    path.write_bytes(lzma.compress(data) if packed else data)
    assert cells(path) == [
        (1, ["编码", "名称", "数量"]), (2, ["A1", "输液器", "5"]),
        (3, ["A2", "纱布,\n大号", "0"])]


def test_a_quoted_first_heading_behind_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes('"编码","名称"\nA1,x\n'.encode("utf-8-sig"))
    assert cells(path)[0] == (1, ["编码", "名称"])


def test_tabs_and_semicolons_are_found_and_blank_rows_are_no_rows(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("a\tb\n\n1\t2\n \t \n3\t4\n", "utf-8")
    assert [number for number, _ in cells(path)] == [1, 3, 5]


def workbook(path, fill):
    book = xlsxwriter.Workbook(str(path))
    fill(book)
    book.close()
    return path


def test_a_workbook_gives_texts_numbers_and_dates_with_the_numbers_of_its_rows(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("清单")
        sheet.write_row(2, 1, ["编码", "数量", "日期"])
        sheet.write_string(3, 1, "00123")
        sheet.write_number(3, 2, 5)
        sheet.write_datetime(3, 3, datetime(2024, 3, 5),
                             book.add_format({"num_format": "yyyy-mm-dd"}))
        book.add_worksheet("旧").hide()

    path = workbook(tmp_path / "a.xlsx", fill)
    assert cells(path) == [
        (3, [None, "编码", "数量", "日期"]), (4, [None, "00123", 5.0, date(2024, 3, 5)])]
    head = queries.sheet_head(source=queries.examine(path=path))
    assert (head.sheet, head.others) == ("清单", ("旧 (hidden)",))
    assert refusal(path, sheet="没有") == "sheet_unknown"


@pytest.mark.parametrize(("name", "data", "code"), [
    ("a.csv", b"", "file_empty"),
    ("a.xlsx", TEXT.encode(), "file_renamed"),
    ("a.csv", b"PK\x03\x04rest", "file_renamed"),
    ("a.csv", b"%PDF-1.7", "file_renamed"),
    ("a.xls", b"<html><table>", "file_renamed"),
    ("a.csv.xz", b"code\n1\n", "file_renamed"),
    ("a.csv", lzma.compress(b"code\n1\n"), "file_renamed"),
    ("a.csv.xz", lzma.compress(b"code\n1\n" * 5000)[:-40], "file_truncated"),
    ("a.xlsx", b"PK\x03\x04" + b"\0" * 200, "file_truncated"),
    ("a.pdf", b"%PDF-1.7", "file_kind_unknown"),
    ("a.xlsx.xz", lzma.compress(b"x"), "file_kind_unknown"),
    ("a.csv", b'code,name\nA1,"never closed\nA2,x\n', "quotes_broken"),
    ("a.csv", b"code\n" + b"x" * 40_000, "cell_too_long"),
    ("a.csv", b"code\n" + b"," * 20_000, "too_many_columns"),
    ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "sheet_unreadable"),
])
def test_a_file_that_is_not_what_it_says_is_refused_by_name(tmp_path, name, data, code):
    path = tmp_path / name
    path.write_bytes(data)
    assert refusal(path) == code


def test_a_missing_file_and_an_unknown_encoding_are_named(tmp_path):
    assert refusal(tmp_path / "none.csv") == "file_missing"
    path = tmp_path / "a.csv"
    path.write_text(TEXT, "utf-8")
    assert refusal(path, encoding="latin-9") == "encoding_unknown"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    honest = workbook(tmp_path / "honest.xlsx", lambda book: book.add_worksheet().write(0, 0, "a"))
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(honest) as source, \
            zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data + b" " * 30_000_000 if "sheet1" in name else data)
    assert bomb.stat().st_size < 60_000
    assert refusal(bomb) == "bomb_ratio"


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(queries, "UNPACKED_BYTES_MAX", 1_000_000)
    path = tmp_path / "a.csv.xz"
    path.write_bytes(lzma.compress(bytes(range(32, 127)) * 20_000))
    assert refusal(path) == "bomb_size"
    assert refusal(workbook(tmp_path / "b.xlsx", lambda book: [
        book.add_worksheet().write_column(0, 0, [f"{n * 7919 % 1009}x" * 9 for n in range(60_000)])
    ])) == "bomb_size"


def test_a_packed_text_bomb_is_refused_while_it_is_read(tmp_path):
    path = tmp_path / "a.csv.xz"
    path.write_bytes(lzma.compress(b"code,name\n" * 2_000_000))
    assert refusal(path) == "bomb_ratio"


def test_a_far_cell_costs_neither_memory_nor_time(tmp_path):
    path = workbook(tmp_path / "far.xlsx", lambda book: [
        sheet := book.add_worksheet(), sheet.write(0, 0, "a"), sheet.write(1_048_575, 16_383, "z")])
    began = time.process_time()  # of this process: the machine may have other work
    assert refusal(path) in ("sheet_too_heavy", "sheet_unreadable", "too_many_columns")
    assert time.process_time() - began < 20


def test_a_cell_with_too_many_characters_is_refused_in_a_workbook_too(tmp_path):
    plain = workbook(tmp_path / "a.xlsx", lambda book: book.add_worksheet().write(0, 0, "MARK"))
    long = tmp_path / "b.xlsx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(long, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"MARK", b"x" * 40_000))
    assert refusal(long) == "cell_too_long"


def test_an_encrypted_member_is_refused(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
    data = bytearray(buffer.getvalue())
    central = data.rindex(b"PK\x01\x02")
    data[central + 8] |= 1
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes(data))
    assert refusal(path) == "file_encrypted"


def test_bytes_that_cannot_be_decoded_stay_in_their_cell_as_they_are(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("编码,名称\n".encode() + "A1,输液器纱布\n".encode() * 9 + b"A2,\xffx\n")
    rows = cells(path)
    assert rows[-1][1] == ["A2", "\udcffx"]


def test_a_folder_gives_its_tables_in_the_order_of_their_names(tmp_path):
    for name in ("b.csv", "a.csv", "readme.md", ".hidden.csv"):
        (tmp_path / name).write_text("x\n1\n", "utf-8")
    assert [path.name for path in queries.find(path=tmp_path)] == ["a.csv", "b.csv"]
    (tmp_path / "sub").mkdir()
    with pytest.raises(FileRefused):
        queries.find(path=tmp_path / "sub")
