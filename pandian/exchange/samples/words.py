"""What stands in the report of a sampling stocktake.   抽样报告词汇"""

from __future__ import annotations

from pandian.exchange.certificates.words import Form, Section
from pandian.kernel.words import Label

REPORT_VERSION = 1

SENTENCES: dict[str, Label] = {
    "value": Label(
        "账面金额 {book}。看了 {lines} 行中的 {looked} 行，{wrong} 行不符。推断差额 {difference}，"
        "以 95 % 的把握在 {low} 与 {high} 之间（半宽为账面金额的 {half_percent} %）。"
        "分层单位均值：实际金额 {true_by_mean} ± {half_by_mean}。",
        "Book value {book}. Looked at {looked} of {lines} lines, {wrong} of them wrong. Estimated "
        "difference {difference}; with 95 % confidence between {low} and {high} (half-width "
        "{half_percent} % of book value). Stratified mean per unit: true value {true_by_mean} ± "
        "{half_by_mean}."),
    "records": Label(
        "看了 {looked} 行，{wrong} 行不符。以 95 % 的把握，至少 {lower_bound} % 的行账实相符"
        "（双侧区间 {low} % 到 {high} %）。“至少 {wanted} %”：{stands}。",
        "Looked at {looked} lines, {wrong} of them wrong. With 95 % confidence at least "
        "{lower_bound} % of the lines are right (two-sided {low} % to {high} %). "
        "“At least {wanted} %”: {stands}."),
    "gate": Label(
        "{severity}，水平 {level}，限 {aql}。看了 {looked} 行，{wrong} 行不符，允许 {accept} 行："
        "{accepted}。注意：判定不是测量。"
        "即使有 2 % 的行是错的，这个方案 100 次里也有 {passes} 次接收。",
        "{severity}, level {level}, limit {aql}. Looked at {looked} lines, {wrong} wrong, {accept} "
        "allowed: {accepted}. Mind: a gate is no measurement. A book with 2 % of its "
        "lines wrong passes this plan {passes} times of 100."),
    "nothing": Label("尚无结论：还有抽中的行没有定案，或您无权查看。",
                     "No statement yet: drawn lines are not final, or are not yours to see."),
}
ACCEPTED: dict[bool, Label] = {
    True: Label("接收", "accepted"), False: Label("不接收", "not accepted")}

TRIES = Label(
    "此前 {days} 天内在该站点另外设计 {designed} 次、抽取 {drawn} 次；放弃的：{given_up}",
    "other studies of the site in the {days} days before this draw: {designed} designed, {drawn} "
    "drawn; given up: {given_up}")

FORM = Form(
    "drawn", Label("抽样盘点报告", "Report of a sampling stocktake"),
    {"name": Label("名称", "study"), "site": Label("站点", "site"),
     "kind": Label("问题", "question"),
     "state": Label("状态", "state"), "said": Label("结论", "statement"),
     "frame_at": Label("抽样框时点", "frame taken"),
     "frame_hash": Label("抽样框摘要（抽样前）", "hash of the frame, before the draw"),
     "sealed": Label("秘密数的封条（随设计固定）", "seal of the secret, fixed with the design"),
     "secret": Label("秘密数（抽取时公开）", "secret, told with the draw"),
     "number": Label("审计人给的数", "number of the auditor"),
     "seed": Label("种子＝摘要:秘密数:数 的 SHA-256", "seed = SHA-256 of hash:secret:number"),
     "drawn_at": Label("抽取时间", "drawn"), "tries": Label("其他抽取", "other draws"),
     "estimator": Label("估计方法", "estimator"),
     "worthless": Label("没有金额的行", "lines without value"),
     "extended": Label("加抽", "extension"), "closed_by": Label("签名人", "signed by"),
     "closed_at": Label("签名时间", "signed")},
    {"strata": Section(Label("各层", "Strata"), (
        ("stratum", Label("层（0 = 全盘）", "stratum (0 = all)"), 0.2),
        ("lines", Label("行数", "lines"), 0.2), ("sample", Label("看", "looked at"), 0.2),
        ("value", Label("账面金额", "book value"), 0.4))),
     "wrong": Section(Label("不符的行", "Wrong lines"), (
        ("place", Label("货位", "place"), 0.16), ("item", Label("物料", "item"), 0.2),
        ("lot", Label("批号", "lot"), 0.16), ("stratum", Label("层", "stratum"), 0.08),
        ("book", Label("抽样框账面", "book in frame"), 0.12),
        ("variance", Label("差异", "variance"), 0.12),
        ("difference", Label("差额", "difference"), 0.16)))})
