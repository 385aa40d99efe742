"""One alert in a line: what it says, and where its main button leads.   预警行"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils.translation import get_language

from pandian.governance.words import Scope
from pandian.insight.alerting.rules import said
from pandian.insight.alerting.words import CONDITIONS, AlertRow
from pandian.kernel.words import Label

COLOURS = {"critical": "red", "warning": "orange", "notice": "grey"}


class Door(NamedTuple):
    """An address, and what its button is called."""

    href: str
    word: Label


class Told(NamedTuple):
    """An alert as the list shows it; `key` names it and the state that was shown."""

    row: AlertRow
    said: str
    label: Label
    doors: list[Door]
    key: str
    zone: str

    @property
    def door(self) -> Door | None:
        """Where its one main button leads."""
        return self.doors[0] if self.doors else None


WORDS: dict[str, Label] = {
    "holding": Label("打开库存", "Open the stock"), "count": Label("打开盘点", "Open the count"),
    "sign": Label("去签名", "Go and sign"), "document": Label("打开单据", "Open the document"),
    "device": Label("打开设备", "Open the device"), "licence": Label("打开证照", "Open licences"),
    "inbox": Label("打开收件箱", "Open the inbox"),
    "lot": Label("打开库存", "Open the stock"), "trace": Label("追溯", "Trace"),
    "rules": Label("打开规则", "Open the rules"),
    "channel": Label("打开通道", "Open the channel"),
    "watch": Label("打开重点监控", "Open the watch list"),
    "map": Label("打开可信度图", "Open the confidence map"),
}

EVIDENCE: dict[str, Label] = {
    "plan_name": Label("盘点", "Count"), "place": Label("货位的库存", "Stock at the place"),
    "item": Label("物料的流水", "Moves of the item"), "lot": Label("批号的一生", "Life of the lot"),
}

ADVICE: dict[str, Label] = {
    "negative": Label("补上缺的入库单或移位单；一时没有，就盘这个货位。",
                      "Post the receipt or relocation that is missing; if there is none, count "
                      "the place."),
    "approval": Label("打开名单，按原因逐组签名，或请人复盘。",
                      "Open the list and sign it cause by cause, or ask for a recount."),
    "task_late": Label("在盘点页把任务改派给在岗的人。",
                       "Give the task to somebody who is there, on the page of the count."),
    "phone_silent": Label("找到这台设备联网，或收回任务，或取回它导出的文件。",
                          "Find the phone and bring it to a network, take its task back, or bring "
                          "its exported file."),
    "phone_gap": Label("让这台设备再同步一次；仍缺，就导出它的文件导入。",
                       "Let the phone sync once more; if rows are still missing, bring its "
                       "exported file."),
    "near_expiry": Label("先用先到期的，调拨到用得快的站点，或退供应商。",
                         "Use what ends first, send it where it is used faster, or return it."),
    "expired": Label("把它移到不合格区，开冻结单；在此之前不要发货。",
                     "Move it to the zone of rejected goods and hold it; issue none before."),
    "licence": Label("录入续期的新证；旧证保留。", "Enter the renewed licence; the old one stays."),
    "transit": Label("问承运方与对方站点；收到就收货，确认丢失就报失。",
                     "Ask the carrier and the other site; receive it, or declare it lost."),
    "hot_item": Label("看差异的原因，列入重点监控，按原因补救。",
                      "Look at the causes, put it on the watch list, cure the cause."),
    "hot_zone": Label("看差异的原因与货位，列入重点监控，查这里的做法。",
                      "Look at causes and places, watch it, check how work is done there."),
    "repeat": Label("到现场看标签、单位与放法；找到原因再盘。",
                    "Look at label, unit and place on the floor; find the cause, then count."),
    "late_paper": Label("看这张迟到的单据对不对；点过的数仍然成立。",
                        "Check that the late paper is right; the count stands."),
    "doubt": Label("请人复盘这一行。", "Have the line counted again."),
    "conflict": Label("请第三个人复盘；两个货位出现同一序列号，两处都看。",
                      "Let a third person count; a serial in two places: look at both."),
    "scan": Label("打开收件箱，逐条处理或驳回。",
                  "Open the inbox and decide or reject row by row."),
    "hold": Label("由质量裁定：放行、拒收或报废。",
                  "Quality decides: release, reject or scrap."),
    "recall": Label("停用还没停用的，催没有答复的客户。",
                    "Stop what is not stopped, ask the customers who have not answered."),
    "invariant": Label("不要手工改数。运行 pandian verify，把它点名的行交给管理员。",
                       "Change nothing by hand. Run pandian verify and give the rows that it "
                       "names to the administrator."),
    "backup": Label("运行 pandian backup，再用 pandian backup-drill 验证这份备份。",
                    "Run pandian backup, then prove the copy by pandian backup-drill."),
    "job": Label("看 pandian 的日志里这个任务的错误；改好后它会自己再跑。",
                 "Read the error of this job in pandian's log; mended, it runs by itself."),
    "night": Label("看 pandian 的日志里夜间任务的错误；改好后可用命令补做。",
                   "Read the error of the night's work in pandian's log; mended, it is made up "
                   "for by its command."),
    "channel": Label("打开通道，按原因改好，试发一条；再把失败的消息重新发送。",
                     "Open the channel, cure what it names, send a trial; then send again what "
                     "failed."),
    "broken": Label("按错误改正规则的限值；规则没错就把错误交给管理员。",
                    "Mend the limits of the rule by the error; if they are right, give the error "
                    "to the administrator."),
}
"""What to do about each condition, in a sentence."""


def told_of(face: Any, row: AlertRow) -> Told:
    """Return an alert as a line: people by name, instants on the clock of its site."""
    usual = CONDITIONS.get(row.condition)
    label = usual.label if usual else Label(row.condition, row.condition)
    zones = {site.code: str(site.time_zone) for site in face.sites}
    zone = zones.get(row.site) or next(iter(zones.values()), "UTC")
    return Told(row, _sentence(row, zone, face.names), label, doors(row, face.scope),
                f"{row.id}@{row.version}", zone)


def _sentence(row: AlertRow, zone: str, names: Mapping[str, str]) -> str:
    """Return what an alert says; a condition of another release only by its name."""
    if row.condition not in CONDITIONS:
        return row.condition
    facts = {name: names.get(str(value), value) if name.startswith("person") else value
             for name, value in row.facts.items()}
    return said(row.condition, facts, get_language() or "zh-hans", zone)


def doors(row: AlertRow, scope: Scope) -> list[Door]:
    """Return where an alert leads and the reader may go, the best way first."""
    usual = CONDITIONS.get(row.condition)
    kind, _colon, key = row.subject.partition(":")
    return [Door(href, WORDS[name])
            for name, capability, href in _ways(row, usual.subject if usual else kind, key)
            if href and scope.may(capability, row.site)]


def _ways(row: AlertRow, kind: str, key: str) -> list[tuple[str, str, str]]:
    """Return (word, capability, address) of the ways to a thing, the best first."""
    facts = {name: str(value) for name, value in row.facts.items() if value not in (None, "")}
    count, here = f"/counts/{row.plan}" if row.plan else "", {"site": row.site}
    line = facts.get("line", "")
    lines = f"{count}?verdict=all&after={int(line) - 1}" if count and line.isdecimal() else count
    goods = {name: facts[name] for name in ("item", "lot", "place") if name in facts}
    stock = f"/stock/card?{urlencode(here | goods)}" if "item" in goods else ""
    lot = {name: value for name, value in goods.items() if name != "place"}
    item = {"item": facts.get("item", "")}
    watch, zone = f"/confidence/watch?{urlencode(here)}", {"zone": facts.get("place", "")}
    licences = {name: facts.get(name, "") for name in ("kind", "holder_kind", "holder")}
    ways: dict[str, list[tuple[str, str, str]]] = {
        "holding": [("holding", "ledger.read", stock)],
        "count": [("sign", "counting.approve", f"{count}/approval" if count else ""),
                  ("count", "counting.read", count)],
        "task": [("count", "counting.read", count)],
        "line": [("count", "counting.read", lines), ("holding", "ledger.read", stock)],
        "lot": [("lot", "ledger.read", f"/stock?{urlencode(here | lot)}"),
                ("trace", "ledger.read", f"/trace?{urlencode(lot)}")],
        "goods": [("lot", "ledger.read", f"/stock?{urlencode(here | item)}")],
        "document": [("document", "lifecycle.read", f"/documents/{key}")],
        "device": [("device", "counting.plan", f"/devices/{key}")],
        "licence": [("licence", "ledger.read", f"/licences?{urlencode(licences)}")],
        "tray": [("inbox", "counting.read", f"/inbox?{urlencode({'kind': key})}")],
        "item": [("watch", "counting.read", watch), ("holding", "ledger.read", stock)],
        "zone": [("map", "counting.read", f"/confidence?{urlencode(here | zone)}"),
                 ("watch", "counting.read", watch)],
        "invariant": [("holding", "ledger.read", stock)],
        "channel": [("channel", "governance.write", f"/channels/{key}")],
        "condition": [("rules", "counting.read", "/rules?kind=alert")],
    }
    return ways.get(kind, [])


def evidence_of(row: AlertRow, scope: Scope) -> list[tuple[Label, str, str]]:
    """Return (what, its code, address) of what an alert names; '' where the reader may not go."""
    facts = {name: str(value) for name, value in row.facts.items() if value not in (None, "")}
    place = {"site": row.site, "place": facts.get("place", "")}
    goods = {name: facts[name] for name in ("item", "lot") if name in facts}
    pages = {
        "plan_name": ("counting.read", f"/counts/{row.plan}" if row.plan else ""),
        "place": ("ledger.read", f"/stock?{urlencode(place)}"),
        "item": ("ledger.read", f"/stock/card?{urlencode({'site': row.site} | goods)}"),
        "lot": ("ledger.read", f"/trace?{urlencode(goods)}"),
    }
    found = [(word, facts[name], pages[name][1] if scope.may(pages[name][0], row.site) else "")
             for name, word in EVIDENCE.items() if name in facts]
    return found + [
        (EVIDENCE["lot"], each, f"/trace?{urlencode(goods | {'lot': each.rpartition(' ')[0]})}"
         if scope.may("ledger.read", row.site) else "") for each in row.facts.get("lots") or ()]
