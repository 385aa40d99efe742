"""Words of delivery: channels, when they send, what became of a message.   外发词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pandian.kernel.words import Conflict, Label, NotFound, Refused

CAPABILITY = "governance.write"
"""Who may set a channel: the administrator of its site; of the house's, one of all sites."""
NAME_CHARACTERS_MAX = 100
ADDRESS_CHARACTERS_MAX = 2_000
RECIPIENTS_MAX = 20
SECRET_CHARACTERS_MIN = 16
SECRET_CHARACTERS_MAX = 200
EVERY_MINUTES_MIN, EVERY_MINUTES_MAX = 5, 1_440
AGAIN_MINUTES = 60
"""That an alert came again, or got worse, is told so late where everything else is told at once."""
NOTICES_MAX = 500
"""So many go into one message; the rest goes into the next."""
LEASE_SECONDS = 300
"""Who has taken a message to send it must say so by then, or another takes it."""
TRIES_MAX = 10
PAUSE_SECONDS_FIRST, PAUSE_SECONDS_MAX = 30, 1_800
TRIAL_PAUSE_SECONDS = 5
KEEP_DAYS = 90
"""So long an ended message is kept; what it told of stands in the alert's own history."""
MESSAGES_SHOWN = 20
AGAIN_DAYS = 7
"""So long the list of channels offers to send again what failed."""
AGAIN_MESSAGES_MAX = 100
"""So many failed messages are asked for at once."""
FAILED_HOURS = 24

KINDS: dict[str, Label] = {
    "mail": Label("邮件", "Mail"), "wecom": Label("企业微信群机器人", "WeCom group robot"),
    "dingtalk": Label("钉钉群机器人", "DingTalk group robot"),
    "feishu": Label("飞书群机器人", "Feishu group robot"),
    "webhook": Label("Webhook（签名）", "Webhook (signed)"),
}
SECRETS: dict[str, str] = {"webhook": "needed", "dingtalk": "may", "feishu": "may"}
"""Which kinds sign with a secret, and whether they must."""
PACES: dict[str, Label] = {
    "at_once": Label("立即", "at once"), "minutes": Label("每隔几分钟", "every so many minutes"),
    "daily": Label("每天一次", "once a day"),
}
STATES: dict[str, Label] = {
    "waiting": Label("等待发送", "waiting"), "sent": Label("已送达", "delivered"),
    "failed": Label("发送失败", "failed"), "dropped": Label("未发送", "not sent"),
}
HEARD = frozenset({"raised", "again", "worse", "escalated", "gone", "off", "closed", "reopened"})
"""What becomes of an alert and is told outside; who has it in hand is of no use there."""
REPEATS = frozenset({"again", "worse"})
"""News of an alert that was told already: its count goes along with the next message."""

WHY: dict[str, Label] = {
    "http": Label("对方回答 {0}", "it answered {0}"),
    "redirect": Label("对方要转到别的地址（{0}），没有跟去",
                      "it wanted to send us elsewhere ({0}); we did not follow"),
    "robot": Label("机器人拒绝，代码 {0}", "the robot refused, code {0}"),
    "answer": Label("回答看不懂", "its answer makes no sense"),
    "answer_large": Label("回答太长，没有读完", "its answer is too long and was not read"),
    "name": Label("找不到这个主机名", "there is no host of this name"),
    "private": Label("主机在内网，管理员没有允许（PANDIAN_OUT_HOSTS）",
                     "the host is in a private network and not allowed (PANDIAN_OUT_HOSTS)"),
    "plain": Label("没有加密的地址只许本机使用",
                   "an address without encryption is for this machine"),
    "connection": Label("连接不上或中断", "it could not be reached, or broke off"),
    "timeout": Label("超过 {0} 秒没有完成", "it took more than {0} seconds"),
    "certificate": Label("对方的证书不可信", "its certificate cannot be trusted"),
    "seal": Label("密封打不开（服务器的密钥换过）：请重新填写地址与密钥",
                  "the seal does not open (the server's key was changed): fill in address and "
                  "secret again"),
    "mail_unset": Label("没有设置邮件服务器（PANDIAN_MAIL_HOST、PANDIAN_MAIL_FROM）",
                        "no mail server is set (PANDIAN_MAIL_HOST, PANDIAN_MAIL_FROM)"),
    "mail_sign_in": Label("邮件服务器不接受账号", "the mail server does not accept the account"),
    "mail_refused": Label("邮件服务器拒绝，代码 {0}", "the mail server refused, code {0}"),
    "mail_plain": Label("邮件服务器不加密，密码不会发给它",
                        "the mail server does not encrypt; the password is not sent to it"),
    "unheard": Label("通道已不听其中的预警", "the channel hears none of its alerts any more"),
    "waits": Label("一直没有发出", "nothing was tried yet"),
    "lost": Label("发送者中断，没有结果", "the sender broke off without a result"),
    "error": Label("意外错误，见日志", "an unexpected error: see the log"),
}
"""Why a message did not go: a code and, after a colon, a figure; never words of the other side."""


class ChannelDraft(NamedTuple):
    """A channel as somebody wants it.

    `site` is its own, `*` the house's, which hears `sites` (none: all).  `address` and `secret`
    None leave what is there; a `secret` of '' takes it away.  `every`: minutes of pace `minutes`,
    the hour of pace `daily`.  `urgent`: critical alerts go at once, at any hour.
    """

    site: str
    id: UUID
    name: str
    kind: str
    address: str | None
    secret: str | None
    language: str = "zh-hans"
    time_zone: str = "Asia/Shanghai"
    sites: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    figures: bool = False
    pace: str = "at_once"
    every: int = 0
    quiet: tuple[int, int] | None = None
    urgent: bool = True


