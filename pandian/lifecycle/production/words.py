"""Production: released, running, counted, closed.   投料、在制、完工

Inputs (lines with a place) go to the order's own place at its station; what is used up goes to
`@production`, from where the outputs (lines without a place) come as new lots.  Both under one
document are the genealogy.  Also repacking, relabelling, sterilising.
"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.lifecycle.words import END_STATES, Action, Kind

PRODUCE, DECIDE = "lifecycle.produce", "lifecycle.decide"

PROCESSES: dict[str, Label] = {
    "production": Label("生产", "production"),
    "repack": Label("分装", "repacking"),
    "relabel": Label("换标", "relabelling"),
    "sterilise": Label("灭菌", "sterilising"),
}

KIND = Kind(
    name="production", label=Label("生产", "production"), prefix="PD",
    states={"released": Label("已下达", "released"), "running": Label("在制", "running"),
            "counted": Label("余料已清点", "counted"), "closed": Label("已关闭", "closed"),
            **END_STATES},
    start="released", capability=PRODUCE,
    actions={
        "issue": Action(
            Label("投料", "feed"), ("released", "running"), "running", PRODUCE,
            measures=("issued",), needs=True, posting="feed"),
        "consume": Action(
            Label("耗用", "consume"), ("running",), "running", PRODUCE,
            measures=("consumed", "estimated"), needs=True, evidence=("step",),
            apart=("output",)),
        "output": Action(
            Label("完工", "output"), ("running",), "running", PRODUCE, measures=("output",),
            needs=True, apart=("consume",), posting="completion"),
        "return": Action(
            Label("退料", "return"), ("running",), "running", PRODUCE, measures=("returned",),
            needs=True),
        "scrap": Action(
            Label("过程报废", "scrap in process"), ("running",), "running", PRODUCE,
            measures=("scrapped",), needs=True, signers=(PRODUCE, DECIDE), reason=True),
        "count": Action(
            Label("清点余料", "count the remainder"), ("running",), "counted", PRODUCE,
            measures=("remainder",), signers=(PRODUCE,), ends_claims=True),
        "clear": Action(
            Label("清场退料", "clear the station"), ("counted",), "counted", PRODUCE,
            measures=("returned",), needs=True),
        "close": Action(
            Label("关闭", "close"), ("counted",), "closed", PRODUCE, signers=(PRODUCE,)),
        "cancel": Action(
            Label("取消", "cancel"), ("released",), "cancelled", PRODUCE, reason=True,
            ends_claims=True),
    },
    posts=frozenset({"issued", "consumed", "estimated", "output", "returned", "scrapped",
                     "lost", "gained"}),
    closing=frozenset(), status="accepted", header=("station", "place", "process", "bom"),
    places={"station": frozenset({"wip"}), "place": frozenset({"pending_area", "dock"})},
    claims=True, placed=frozenset({"returned", "scrapped"}), zeros=frozenset({"remainder"}),
)

FAULTS: dict[str, Label] = {
    "process_unknown": Label("没有这种工序：{0}（可用 {1}）",
                             "There is no such process: {0} (there are {1})"),
    "no_inputs": Label("没有投料行（写明货位的行）", "No line is an input (a line with a place)"),
    "no_outputs": Label("没有产出行（不写货位的行）",
                        "No line is an output (a line without a place)"),
    "not_an_input": Label("第 {0} 行是产出", "Line {0} is an output"),
    "not_an_output": Label("第 {0} 行是投料", "Line {0} is an input"),
    "above_fed": Label("第 {0} 行在制 {1}，耗用、退料、报废合计 {2}",
                       "Line {0}: {1} fed, {2} consumed, returned and scrapped in all"),
    "above_planned": Label("第 {0} 行计划 {1}，投料合计 {2}", "Line {0}: {1} planned, {2} fed"),
    "remainder_missing": Label("第 {0} 行的余料没有清点（没有也要写 0）",
                               "Line {0}: its remainder is not counted (say 0 for none)"),
    "station_not_clear": Label("第 {0} 行还有 {1} 在工位",
                               "Line {0}: {1} are still at the station"),
    "output_lot_old": Label("批号 {0} 是投料的批号，产出须用新批号",
                            "Lot {0} is a lot of the inputs: what comes out is a new lot"),
}
