// One document at the phone: scan the bin, scan the goods, say how many; then hand it in.   一张单据

import { parse } from "../codes/index.js";
import { resolve } from "../resolve.js";
import { contextOf, dayOf, nameOf, placeOf } from "../screens/count_rules.js";
import { button, choice, clock, fill, h, icon, refill, visible } from "../ui.js";
import { CameraView } from "../screens/count_camera.js";
import { saidLine } from "../messages.js";
import { uuid7 } from "../ids.js";
import { rfc3339 } from "../clock.js";
import { bodyOf, choices, claimOf, doable, doneOf, doubted, factsOf, lacking, likely, lineOf,
  offered, roleOf, roles, stated, whole } from "./rules.js";
import { run } from "./sync.js";
import { blank, evidenceOf, parcelsPart, photoButton, ssccOf, taken } from "./evidence.js";
import { paper, s, spoken } from "./words.js";

const BLANK = { action: "", facts: [], proofs: [], papers: {}, reason: "", bins: {},
  pictures: [], parcels: [], loaded: [] };
const PHOTO_PAPERS = new Set(["photo", "photos"]);

export class StageScreen {
  constructor(app, kept, id) {
    this.app = app;
    this.kept = kept;
    this.id = id;
    this.back = "#/stages";
    this.node = h("div.stage", {});
    /** @type {any} */
    this.pending = null;
    this.items = new Map();
    /** @type {Record<string, string>} */
    this.shown = {};
    this.camera = new CameraView(app, (scan) => this.scan(scan), () => this.render());
  }

  static async open(app, kept, id) {
    const made = new StageScreen(app, kept, id);
    await made.read();
    return made;
  }

  async read() {
    const [one, kinds, draft, steps] = await Promise.all([this.kept.document(this.id),
      this.kept.get("kinds"), this.kept.draft(this.id), this.kept.steps()]);
    this.document = one ?? null;
    this.kind = (kinds ?? []).find((each) => each.name === one?.kind) ?? null;
    this.draft = { ...BLANK, ...draft };
    this.steps = steps.filter((step) => step.document === this.id);
    this.title = one ? `${spoken(this.kind?.label)} ${one.number}` : s("title");
    for (const line of one?.lines ?? []) {
      if (!this.items.has(line.item)) {
        this.items.set(line.item, await this.app.store.itemByCode(line.item));
      }
    }
  }

  draw(main) {
    fill(main, this.node);
    this.render();
  }

  async refresh() {
    await this.read();
    this.render();
  }

  leave() { this.camera.close(); }

  changed() { this.render(); }

  // -- what may be done -----------------------------------------------------------------------

  /** Steps that wait have moved the document on already: their state is not known here. */
  get waiting() { return this.steps.filter((step) => step.state === "saved"); }
  get allowed() { return doable(this.kind, this.document.state); }
  get action() {
    const { here } = this.allowed;
    return here.find((each) => each.name === this.draft.action) ?? likely(here);
  }

  get measure() {
    const own = this.action ? choices(this.action) : [];
    return own.find((each) => each.name === this.draft.measure) ?? own[0];
  }

  /** What a line still wants; a document that comes without its quantities sets no limit. */
  left(line) {
    if (line.asked === undefined) return Infinity;
    return line.asked - doneOf(this.kind, line, this.document.sums, this.recorded(), this.measure);
  }

  /** Facts recorded here: of the draft, and of steps that the server has not answered. */
  recorded() {
    return [...this.waiting.flatMap((step) => step.body.amounts), ...this.draft.facts];
  }

  // -- scans ----------------------------------------------------------------------------------

  async scan(scan) {
    if (this.action && await this.parcelScanned(scan.raw)) return;
    if (!this.action?.measures.length) return;
    const { store } = this.app;
    const verdict = parse(scan.raw, { symbology: scan.symbology ?? "", today: dayOf(new Date()) });
    const place = await this.placeIn(verdict, scan);
    if (place) {
      await this.arrive(place, scan.raw);
      return;
    }
    const flow = { store, task: null, place: null, today: () => new Date() };
    const { candidates = [] } = resolve(verdict, await contextOf(flow, verdict));
    const found = lineOf(this.document.lines, candidates, (line) => this.left(line));
    if (!found) {
      this.say("warning", candidates.length ? s("not_in_document", candidates[0].item)
        : s("unknown", visible(scan.raw, 60)));
      return;
    }
    this.take(found.line, found.candidate);
  }

