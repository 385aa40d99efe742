"""Words of the worker's own work in a simulation.   自动作业词汇"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

CALLED = (
    "follow", "score_site", "refit_model", "follow_ledger", "plan_morning", "dispatch",
    "explain_late", "explain_settled", "repair_certain", "approve_small", "watch",
)
"""The operations of counting that the worker's jobs call, and a simulated morning calls too."""
LEFT: Mapping[str, str] = {
    "settle": "a morning settles each round of its counts itself",
    "refresh": "shows a count while people walk; a morning settles instead",
    "ask": "a person asks for the causes of a large count",
    "explain": "a person asked for the causes of a large count",
    "open_rehearsal": "a person asks for it", "run_rehearsal": "a person asks for it",
    "begin_due": "a person orders a sampling stocktake",
    "take_requests": "the world raises no requests: its papers are posted, not worked",
    "take_proofs": "the world proves nothing in passing: its papers are posted, not worked",
}
"""Those that a morning does not call, and why."""
REFIT_WEEKDAY, REFIT_AFTER = 5, timedelta(hours=18, minutes=30)
"""The model learns on Saturdays by Greenwich, so long after midnight, before that night's scores.
"""
