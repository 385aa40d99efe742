"""Benches of look-up over many items: raw codes to candidates, and search as a person types."""

from __future__ import annotations

import itertools
import time
from typing import Any

from bench.meter import Meter
from bench.stage import raw

ITEMS = 200_000
CODES = 1_000
ROUNDS = 10
HEADS = (("一次性", "yicixing", "ycx"), ("医用", "yiyong", "yy"), ("冠脉", "guanmai", "gm"),
         ("骨科", "guke", "gk"), ("可吸收", "kexishou", "kxs"), ("无菌", "wujun", "wj"),
         ("球囊", "qiunang", "qn"), ("麻醉", "mazui", "mz"), ("血管", "xueguan", "xg"),
         ("输液", "shuye", "sy"))
TAILS = (("支架", "zhijia", "zj"), ("导管", "daoguan", "dg"), ("导丝", "daosi", "ds"),
         ("缝线", "fengxian", "fx"), ("纱布", "shabu", "sb"), ("螺钉", "luoding", "ld"),
         ("敷料", "fuliao", "fl"), ("手套", "shoutao", "st"), ("注射器", "zhusheqi", "zsq"),
         ("泵", "beng", "b"))
TYPED = ("支架", "骨科 螺钉", "zj", "gkld", "guanmai", "BIG-0123", "2.5x18", "10690000012341",
         "囊", "b", "没有这个")


def look_up(meter: Meter, stage: Any) -> None:
    """Resolve 1,000 codes, then search, over 200,000 items with a trade number each."""
    _items(ITEMS)
    _resolve(meter)
    _search(meter)


def _items(count: int) -> None:
    """Put items, packs, bindings and lots by set."""
    from pandian.codes.rules import check_digit

    words = itertools.cycle(itertools.product(HEADS, TAILS))
    with raw().cursor() as cursor:
        with cursor.copy("COPY catalog_item (code, code_key, name, name_en, unit, tracking, expiry,"
                         " pinyin, search, attributes) FROM STDIN") as copy:
            for n, (head, tail) in zip(range(count), words, strict=False):
                code, name = f"BIG-{n:07}", f"{head[0]}{tail[0]} {n % 40 / 10}x{n % 97}"
                sounds = f"{head[1]}{tail[1]} {head[2]}{tail[2]}"
                copy.write_row((code, code.lower(), name, "", "支", "lot", True, sounds,
                                f"{code.lower()} {name} {sounds}", "{}"))
        cursor.execute("SELECT id, code FROM catalog_item WHERE code LIKE 'BIG-%' ORDER BY code")
        ids = cursor.fetchall()
        with cursor.copy("COPY catalog_pack (item_id, unit, factor, gtin) FROM STDIN") as copy:
            for row in ids:
                copy.write_row((row[0], "支", 1, ""))
        with cursor.copy("COPY catalog_code_binding (scheme, value, key, item_id, unit) FROM STDIN"
                         ) as copy:
            for n, row in enumerate(ids):
                body = f"1069{n:09}"
                copy.write_row(("gtin", f"{body}{check_digit(body)}", f"{body}{check_digit(body)}",
                                row[0], "支"))
        # the stage gives its lots ids of its own
        cursor.execute("SELECT setval(pg_get_serial_sequence('catalog_lot', 'id'),"
                       " (SELECT max(id) FROM catalog_lot))")
        with cursor.copy("COPY catalog_lot (item_id, code, expires_on) FROM STDIN") as copy:
            for row in ids:
                copy.write_row((row[0], f"K{row[0] % 1_000}", "2028-12-31"))
        cursor.execute("ANALYZE")


def _resolve(meter: Meter) -> None:
    from datetime import UTC, datetime

    from pandian.capture.resolution.words import Scan
    from pandian.codes.rules import parse
    from pandian.counting.resolving.queries import resolve
    from pandian.governance.words import SYSTEM

    with raw().cursor() as cursor:
        cursor.execute("SELECT b.key, l.code FROM catalog_code_binding b JOIN catalog_lot l"
                       " ON l.item_id = b.item_id WHERE b.key LIKE '1069%%'"
                       " ORDER BY md5(b.key) LIMIT %s", (CODES,))
        scans = [Scan(f"]d201{key}1728123110{lot}") for key, lot in cursor.fetchall()]
    with meter.measure("resolve codes over 200k items", f"{CODES}/batch", CODES * ROUNDS) as run:
        spans, reads = [], []
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            found = resolve(scope=SYSTEM, site="BENCH", scans=scans)
            spans.append((time.perf_counter() - begin) * 1000)
            begin = time.perf_counter()
            for scan in scans:
                parse(scan.code, today=datetime.now(UTC).date())
            reads.append((time.perf_counter() - begin) * 1000)
            assert all(one.resolution.candidates[0].confidence == 1_000 for one in found)
        whole, read = sorted(spans)[ROUNDS // 2], sorted(reads)[ROUNDS // 2]
        run.note = f"median {whole:.0f} ms a batch, {read:.0f} of them parsing"


def _search(meter: Meter) -> None:
    from pandian.catalog.queries import search_items
    from pandian.governance.words import SYSTEM

    with meter.measure("search over 200k items", "20 rows", len(TYPED) * ROUNDS) as running:
        worst: list[tuple[float, str]] = []
        for text in TYPED:
            spans = []
            for _ in range(ROUNDS):
                begin = time.perf_counter()
                search_items(scope=SYSTEM, text=text, limit=20)
                spans.append((time.perf_counter() - begin) * 1000)
            worst.append((sorted(spans)[ROUNDS // 2], text))
        running.note = " ".join(f"{text} {span:.0f} ms" for span, text in sorted(worst)[::-1][:4])