  /** A parcel's label: the number of the open parcel while packing, a check while loading. */
  async parcelScanned(raw) {
    const text = String(raw).trim();
    const number = ssccOf(text);
    const unit = (this.document.units ?? []).find((one) => [text, number].includes(one.code));
    if (this.action.name === "ship" && unit) {
      await this.change({ loaded: [...new Set([...this.draft.loaded ?? [], unit.code])] });
      this.say("ok", s("loaded_n", this.draft.loaded.length, this.document.units.length));
      return true;
    }
    if (!this.action.parcels || !number) return false;
    const parcels = this.parcels;
    parcels[parcels.length - 1].sscc = number;
    await this.change({ parcels });
    this.say("ok", s("parcel_is", number));
    return true;
  }

  get parcels() {
    const { parcels } = this.draft;
    return parcels?.length ? parcels.map((each) => ({ ...each })) : [blank(1)];
  }

  async placeIn(verdict, scan) {
    const { store } = this.app;
    const site = (await store.meta.get("device"))?.site ?? "";
    const known = await placeOf(verdict, store, site);
    if (known) return known.code;
    const text = String(scan.raw).trim();
    const { lines, claims = [] } = this.document;
    return [...lines, ...claims].some((one) => [one.source, one.target, one.place]
      .includes(text)) ? text : null;
  }

  /** A bin was scanned: where goods come from or where they go. */
  async arrive(code, raw) {
    const { bins } = this.draft;
    const { lines, claims = [] } = this.document;
    const role = roleOf({ code, bins, measure: this.measure, lines, claims,
      holding: this.pending !== null });
    if (!role) return this.say("warning", s("not_in_document", code));
    this.app.near?.stand(code);
    await this.change({ bins: { ...bins, [role]: { code, scan: raw } } });
    return this.say("ok", s("bin_is", code));
  }

  take(line, candidate) {
    const measure = this.measure;
    const factor = candidate?.factor > 1 && !measure?.closing ? candidate.factor : 0;
    const serial = candidate?.serial || line.serial || "";
    const claim = measure?.sourced ? claimOf(this.document.claims ?? [], line.line,
      this.draft.bins.source?.code, candidate?.lot) : null;
    const left = Math.min(this.left(line), claim?.quantity ?? Infinity);
    const text = offered(measure, left, serial) || (factor ? `${factor}` : "");
    this.pending = { line: line.line, item: line.item, serial, quantity: text, remainder: "",
      lot: line.lot || candidate?.lot || claim?.lot || "" };
    this.render();
    this.node.querySelector("#stage-quantity")?.select?.();
  }

  // -- what was done --------------------------------------------------------------------------

  async change(change) {
    this.draft = { ...this.draft, ...change };
    await this.kept.keepDraft(this.id, this.draft);
    this.render();
  }

  async record() {
    const { pending, action, measure, draft } = this;
    const line = this.document.lines.find((each) => each.line === pending.line);
    const { facts, fault } = factsOf({ action, measure, pending, quantity: pending.quantity,
      bins: draft.bins, facts: this.recorded(), left: this.left(line),
      note: action.parcels ? this.parcels[this.parcels.length - 1].parcel : "" });
    if (fault) return this.say("warning", s(fault[0], ...fault.slice(1)));
    const proofs = this.remainder(pending);
    if (!proofs) return this.say("warning", s("whole_number", 0));
    try {
      await this.change({ facts: [...draft.facts, ...facts], proofs });
    } catch (/** @type {any} */ error) {
      return this.app.tell("blocked", "not_recorded", error?.reason ?? "");
    }
    this.pending = null;
    this.render();
    return this.say("ok", s("recorded", this.nameOf(pending.item), facts[0].quantity));
  }

  /** What is left where the goods came from, keyed and never shown: a count that came free. */
  remainder(pending) {
    const { proofs, bins } = this.draft;
    if (!String(pending.remainder).trim() || !bins.source) return proofs;
    const quantity = whole(pending.remainder, 0);
    if (quantity === null) return null;
    return stated(proofs, { place: bins.source.code, scan: bins.source.scan, tap: true,
      item: pending.item, ...(pending.lot ? { lot: pending.lot } : {}), quantity, when: "after" });
  }

