"""Who may do what, where: scope, roles, capabilities, signatures.   治理词汇"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pandian.kernel.words import Fault, Forbidden, Label

EVERYWHERE = "*"
"""As a site code: all sites, those of the future too."""

CODE_CHARACTERS_MAX = 64
NAME_CHARACTERS_MAX = 200
REASON_CHARACTERS_MAX = 1_000
BATCH_ELEMENTS_MAX = 10_000
SITES_PER_GRANT_MAX = 1_000
PASSWORD_CHARACTERS_MIN = 8
PASSWORD_CHARACTERS_MAX = 128
TOKEN_PREFIX = "pdn_"  # noqa: S105  the visible beginning of every token, no secret
TOKEN_SECRET_BYTES = 32
TOKEN_CHARACTERS_MAX = 128
TOKEN_DAYS_MAX = 365
TOKEN_USE_NOTED_SECONDS = 60
FIRST_RUN_SECRET_BYTES = 32
FIRST_RUN_MINUTES = 30
SIGN_IN_WINDOW_MINUTES = 15
SIGN_IN_FAILURES_PER_ACCOUNT_MAX = 10
SIGN_IN_FAILURES_PER_ADDRESS_MAX = 50
PROOF_SECONDS_MAX = 60


class Capability(NamedTuple):
    """One thing that may be done; `risk` is read, write or sign (needs the password again)."""

    label: Label
    risk: str


CAPABILITIES: dict[str, Capability] = {
    "catalog.write": Capability(Label("维护主数据", "Maintain master data"), "write"),
    "governance.write": Capability(
        Label("管理站点、人员与令牌", "Manage sites, people and tokens"), "write"),
    "governance.rule": Capability(Label("起草规则", "Draft rules"), "write"),
    "governance.adopt": Capability(Label("批准规则", "Approve rules"), "sign"),
    "ledger.read": Capability(Label("查看库存与流水", "See stock and moves"), "read"),
    "ledger.post": Capability(Label("过账", "Post moves"), "write"),
    "lifecycle.read": Capability(Label("查看单据", "See documents"), "read"),
    "lifecycle.receive": Capability(
        Label("收货与上架", "Receive and put away"), "write"),
    "lifecycle.buy": Capability(Label("请购与采购", "Requisition and buy"), "write"),
    "lifecycle.order": Capability(
        Label("批准并发出采购单", "Approve and send purchase orders"), "sign"),
    "lifecycle.sell": Capability(
        Label("销售单与退货受理", "Sales orders and announced returns"), "write"),
    "lifecycle.issue": Capability(
        Label("拣货、复核、装箱、发运", "Pick, check, pack and ship"), "write"),
    "lifecycle.move": Capability(
        Label("移库、冻结、检查、报损", "Relocate, hold, check and report damage"), "write"),
    "lifecycle.produce": Capability(
        Label("投料、在制、完工、组套", "Feed, produce and compose kits"), "write"),
    "lifecycle.inspect": Capability(Label("验收", "Inspect"), "sign"),
    "lifecycle.decide": Capability(
        Label("质量裁定（不合格、放行）", "Decide on quality (reject, release)"), "sign"),
    "lifecycle.value": Capability(
        Label("核定报废金额", "Sign the value of scrap"), "sign"),
    "lifecycle.reverse": Capability(Label("冲销单据", "Reverse documents"), "write"),
    "counting.plan": Capability(Label("安排盘点", "Plan counts"), "write"),
    "counting.read": Capability(
        Label("查看盘点结果与差异", "See counts and variances"), "read"),
    "counting.count": Capability(Label("执行盘点", "Count"), "write"),
    "counting.approve": Capability(Label("批准差异", "Approve variances"), "sign"),
    "counting.prepare": Capability(
        Label("编制期间报告", "Prepare the report of a period"), "write"),
    "counting.close": Capability(Label("签名结账", "Close a period"), "sign"),
    "capture.push": Capability(Label("上传采集数据", "Push observations"), "write"),
    "exchange.use": Capability(Label("导入与导出", "Import and export"), "write"),
    "exchange.history": Capability(
        Label("导入历史的放行与销毁", "Import releases and destructions of the past"), "write"),
    "exchange.label": Capability(
        Label("打印标签与单据", "Print labels and sheets"), "write"),
    "audit.read": Capability(Label("查看审计记录", "See the audit trail"), "read"),
    "insight.read": Capability(Label("查看指标与预警", "See indicators and alerts"), "read"),
    "insight.alert": Capability(
        Label("处理预警", "Deal with alerts"), "write"),
}

HIDEABLE: dict[str, Label] = {
    "book": Label("账面数", "book quantity"),
    "variance": Label("差异", "variance"),
    "value": Label("金额", "value"),
}
ALL_HIDDEN = frozenset(HIDEABLE)


class Role(NamedTuple):
    """A named set of capabilities, and which hideable figures its holder is shown."""

    label: Label
    capabilities: frozenset[str]
    shown: frozenset[str]


_FIGURES = frozenset({"book", "variance"})
_FLOOR = frozenset({"lifecycle.read", "lifecycle.receive", "lifecycle.issue", "lifecycle.move",
                    "lifecycle.produce"})
"""What the people of the warehouse floor do with documents."""

ROLES: dict[str, Role] = {
    "counter": Role(
        Label("盘点员", "Counter"), frozenset({"counting.count", "capture.push"}), frozenset()),
    "lead": Role(
        Label("班组长", "Team lead"),
        frozenset({"counting.count", "capture.push", "counting.plan", "counting.read",
                   "counting.approve", "ledger.read", "ledger.post", "exchange.label",
                   "insight.read", "insight.alert"}) | _FLOOR,
        _FIGURES),
    "keeper": Role(
        Label("仓管员", "Keeper"),
        frozenset({"counting.count", "capture.push", "ledger.read", "exchange.label"}) | _FLOOR,
        frozenset({"book"})),
    "buyer": Role(
        Label("采购员", "Buyer"),
        frozenset({"ledger.read", "insight.read", "insight.alert", "lifecycle.read",
                   "lifecycle.buy"}),
        frozenset({"book", "value"})),
    "sales": Role(
        Label("销售", "Sales"),
        frozenset({"ledger.read", "insight.read", "lifecycle.read", "lifecycle.sell"}),
        frozenset({"book", "value"})),
    "manager": Role(
        Label("负责人", "Manager"),
        frozenset({"governance.adopt", "counting.read", "counting.close", "ledger.read",
                   "insight.read", "insight.alert", "audit.read", "lifecycle.read",
                   "lifecycle.buy", "lifecycle.order", "lifecycle.sell", "lifecycle.value",
                   "lifecycle.decide", "lifecycle.reverse"}),
        ALL_HIDDEN),
    "controller": Role(
        Label("库存主管", "Inventory controller"),
        frozenset({"governance.rule", "counting.plan", "counting.read", "counting.approve",
                   "counting.prepare", "ledger.read",
                   "ledger.post", "exchange.use", "exchange.label", "insight.read",
                   "insight.alert", "audit.read", "lifecycle.buy", "lifecycle.sell",
                   "lifecycle.reverse"}) | _FLOOR,
        ALL_HIDDEN),
    "quality": Role(
        Label("质量", "Quality"),
        frozenset({"governance.rule", "governance.adopt", "catalog.write", "counting.read",
                   "counting.approve", "ledger.read",
                   "ledger.post", "exchange.label", "insight.read", "insight.alert",
                   "audit.read", "lifecycle.read", "lifecycle.move", "lifecycle.inspect",
                   "lifecycle.decide", "lifecycle.reverse"}),
        _FIGURES),
    "finance": Role(
        Label("财务", "Finance"),
        frozenset({"governance.adopt", "counting.read", "counting.approve",
                   "counting.prepare", "counting.close", "ledger.read", "insight.read",
                   "insight.alert", "audit.read", "lifecycle.read", "lifecycle.value"}),
        ALL_HIDDEN),
    "it": Role(
        Label("数据 / IT", "Data / IT"),
        frozenset({"catalog.write", "exchange.use", "exchange.label", "insight.read",
                   "insight.alert"}), frozenset()),
    "inspector": Role(
        Label("检查员", "Inspector"),
        frozenset({"counting.read", "ledger.read", "insight.read", "audit.read", "lifecycle.read"}),
        _FIGURES),
    "admin": Role(
        Label("站点管理员", "Site administrator"),
        frozenset({"governance.rule", "governance.write", "catalog.write", "counting.read",
                   "ledger.read", "exchange.use", "exchange.history", "exchange.label",
                   "insight.read", "insight.alert", "audit.read", "lifecycle.read"}),
        ALL_HIDDEN),
}

MEANINGS: dict[str, Label] = {
    "counted": Label("盘点", "counted"),
    "reviewed": Label("复核", "reviewed"),
    "approved": Label("批准", "approved"),
    "witnessed": Label("监盘", "witnessed"),
    "released": Label("放行", "released"),
    "responsible": Label("负责", "responsible"),
}

LANGUAGES: dict[str, Label] = {
    "zh-hans": Label("中文", "Chinese"),
    "en": Label("英文", "English"),
}


class Grant(NamedTuple):
    """What a scope may do at one site (`*`: at all)."""

    site: str
    capabilities: frozenset[str]
    hides: frozenset[str]


class Scope(NamedTuple):
    """Who acts, where, with which rights: the first wall.   权限范围

    `capabilities` and `hides` hold for the whole scope.  A person with different roles at
    different sites has `grants` too: there `capabilities` is what he may do somewhere and
    `hides` what is hidden from him anywhere, so ask with `site=` (or narrow with `at`) as soon
    as the site is known.
    """

    actor: str
    person: int
    name: str
    service: bool
    sites: frozenset[str]
    capabilities: frozenset[str]
    hides: frozenset[str] = ALL_HIDDEN
    device: str = ""
    language: str = "zh-hans"
    grants: tuple[Grant, ...] = ()
    name_en: str = ""

    def sees(self, site: str) -> bool:
        """Say whether this site (by code) is inside the scope."""
        return EVERYWHERE in self.sites or site in self.sites

    def may(self, capability: str, site: str = "") -> bool:
        """Say whether the capability is held: at this site, or somewhere when none is named."""
        assert capability in CAPABILITIES, capability
        if not site:
            return capability in self.capabilities
        return self.sees(site) and capability in self.at(site).capabilities

    def need(self, capability: str, site: str = "") -> None:
        """Raise `Forbidden` unless the capability is held (at this site, when one is named)."""
        if not self.may(capability, site):
            raise Forbidden([Fault("", "forbidden", (capability,))])

    def at(self, site: str) -> Scope:
        """Return this scope narrowed to one site: its capabilities there, its blindness there."""
        if not self.sees(site):
            return self._replace(sites=frozenset(), capabilities=frozenset(), hides=ALL_HIDDEN,
                                 grants=())
        if not self.grants:
            return self._replace(sites=frozenset({site}))
        here = [grant for grant in self.grants if grant.site in (site, EVERYWHERE)]
        return self._replace(
            sites=frozenset({site}), grants=(),
            capabilities=frozenset().union(*(grant.capabilities for grant in here)),
            hides=ALL_HIDDEN.intersection(*(grant.hides for grant in here)),
        )

    def sites_with(self, capability: str) -> frozenset[str]:
        """Return the site codes (or `*`) at which the capability is held."""
        if not self.grants:
            return self.sites if capability in self.capabilities else frozenset()
        return frozenset(g.site for g in self.grants if capability in g.capabilities)


SYSTEM = Scope(
    actor="@system", person=0, name="pandian", service=True, sites=frozenset({EVERYWHERE}),
    capabilities=frozenset(CAPABILITIES), hides=frozenset(),
)
"""Jobs and the command line: everything, everywhere, under a name that no person can take."""
THE_SYSTEM = Label("系统", "the system")
"""What that actor is called on pages and papers."""


class SiteDraft(NamedTuple):
    """A site as it comes in; `time_zone` is an IANA name such as Asia/Shanghai."""

    code: str
    name: str
    time_zone: str
    name_en: str = ""
    organisation: str = ""


class SiteRow(NamedTuple):
    """A site as it is read."""

    id: int
    code: str
    name: str
    name_en: str
    time_zone: str


class PersonRow(NamedTuple):
    """A person or service account as it is read; `roles` are pairs (role, site code)."""

    id: int
    code: str
    name: str
    service: bool
    language: str
    active: bool
    roles: tuple[tuple[str, str], ...] = ()
    name_en: str = ""


class TokenRow(NamedTuple):
    """A token as it is read: never its secret, only the first characters it shows."""

    id: int
    prefix: str
    actor: str
    sites: tuple[str, ...]
    capabilities: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


class SignatureRow(NamedTuple):
    """A signature: who (with the name and role of that moment), when, what it means, on what."""

    id: UUID
    person: int
    code: str
    printed_name: str
    role: str
    meaning: str
    content_hash: str
    subject: str
    at: datetime


class Proof(NamedTuple):
    """Evidence, short-lived and in memory only, that a person just proved to be there."""

    person: int
    at: datetime


FAULTS: dict[str, Label] = {
    "outer_space": Label("首尾不能有空格", "It may not begin or end with a space"),
    "reserved_code": Label(
        "以 @ 或 PD: 开头的编码是系统保留的", "Codes that begin with @ or PD: are reserved"),
    "unknown_time_zone": Label(
        "不认识的时区：{0}（例：Asia/Shanghai）", "Unknown time zone {0} (example: Asia/Shanghai)"),
    "unknown_role": Label("不认识的角色：{0}", "Unknown role: {0}"),
    "unknown_capability": Label("不认识的权限：{0}", "Unknown capability: {0}"),
    "unknown_language": Label("不认识的语言：{0}", "Unknown language: {0}"),
    "unknown_meaning": Label("不认识的签名含义：{0}", "Unknown meaning of a signature: {0}"),
    "not_a_hash": Label("应为 64 位十六进制摘要", "A digest of 64 hexadecimal digits is expected"),
    "already_taken": Label("编码已被使用：{0}", "This code is taken: {0}"),
    "not_to_oneself": Label("不能给自己授权", "Nobody gives rights to himself"),
    "span_reversed": Label("结束早于开始", "It ends before it begins"),
    "service_account": Label("服务账号不能这样做", "A service account cannot do this"),
    "wrong_password": Label("姓名编码或密码不对", "The code or the password is wrong"),
    "too_many_attempts": Label(
        "尝试次数过多，请 {0} 分钟后再试", "Too many attempts; try again in {0} minutes"),
    "proof_expired": Label("验证已过期，请重新输入密码", "Please enter the password again"),
    "first_run_over": Label("已经有管理员，首次设置已关闭",
                            "There is an administrator already; the first run is over"),
    "link_dead": Label("链接无效、已用过或已过期",
                       "The link is not valid, was used, or has expired"),
    "password_too_short": Label("密码至少 {0} 个字符", "At least {0} characters"),
    "password_too_long": Label("密码最多 {0} 个字符", "At most {0} characters"),
    "password_too_common": Label("密码太常见", "This password is too common"),
    "password_entirely_numeric": Label("密码不能全是数字", "The password may not be all digits"),
    "password_too_similar": Label(
        "密码与编码或姓名太相似", "The password is too similar to the code or the name"),
}
