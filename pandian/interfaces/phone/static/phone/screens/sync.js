// M5: what is only on this phone, and what the server has confirmed.   同步

import { storage } from "../device.js";
import { age } from "../status.js";
import { button, clock, fill, h, icon, refill, toast, visible } from "../ui.js";
import { t, wordOr } from "../words.js";

const PHASES = { idle: "idle", pushing: "sending", pulling: "pulling", waiting: "waiting_net" };
const RED_SHOWN = 50;
const ROWS_READ = 4_000;
const MEGABYTE = 1024 * 1024;

/** @param {any} app */
export async function screen(app) {
  const node = h("div.sync", {});
  const view = { title: t("sync"), draw: (main) => { fill(main, node); view.refresh(); },
    refresh: async () => {
      const found = await read(app);
      const text = JSON.stringify([found, document.documentElement.lang]);
      if (text !== view.drawn) {
        view.drawn = text;
        refill(node, draw(app, found, view));
      }
    } };
  return view;
}

async function read(app) {
  const counts = await app.store.counts();
  const rows = counts.refused ? await app.store.rows({ limit: ROWS_READ }) : [];
  return {
    state: app.sync.state(), counts, kept: await storage(),
    red: rows.filter((row) => row.state === "refused").slice(0, RED_SHOWN),
    ready: app.ready, version: document.documentElement.dataset.version,
  };
}

function draw(app, { state, counts, kept, red, ready, version }, view) {
  const unsent = counts.queued + counts.refused + (counts.held ?? 0);
  return [
    h("div.sync-lead", { "data-level": counts.refused ? "blocked" : counts.queued ? "note" : "ok" },
      icon(counts.queued ? "saved" : counts.refused ? "blocked" : "uploaded"),
      h("p.big", {}, counts.queued ? t("saved_not_sent", counts.queued)
        : counts.refused ? t("refused_n", counts.refused) : t("all_sent")),
      h("p.quiet", {}, t(PHASES[state.phase] ?? "idle"), " · ",
        t(state.online ? "online" : "offline"))),
    state.error && h("p.notice", { "data-level": "warning" }, icon("warning"),
      h("span", {}, t("sync_error", wordOr(`error_${state.error}`, "result_other", state.error)))),
    h("div.pair", {},
      button("primary", "sync", t("send_now"), () => app.sync.syncNow(),
        { disabled: state.phase === "pushing" }),
      button("plain", "export", t("export_file"), () => exportFile(app), { disabled: !unsent })),
    h("dl.facts", {},
      fact("to_send", `${counts.queued}`), fact("sent", `${counts.sent}`),
      fact("refused", `${counts.refused}`), fact("last_ok", clock(state.last_ok_at)),
      fact("gaps", counts.gaps?.length ? t("gaps_some", spans(counts.gaps)) : t("gaps_none")),
      fact("offset", offset(state)), fact("version", `${version ?? ""}`),
      counts.held ? fact("held", t("rows_n", counts.held)) : null,
      counts.photos ? fact("photos_waiting", `${counts.photos}`) : null,
      fact("storage", kept.persisted ? t("persisted") : t("not_persisted")),
      fact("data_age", age(state))),
    kept.quota ? h("p.quiet", {}, t("used_of", size(kept.usage), size(kept.quota))) : null,
    !kept.persisted && navigator.storage?.persist && button("plain.wide", "saved",
      t("ask_persist"), async () => { await navigator.storage.persist(); view.refresh(); }),
    ready && h("p.notice", { "data-level": "note" }, icon("note"),
      h("span", {}, t("new_version"), " · ", t("new_version_waits")),
      button("plain", null, t("use_now"), () => app.updates?.takeOver(true))),
    red.length ? [h("h2", {}, t("red_list")), h("p.quiet", {}, t("red_list_help")),
      h("ul.cards", {}, red.map((row) => h("li", {}, redRow(row))))] : null,
    h("p.quiet", {}, t("export_why")),
  ];
}

const fact = (key, value) => [h("dt", {}, t(key)), h("dd", {}, value)];
const spans = (gaps) => gaps.slice(0, 5).map(([from, to]) => from === to ? from : `${from}–${to}`)
  .join(", ");
const size = (bytes) => `${Math.ceil((bytes ?? 0) / MEGABYTE)} MB`;

function offset(state) {
  if (state.offset_ms === null || state.offset_ms === undefined) return "–";
  const whole = (Math.round(state.offset_ms / 100) / 10 || 0).toFixed(1);
  const error = state.error_ms ? ` ± ${(state.error_ms / 1000).toFixed(1)}` : "";
  return `${state.offset_ms > 0 ? "+" : ""}${whole}${error} s`;
}

function redRow(row) {
  const result = row.verdict?.result ?? "";
  const field = /^exists_with_different_(.+)$/.exec(result)?.[1];
  const word = field ? t("result_different", field)
    : wordOr(`result_${result}`, "result_other", row.message ?? result);
  return h("div.card", {},
    h("span.card-name", {}, `#${row.seq} `, visible(row.item ?? row.resolved?.item ?? row.code
      ?? row.place, 60)),
    h("span.amount", {}, `${row.quantity ?? ""}`),
    h("span.card-sub", {}, `${visible(row.place, 40)} · ${clock(row.observed_at)}`),
    h("span.state", { "data-state": "refused" }, icon("blocked"), word));
}

/** Every row without a verdict (and the refused ones) as a file: the last rescue. */
export async function exportFile(app) {
  for (const install of await app.store.installs()) await save(app, install);
  const own = app.store.install;
  if (!(await app.store.installs()).includes(own)) await save(app, own);
}

async function save(app, install) {
  const file = await app.store.exportRows({ install });
  const link = h("a", { href: URL.createObjectURL(file), download: file.name
    ?? `observations-${install}.jsonl` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  const { queued, refused, held = 0 } = await app.store.counts();
  toast(t("exported", queued + refused + held));
}