  async sayEmpty(role) {
    const bin = this.draft.bins[role];
    await this.change({ proofs: stated(this.draft.proofs, { place: bin.code, scan: bin.scan,
      tap: true, empty: true, when: role === "place" ? "before" : "after" }) });
    this.say("ok", s("empty_said"));
  }

  async handIn() {
    const { draft, action } = this;
    const seen = evidenceOf({ ...draft, parcels: this.parcels }, action);
    const missing = lacking(action, { ...draft, papers: { ...draft.papers, ...seen } });
    this.missing = missing;
    if (missing.length) {
      this.render();
      const first = missing.find((name) => name !== "amounts");
      if (first) this.node.querySelector(`#paper-${first}`)?.focus();
      const names = missing.map((name) => name === "reason" ? s(name) : paper(name)).join(", ");
      return this.say("warning", missing.includes("amounts") ? s("nothing_recorded")
        : `${s("needed")}: ${names}`);
    }
    const device = await this.app.store.meta.get("device");
    const body = bodyOf(uuid7(), { ...draft, action, at: await this.now(),
      papers: { ...draft.papers, ...seen },
      version: this.document.version + this.waiting.length });
    try {
      await this.kept.add({ document: this.id, number: this.document.number, body,
        kind: this.document.kind, label: action.label, state: "saved", device: device.device,
        draft, photos: (draft.pictures ?? []).map((one) => one.name), done_at: Date.now() });
    } catch (/** @type {any} */ error) {
      return this.app.tell("blocked", "not_recorded", error?.reason ?? "");
    }
    this.pending = null;
    this.missing = [];
    this.say("ok", s("step_saved"));
    return run({ fetch: true });
  }

  /** The instant by the server's clock as it was last measured; never one that lies ahead. */
  async now() {
    const server = await this.app.store.meta.get("server");
    if (server?.offset_ms === undefined || server.offset_ms === null) return null;
    return rfc3339(Date.now() + server.offset_ms - (server.error_ms ?? 0));
  }

  say(level, text) { this.app.tell(level, "result_other", text); }

  nameOf(item) { return visible(nameOf(this.items.get(item)) || item, 60); }

  // -- the picture ----------------------------------------------------------------------------

  render() {
    if (!this.document || !this.kind) {
      return fill(this.node, h("p.notice", { "data-level": "note" }, icon("note"),
        h("span", {}, s("not_loaded"))), this.history());
    }
    const { action } = this;
    refill(this.node, this.head(), this.history(),
      action ? [this.actions(), this.bins(), this.camera.node(), this.card(), this.lines(),
        this.facts(), action.parcels && parcelsPart(this), this.loading(), this.papers(),
        this.photos(), this.foot()]
        : h("p.quiet", {}, s("nothing_to_do")));
    return this.app.near?.look(this);
  }

  head() {
    const { document: one, kind } = this;
    return h("div.lead", {}, h("h2", {}, spoken(kind.states[one.state])),
      h("span.quiet", {}, s("lines_n", one.lines.length)),
      one.blind && h("p.notice", { "data-level": "note" }, icon("note"),
        h("span", {}, s("blind"))));
  }

  history() {
    return this.steps.length > 0 && h("ul.cards.stage-steps", { "aria-label": s("steps") },
      this.steps.slice(-5).map((step) => h("li.card", {},
        h("span.card-name", {}, `${spoken(step.label)} · ${clock(step.done_at)}`), this.fate(step),
        step.state === "refused" && [h("ul.reasons", {}, step.verdict.faults.map((text) =>
          h("li", {}, visible(text, 300)))),
        h("div.pair", {}, button("plain", "close", s("give_up"), () => this.kept.drop(step.n)),
          this.document && button("primary", "undo", s("again"), () => this.redo(step)))],
        doubted(step) && this.doubt(step))));
  }

  /** What was done and looks wrong: it stands, and a person looks again. */
  doubt(step) {
    return [h("div.notice", { "data-level": "warning" }, icon("warning"), h("div", {},
      h("strong", {}, s("look_again")), h("ul.reasons", {}, step.verdict.warnings.map((text) =>
        h("li", {}, visible(text, 300)))))),
    button("plain", "ok", s("looked"), () => this.kept.settle({ ...step, seen: true }))];
  }

