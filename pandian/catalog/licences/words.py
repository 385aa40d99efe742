"""Licences and the gates that ask for them.   证照词汇

A licence never changes: a renewal is another row, and what a gate once judged can be judged again.
It is valid through the end of its last day.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pandian.kernel.words import Label

NUMBER_CHARACTERS_MAX = 120
ISSUER_CHARACTERS_MAX = 200
SCOPE_ENTRIES_MAX = 200
SCOPE_CHARACTERS_MAX = 64
LIST_ROWS_MAX = 1_000
WARNING_DAYS = (30, 60, 90)
"""A licence that ends within so many days is warned of; the nearest step is the one named."""
NEAR_DAYS_MAX = WARNING_DAYS[-1]

HOLDERS: dict[str, Label] = {
    "party": Label("往来单位", "Partner"),
    "item": Label("物料", "Item"),
    "site": Label("本站点", "Own site"),
    "person": Label("人员", "Person"),
}


class LicenceKind(NamedTuple):
    """A kind of licence, and who can hold it."""

    label: Label
    holders: tuple[str, ...]


KINDS: dict[str, LicenceKind] = {
    "business_licence": LicenceKind(Label("营业执照", "Business licence"), ("party", "site")),
    "operation_licence": LicenceKind(
        Label("医疗器械经营许可证", "Operation licence"), ("party", "site")),
    "operation_filing": LicenceKind(
        Label("医疗器械经营备案凭证", "Operation filing"), ("party", "site")),
    "production_licence": LicenceKind(
        Label("医疗器械生产许可证", "Production licence"), ("party", "site")),
    "production_filing": LicenceKind(
        Label("医疗器械生产备案凭证", "Production filing"), ("party", "site")),
    "authorisation": LicenceKind(
        Label("销售人员授权书", "Authorisation of the salesperson"), ("party",)),
    "quality_agreement": LicenceKind(
        Label("质量保证协议", "Quality agreement"), ("party",)),
    "institution_permit": LicenceKind(
        Label("医疗机构执业许可证", "Permit of a medical institution"), ("party",)),
    "delivery_address": LicenceKind(
        Label("收货地址证明", "Confirmed delivery address"), ("party",)),
    "registration": LicenceKind(
        Label("医疗器械注册证", "Registration certificate"), ("item",)),
    "product_filing": LicenceKind(
        Label("医疗器械备案凭证", "Product filing"), ("item",)),
    "label_sample": LicenceKind(Label("标签样稿", "Label sample"), ("item",)),
    "cold_storage": LicenceKind(
        Label("冷藏冷冻库房范围", "Storage scope: cold"), ("site",)),
    "cold_verification": LicenceKind(
        Label("冷库验证报告", "Verification of the cold room"), ("site",)),
    "training": LicenceKind(Label("岗位培训记录", "Training for the post"), ("person",)),
    "health_record": LicenceKind(Label("健康档案", "Health record"), ("person",)),
}

DEVICE_CLASSES: dict[str, Label] = {
    "I": Label("第一类", "Class I"),
    "II": Label("第二类", "Class II"),
    "III": Label("第三类", "Class III"),
    "none": Label("非医疗器械", "No medical device"),
}
"""The item's attribute `class`; an item that does not say is judged as class III, and named."""

ACTIONS: dict[str, Label] = {
    "order": Label("采购下单", "Send an order"),
    "receipt": Label("收货", "Book a receipt"),
    "inspection": Label("验收", "Accept at inspection"),
    "issue": Label("销售出库", "Issue to a buyer"),
    "supplier_return": Label("采购退货", "Return to the supplier"),
    "task": Label("分派任务", "Offer a task"),
}

GATES: dict[str, Label] = {
    "supplier": Label("供应商资质", "Supplier"),
    "item": Label("产品资质", "Item"),
    "buyer": Label("购货者资质", "Buyer"),
    "own_site": Label("本站点资质", "Own site"),
    "person": Label("人员资质", "Person"),
}

GATES_OF: dict[str, tuple[str, ...]] = {
    "order": ("supplier", "item", "own_site"),
    "receipt": ("supplier", "item", "own_site"),
    "inspection": ("item", "own_site"),
    "issue": ("item", "buyer", "own_site"),
    "supplier_return": ("supplier", "own_site"),
    "task": (),
}
"""Which gates an act passes; where a person is named, the gate of the person too."""

CURES: dict[str, Label] = {
    "supplier": Label("供应商提供新证，质量录入", "The supplier sends it; quality enters it"),
    "item": Label("注册人提供新证，质量录入；有效期内生产的库存不受影响",
                  "The registrant sends it; quality enters it; stock made in time is not touched"),
    "buyer": Label("购货者提供新证，质量录入", "The buyer sends it; quality enters it"),
    "own_site": Label("本企业办理，质量录入", "Our own company obtains it; quality enters it"),
    "person": Label("本人培训或体检，质量录入",
                    "The person is trained or examined; quality enters it"),
}
"""Who can cure the refusal of a gate."""

