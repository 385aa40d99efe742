"""One JSON line in, one JSON line out: how commands answer outside checks.   逐行问答"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from pandian.interfaces.api.answers import plain
from pandian.interfaces.words import described
from pandian.kernel.words import Refused


class RequestRefused(Refused):
    """A line asks for something that cannot be, for every reason named: the command fails."""


def answer_lines(work: Callable[[Any], Any]) -> int:
    """Answer each line of standard input; return 1 when a line was no request."""
    failed = False
    for answer, good in _answers(work):
        print(_line(answer), flush=True)
        failed = failed or not good
    return 1 if failed else 0


def _line(answer: Any) -> str:
    """Return one line of JSON; half a surrogate, which UTF-8 cannot hold, is written as \\uXXXX."""
    text = json.dumps(answer, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(answer)
    return text


def _answers(work: Callable[[Any], Any]) -> Iterator[tuple[Any, bool]]:
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        try:
            yield plain(work(json.loads(line.decode("utf-8")))), True
        except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            yield {"error": f"malformed JSON: {str(error)[:200]}"}, False
        except RequestRefused as error:
            reasons = _reasons(error)
            yield {"error": "; ".join(f"{each['pointer'] or 'line'}: {each['message']}"
                                      for each in reasons), "reasons": reasons}, False
        except Refused as error:
            yield {"verdict": "refused", "reasons": _reasons(error)}, True
        except (TypeError, KeyError, ValueError) as error:
            yield {"error": f"not a request: {str(error)[:200]}"}, False


def _reasons(error: Refused) -> list[dict[str, str]]:
    return [described(fault, language="en") for fault in error.faults]
