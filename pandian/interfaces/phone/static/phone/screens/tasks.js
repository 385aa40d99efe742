// M1: what to count now. One huge button; the next task is one tap away.   任务

import { age } from "../status.js";
import { fill, h, icon, refill, visible } from "../ui.js";
import { side, t } from "../words.js";
import { nextPlace, standing } from "./places.js";

/** @param {any} app */
export async function screen(app) {
  const node = h("div.tasks");
  const view = {
    title: t("tasks"),
    draw: (main) => { fill(main, node); refresh(); },
    refresh,
    scan: (scan) => spot(app, scan),
  };
  let drawn = "";
  async function refresh() {
    const found = await read(app.store);
    const state = app.sync.state();
    const stages = (await app.store.policy())?.stages;
    const text = JSON.stringify([found, stages, state.queued, state.package_at, state.last_ok_at,
      state.phase === "pulling", app.ready, document.documentElement.lang]);
    if (text === drawn) return;
    drawn = text;
    refill(node, draw(app, found, state, stages));
  }
  return view;
}

/** My tasks with how far each is, in the order in which they should be done. */
async function read(store) {
  const tasks = (await store.tasks()).filter((task) => task.state !== "closed");
  const rows = [];
  for (const task of tasks) {
    const [visits, lines] = [await store.visits({ task: task.task }),
      await store.lines({ task: task.task })];
    const places = task.places ?? [];
    const done = places.filter((place) => standing(place, visits, lines) === "done").length;
    const last = [...visits.map((visit) => visit.opened_at), ...lines.map((line) => line.last_at)]
      .sort().pop() ?? "";
    rows.push({ task: task.task, name: task.name, number: task.number, kind: task.kind,
      blind: task.blind !== false, due_at: task.due_at, total: places.length, done, last,
      mine: task.mine !== false, leased_to: task.leased_to ?? null,
      next: nextPlace(task, visits, lines)?.code ?? null, why: task.why ?? null,
      urgent: task.urgent === true || task.kind === "recount" });
  }
  return rows.sort((a, b) => rank(a) - rank(b) || b.last.localeCompare(a.last)
    || String(a.due_at ?? "9").localeCompare(String(b.due_at ?? "9")));
}

const finished = (row) => row.total > 0 && row.done >= row.total;
/** Urgent work first, then what was begun. */
const rank = (row) => finished(row) ? 4 : row.leased_to ? 3 : row.urgent ? 0 : row.last ? 1 : 2;

function draw(app, rows, state, stages) {
  const open = rows.filter((row) => !finished(row));
  // what another device has taken is never the next thing: its rows would wait for a person
  const next = open.length && !open[0].leased_to ? open[0] : null;
  return [
    h("div.lead", {}, h("h2", {}, t("today_tasks", open.length)), pending(state)),
    app.ready && h("p.notice", { "data-level": "note" }, icon("note"),
      h("span", {}, t("new_version"), " · ", t("new_version_waits")),
      h("button.plain", { type: "button", onclick: () => app.updates?.takeOver(true) },
        t("use_now"))),
    next ? huge(next) : open.length ? null : nothing(rows),
    h("ul.cards", {}, rows.filter((row) => row !== next).map((row) => h("li", {}, card(row)))),
    h("p.age", {}, age(state)),
    h("div.bottom", {}, stages && h("a.primary.wide.quiet", { href: "#/stages" }, icon("move"),
      h("span", {}, t("stage_work"))), h("a.primary.wide.quiet", { href: "#/news" }, icon("note"),
      h("span", {}, t("news"))), h("a.primary.wide.quiet", { href: "#/count/-" },
      icon("scan"), h("span", {}, t("spot_count")))),
  ];
}

function pending(state) {
  if (state.queued) return h("span.quiet", {}, t("saved_not_sent", state.queued));
  return h("span.sent", {}, t("all_sent"));
}

function huge(row) {
  const word = row.last ? t("go_on") : t("begin");
  return h("a.huge", { href: `#/count/${encodeURIComponent(row.task)}`, id: "next-task" },
    icon("begin"), h("span.huge-word", {}, `${word} ${name(row)}`),
    h("span.huge-sub", {}, marks(row)), bar(row));
}

function card(row) {
  return h("a.card", { href: `#/count/${encodeURIComponent(row.task)}` },
    h("span.card-name", {}, finished(row) ? "✓ " : "", name(row)),
    h("span.card-sub", {}, marks(row)), bar(row));
}

const name = (row) => visible(row.name || row.task, 60) + (row.number > 1 ? ` #${row.number}` : "");

function marks(row) {
  const words = (row.why ?? []).map((word) => [word.zh, word.en][side()]);
  if (row.urgent && !finished(row)) words.unshift(t("urgent"));
  words.push(row.done || finished(row) ? t("places_done", row.done, row.total)
    : t("places_n", row.total));
  if (finished(row)) words.push(t("task_done"));
  if (row.kind === "recount") words.push(t("recount"));
  words.push(row.blind ? t("blind") : t("open_count"));
  if (row.leased_to) words.push(t("taken_by", visible(row.leased_to, 40)));
  else words.push(t("offline_ready"));
  if (row.due_at) words.push(t("due", row.due_at.slice(5, 16).replace("T", " ")));
  return words.map((word, n) => [n ? " · " : "", h("span", {}, word)]);
}

function bar(row) {
  if (!row.total) return null;
  return h("progress", { max: row.total, value: row.done,
    "aria-label": t("places_done", row.done, row.total) });
}

function nothing(rows) {
  return h("div.empty-state", {}, icon(rows.length ? "ok" : "task"),
    h("p", {}, rows.length ? t("task_done") : t("no_tasks")), h("p.quiet", {}, t("no_tasks_how")));
}

/** A place scanned on the first screen begins a count there. */
function spot(app, scan) {
  app.carried = scan;
  app.go("#/count/-");
}
