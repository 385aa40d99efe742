// M2: counting. The bin is the context, the next scan confirms, the row is saved before the beep.
//
// 盘点屏. What happens is decided in count_flow.js; here it is only drawn and touched.

import { covered, saidLine, tell } from "../messages.js";
import { amount, button, fill, h, icon, still, visible } from "../ui.js";
import { t } from "../words.js";
import { CameraView } from "./count_camera.js";
import { Flow } from "./count_flow.js";
import { freshness, nameOf, nextPlace, standing, totals } from "./count_rules.js";
import { itemsOf, placesSheet, sheetOf, typedSheet, unitsSheet } from "./count_sheets.js";

const DIGIT_ROWS = [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]];
const DRAFT = "draft";
const RECENT_MAX = 6;

/** @param {any} app @param {{rest: string[], query: URLSearchParams}} asked */
export async function screen(app, { rest, query }) {
  const id = rest[0] && rest[0] !== "-" ? rest[0] : null;
  const task = id ? await app.store.task(id) : null;
  if (id && !task) return gone();
  const screenOf = new CountScreen(app, task);
  await screenOf.open(query?.get("place"));
  return screenOf;
}

function gone() {
  return { title: t("count"), back: "#/tasks", draw: (node) => fill(node,
    h("p.notice", { "data-level": "note" }, icon("note"), h("span", {}, t("no_tasks")))) };
}

class CountScreen {
  constructor(app, task) {
    this.app = app;
    this.task = task;
    this.title = task ? task.name || t("count") : t("spot_count");
    this.back = "#/tasks";
    /** @type {Record<string, any>} */
    this.parts = {};
    this.items = new Map();
    this.sheet = null;
    const site = app.sync.state().site ?? "";
    this.flow = new Flow({
      store: app.store, task, site, tell, changed: () => this.changed(),
      mode: task?.mode === "add" ? "add" : app.settings.settings.mode ?? "set",
    });
    this.camera = new CameraView(app, (scan) => this.scan(scan));
  }

  /** Begin where the person was: the open place, the number that was typed. */
  async open(asked) {
    const { store } = this.app;
    const device = await store.meta.get("device");
    this.flow.site = device?.site ?? "";
    await this.flow.look();
    this.items = await itemsOf(store, this.flow.lines);
    const known = asked ?? this.flow.visits.filter((visit) => !visit.closed_at)
      .sort((a, b) => a.opened_at.localeCompare(b.opened_at)).pop()?.place;
    if (known) await this.flow.arrive(await store.place(known) ?? { code: known });
    const draft = await store.meta.get(DRAFT);
    if (draft && draft.task === (this.task?.task ?? null) && draft.place === known) {
      this.flow.restore(draft);
    }
    const carried = this.app.carried;
    this.app.carried = null;
    if (carried) setTimeout(() => this.scan(carried));
    const { task } = this;
    if (task && !task.lease && !task.leased_to) {
      this.app.sync.take([task.task]).catch(() => { /* counting never waits for a lease */ });
    }
    this.app.wake(true);
    if (this.app.settings.settings.camera) this.camera.open();
  }

  leave() {
    this.camera.close();
    this.app.wake(false);
    this.sheet?.close();
  }

  scan(scan) {
    return this.flow.scan(scan);
  }

  /** A key of a keyboard that belongs to no scan. */
  key(key) {
    const digit = /^[0-9]$/.test(key);
    if (covered() && !(digit && this.flow.ask?.kind === "closing")) return;
    if (digit) this.flow.digit(key);
    else if (key === "Backspace") this.flow.digit("back");
    else if (key === "Enter" && !document.activeElement?.matches("button, a")) {
      this.flow.command("confirm");
    }
    else if (key === "+" || key === "-") this.flow.step(key === "+" ? 1 : -1);
  }

  /** Something happened: draw it, ask what is to be asked, keep what is typed. */
  changed() {
    if (!this.parts.root) return;
    still(this, () => this.render());
    this.asking();
    this.keep();
    this.learn();
  }

  /** Read the items of new lines, for the list of what was counted here. */
  async learn() {
    const strange = this.flow.lines.filter((line) => line.key.item
      && !this.items.has(line.key.item));
    if (!strange.length) return;
    for (const [code, item] of await itemsOf(this.app.store, strange)) this.items.set(code, item);
    still(this, () => this.render());
  }

  keep() {
    const draft = this.flow.draft();
    const text = JSON.stringify(draft);
    if (text === this.kept) return;
    this.kept = text;
    this.app.store.meta.set(DRAFT, draft).catch(() => { /* the row itself is not at stake */ });
  }

  /** Open the sheet that the flow asks for, close the one that is answered. */
  asking() {
    const { ask } = this.flow;
    if (this.asked === ask) return this.sheet?.render?.();
    this.asked = ask;
    const before = this.sheet;
    this.sheet = null;
    before?.close();
    if (ask) this.sheet = sheetOf(this, ask);
    return undefined;
  }

  /** Propose that what was found here stays here: the recorded line says so, nothing moves. */
  propose(line) {
    return this.flow.run(() => this.flow.restate(line, { condition: ["wrong_place"] }));
  }

