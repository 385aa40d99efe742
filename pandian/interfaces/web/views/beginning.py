"""What a new house still needs until its first count, step by step.   起步"""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

from pandian.catalog.queries import list_items, list_places
from pandian.counting.queries import plans
from pandian.governance.policies.queries import versions
from pandian.governance.rules import grants_of
from pandian.governance.words import PersonRow
from pandian.kernel.words import Label
from pandian.ledger.queries import size

SITE_SHOWN = "SH1"
"""The code that the commands show while there is no site."""
PLACES_READ = 50
"""Enough to see a physical place behind the virtual ones that every site is made with."""


class Step(NamedTuple):
    """One step to the first count: what and why; a command of the terminal, or a page.

    `sample` names a file to try it with; `needs` is the right that the page asks for.
    """

    name: str
    title: Label
    why: Label
    command: str = ""
    sample: str = ""
    href: str = ""
    needs: str = ""


STEPS = (
    Step("site", Label("建一个站点", "Make a site"),
         Label("站点是一处有自己时区的仓库或院区；库存、盘点与权限都属于站点。",
               "A site is one warehouse or hospital with a time zone of its own; stock, counts and "
               "rights belong to it."),
         "pandian site create --code {site} --name 上海一库 --name-en 'Shanghai 1'"),
    Step("people", Label("建人员", "Make the people"),
         Label("管理员自己不盘点、不安排、不批准。至少要三位：安排的主管、盘点员、"
               "另一位批准人（自己安排或盘的，自己不能批准）。每人一条命令，角色换成 "
               "controller、counter、finance。",
               "The administrator neither counts nor plans nor approves. At least three: who "
               "plans, who counts, and another who approves (nobody approves what he planned or "
               "counted). One command each, with the roles controller, counter, finance."),
         "printf %s 'a long password' | pandian person create --code zhou --name 周敏 "
         "--role controller --site {site} --password-stdin"),
    Step("places", Label("导入货位", "Import the places"),
         Label("库区与货位，按行走顺序；盘点任务照这个顺序走。",
               "Zones and bins in walking order: the tasks of a count follow it."),
         "pandian import places.csv --layout places --site {site}", "places.csv"),
    Step("items", Label("导入物料", "Import the items"),
         Label("编码、名称、最小单位、批号或序列号、条码。",
               "Code, name, smallest unit, lot or serial, barcode."),
         "pandian import items.csv --layout items", "items.csv"),
    Step("stock", Label("导入期初库存", "Import the opening stock"),
         Label("账面从这里开始，不必准确：盘点会把它改对。先加 --dry-run 只检查。",
               "The book begins here. It need not be right: counting puts it right. With --dry-run "
               "it is only checked."),
         "pandian import opening.csv --layout opening_stock --site {site}", "opening.csv"),
    Step("rule", Label("写第一条规则（可以以后再写）", "Write the first rule (may wait)"),
         Label("有了规则，系统每天早上自己决定盘什么、谁来盘。由另一个人批准。",
               "With a rule the system decides every morning what is counted and by whom. Another "
               "person approves it."),
         href="/rules/new?kind=count.plan", needs="governance.rule"),
    Step("count", Label("开始第一次盘点", "Begin the first count"),
         Label("由主管登录后新建；盘点时照常收发货。",
               "The controller signs in and makes it; goods move as usual while people count."),
         href="/counts/new", needs="counting.plan"),
)


def beginning(request: Any, *, running: bool) -> dict[str, Any]:
    """Return the steps with their standing while no count was ever made; else nothing.

    Only for people who can do something about it.  `running` says that a count is open.  People
    come before stock: with stock the planner makes the first count by itself, and this ends.
    """
    scope = request.scope
    leads = scope.may("governance.write") or scope.may("counting.plan")
    if not (leads and scope.may("counting.read") and scope.may("ledger.read")):
        return {}
    if running or plans(scope=scope, limit=1):
        return {}
    done = _done(request)
    site = request.face.sites[0].code if request.face.sites else SITE_SHOWN
    missing = [step.name for step in STEPS if not done.get(step.name)]
    following = next((name for name in missing if name != "rule"), "")
    return {"steps_done": len(STEPS) - len(missing), "steps": [
        {"step": step, "command": step.command.format(site=site),
         "done": bool(done.get(step.name)), "next": step.name == following,
         "may": not step.needs or scope.may(step.needs)} for step in STEPS]}


def _done(request: Any) -> dict[str, bool]:
    """Return which steps are behind: stock proves its place and its item."""
    scope, sites = request.scope, request.face.sites
    stock = bool(sites) and bool(size(scope=scope, among=sites).holdings)
    return {
        "site": bool(sites), "stock": stock,
        "places": stock or (bool(sites) and any(row.physical for row in list_places(
            scope=scope, site=sites[0].id, limit=PLACES_READ).rows)),
        "items": stock or bool(list_items(scope=scope, limit=1).rows),
        "people": _apart(request.face.people, "counting.plan", "counting.count",
                         "counting.approve"),
        "rule": bool(versions(scope=scope, kind="count.plan", limit=1))}


def _apart(known: list[PersonRow], *duties: str) -> bool:
    """Say whether as many different people hold these capabilities, one each."""
    able = [frozenset().union(*(grant.capabilities for grant in grants_of(row.roles)))
            for row in known if row.active and not row.service]
    holders = [[n for n, may in enumerate(able) if duty in may] for duty in duties]
    return any(len(set(chosen)) == len(duties) for chosen in product(*holders))
