"""The goods, places, partners and people of the simulated world.   仿真世界的词汇

All names are invented.  GTINs begin with 952, the GS1 prefix kept for demonstrations.
"""

from __future__ import annotations

from typing import NamedTuple

from pandian.kernel.words import Label

GTIN_PREFIX = "952"
ZONES = ("A", "B", "C", "D")
"""Consumables, dressings and gloves; intervention; cold store; implants."""


class Family(NamedTuple):
    """One family of goods; `axes` spell its sizes: every combination is one item.

    `packs` are (unit, factor) in the smallest unit; `life` is months (0: no expiry); `cost` is
    in yuan; `weight` says how much it is asked for.
    """

    prefix: str
    name: Label
    unit: str
    packs: tuple[tuple[str, int], ...]
    tracking: str
    life: int
    cost: float
    zone: str
    weight: float
    risk: str
    axes: tuple[tuple[str, ...], ...]


class Site(NamedTuple):
    """One site: its names, its bins by zone, and which partner sites it has."""

    code: str
    name: Label
    zones: tuple[tuple[str, int, int, int], ...]
    """(zone, aisles, bays, levels)"""
    partners: tuple[str, ...]


class Person(NamedTuple):
    """One of the people of the demo; `role` is a role of governance, `site` a code or `*`."""

    code: str
    name: Label
    role: str
    site: str


class Item(NamedTuple):
    """One item of the world."""

    code: str
    name: str
    name_en: str
    unit: str
    packs: tuple[tuple[str, int, str], ...]
    tracking: str
    life: int
    cost: int
    zone: str
    weight: float
    risk: str
    gtin: str
    attractive: bool = False
    fragile: bool = False


class Place(NamedTuple):
    """One place of the world, in walking order."""

    site: str
    code: str
    kind: str
    sequence: int
    parent: str = ""


DC, BRANCH, STORE = "DC1", "BR1", "HS1"
SITES = (
    Site(DC, Label("东湾配送中心", "Dongwan distribution centre"),
         (("A", 8, 12, 4), ("B", 6, 10, 4), ("C", 2, 8, 3), ("D", 4, 8, 5)), (BRANCH, STORE)),
    Site(BRANCH, Label("南岭分公司", "Nanling branch"),
         (("A", 3, 10, 3), ("B", 2, 8, 3), ("C", 1, 6, 3), ("D", 2, 6, 4)), (DC, STORE)),
    Site(STORE, Label("江畔医院库", "Riverside hospital store"),
         (("A", 2, 6, 3), ("B", 1, 6, 3), ("C", 1, 4, 2), ("D", 1, 6, 3)), (DC, BRANCH)),
)
TIME_ZONE = "Asia/Shanghai"
ORGANISATION = "东湾医疗器械（演示）"

FIXED_PLACES = (
    ("DOCK", "dock"), ("QC", "pending_area"), ("PACK", "dispatch_area"),
    ("RETURN", "return_area"), ("RED", "rejected_area"), ("QUAR", "quarantine"),
)
WIP = ("WIP-1", "wip")
"""The distribution centre packs sterile sets: one work station."""

PEOPLE = (
    Person("demo-admin", Label("沈国华", "Shen Guohua"), "admin", "*"),
    Person("demo-controller", Label("周敏", "Zhou Min"), "controller", "*"),
    Person("demo-lead", Label("韩冬", "Han Dong"), "lead", DC),
    Person("demo-counter", Label("陈静", "Chen Jing"), "counter", DC),
    Person("demo-counter-2", Label("王磊", "Wang Lei"), "counter", DC),
    Person("demo-counter-br", Label("黄小兰", "Huang Xiaolan"), "counter", BRANCH),
    Person("demo-counter-hs", Label("刘芳", "Liu Fang"), "counter", STORE),
    Person("demo-keeper", Label("郑大力", "Zheng Dali"), "keeper", DC),
    Person("demo-keeper-2", Label("孙巧", "Sun Qiao"), "keeper", DC),
    Person("demo-keeper-br", Label("罗强", "Luo Qiang"), "keeper", BRANCH),
    Person("demo-buyer", Label("林悦", "Lin Yue"), "buyer", "*"),
    Person("demo-sales", Label("马骏", "Ma Jun"), "sales", "*"),
    Person("demo-manager", Label("方正", "Fang Zheng"), "manager", "*"),
    Person("demo-quality", Label("吴建平", "Wu Jianping"), "quality", "*"),
    Person("demo-quality-2", Label("邵宁", "Shao Ning"), "quality", "*"),
    Person("demo-finance", Label("许文", "Xu Wen"), "finance", "*"),
    Person("demo-it", Label("赵一鸣", "Zhao Yiming"), "it", "*"),
    Person("demo-inspector", Label("何清", "He Qing"), "inspector", "*"),
)

HELPERS = (
    Person("demo-counter-br-2", Label("何秀兰", "He Xiulan"), "counter", BRANCH),
    Person("demo-counter-br-3", Label("高远", "Gao Yuan"), "counter", BRANCH),
    Person("demo-counter-hs-2", Label("朱晓", "Zhu Xiao"), "counter", STORE),
    Person("demo-counter-hs-3", Label("冯杰", "Feng Jie"), "counter", STORE),
)
"""More counters, so that somebody else can recount; the role bar does not show them."""

SUPPLIERS = tuple(
    Label(f"{zh}医疗器械有限公司", f"{en} Medical Devices Co.") for zh, en in (
        ("澄光", "Chengguang"), ("柏川", "Baichuan"), ("维岳", "Weiyue"), ("启衡", "Qiheng"),
        ("南桥", "Nanqiao"), ("朗润", "Langrun"), ("泽安", "Zean"), ("嘉木", "Jiamu"),
        ("远汀", "Yuanting"), ("云岫", "Yunxiu"), ("立本", "Liben"), ("同舟", "Tongzhou"),
        ("恒石", "Hengshi"), ("青禾", "Qinghe"), ("乐岩", "Leyan"), ("明越", "Mingyue")))
HOSPITALS = tuple(
    Label(f"{zh}医院", f"{en} Hospital") for zh, en in (
        ("江畔", "Riverside"), ("松岗", "Songgang"), ("东屏", "Dongping"), ("白鹭湾", "Egret Bay"),
        ("石桥", "Stone Bridge"), ("云和里", "Yunheli"), ("青枫", "Green Maple"),
        ("望海", "Seaview"), ("北原", "North Plain"), ("金穗", "Golden Ear"),
        ("柳堤", "Willow Bank"), ("凤岭", "Phoenix Ridge"),
        ("安澜", "Anlan"), ("晨光路", "Morning Light Road"), ("竹溪", "Bamboo Creek"),
        ("南浦", "Nanpu"), ("湖心", "Mid-Lake"), ("远山", "Far Hill"), ("新渡", "New Ferry"),
        ("长亭", "Long Pavilion")))

