"""Words of notices: what a message holds, how long sending may take.   通知词汇"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pandian.kernel.words import Label

SECONDS_MAX = 10
"""Looking up, connecting, sending and reading the answer together take no longer."""
ANSWER_BYTES_MAX = 65_536
RUN_SECONDS_MAX = 60
"""A run of the job begins no further message after so long; the next run goes on."""
ALERTS_MAX = 100
"""So many alerts stand in one message; how many more there are is said."""
TEXT_BYTES_MAX: dict[str, int] = {
    "wecom": 2_048, "dingtalk": 18_000, "feishu": 18_000, "mail": 200_000}
"""WeCom takes 2,048 bytes of text, the two others 20 KB of body: the rest is room for its JSON."""

SUBJECT = Label("盘点预警（pandian）：{0} 条", "pandian alerts: {0}")
TRIAL = Label("盘点预警（pandian）：这是通道“{0}”的测试消息，收到即表示可用。",
              "pandian alerts: a trial message of the channel “{0}”; that it came means it works.")
LINE = Label("【{severity}】站点 {site} · {act}：{text}",
             "[{severity}] site {site} · {act}: {text}")
TIMES = Label("（共 {0} 次）", " ({0} times)")
VEILED = Label("{0}（正在盲盘，详情请登录查看）",
               "{0} (being counted blind: sign in to read more)")
MORE = Label("还有 {0} 条，请登录查看。", "{0} more: sign in to read them.")
HOUSE_NAME = Label("（全公司）", "(the whole house)")


class Told(NamedTuple):
    """One alert as a message tells it; `act` is the last thing that became of it."""

    id: str
    site: str
    condition: str
    severity: str
    act: str
    times: int
    at: str
    message: str
    facts: Mapping[str, object]
    link: str


class Letter(NamedTuple):
    """What an HTTP channel is sent."""

    url: str
    headers: Mapping[str, str]
    body: bytes


class Sent(NamedTuple):
    """What one run of the job did."""

    sent: int
    failed: int
    again: int
