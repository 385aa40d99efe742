"""Ugly files, made by chance: each is read whole, row by row, or refused by name; never a crash."""

import lzma
import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from pandian.exchange.intake.operations import Account, open_files
from pandian.exchange.queries import layout
from pandian.exchange.rules import Reading
from pandian.exchange.words import FAULTS, Options
from pandian.kernel.words import Refused

READING = Reading("YMD", ZoneInfo("Asia/Shanghai"), datetime(2026, 11, 22, tzinfo=UTC))
TEXT = "货位,物料编码,批号,数量,有效期至\n" + "".join(
    f"A-{n % 7},0{n:05d},L{n},{n},2027-0{n % 9 + 1}-11\n" for n in range(40))
UGLY = [b"\x00", b"\xff\xfe", b'"', b"\r", b"\n", b",", b"\t", b"1.23E+13", "１２".encode(),
        b"=cmd",
        b"\xef\xbb\xbf", "\u202e".encode(), b"\x81", b"';--", "长期".encode(), b"-", b"\x1a"]


def mutated(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            data = data[:at] + chance.choice(UGLY) + data[at:]
        elif kind == 1:
            data = data[:at] + data[at + chance.randrange(1, 30):]
        elif kind == 2:
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1:]
        else:
            data = data[:at]
    return data


def outcome(path):
    """Read a file as an import does: (rows read, codes of good rows), or None when refused."""
    account = Account()
    try:
        intake = open_files(path=path, layout=layout(name="opening_stock"), options=Options(),
                            reading=READING, account=account)
        taken = list(intake.lines(account))
    except Refused as refused:
        if not refused.faults or not all(fault.code in FAULTS for fault in refused.faults):
            raise
        return None
    assert account.read == len(taken)
    assert all(t.line.refused == any(f.severity == "refused" for f in t.line.faults)
               for t in taken)
    return [(t.line.values["item"], t.line.raw["item"]) for t in taken if not t.line.refused]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_mutated_text_file_is_accounted_for_and_no_code_changes_in_silence(
    tmp_path, seed, encoding
):
    chance = random.Random(f"{seed} {encoding}")
    read = 0
    for n in range(120):
        data = mutated(TEXT.encode(encoding), chance)
        packed = n % 10 == 0
        path = tmp_path / (f"{n}.csv.xz" if packed else f"{n}.csv")
        path.write_bytes(mutated(lzma.compress(data), chance) if n % 20 == 10
                         else lzma.compress(data) if packed else data)
        found = outcome(path)
        read += found is not None
        for code, raw in found or []:
            assert code in (raw, raw.strip(), raw.strip()[1:]), (n, code, raw)
    assert read > 10, "most mutations leave a file that can be read"


def test_a_mutated_workbook_is_read_or_refused_by_name(tmp_path, seed):
    chance = random.Random(seed)
    path = tmp_path / "whole.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row, line in enumerate(TEXT.splitlines()):
        for column, cell in enumerate(line.split(",")):
            sheet.write_string(row, column, cell)
    book.close()
    assert len(outcome(path)) == 39, "the row that counts zero is refused as opening stock"
    for n in range(12):
        broken = tmp_path / f"{n}.xlsx"
        broken.write_bytes(mutated(path.read_bytes(), chance))
        outcome(broken)