class ChannelRow(NamedTuple):
    """A channel as it is read: never its address in full, never its secret.

    `sends`: the state of its last message that has ended ('' before the first); `tries` and `why`
    of the one under way; `waiting`: notices that no message has taken yet; `failed`:
    messages that failed in the last AGAIN_DAYS and that nobody has asked for again.
    """

    site: str
    id: UUID
    name: str
    kind: str
    shown: str
    language: str
    time_zone: str
    sites: tuple[str, ...]
    roles: tuple[str, ...]
    conditions: tuple[str, ...]
    severities: tuple[str, ...]
    figures: bool
    pace: str
    every: int
    quiet: tuple[int, int] | None
    urgent: bool
    active: bool
    version: int
    changed_at: datetime
    changed_by: str
    sends: str
    sent_at: datetime | None
    tries: int
    why: str
    waiting: int
    failed: int = 0


class MessageRow(NamedTuple):
    """What became of one message; `why` is a code of `WHY` with its figure, '' when it went.

    `again`: how often somebody asked for it to be sent once more; `asked_at`: since when that
    waits for its turn.
    """

    id: UUID
    trial: bool
    state: str
    notices: int
    tries: int
    created_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    why: str
    actor: str
    again: int = 0
    asked_at: datetime | None = None


class Notice(NamedTuple):
    """What became of an alert, as a channel may tell it.  `facts` of a veiled one are empty."""

    site: str
    alert: UUID
    n: int
    at: datetime
    act: str
    condition: str
    severity: str
    times: int
    facts: Mapping[str, Any]
    veiled: bool
    time_zone: str


class Timing(NamedTuple):
    """When a channel sends: see `ChannelDraft`."""

    pace: str
    every: int
    quiet: tuple[int, int] | None
    urgent: bool
    time_zone: str


class Waiting(NamedTuple):
    """Since when something waits in an outbox: what is critical, what is not, what came again."""

    urgent: datetime | None
    told: datetime | None
    again: datetime | None


class Parcel(NamedTuple):
    """A message to be sent now, by who was given it; `address` '' when its seal did not open."""

    site: int
    id: UUID
    channel: UUID
    kind: str
    name: str
    language: str
    address: str
    secret: str
    trial: bool
    tries: int
    created_at: datetime
    notices: tuple[Notice, ...]
    again: int = 0


class Asked(NamedTuple):
    """What asking for messages again did: `created` now wait, `exists` were asked for before."""

    created: int
    exists: int


class ChannelNotFound(NotFound):
    """No such channel, or not yours to set."""


class ChannelConflict(Conflict):
    """It has changed since it was shown, or its name is taken."""


class ChannelRefused(Refused):
    """This channel cannot be; the faults name everything."""


FAULTS: dict[str, Label] = {
    "channel_unknown": Label("没有这个通道", "There is no such channel"),
    "channel_changed": Label("这个通道已被修改，请重新查看", "It has changed since: look again"),
    "channel_name_taken": Label("已有同名的通道", "Another channel has this name"),
    "channel_kind_fixed": Label("种类不能改；请另建一个通道",
                                "The kind cannot change: make another channel"),
    "channel_address": Label("应是 https:// 开头的完整地址",
                             "A whole address that begins with https:// is expected"),
    "channel_address_plain": Label("没有加密的 http:// 只许本机地址",
                                   "http:// without encryption is for this machine only"),
    "channel_address_user": Label("地址里不能有用户名或密码",
                                  "An address may not hold a user or a password"),
    "channel_private": Label("{0} 在内网，要先由服务器管理员写进 PANDIAN_OUT_HOSTS",
                             "{0} is in a private network: the server's administrator must list "
                             "it in PANDIAN_OUT_HOSTS first"),
    "channel_recipient": Label("不是邮件地址：{0}", "This is no mail address: {0}"),
    "channel_recipients": Label("最多 {0} 个收件人", "At most {0} recipients"),
    "channel_secret_needed": Label("这种通道要有签名密钥", "This kind needs a secret to sign with"),
    "channel_secret_short": Label("密钥至少 {0} 个字符", "A secret has at least {0} characters"),
    "channel_secret_unused": Label("这种通道不用密钥", "This kind uses no secret"),
    "channel_sites": Label("只有全公司的通道才能列出站点",
                           "Only a channel of the whole house lists sites"),
    "channel_quiet": Label("免打扰要有不同的起止钟点（0 到 23）",
                           "Quiet hours need two different hours, 0 to 23"),
    "channel_zone": Label("没有这个时区：{0}", "There is no time zone {0}"),
    "channel_off": Label("这个通道已停用", "This channel is off"),
    "channel_on": Label("先停用，再删除", "Switch it off before you remove it"),
    "channel_message_unknown": Label("这个通道没有这条消息", "This channel has no such message"),
    "channel_message_changed": Label("这条消息已有新的结果，请重新查看",
                                     "Something became of it since: look again"),
    "channel_message_state": Label("只有发送失败的消息才能重新发送",
                                   "Only a message that failed can be sent again"),
    "channel_messages_none": Label("没有选中消息", "No message is chosen"),
    "channel_messages_many": Label("一次最多 {0} 条", "At most {0} at once"),
    "channel_trial_soon": Label("刚试发过，请稍等几秒",
                                "A trial was just sent: wait a few seconds"),
}
