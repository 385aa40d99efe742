"""Taking an exported file in: as the phone's own pushes and visits.   导入文件操作

Rows that also came by the network are `exists`; taking the same file twice changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pandian.capture.devices.queries import device_of_install, device_row
from pandian.capture.devices.words import CAPABILITIES, Device, DeviceNotFound
from pandian.capture.files.rules import exported
from pandian.capture.files.words import BATCH_ROWS, Exported
from pandian.capture.operations import accept
from pandian.capture.rules import push_from
from pandian.capture.words import PushAnswer, Verdict
from pandian.counting.filing.rules import visit_from
from pandian.counting.filing.words import Filed
from pandian.counting.operations import record_visit
from pandian.counting.queries import standing_of_tasks
from pandian.governance.queries import scope_of_code, site_by_id
from pandian.governance.words import SYSTEM, Scope
from pandian.kernel.operations import record
from pandian.kernel.words import Fault, Refused


def take_in(*, scope: Scope, content: bytes) -> Filed:
    """Store the rows of a file that a phone exported, in the name of the phone's person.

    Needs counting.plan at the phone's site.  Raises `Forbidden`, `FileRefused` with everything
    that is wrong with the file (then nothing was stored), `DeviceNotFound` for a phone that was
    never enrolled here, `InstallRestored`.
    """
    scope.need("counting.plan")
    file = exported(content)
    device = device_of_install(scope=scope, install=file.install, capability="counting.plan")
    if device is None:
        raise DeviceNotFound([Fault("/install", "device_unknown")])
    acting = _acting(scope, device)
    offset = timedelta(milliseconds=device_row(scope=scope, install=file.install).offset_ms)
    answers = [_pushed(acting, file, start, offset)
               for start in range(0, max(len(file.observations), 1), BATCH_ROWS)]
    verdicts = [verdict for answer in answers for verdict in answer.verdicts]
    verdicts += _visited(acting, file)
    filed = _filed(device, verdicts, answers[-1])
    record(scope=scope, site=device.site, kind="capture.file_taken",
           subject=f"install:{file.install}",
           data={"rows": filed.rows, "results": dict(filed.results)})
    return filed


def _acting(scope: Scope, device: Device) -> Scope:
    """Return the scope of the phone itself: whoever brings the file adds no right to it."""
    person = scope_of_code(scope=SYSTEM, code=device.person)
    site = site_by_id(scope=scope, site=device.site)
    return person._replace(sites=frozenset({site.code}), capabilities=frozenset(CAPABILITIES),
                           grants=(), device=str(device.id))


def _pushed(acting: Scope, file: Exported, start: int, offset: timedelta) -> PushAnswer:
    """Push one part of the file; the device's clock is as far off as it was last known to be."""
    rows = file.observations[start:start + BATCH_ROWS]
    push = push_from({**file.head, "observations": list(rows),
                      "sent_at": (datetime.now(UTC) - offset).isoformat()})
    tasks = sorted({row.task for row in push.observations if row.task}, key=str)
    known = standing_of_tasks(scope=acting, tasks=tasks)
    return accept(
        scope=acting, push=push._replace(sent=None, push=None),
        sites_of_tasks={id: site for id, (site, _) in known.items()},
        closed=[id for id, (_, state) in known.items() if state == "closed"])


def _visited(acting: Scope, file: Exported) -> list[Verdict]:
    """Record the visits, one by one; one that cannot be recorded says why."""
    verdicts = []
    for body in file.visits:
        draft, id = visit_from(body, install=file.install), str(body.get("id", ""))[:64]
        if draft is None:
            verdicts.append(Verdict(id, "refused_schema"))
            continue
        try:
            verdicts.append(Verdict(id, record_visit(scope=acting, draft=draft).result))
        except Refused as error:
            verdicts.append(Verdict(id, f"refused_{error.faults[0].code}",
                                    faults=tuple(error.faults)))
    return verdicts


def _filed(device: Device, verdicts: Sequence[Verdict], last: PushAnswer) -> Filed:
    return Filed(
        device.install, device.name, device.person, len(verdicts),
        dict(Counter(verdict.result for verdict in verdicts)),
        dict(Counter(verdict.tray for verdict in verdicts if verdict.tray)),
        [v for v in verdicts if v.result not in ("created", "exists")], last.gaps)
