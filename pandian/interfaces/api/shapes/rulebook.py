"""Shapes of rules and their versions.   规则"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from pandian.governance.policies.kinds.words import KINDS
from pandian.interfaces.api.shapes.counts import PASSWORD_CHARACTERS_MAX
from pandian.interfaces.api.shapes.types import (
    PAGE_ROWS_MAX,
    After,
    Answer,
    Code,
    Flag,
    Free,
    Instant,
    Limit,
    Name,
    Quantity,
    Shape,
)

if TYPE_CHECKING:
    Kind = str
else:
    Kind = Literal[tuple(KINDS)]  # the kinds are data, which no type checker can read
Password = Annotated[str, Field(min_length=1, max_length=PASSWORD_CHARACTERS_MAX)]


class RuleIn(Shape):
    """A version: site `*` for the centre; a site's own holds only the keys it changes."""

    site: Code
    kind: Code
    code: Code
    content: Free
    reason: Name
    label_zh: Name = ""
    label_en: Name = ""
    control: Free = Field(default_factory=dict)
    ends_at: Instant | None = None


class RulesQuery(Shape):
    """Which versions to list."""

    kind: Kind | None = None
    site: Code | None = None
    code: Code | None = None


class ActiveQuery(Shape):
    """What holds where, and when (now when left out)."""

    kind: Kind
    site: Code
    at: Instant | None = None


class CheckQuery(Shape):
    """The rules of which site."""

    site: Code


class UncoveredQuery(CheckQuery):
    """Holdings under no rule of a kind; `after` the last holding of the page before."""

    kind: Literal["count.plan", "count.tolerance"] = "count.plan"
    after: After = 0
    limit: Limit = PAGE_ROWS_MAX


class EvidenceIn(Shape):
    """Where the evidence of a rehearsal stands."""

    evidence: Name


class WaiverIn(Shape):
    """Why a version goes unrehearsed, signed."""

    reason: Name
    password: Password


class DriftIn(Shape):
    """The line of the drift report with this `hash` may stand; why, signed."""

    hash: Code
    reason: Name
    password: Password


class AdoptIn(Shape):
    """Approve exactly what was shown."""

    content_hash: Code
    password: Password


class EffectIn(Shape):
    """An instant, or a date (the site's midnight); left out: at once."""

    effective_from: Code | None = None


class ReasonIn(Shape):
    """Why."""

    reason: Name


class RulesOut(Answer):
    """Rows."""

    rows: list[Answer]


class FileIn(Shape):
    """A file of rules as it was exported."""

    format: Code
    policies: list[Any]


class DelegationQuery(Shape):
    """Of which site; `live`: only those of now."""

    site: Code | None = None
    live: Flag = False


class DelegationIn(Shape):
    """Who stands in (for oneself, or for `principal`), with which limits."""

    site: Code
    stand_in: Code
    amount_max: Quantity
    valid_to: Instant
    reason: Name
    principal: Code | None = None


class SamePersonIn(Shape):
    """Two accounts of one human."""

    person: Code
    other: Code
    reason: Name