  /** A sheet was closed by the person: the question is withdrawn. */
  withdrawn(ask) {
    if (this.flow.ask === ask) this.flow.dismiss();
  }

  // -- the line at the top -------------------------------------------------------------------

  heading() {
    const { place } = this.flow;
    const places = this.task?.places ?? [];
    const done = places.filter((one) =>
      standing(one, this.flow.visits, this.flow.lines) === "done").length;
    return h("h1.bin-heading", {}, h("button.bin", {
      type: "button", onclick: () => placesSheet(this),
    }, h("span.hidden", {}, `${t("change_place")} `),
    h("span.bin-code", {}, place ? visible(place.code, 40) : t("place")),
    places.length ? h("small", {}, t("places_done", done, places.length))
      : h("small", {}, t("place_free"))));
  }

  refresh() {
    const bin = document.querySelector(".bin-heading");
    const next = this.heading();
    if (bin && bin.textContent !== next.textContent) bin.replaceWith(next);
  }

  // -- the screen ----------------------------------------------------------------------------

  draw(main) {
    const { parts } = this;
    parts.view = h("div.view");
    parts.card = h("div.card-area", { "aria-live": "polite" });
    parts.number = h("div.number-row");
    parts.said = h("div#said", {});
    parts.keys = this.keys();
    parts.foot = h("div.foot");
    // a tap takes no focus: the Enter of a keyboard must not press the last button again
    const keep = (event) => event.target.closest?.("button") && event.preventDefault();
    parts.root = h("section.count", { "aria-label": t("count"), onmousedown: keep },
      parts.view, parts.card, parts.number, parts.said, parts.keys, parts.foot);
    fill(main, parts.root);
    /** @type {Record<string, string>} */
    this.drawn = {};
    this.asked = undefined;
    this.render();
    this.asking();
  }

  /** Draw a part only where it changed: nothing moves by itself under a person's hand. */
  part(name, state, draw) {
    const text = JSON.stringify(state);
    if (this.drawn[name] === text) return;
    this.drawn[name] = text;
    fill(this.parts[name], draw());
  }

  render() {
    const { flow, parts } = this;
    const { pending, place } = flow;
    parts.root.dataset.state = !place ? "place" : pending ? "line" : "item";
    this.refresh();
    this.part("view", [place?.code, Boolean(pending), this.camera.state(), flow.held.length,
      this.next()?.code], () => this.view());
    const recent = this.recent();
    this.part("card", [pending && [pending.candidate, pending.item?.name, pending.condition,
      pending.recorded?.id], recent], () => pending
      ? [this.card(pending), recentList(recent)] : []);
    this.part("number", [pending && [pending.digits, pending.unit, pending.parts, pending.recorded,
      flow.known()?.quantity], flow.mode], () => pending ? this.number(pending) : []);
    this.part("foot", [flow.lines.length, place?.code, Boolean(pending),
      totals(flow.lines, place?.code ?? "-")], () => this.foot());
    fill(parts.said, saidLine());
    const book = parts.keys.querySelector(".book");
    if (book) book.disabled = !Number.isInteger(pending?.book);
    this.app.near?.look(this);
  }

  next() {
    return this.task ? nextPlace(this.task, this.flow.visits, this.flow.lines,
      this.flow.place?.code) : null;
  }

  view() {
    const { flow, camera } = this;
    const { place, pending } = flow;
    const tools = h("div.tools", {}, camera.switcher(),
      button("tool", "type", t("typed_code"), () => typedSheet(this)));
    if (pending) return [camera.node(), flow.held.length ? this.waiting() : null];
    const next = !place && this.next();
    return [camera.node(),
      !camera.on && h("div.prompt", {}, icon(place ? "scan" : "bin"),
        h("p.prompt-word", {}, place ? t("scan_item") : t("scan_place")),
        h("p.quiet", {}, place ? t("scan_item_hint")
          : next ? t("scan_place_hint", visible(next.code, 40)) : "")),
      flow.held.length ? this.waiting() : null,
      next && button("primary.wide", "bin", t("go_there", visible(next.code, 40)),
        async () => flow.arrive(await this.app.store.place(next.code) ?? next)),
      tools];
  }

  waiting() {
    return h("p.waiting", {}, t("waiting_scan", visible(this.flow.held[0].raw, 60)));
  }

  card(pending) {
    const { candidate, item } = pending;
    const fresh = freshness(candidate.expires_on, new Date());
    return h("div.line-card", {},
      h("p.item-name", {}, visible(nameOf(item) || candidate.item || pending.scan?.raw, 120)),
      h("p.item-code", {}, h("span", {}, visible(candidate.item, 40)),
        pending.verdict?.gtin && h("span.quiet", {}, `(01)${pending.verdict.gtin}`)),
      h("p.item-lot", {},
        candidate.lot && h("span", {}, `${t("lot")} `, h("b", {}, visible(candidate.lot, 40))),
        candidate.serial && h("span", {}, `${t("serial")} `,
          h("b", {}, visible(candidate.serial, 40))),
        candidate.expires_on && h("span", {}, t("until", candidate.expires_on)),
        fresh && h("span.tag", { "data-level": fresh === "expired" ? "blocked" : "warning" },
          fresh === "expired" ? t("is_expired") : t("near_expiry")),
        pending.condition.filter((word) => word !== "expired").map((word) =>
          h("span.tag", { "data-level": "warning" }, t(word === "unlisted"
            ? "condition_unlisted" : word)))));
  }

