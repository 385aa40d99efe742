"""Every label that comes out is read back from its bits; every other one is refused by name."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from pandian.codes.rules import build
from pandian.exchange.labels.drawing.rules import CodeRefused, Setter, compose, symbol
from pandian.exchange.labels.fonts.rules import first_line, lacking, read_font, width_mm
from pandian.exchange.labels.fonts.words import FILE, FontUnreadable
from pandian.exchange.labels.printers.rules import tspl, zpl
from pandian.exchange.labels.rules import Found, content, judge_scan, request_faults
from pandian.exchange.labels.sheets.rules import (
    BOX_MM,
    CELL_PT,
    code_sheets,
    command_groups,
    count_sheet,
    page_code,
    ruler,
    trial_groups,
)
from pandian.exchange.labels.sheets.words import SheetDraft, SheetRow
from pandian.exchange.labels.words import (
    CODE_KINDS,
    LABEL_KINDS,
    RESOLUTIONS,
    SIZES,
    LabelContent,
    LabelRequest,
    Thing,
)
from pandian.kernel.rules import uuid7

PACKAGE = Path(__file__).resolve().parents[2] / "pandian"
FONTS = PACKAGE / "static" / "vendor" / "fonts"
TODAY = date(2026, 11, 22)
LOT = (("01", "06901234567892"), ("17", "261231"), ("10", "A213B1"))
FULL = (("01", "06901234567892"), ("17", "261231"), ("10", "L" * 20),
        ("21", "s/%-0123456789.*abcd"))
SSCC = (("00", "106141412345678908"),)
WRONG = {"]d1", "]C0", "]Q1"}

pytestmark = pytest.mark.skipif(
    not (FONTS / FILE).exists(), reason="the font is not installed: make vendor")


@pytest.fixture(scope="module")
def font():
    return read_font((FONTS / FILE).read_bytes())


@pytest.fixture(scope="module")
def setter():
    template = PACKAGE / "exchange" / "labels" / "templates" / "pages.typ"
    return Setter(template=template.read_bytes(), font_folder=str(FONTS))


def gs1(elements, lines=("ST-2518", "一次性使用无菌注射器 带针 5ml", "有效期至 2026-12-31")):
    return LabelContent("lot:x", build(elements, symbology=None), elements, lines)


def page_of(content, font, *, size="40x30", dpi=203, kind="datamatrix", module_um=500, big=False):
    composed = compose(content, symbol(kind, content), size=size, dpi=dpi, kind=kind,
                       module_um=module_um, font=font, big=big)
    assert composed.page is not None, composed.faults
    return composed.page


def scanned(picture):
    return [(each.symbology_identifier, bytes(each.bytes).lstrip(b"\x1d").decode())
            for each in zxingcpp.read_barcodes(picture.convert("L"))]


def unpacked(data: bytes) -> Image.Image:
    """Read a ZPL label as a printer does: `^GFA` with its run lengths."""
    found = re.fullmatch(rb"\^XA\^PW(\d+)\^LL(\d+)\^LH0,0\^FO0,0\^GFA,(\d+),(\d+),(\d+),"
                         rb"([0-9A-Za-z:,]*)\^FS\^PQ(\d+)\^XZ\n", data)
    assert found, data[:80]
    width, height, size, again, step = (int(found[n]) for n in range(1, 6))
    rows, row, times = [], "", 0
    for sign in found[6].decode():
        if sign == ":":
            rows.append(rows[-1])
        elif sign == ",":
            rows.append(row.ljust(2 * step, "0"))
            row = ""
        elif "G" <= sign <= "Y":
            times += ord(sign) - ord("F")
        elif "g" <= sign <= "z":
            times += 20 * (ord(sign) - ord("f"))
        else:
            row, times = row + sign * max(times, 1), 0
            if len(row) == 2 * step:
                rows.append(row)
                row = ""
    assert (len(rows), size, again) == (height, step * height, size)
    bits = bytes(byte ^ 0xFF for byte in bytes.fromhex("".join(rows)))
    return Image.frombytes("1", (8 * step, height), bits).crop((0, 0, width, height))


def unmapped(data: bytes, width: int) -> Image.Image:
    """Read a TSPL label as a printer does: `BITMAP`, 0 is dark."""
    head, body = data.split(b",0,", 1)[0], data.split(b"BITMAP 0,0,", 1)[1]
    step, height, mode, bits = body.split(b",", 3)
    assert head.startswith(b"SIZE ")
    assert mode == b"0"
    size = int(step) * int(height)
    assert re.fullmatch(rb"\r\nPRINT 1,\d+\r\n", bits[size:])
    return Image.frombytes("1", (8 * int(step), int(height)), bits[:size]).crop(
        (0, 0, width, int(height)))


CASES = [(size, dpi, kind, elements)
         for size in SIZES for dpi in RESOLUTIONS for kind, elements in (
             ("datamatrix", LOT), ("datamatrix", FULL), ("gs1_qr", LOT), ("gs1_128", SSCC))
         if kind != "gs1_128" or (size, dpi) in (("70x50", 203), ("100x70", 203), ("100x70", 300))]


@pytest.mark.parametrize(("size", "dpi", "kind", "elements"), CASES)
def test_every_label_is_read_back_from_picture_zpl_and_tspl(
    size, dpi, kind, elements, font, setter
):
    label = gs1(elements, ("ST-2518", "注射器"))
    (picture,) = setter.pictures([page_of(label, font, size=size, dpi=dpi, kind=kind)], dpi=dpi)
    form = SIZES[size]
    per_mm = RESOLUTIONS[dpi].dots_per_mm
    assert picture.size == (int(form.width_mm * per_mm + 1e-6), int(form.height_mm * per_mm + 1e-6))
    expected = [(CODE_KINDS[kind].identifier, label.text)]
    assert scanned(picture) == expected
    assert CODE_KINDS[kind].identifier not in WRONG
    printed = unpacked(zpl(picture, copies=3))
    mapped = unmapped(tspl(picture, copies=3, width_mm=form.width_mm, height_mm=form.height_mm),
                      picture.width)
    assert printed.tobytes() == mapped.tobytes() == picture.tobytes()
    assert scanned(printed) == expected


@pytest.mark.parametrize("dpi", RESOLUTIONS)
@pytest.mark.parametrize("kind", ["datamatrix", "gs1_qr"])
@pytest.mark.parametrize("angle", [3, -12, 90, 180, 200])
def test_a_label_that_hangs_askew_and_is_out_of_focus_is_still_read(
    dpi, kind, angle, font, setter
):
    (picture,) = setter.pictures([page_of(gs1(LOT), font, kind=kind, dpi=dpi)], dpi=dpi)
    seen = picture.convert("L").resize((picture.width * 2, picture.height * 2))
    seen = seen.rotate(angle, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    seen = seen.filter(ImageFilter.GaussianBlur(1.5))
    assert scanned(seen) == [(CODE_KINDS[kind].identifier, gs1(LOT).text)]


@pytest.mark.parametrize("dpi", RESOLUTIONS)
@pytest.mark.parametrize("size", SIZES)
def test_the_modules_of_a_code_are_whole_dots_and_its_quiet_zone_is_white(
    size, dpi, font, setter
):
    label = gs1(LOT)
    made = symbol("datamatrix", label)
    page = page_of(label, font, size=size, dpi=dpi)
    (picture,) = setter.pictures([page], dpi=dpi)
    per_mm = RESOLUTIONS[dpi].dots_per_mm
    (code,) = page.codes
    dots = round(code.width * per_mm / made.width)
    assert dots / per_mm >= 0.375
    assert dots / per_mm == pytest.approx(0.5, abs=0.01)
    left, top = round(code.x * per_mm), round(code.y * per_mm)
    for y in range(-dots, made.height * dots + dots):
        for x in range(-dots, made.width * dots + dots):
            inside = 0 <= x < made.width * dots and 0 <= y < made.height * dots
            dark = inside and made.modules[(y // dots) * made.width + x // dots]
            assert (picture.getpixel((left + x, top + y)) == 0) == bool(dark), (x, y)


@pytest.mark.parametrize("length", range(1, 21))
def test_a_data_matrix_is_square_whatever_its_length(length):
    label = gs1((("01", "06901234567892"), ("10", "A" * length)))
    made = symbol("datamatrix", label)
    assert (made.identifier, made.width) == ("]d2", made.height)


@pytest.mark.parametrize("lot", ["A(21)C", "A(B)C", "((", "%&'()*+,-./", ":;<=>?_"])
def test_what_looks_like_a_field_inside_a_value_stays_inside_it(lot, font, setter):
    label = gs1((("01", "06901234567892"), ("10", lot), ("21", "1")), ("X",))
    (picture,) = setter.pictures([page_of(label, font, size="60x40")], dpi=203)
    assert scanned(picture) == [("]d2", f"010690123456789210{lot}\x1d211")]


# -- what is refused -----------------------------------------------------------------------------

def asked(kind="lot", thing=None, **changes):
    thing = thing or Thing(item="ST", lot="A213B1")
    return LabelRequest(uuid7(), "SH1", kind, (thing,), **changes)


KNOWN = Found("ST", "支架", "Stent", "支", 1, ("06901234567892",), "A213B1", date(2026, 12, 31))

REFUSED = [
    ("no GTIN", asked(), KNOWN._replace(gtins=()), "missing_gtin"),
    ("two GTINs", asked(), KNOWN._replace(gtins=("06901234567892", "06901234567908")),
     "several_gtins"),
    ("check digit", asked(), KNOWN._replace(gtins=("06901234567891",)), "check_digit"),
    ("Chinese lot", asked(), KNOWN._replace(lot="批号1"), "character"),
    ("space in the lot", asked(), KNOWN._replace(lot="a b"), "character"),
    ("# in the lot", asked(), KNOWN._replace(lot="Z#"), "character"),
    ("long lot", asked(), KNOWN._replace(lot="A" * 21), "too_long"),
    ("separator in the lot", asked(), KNOWN._replace(lot="A<GS>1"), "separator_in_value"),
    ("expiry in another century", asked(), KNOWN._replace(expires_on=date(2090, 1, 1)),
     "code_not_made"),
    ("unknown lot", asked(), KNOWN._replace(lot=None), "lot_unknown_here"),
    ("unknown item", asked(), Found(), "item_unknown"),
    ("no lot said", asked(thing=Thing(item="ST")), KNOWN, "lot_needed"),
    ("SSCC", asked("handling_unit", Thing(sscc="106141412345678907")), Found(), "check_digit"),
    ("short SSCC", asked("handling_unit", Thing(sscc="1061414")), Found(), "length"),
    ("unknown place", asked("place", Thing(place="X")), Found(), "place_unknown"),
    ("command in a name", asked("device", Thing(device="a\n^XZ")), Found(), "bad_character"),
]


@pytest.mark.parametrize(("request_", "known", "code"), [case[1:] for case in REFUSED],
                         ids=[case[0] for case in REFUSED])
def test_what_cannot_be_printed_is_refused_by_name(request_, known, code):
    made, faults = content(request_, 0, known, today=TODAY)
    assert made is None
    assert code in {fault.code for fault in faults}
    assert all(fault.pointer.startswith("/things/0") for fault in faults)


def test_a_request_names_all_its_faults_at_once():
    faults = request_faults(LabelRequest(
        uuid7(), "SH1", "lot", (), size="9x9", dpi=72, code="qr", module_um=300, copies=0,
        output="doc", printer="p" * 201, reason="\x00"))
    assert {fault.pointer for fault in faults} == {
        "/size", "/dpi", "/code", "/module_um", "/things", "/copies", "/output", "/printer",
        "/reason"}


def refusal(font, *, elements=LOT, lines=("X",), size="40x30", kind="datamatrix", dpi=203):
    label = gs1(elements, lines)
    composed = compose(label, symbol(kind, label), size=size, dpi=dpi, kind=kind, module_um=500,
                       font=font, big=False)
    assert composed.page is None
    return [fault.code for fault in composed.faults]


def test_text_that_does_not_fit_is_refused_and_never_cut(font):
    assert refusal(font, lines=("一次性使用" * 60,)) == ["text_too_tall"]
    assert refusal(font, lines=("W" * 60,)) == ["text_too_wide"]
    assert refusal(font, lines=("x",) * 40) == ["text_too_tall"]


def test_every_character_that_the_font_lacks_is_named(font):
    assert refusal(font, lines=("😀 \u0e01", "ok")) == ["not_in_font"] * 2


def test_a_linear_code_that_needs_finer_bars_than_scanners_read_is_refused(font):
    assert refusal(font, kind="gs1_128") == ["code_too_large"]
    assert refusal(font, kind="gs1_128", size="100x70") == ["code_too_large"]
    assert refusal(font, kind="gs1_128", size="40x30", elements=SSCC) == ["code_too_large"]


def test_the_narrowest_module_is_never_below_375_micrometres(font, setter):
    page = page_of(gs1(SSCC), font, size="70x50", kind="gs1_128")
    made = symbol("gs1_128", gs1(SSCC))
    assert page.codes[0].width / made.width == pytest.approx(0.375)
    assert page.codes[0].x >= 10 * 0.375
    assert page.width - page.codes[0].x - page.codes[0].width >= 10 * 0.375


def test_a_code_that_the_encoder_would_change_is_refused():
    with pytest.raises(CodeRefused):
        symbol("code_128", LabelContent("item:x", "物料", (), ()))


# -- the font ------------------------------------------------------------------------------------

def test_our_reading_of_the_font_is_that_of_fonttools(font):
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / FILE) as other:
        names, metrics = other.getBestCmap(), other["hmtx"]
        assert set(names) == {code for code, glyph in font.glyphs.items() if glyph}
        for code in [*range(0x20, 0x7F), *map(ord, "玥翀盘点批号·×≠“”")]:
            assert width_mm(font, chr(code), 72) == pytest.approx(
                metrics[names[code]][0] / other["head"].unitsPerEm * 25.4)


def test_the_font_holds_the_rare_characters_of_names(font):
    assert lacking(font, "玥翀㛃喆堃") == ()
    assert lacking(font, "a😀b😀") == ("😀",)


def test_bytes_that_are_no_font_are_refused():
    for data in (b"", b"\0" * 64, b"OTTO" + b"\xff" * 200):
        with pytest.raises(FontUnreadable):
            read_font(data)


def test_a_line_breaks_where_it_may_and_loses_nothing(font):
    text = "一次性使用无菌注射器 带针 5ml 0.7×32 ABC-DEF"
    lines, rest = [], text
    while rest:
        line, rest = first_line(font, rest, 6.5, 20)
        assert line
        assert width_mm(font, line, 6.5) <= 20
        lines.append(line)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert first_line(font, "WWWWWWWWWWWW", 20, 10) == ("", "WWWWWWWWWWWW")


# -- names that would be commands ----------------------------------------------------------------

HOSTILE = ["^XA^JUF^XZ", "~JR", '"quoted" \\ back', "#panic(\"x\") $1/0$ *b* _i_ @ref", "{item}",
           "= heading", "// gone", "/* gone */", "<label>", "`raw`", "#read(\"/etc/passwd\")"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_printed_as_it_is_and_commands_nothing(name, font, setter):
    from pypdf import PdfReader

    made, faults = content(asked(size="100x70"), 0, KNOWN._replace(name=name, item=name),
                           today=TODAY)
    assert (faults, made.lines[0], made.lines[1]) == ([], name, name)
    page = page_of(made, font, size="100x70")
    text = PdfReader(io.BytesIO(setter.pdf([page], title=name, language="zh"))).pages[0]
    assert name.replace(" ", "") in text.extract_text().replace(" ", "").replace("\n", "")
    (picture,) = setter.pictures([page], dpi=203)
    assert unpacked(zpl(picture, copies=1)).tobytes() == picture.tobytes()
    body = tspl(picture, copies=1, width_mm=40, height_mm=30)
    assert unmapped(body, picture.width).tobytes() == picture.tobytes()
    for command in (b"JUF", b"JR", b"panic"):
        assert command not in zpl(picture, copies=1)


def test_layouts_name_fields_of_the_allow_list_only():
    from pandian.exchange.labels.words import FIELDS

    named = {name for kind in LABEL_KINDS.values() for line in kind.lines
             for name in re.findall(r"\{(.*?)\}", line)}
    assert named <= set(FIELDS)


def test_a_pdf_carries_its_font_and_the_text_of_the_code(font, setter):
    from pypdf import PdfReader

    label = gs1(LOT, ("ST-2518", "玥翀"))
    data = setter.pdf([page_of(label, font)] * 2, title="批号标签", language="zh")
    pages = PdfReader(io.BytesIO(data)).pages
    assert len(pages) == 2
    fonts = pages[0]["/Resources"]["/Font"].values()
    assert fonts
    assert all("NotoSansSC" in each.get_object()["/BaseFont"] for each in fonts)
    text = pages[0].extract_text()
    for piece in ("玥翀", "(01)06901234567892(17)261231", "(10)A213B1"):
        assert piece in text
    assert [float(side) / 72 * 25.4 for side in pages[0].mediabox[2:]] == pytest.approx([40, 30])


# -- the check by a scan -------------------------------------------------------------------------

PRINTED = "01069012345678921726123110A213B1\x1d211234"

SCANS = [
    ("]d2" + PRINTED, "matches"), (PRINTED + "\r\n", "matches_without_symbology"),
    ("]d2" + PRINTED.replace("\x1d", "{GS}"), "matches"),
    ("\x1d" + PRINTED, "matches_without_symbology"),
    ("]d1" + PRINTED, "wrong_symbology"), ("]C1" + PRINTED, "wrong_symbology"),
    ("]d2" + PRINTED.replace("\x1d", ""), "separator_lost"),
    ("]d2" + PRINTED.replace("A213", "A214"), "differs"), ("nonsense", "differs"),
]


@pytest.mark.parametrize(("scan", "result"), SCANS)
def test_a_scan_is_compared_with_what_was_printed(scan, result):
    assert judge_scan(PRINTED, "datamatrix", scan, today=TODAY).result == result


def test_a_scan_that_differs_names_the_fields():
    scan = judge_scan(PRINTED, "datamatrix", "]d2" + PRINTED.replace("A213B1", "A213B2"),
                      today=TODAY)
    assert scan.differences == (("(10)", "A213B1", "A213B2"),)


# -- sheets --------------------------------------------------------------------------------------

def pictured(setter, pages, dpi=203):
    return list(setter.pictures(pages, dpi=dpi))


def test_each_page_of_a_count_sheet_bears_its_own_code(font, setter):
    task = uuid7()
    rows = tuple(SheetRow(f"A-{n:03}", "ST-1 支架", "L1", "2027-01-31", "支", "12")
                 for n in range(60))
    draft = SheetDraft(task, "盘点表", ("一月 · 站点 SH1", "允差"), rows, False, "打印于")
    pages = count_sheet(draft, font=font, language="zh-hans")
    assert len(pages) == 3
    for n, picture in enumerate(pictured(setter, pages), 1):
        assert scanned(picture) == [("]Q1", page_code(task, n))]
    assert [text.text for page in pages for text in page.texts if text.text == "12"] == []
    shown = count_sheet(draft._replace(shows_book=True), font=font, language="zh-hans")
    assert len([text for page in shown for text in page.texts if text.text == "12"]) == 60


def test_a_place_that_goes_on_is_named_again_and_no_row_is_lost(font):
    rows = (SheetRow("A-01", "x"), *(SheetRow(item=f"item {n}") for n in range(70)))
    draft = SheetDraft(uuid7(), "盘点表", (), rows, True, "")
    pages = count_sheet(draft, font=font, language="en")
    texts = [[text.text for text in page.texts] for page in pages]
    assert all("A-01 …" in page for page in texts[1:])
    assert {f"item {n}" for n in range(70)} <= {text for page in texts for text in page}
    assert all(text.y < 297 - 12 for page in pages for text in page.texts)


@pytest.mark.parametrize(("language", "word"), [
    ("zh-hans", "整位盘完"), ("en", "Counted whole")])
@pytest.mark.parametrize("shows_book", [False, True])
def test_each_place_has_one_box_for_having_been_counted_whole(language, word, shows_book, font):
    place = "A-01-02-03-04-LONG-NAME-OF-A-PLACE"
    rows = (SheetRow("A-01", "x"), SheetRow(item="y"), SheetRow(place, "z"),
            *(SheetRow(item=f"item {n}") for n in range(70)))
    pages = count_sheet(SheetDraft(uuid7(), "盘点表", (), rows, shows_book, ""),
                        font=font, language=language)
    words = [text for page in pages for text in page.texts if text.text == word]
    first, second = (text for text in pages[0].texts if text.text == word)
    assert words == [first, second]
    bars = [rule for rule in pages[0].rules if rule.to_x - rule.x == pytest.approx(BOX_MM)
            or (rule.x == rule.to_x and rule.to_y - rule.y == pytest.approx(BOX_MM))]
    assert len(bars) == 8  # two boxes of four sides
    assert first.x > max(bar.to_x for bar in bars)
    # the box stands below the last line of the place's code, above the next row
    below = [text.y for text in pages[0].texts if text.x < first.x and first.y < text.y]
    lines = [text.y for text in pages[0].texts if text.x < first.x and text.y < second.y]
    assert second.y - max(lines) >= CELL_PT * 0.3527
    assert first.y + BOX_MM < min(below)


def test_a_character_that_the_font_lacks_is_written_out_on_a_sheet(font):
    draft = SheetDraft(uuid7(), "盘点表", (), (SheetRow("A-01", "a😀b"),), False, "")
    (page,) = count_sheet(draft, font=font, language="zh")
    assert "a[U+1F600]b" in "".join(text.text for text in page.texts)
    assert not lacking(font, "".join(text.text for text in page.texts))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_commands_and_the_self_test_are_read_from_paper(language, font, setter):
    (commands,) = pictured(setter, code_sheets("x", (), command_groups(language), font=font))
    assert {text for _, text in scanned(commands)} == {
        f"PD:C:{name}" for name in ("CONFIRM", "UNDO", "EMPTY", "NEXT", "EXCEPTION")}
    (trial,) = pictured(setter, code_sheets("x", ("note",), trial_groups(), font=font))
    assert sorted(mark for mark, _ in scanned(trial)) == ["]C1", "]Q1", "]Q3", "]d2"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dpi", RESOLUTIONS)
def test_the_ruler_keeps_its_fine_codes_readable(size, dpi, font, setter):
    (picture,) = pictured(setter, [ruler(size, dpi, font=font)], dpi)
    assert scanned(picture) == [("]d2", "0106901234567892")] * 2
