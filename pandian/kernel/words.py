"""Words that every room shares: labels, faults, refusals.   公共词汇

A fault is a value: a place, a code and the values that its sentence needs.  The sentence itself
stands once, in Chinese and English, in the `FAULTS` table of the room that raises it; the faces
put the two together.  So a rule can name a fault without knowing the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, Protocol


class Label(NamedTuple):
    """One thing that a person reads, in both languages."""

    zh: str
    en: str

    def text(self, language: str) -> str:
        """Return the Chinese text for any language that begins with `zh`, else the English."""
        return self.zh if language.startswith("zh") else self.en


BETWEEN = Label("、", ", ")
"""What stands between the members of a list in a sentence."""


class Named(Protocol):
    """A thing, partner, site or person with a name, and perhaps an English one."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def name_en(self) -> str: ...  # noqa: D102


def called(row: Named, language: str) -> str:
    """Return what it is called for a reader of this language: in English where it can be."""
    return row.name if language.startswith("zh") else row.name_en or row.name


class Fault(NamedTuple):
    """One thing that is wrong with what came in.

    `pointer` is the place (a JSON pointer such as `/lines/0/quantity`, or `row 7, 数量`);
    `code` keys the sentence in a room's `FAULTS`; `params` fill its `{0}`, `{1}`; `hint` is the
    code of a second sentence that says what to do, or empty.
    """

    pointer: str
    code: str
    params: tuple[object, ...] = ()
    hint: str = ""


class Refused(Exception):
    """What was asked cannot be done, for every reason in `faults`; nothing was changed.

    Rooms raise named subclasses.  `status` is the HTTP status that a face answers with.
    """

    status = 422

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.pointer or '/'} {f.code} {f.params}" for f in self.faults))


class NotFound(Refused):
    """The thing does not exist, or the scope may not see it: the two look the same on purpose."""

    status = 404


class Conflict(Refused):
    """Somebody else was first, or what was shown has changed since."""

    status = 409


class Forbidden(Refused):
    """The scope lacks the capability that this act needs."""

    status = 403


FAULTS: dict[str, Label] = {
    "malformed_json": Label("不是有效的 JSON：{0}", "This is not valid JSON: {0}"),
    "not_an_object": Label("这里应是一个对象", "An object is expected here"),
    "not_an_array": Label("这里应是一个数组", "An array is expected here"),
    "too_many": Label("最多 {0} 个，收到 {1} 个", "At most {0}; {1} were sent"),
    "too_large": Label("内容超过 {0} 字节", "The body is larger than {0} bytes"),
    "missing": Label("缺少必填项", "A required field is missing"),
    "unknown_field": Label("不认识的字段", "This field is not known"),
    "wrong_type": Label("类型不对，应为{0}", "Wrong type; {0} is expected"),
    "not_a_uuid": Label("不是有效的 UUID", "This is not a UUID"),
    "not_an_instant": Label(
        "不是带时区的时间（RFC 3339）", "This is not an instant with an offset (RFC 3339)"
    ),
    "not_a_date": Label("不是日期（ISO 8601）", "This is not an ISO date"),
    "not_an_integer": Label(
        "应是整数（数量以最小单位计）",
        "A whole number is expected; quantities are in the smallest unit",
    ),
    "out_of_range": Label("超出范围 {0} 到 {1}", "Out of the range {0} to {1}"),
    "too_long": Label("最多 {0} 个字符", "At most {0} characters"),
    "blank": Label("不能为空", "This may not be blank"),
    "bad_character": Label("含有不允许的控制字符", "It holds a control character"),
    "not_a_choice": Label("应是其中之一：{0}", "It must be one of: {0}"),
    "not_found": Label("没有找到，或您无权查看", "Not found, or not yours to see"),
    "forbidden": Label("您没有这项权限：{0}", "You lack this capability: {0}"),
    "bad_bookmark": Label("书签无效", "This bookmark is not valid"),
    "repeated": Label("与第 {0} 项重复", "This repeats element {0}"),
}


class Acting(Protocol):
    """Whoever acts: what a fact must know of a scope.  `governance.words.Scope` satisfies it."""

    @property
    def actor(self) -> str:
        """Code of the person or service account."""

    @property
    def device(self) -> str:
        """Install or token that the act came through, or empty."""


class Aged(NamedTuple):
    """A row of a log that may be purged by its age: the hash of its key, its size, what it is."""

    digest: str
    bytes: int
    at: datetime
    what: str


class Outcome(NamedTuple):
    """What became of one element of a batch.

    `result` is `created`, `exists`, `updated`, `unchanged`, `exists_with_different_<field>` or
    `refused_<reason>`; the faults say why it was refused.
    """

    key: str
    result: str
    faults: tuple[Fault, ...] = ()


class FactDraft(NamedTuple):
    """One fact about to be recorded; `site` 0 concerns the whole organisation."""

    site: int
    kind: str
    subject: str
    data: dict[str, Any]


class FactRow(NamedTuple):
    """One recorded fact; `bookmark` continues the feed after it."""

    id: int
    bookmark: str
    site: int
    at: datetime
    actor: str
    device: str
    kind: str
    subject: str
    data: dict[str, Any]