  /** The newest lines of this place, so that nobody wonders whether the last scan counted. */
  recent() {
    const { flow } = this;
    const known = flow.known();
    return flow.lines.filter((line) => line.place === flow.place?.code && line !== known)
      .sort((a, b) => b.last_seq - a.last_seq).slice(0, RECENT_MAX)
      .map((line) => ({ name: nameOf(this.items.get(line.key.item)) || line.key.item
        || line.key.code,
        lot: line.key.lot ?? line.key.serial ?? "", quantity: line.quantity,
        unit: line.unit ?? this.items.get(line.key.item)?.unit ?? "" }));
  }

  number(pending) {
    const { flow } = this;
    const known = flow.known();
    const done = Boolean(pending.recorded) && pending.digits === "";
    const value = pending.digits === "" ? done ? known?.quantity ?? 1 : null
      : Number(pending.digits);
    const base = value === null || pending.factor === 1 ? ""
      : t("equals_base", value * pending.factor, pending.item?.unit ?? "");
    const set = flow.mode === "set";
    return [
      h("button.mode", { type: "button", onclick: () => this.switchMode(),
        title: t(set ? "mode_set_help" : "mode_add_help") },
      h("span.hidden", {}, `${t("mode")} `), h("span", {}, t(set ? "mode_set" : "mode_add")),
      h("small", {}, set ? "= n" : "+ n")),
      h("output.number", { "aria-label": t("quantity"), "data-done": String(done) },
        pending.parts.map((part) => h("span.part", {}, `${part.quantity} ${part.unit} + `)),
        amount(value), h("span.unit", {}, pending.unit,
          pending.factor > 1 && h("small", {}, " ", base || t("equals_base",
            pending.factor, pending.item?.unit ?? "")))),
      h("button.confirm", { type: "button", onclick: () => flow.command("confirm"),
        disabled: done }, icon("ok"), h("span", {}, t("confirm"))),
      h("p.hint", {}, done ? t("serial_done") : known && pending.digits === ""
        ? t("recorded_before", `${known.quantity} ${known.unit ?? ""}`)
        : known && set ? t("will_replace", `${known.quantity} ${known.unit ?? ""}`)
          : t("next_scan_confirms")),
    ];
  }

  switchMode() {
    const mode = this.flow.mode === "set" ? "add" : "set";
    this.flow.setMode(mode);
    this.app.settings.change(this.app.store, "mode", mode);
  }

  keys() {
    const { flow } = this;
    const key = (sign) => h("button.key", { type: "button", onclick: () => flow.digit(sign) },
      sign);
    const side = (kind, word, label, work) => h(`button.key.${kind}`, {
      type: "button", onclick: work, "aria-label": label }, word);
    const open = this.task?.blind === false;
    const sides = [
      side("side", "+1", `+1 ${t("plus_one")}`, () => flow.step(1)),
      side("side", "−1", `−1 ${t("minus_one")}`, () => flow.step(-1)),
      open ? side("side.book", t("equals_book"), null, () => flow.equalsBook())
        : side("side", t("change_unit"), null, () => unitsSheet(this)),
    ];
    return h("div.keys", { role: "group", "aria-label": t("quantity") },
      DIGIT_ROWS.flatMap((row, n) => [...row.map(key), sides[n]]),
      side("erase", "⌫", t("erase"), () => flow.digit("back")), key("0"),
      open ? side("side", t("change_unit"), null, () => unitsSheet(this))
        : side("side", "00", null, () => { flow.digit("0"); flow.digit("0"); }),
      side("side.exception", t("exception"), null, () => flow.command("exception")));
  }

  linesAddress() {
    const { place } = this.flow;
    const where = new URLSearchParams({ task: this.task?.task ?? "-" });
    if (place) where.set("place", place.code);
    return `#/lines?${where}`;
  }

  foot() {
    const { flow } = this;
    const { place, pending } = flow;
    const sum = totals(flow.lines, place?.code ?? "-");
    return [
      button("foot-key", "undo", t("undo"), () => flow.command("undo")),
      h("a.foot-sum", { href: this.linesAddress() },
        place ? t("here_sum", sum.lines, sum.pieces) : t("my_lines")),
      place && !sum.lines && !pending
        ? button("foot-key", "empty", t("empty"), () => flow.command("empty"))
        : button("foot-key", "next", t("next_place"), () => place ? flow.command("next")
          : placesSheet(this)),
    ];
  }
}

const recentList = (lines) => lines.length ? h("ul.recent", {}, lines.map((line) => h("li", {},
  h("span", {}, visible(`${line.name} ${line.lot}`, 80)), amount(line.quantity, line.unit))))
  : null;