  /** What was refused is taken up again as it was recorded, to be put right. */
  async redo(step) {
    await this.change(step.draft);
    await this.kept.drop(step.n);
  }

  fate(step) {
    const state = { saved: ["saved", s("saved")], refused: ["blocked", s("refused")],
      uploaded: ["uploaded", s("uploaded", spoken(this.kind?.states[step.verdict?.state])
        || step.verdict?.state || "")] }[step.state];
    return h("span.state", { "data-state": step.state }, icon(state[0]), h("span", {}, state[1]));
  }

  actions() {
    const { here, desk } = this.allowed;
    return [here.length > 1 && choice("stage-action", s("what"), here.map((each) =>
      [each.name, spoken(each.label)]), this.action.name, (name) => this.choose(name)),
    desk.map((each) => h("p.quiet", {}, s("at_desk", spoken(each.label)))),
    choices(this.action).length > 1 && choice("stage-measure", s("measure"),
      choices(this.action).map((each) => [each.name, spoken(each.label)]), this.measure.name,
      (name) => this.change({ measure: name }))];
  }

  /** Loading: how many of the parcels were scanned. */
  loading() {
    const { units = [] } = this.document;
    return this.action.name === "ship" && units.length > 0 && h("p.stage-bin", {}, icon("bin"),
      s("loaded_n", (this.draft.loaded ?? []).length, units.length));
  }

  /** Photos of the step as a whole: a paper where the action wants one. */
  photos() {
    const wanted = this.action.evidence.some((name) => PHOTO_PAPERS.has(name));
    return h("section.papers", {}, h("h3", {}, s("photos"), " ",
      wanted && h("small", {}, s("needed"))),
    photoButton(this, s("photo_step"), {}), taken(this, {}));
  }

  choose(name) {
    this.pending = null;
    return this.change({ action: name, measure: "", facts: [], proofs: [], bins: {}, parcels: [],
      loaded: [] });
  }

  bins() {
    const wanted = roles(this.measure);
    const known = this.draft.bins.source && !wanted.includes("source") ? ["source"] : [];
    return [...known, ...wanted].map((role) => this.bin(role));
  }

  bin(role) {
    const held = this.draft.bins[role];
    const said = held && this.draft.proofs.some((one) => one.empty && one.place === held.code);
    const word = s(role === "place" ? "target" : "source");
    if (!held) return h("p.stage-bin.quiet", {}, icon("bin"), `${word}: ${s("scan_bin")}`);
    const ask = role === "place" ? s("was_empty") : s("now_empty");
    return h("div.stage-bin", {}, icon("bin"), h("span", {}, word),
      h("b.bin-code", {}, visible(held.code, 40)),
      said ? h("span.sent", {}, s("empty_said"))
        : button("plain", "empty", ask, () => this.sayEmpty(role)));
  }

  card() {
    const { pending } = this;
    if (!pending) {
      return this.action.measures.length > 0 && h("p.quiet", {}, s("scan_goods"));
    }
    const item = this.items.get(pending.item);
    const field = h("input#stage-quantity", { inputmode: "numeric", autocomplete: "off",
      value: pending.quantity, oninput: () => { pending.quantity = field.value; } });
    const step = (by) => {
      field.value = pending.quantity = `${Math.max(Number(field.value || 0) + by, 0)}`;
    };
    return h("form.stage-card", { onsubmit: (event) => { event.preventDefault(); this.record(); } },
      h("h3", {}, this.nameOf(pending.item)),
      h("p.card-sub", {}, [pending.lot && s("lot", visible(pending.lot, 40)),
        pending.serial && s("serial", visible(pending.serial, 40))].filter(Boolean).join(" · ")),
      h("label", { for: "stage-quantity" }, s("quantity", item?.unit ?? "")),
      h("div.stepper", {}, h("button.plain", { type: "button", "aria-label": s("less"),
        onclick: () => step(-1) }, "−"), field, h("button.plain", { type: "button",
        "aria-label": s("more"), onclick: () => step(1) }, "+")),
      this.draft.bins.source && this.leftField(pending),
      photoButton(this, s("photo_line"), { line: pending.line }),
      taken(this, { line: pending.line }),
      h("button.primary.wide", { type: "submit" }, icon("ok"), h("span", {}, s("take_it"))));
  }

