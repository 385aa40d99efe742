"""Which rules of a site contradict each other, and how a finding is said.   规则检查判定

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from pandian.counting.planning.checking.words import FINDINGS, Finding
from pandian.counting.planning.rulebook.rules import contradictions, rule_of
from pandian.counting.planning.words import CountRule, RuleRefused
from pandian.governance.policies.kinds.words import KINDS
from pandian.governance.policies.words import CENTRAL, PolicyRow, VersionRow
from pandian.kernel.words import Label


def twice(held: Mapping[str, Sequence[PolicyRow]]) -> list[Finding]:
    """Return what is decided twice where only one rule can decide, by kind.

    `held` are the rules that hold at a site, by kind and in the order of their codes: where two
    say the same thing the first decides.  A site's own rule may meet a central one here that was
    approved later, or before; no draft could see that.
    """
    found = []
    for kind, rows in held.items():
        if KINDS[kind].single and len(rows) > 1:
            found.append(Finding("kind_twice", (KINDS[kind].label, rows[0].code), len(rows) - 1,
                                 tuple(row.code for row in rows[1:]),
                                 tuple(row.id for row in rows)))
    tolerances = held.get("count.tolerance", ())
    for n, row in enumerate(tolerances):
        for other in tolerances[n + 1:]:
            if both := sorted(_looked_up(row) & _looked_up(other)):
                found.append(Finding("tolerance_twice", (row.code, other.code), len(both),
                                     tuple(key for _, key in both if key), (row.id, other.id)))
    return found


def against(
    row: VersionRow, held: Sequence[PolicyRow], *, central: bool
) -> list[Finding]:
    """Return what would be decided twice at a site if a version held there beside these rules.

    `held` are the rules of its kind that hold there now; the version takes the place of the one
    with its code.  What the site overrides of a central version stays overridden.
    """
    before = next((each for each in held if each.code == row.code), None)
    content = dict(row.content)
    if before is not None and central:
        content |= {key: before.content[key] for link in before.chain if link.site != CENTRAL
                    for key in link.keys}
    elif before is not None and before.chain[0].site == CENTRAL:
        content = {**before.content, **content}
    own = PolicyRow(row.id, row.code, row.kind, row.version, row.site, content, row.label,
                    row.content_hash, row.changed_at)
    rows = sorted([own, *(each for each in held if each.code != row.code)],
                  key=lambda each: each.code)
    found = [*twice({row.kind: rows}), *(_same(rows) if row.kind == "count.plan" else ())]
    return [each for each in found if row.id in each.rules]


def _same(rows: Sequence[PolicyRow]) -> list[Finding]:
    """Return counting rules of one strategy and scope that ask for different things."""
    rules = list[CountRule]()
    for row in rows:
        with suppress(RuleRefused):  # what states no rule is told by the check itself
            rules.append(rule_of(row.content, code=row.code, label=row.label, version=row.id))
    ids = {rule.code: rule.version for rule in rules if rule.version is not None}
    return [Finding(gap.code, tuple(map(str, gap.params)), gap.number, gap.examples,
                    tuple(ids[str(code)] for code in gap.params))
            for gap in contradictions(rules)]


def _looked_up(row: PolicyRow) -> set[tuple[str, str]]:
    level = str(row.content.get("level"))
    return {(level, key) for key in row.content.get("keys") or ("",)}


def said(finding: Finding) -> Label:
    """Return what a finding says, in both languages."""
    zh, en = (text.format(*(each.text(language) if isinstance(each, Label) else each
                            for each in finding.params), count=f"{finding.number:,}")
              for text, language in zip(FINDINGS[finding.code], ("zh-hans", "en"), strict=True))
    return Label(zh, en)
