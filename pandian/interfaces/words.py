"""Sentences for the faces: a fault of any room becomes a line that a person reads.   门面词汇"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from pandian.catalog.words import PLACE_KINDS
from pandian.kernel.words import Fault, Label

PACKAGE = Path(__file__).parents[1]
STOREYS = ("kernel", "codes", "governance", "catalog", "capture", "ledger", "lifecycle", "counting",
           "insight", "rollout", "exchange", "simulation")
ROOMS = tuple(
    ".".join(path.parent.relative_to(PACKAGE).parts)
    for storey in STOREYS for path in sorted((PACKAGE / storey).rglob("words.py")))
"""Every room may have sentences of its own; those of a lower storey stand first."""

FAULTS: dict[str, Label] = {
    "unauthenticated": Label(
        "需要登录或有效的令牌", "A sign-in or a valid token is needed"
    ),
    "reader_address": Label(
        "不是读写器地址：{0}（例：192.168.1.20 或 192.168.1.20:5084）",
        "{0} is no address of a reader (example: 192.168.1.20 or 192.168.1.20:5084)",
    ),
    "seconds_positive": Label("秒数不能是 {0}", "{0} is no number of seconds to listen"),
    "cells_left_over": Label(
        "多出内容：{0}（编码里有空格时，请用制表符分隔）",
        "There is more than this label takes: {0} (part cells by tabs where a code has spaces)",
    ),
    "csrf_failed": Label(
        "页面已过期，请刷新后重试", "This page is out of date: reload it and try again"
    ),
    "not_utf8": Label("内容不是 UTF-8 编码：{0}", "The body is not UTF-8: {0}"),
    "empty_body": Label("请求没有内容", "The body is empty"),
    "bad_gzip": Label("gzip 压缩内容不完整或已损坏", "The gzip body is cut or broken"),
    "encoding_unknown": Label(
        "不支持的内容编码：{0}", "This content encoding is not supported: {0}"
    ),
    "body_cut": Label("请求在传输中中断", "The body was cut on the way"),
    "too_deep": Label("嵌套层次过深", "The body is nested too deeply"),
    "repeated_field": Label("字段 {0} 出现了两次", "The field {0} is given twice"),
    "number_not_finite": Label("不是有限的数", "This is not a finite number"),
    "unknown_parameter": Label("不认识的查询参数", "This query parameter is not known"),
    "repeated_parameter": Label("查询参数出现了两次", "This query parameter is given twice"),
    "method_not_allowed": Label("不支持的方法：{0}", "This method is not supported: {0}"),
    "route_unknown": Label("没有这个地址", "There is nothing at this address"),
    "policy_undeclared": Label(
        "此地址没有声明权限，已拒绝", "This route declares no policy and is refused"
    ),
    "too_fast": Label(
        "请求过快，请 {0} 秒后再试", "Too many requests: try again in {0} seconds"
    ),
    "unavailable": Label(
        "数据库暂时不可用，请稍后用同样的编号再发一次",
        "The database is not available now: send the same again, with the same ids, in a moment",
    ),
    "broken": Label(
        "出了意外的错误，已记录；请把编号告诉管理员",
        "Something unexpected happened and was logged; give the id to your administrator",
    ),
    "host_unknown": Label("请求的主机名或格式不被接受", "The host name or form is not accepted"),
    "rule_file_missing": Label("请选择规则文件（JSON）", "Choose a file of rules (JSON)"),
    "file_unreadable": Label("文件无法读取：{0}", "The file cannot be read: {0}"),
    "no_scope": Label(
        "请给出 places、items、lots 之一", "Give at least one of places, items, lots"
    ),
    "precondition_failed": Label(
        "内容已变化，请重新读取", "This has changed since it was read: read it again"
    ),
}

TITLES: dict[int, Label] = {
    400: Label("请求的格式有误", "The request is malformed"),
    401: Label("需要登录", "Authentication is needed"),
    403: Label("没有权限", "This is not permitted"),
    404: Label("没有找到", "Not found"),
    405: Label("不支持的方法", "The method is not supported"),
    409: Label("与已有内容冲突", "This conflicts with what is there"),
    412: Label("内容已变化", "The precondition does not hold"),
    413: Label("内容过大", "This is too large"),
    415: Label("不支持的编码", "The encoding is not supported"),
    422: Label("内容有误，未作任何更改", "The content is invalid; nothing was changed"),
    426: Label("应用版本过旧，需要更新", "The application must be renewed"),
    429: Label("请求过快", "Too many requests"),
    500: Label("内部错误", "An internal error"),
    503: Label("暂时不可用", "Not available at the moment"),
}


@cache
def _tables() -> tuple[dict[str, Label], ...]:
    tables = [FAULTS]
    tables += [getattr(import_module(f"pandian.{room}.words"), "FAULTS", {}) for room in ROOMS]
    return tuple(tables)


KINDS = {"text": Label("文本", "text"), "true / false": Label("true 或 false", "true or false"),
         "true/false": Label("true 或 false", "true or false")}
"""Kinds of values that a sentence names."""


def _words(code: str, params: tuple[object, ...], language: str) -> tuple[object, ...]:
    """Labels are said in the reader's language; what else is a parameter stays verbatim."""
    said = tuple(param.text(language) if isinstance(param, Label) else param for param in params)
    if code == "place_kind_wrong":  # rooms name the kind by its code
        place, kind = said
        known = PLACE_KINDS.get(str(kind))
        return place, known.label.text(language).lower() if known else kind
    if code != "wrong_type":
        return said
    return tuple(KINDS[param].text(language) if isinstance(param, str) and param in KINDS
                 else param for param in said)


def sentence(code: str, params: tuple[object, ...], *, language: str) -> str:
    """Return the sentence of a fault code in a language; the code itself when nobody wrote one."""
    for table in _tables():
        if label := table.get(code):
            try:
                return label.text(language).format(*_words(code, params, language))
            except IndexError:
                return label.text(language)
    return code


def described(fault: Fault, *, language: str) -> dict[str, str]:
    """Return a fault as the faces show it: pointer, code, message and hint."""
    return {
        "pointer": fault.pointer,
        "code": fault.code,
        "message": sentence(fault.code, fault.params, language=language),
        "hint": sentence(fault.hint, fault.params, language=language) if fault.hint else "",
    }