WHY: dict[str, Label] = {
    "missing": Label("没有这种证照", "There is none"),
    "expired": Label("已过期", "It has ended"),
    "not_yet_valid": Label("尚未生效", "It is not valid yet"),
    "out_of_scope": Label("不在许可范围内", "Its scope does not cover this"),
    "out_of_region": Label("不在许可地区内", "Its regions do not cover this"),
    "class_unknown": Label(
        "物料没有写明管理类别（class）", "The item does not say its device class (class)"),
}


class LicenceDraft(NamedTuple):
    """A licence as it comes in; dates are ISO texts or dates.

    `categories` and `regions` bound its scope, empty ones do not; `valid_to` None has no end;
    `digest` is the SHA-256 of the scanned copy, or empty.
    """

    kind: str
    holder_kind: str
    holder: str
    number: str
    valid_from: date | str
    valid_to: date | str | None = None
    issuer: str = ""
    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    digest: str = ""


class LicenceRow(NamedTuple):
    """A licence as it is read; `renewed` when another of its kind lasts longer."""

    id: int
    kind: str
    holder_kind: str
    holder: str
    number: str
    issuer: str
    categories: tuple[str, ...]
    regions: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    digest: str
    renewed: bool = False


class Subject(NamedTuple):
    """What the gates must know of an item: its category, device class, and whether it is cold.

    Taken from the item's attributes `category`, `class` and `storage`.
    """

    item: str
    category: str = ""
    device_class: str = ""
    cold: bool = False


class Ask(NamedTuple):
    """Whether something may be done: by which site, with whom, of what, on which day.

    `made_on` is when the goods were made (None: judged by `on`); `region` is where they go, as
    written in the licences; `post` is what `person` does.  Empty names are not part of the act.
    """

    action: str
    site: str
    party: str
    item: Subject | None
    on: date
    made_on: date | None = None
    person: str = ""
    post: str = ""
    region: str = ""


class Need(NamedTuple):
    """One thing a gate asks for: any one of `kinds`, held by `holder`, valid on a day.

    `within` is what the licence's categories must cover (None: no matter), `region` likewise.
    """

    gate: str
    kinds: tuple[str, ...]
    holder_kind: str
    holder: str
    on: date
    within: str | None = None
    region: str | None = None


class Reason(NamedTuple):
    """Why not: the gate, what it wanted, the licence that came nearest and its decisive date.

    `kind` is the first of the kinds that would do, or that of the licence; `number` is empty and
    `date` None where there is no licence; `cure` keys `CURES`.
    """

    gate: str
    why: str
    kinds: tuple[str, ...]
    kind: str
    holder_kind: str
    holder: str
    number: str
    date: date | None
    cure: str


class Ending(NamedTuple):
    """A licence that let this pass and ends soon; `step` is 30, 60 or 90."""

    gate: str
    kind: str
    holder_kind: str
    holder: str
    number: str
    date: date
    days: int
    step: int
    cure: str


class Ruling(NamedTuple):
    """What the gates say: yes, or all the reasons why not; and what ends soon."""

    may: bool
    reasons: tuple[Reason, ...]
    warnings: tuple[Ending, ...]


class AskDraft(NamedTuple):
    """Whether something may be done, as it is asked from outside.

    `on` None is today at the site; `made_on` None is not known.
    """

    action: str
    site: str
    party: str = ""
    item: str = ""
    on: date | None = None
    made_on: date | None = None
    person: str = ""
    post: str = ""
    region: str = ""


class LicenceFilter(NamedTuple):
    """Which licences to list; empty fields filter nothing.

    `ending_days` keeps those that end within so many days of `on`, the ended ones too.
    """

    kind: str = ""
    holder_kind: str = ""
    holder: str = ""
    valid_on: date | None = None
    ending_days: int | None = None


FAULTS: dict[str, Label] = {
    "unknown_holder": Label(
        "没有这个持证者，或您无权操作：{0}", "No such holder, or not yours: {0}"),
    "not_held_by": Label(
        "{0} 不能由此类对象持有，应为：{1}", "A {0} is not held by such; but by: {1}"),
    "ends_before_it_begins": Label("到期日早于生效日", "It ends before it begins"),
    "licence_differs": Label(
        "已有的证照不改：{0} 不同；换证请录入新的一份",
        "A licence is never edited: {0} differs; a renewal is entered as another one"),
    "unknown_party": Label("没有这个往来单位：{0}", "No such partner: {0}"),
    "unknown_person": Label("没有这个人，或您看不到：{0}", "No such person, or not yours: {0}"),
    "needed_by_action": Label("{0} 需要这一项", "{0} needs this"),
}
