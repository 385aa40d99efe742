// M6: the documents that wait to be done, and what became of the steps done here.   作业

import { clock, fill, h, icon, refill, visible } from "../ui.js";
import { placeOf, dayOf } from "../screens/count_rules.js";
import { parse } from "../codes/index.js";
import { keep } from "./keep.js";
import { doable, doubted, likely } from "./rules.js";
import { StageScreen } from "./stage.js";
import { begin, run, stale } from "./sync.js";
import { s, spoken } from "./words.js";

const SHEET = new URL("./stages.css", import.meta.url).href;
const FRESH_MS = 60_000;

/** @param {any} app @param {{rest: string[]}} asked */
export async function screen(app, asked) {
  style();
  const kept = await keep();
  await begin(app.store);
  const view = asked.rest[0] ? await StageScreen.open(app, kept, asked.rest[0])
    : new ListScreen(app, kept);
  const off = kept.on(() => view.refresh());
  const leave = view.leave?.bind(view);
  view.leave = () => { off(); leave?.(); };
  return view;
}

function style() {
  if (document.querySelector(`link[href="${SHEET}"]`)) return;
  document.head.append(h("link", { rel: "stylesheet", href: SHEET }));
}

class ListScreen {
  constructor(app, kept) {
    this.app = app;
    this.kept = kept;
    this.title = s("title");
    this.back = "#/tasks";
    this.wanted = "";
    this.node = h("div.stages", {});
    this.list = h("div.stage-list", {});
  }

  draw(main) {
    this.field = h("input#find-document", { type: "search", autocomplete: "off",
      autocapitalize: "characters", spellcheck: "false", value: this.wanted,
      oninput: () => { this.wanted = this.field.value; this.refresh(true); } });
    fill(main, fill(this.node, this.list, h("div.bottom", {},
      h("label", { for: "find-document" }, s("find")),
      h("div.field-row", {}, this.field, h("button.primary", { type: "button",
        "aria-label": s("refresh"), onclick: () => run({ fetch: true }) }, icon("sync"))))));
    this.refresh(true);
    this.kept.get("at").then((at) => {
      if (!at || Date.now() - at > FRESH_MS) run({ fetch: true });
    });
  }

  async refresh(force = false) {
    const [documents, steps, kinds, at] = await Promise.all([this.kept.documents(),
      this.kept.steps(), this.kept.get("kinds"), this.kept.get("at")]);
    const text = JSON.stringify([documents.map((one) => [one.id, one.version]), steps, at,
      this.wanted, stale, document.documentElement.lang]);
    if (!force && text === this.drawn) return;
    this.drawn = text;
    const found = documents.filter((one) => this.fits(one));
    refill(this.list,
      h("div.lead", {}, h("h2", {}, s("open_documents", found.length)),
        h("span.quiet", {}, at ? s("as_of", clock(at, false)) : s("never"))),
      stale && h("p.notice", { "data-level": "note" }, icon("note"),
        h("span", {}, s("unreached"))),
      found.length ? h("ul.cards", {}, found.map((one) => h("li", {},
        card(one, kinds ?? [], steps)))) : h("div.empty-state", {}, icon("ok"),
        h("p", {}, s("none_open")), h("p.quiet", {}, s("none_how"))),
      troubles(steps, documents));
  }

  leave() {}

  fits(one) {
    const wanted = this.wanted.trim().toUpperCase();
    return !wanted || one.number.includes(wanted) || one.lines.some((line) =>
      [line.source, line.target, line.lot, line.item].some((text) =>
        String(text ?? "").toUpperCase().includes(wanted)));
  }

  async scan(scan) {
    const verdict = parse(scan.raw, { symbology: scan.symbology ?? "", today: dayOf(new Date()) });
    const site = (await this.app.store.meta.get("device"))?.site ?? "";
    const place = await placeOf(verdict, this.app.store, site);
    this.field.value = this.wanted = place?.code ?? String(scan.raw).trim();
    await this.refresh(true);
    const only = this.list.querySelectorAll("a.card");
    if (only.length === 1) this.app.go(only[0].getAttribute("href"));
  }
}

function card(one, kinds, steps) {
  const kind = kinds.find((each) => each.name === one.kind);
  const action = kind && likely(doable(kind, one.state).here);
  const waiting = steps.filter((step) => step.document === one.id && step.state === "saved");
  return h("a.card", { href: `#/stages/${encodeURIComponent(one.id)}` },
    h("span.card-name", {}, `${spoken(kind?.label)} ${visible(one.number, 30)}`),
    h("span.stage-do", {}, spoken(action?.label)),
    h("span.card-sub", {}, [spoken(kind?.states[one.state]), s("lines_n", one.lines.length),
      where(one), waiting.length ? s("waits_n", waiting.length) : ""].filter(Boolean)
      .map((word, n) => [n ? " · " : "", h("span", {}, visible(word, 60))])));
}

function where(one) {
  const places = [...new Set(one.lines.flatMap((line) => [line.source, line.target]))]
    .filter(Boolean);
  return places.slice(0, 3).join(" → ") + (places.length > 3 ? " …" : "");
}

/** Refused steps of documents that are no longer in the list, and steps that look wrong. */
function troubles(steps, documents) {
  const open = new Set(documents.map((one) => one.id));
  const rows = steps.filter((step) => doubted(step)
    || (step.state === "refused" && !open.has(step.document)));
  return rows.length > 0 && h("ul.cards", {}, rows.map((step) => h("li", {},
    h("a.card", { href: `#/stages/${encodeURIComponent(step.document)}` },
      h("span.card-name", {}, visible(step.number, 30)),
      h("span.state", { "data-state": step.state === "refused" ? "refused" : "warning" },
        icon(step.state === "refused" ? "blocked" : "warning"),
        s(step.state === "refused" ? "refused" : "look_again"))))));
}