  leftField(pending) {
    const field = h("input#stage-remainder", { inputmode: "numeric", autocomplete: "off",
      value: pending.remainder, oninput: () => { pending.remainder = field.value; } });
    return [h("label", { for: "stage-remainder" }, s("remainder")), field];
  }

  lines() {
    if (!this.action.measures.length) return null;
    return h("ul.cards", {}, this.document.lines.map((line) => h("li", {}, this.line(line))));
  }

  line(line) {
    const left = this.left(line);
    const item = this.items.get(line.item);
    return h("button.option", { type: "button", "data-done": String(left <= 0),
      "aria-current": this.pending?.line === line.line ? "true" : null,
      onclick: () => this.take(line, null) },
    h("span.option-name", {}, left <= 0 ? "✓ " : "", this.nameOf(line.item)),
    h("span.option-sub", {}, [visible(line.item, 40), line.lot && s("lot", visible(line.lot, 40)),
      line.serial && s("serial", visible(line.serial, 40)), visible(this.way(line), 120),
      this.progress(line, left, item?.unit ?? "")]
      .filter(Boolean).map((word, n) => [n ? " · " : "", h("span", {}, word)])));
  }

  /** How far a line is: blind, what was counted here and nothing else. */
  progress(line, left, unit) {
    if (left !== Infinity) return `${s("done_of", line.asked - left, line.asked)} ${unit}`;
    const counted = doneOf(this.kind, line, [], this.recorded(), this.measure);
    return counted ? `${s("counted_so_far", counted)} ${unit}` : "";
  }

  /** Where to walk: the bins and lots that the document holds, else its own places. */
  way(line) {
    const held = this.measure?.sourced
      ? (this.document.claims ?? []).filter((one) => one.line === line.line) : [];
    return held.length ? held.map((one) => [one.place, one.lot, `× ${one.quantity}`]
      .filter(Boolean).join(" ")).join("; ")
      : [line.source, line.target].filter(Boolean).join(" → ");
  }

  facts() {
    const { facts } = this.draft;
    return facts.length > 0 && h("section", {}, h("h3", {}, s("so_far", facts.length)),
      h("ul.plain-list", {}, facts.map((fact, n) => h("li", {}, h("span", {}, this.factText(fact)),
        h("button.plain", { type: "button", "aria-label": `${s("remove")} ${n + 1}`,
          onclick: () => this.change({ facts: facts.filter((_, at) => at !== n) }) },
        icon("close"))))));
  }

  factText(fact) {
    const line = this.document.lines.find((each) => each.line === fact.line);
    const measure = this.action.measures.find((each) => each.name === fact.measure);
    const way = [fact.source, fact.place].filter(Boolean).join(" → ");
    return [`${spoken(measure?.label)} ${fact.quantity}`, this.nameOf(line?.item ?? ""),
      visible(fact.lot || fact.serial || "", 40), visible(way, 60)].filter(Boolean).join(" · ");
  }

  papers() {
    const typed = this.action.evidence.filter((name) => !PHOTO_PAPERS.has(name));
    const names = [...typed, ...(this.action.reason ? ["reason"] : [])];
    const value = (name) => name === "reason" ? this.draft.reason : this.draft.papers[name] ?? "";
    return names.length > 0 && h("section.papers", {}, h("h3", {}, s("papers")), names.map((name) =>
      [h("label", { for: `paper-${name}` }, name === "reason" ? s("reason") : paper(name),
        " ", h("small", {}, s("needed"))),
      h("input", { id: `paper-${name}`, autocomplete: "off", value: value(name),
        "aria-invalid": this.missing?.includes(name) ? "true" : null,
        oninput: (event) => this.write(name, event.target.value),
        onchange: () => this.kept.keepDraft(this.id, this.draft) })]));
  }

  /** Typed words are kept without drawing anew: a button under the thumb stays where it is. */
  write(name, text) {
    if (name === "reason") this.draft.reason = text;
    else this.draft.papers = { ...this.draft.papers, [name]: text };
  }

  foot() {
    return h("div.bottom.stage-foot", {}, h("div#said", {}, saidLine()),
      (this.action.measures.length > 0 || (this.document.units ?? []).length > 0)
      && h("div.tools", {}, this.camera.switcher()),
    button("primary.wide", "uploaded", s("finish", spoken(this.action.label)),
      () => this.handIn(), { id: "hand-in" }));
  }
}
