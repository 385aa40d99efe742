// Counts that are due near where a person works: a quiet line, one tap there, and back.   附近可盘
//
// Shown between two acts only, never over an open scan. Off-line only what this phone holds.

import { uuid7 } from "../ids.js";
import { standing } from "../screens/places.js";
import { top } from "../status.js";
import { announce, button, h, icon, refill, visible } from "../ui.js";
import { keep } from "./keep.js";
import { chosen, near, touched, walkOf } from "./near.js";
import { ask, sentences } from "./net.js";
import { s } from "./words.js";

const SHEET = new URL("./stages.css", import.meta.url).href;
const FRESH_MS = 120_000;
const STAND_MS = 1_800_000;
/** What this phone counted without a task is not offered for a shift; twin of SPOT_HOURS. */
const SPOT_MS = 12 * 3_600_000;
const STAND = "nearby_stand";
const DETOUR = "nearby_detour";
const SILENT = "nearby_silent";

/** Begin to offer; once a page. @param {any} app */
export async function watch(app) {
  const nearby = new Nearby(app);
  await nearby.remember();
  app.near = nearby;
  app.store.on("change", (what) => {
    if (what === "enrolled") nearby.remember();
    if (what === "package") nearby.again();
  });
  app.screenChanged();
}

class Nearby {
  constructor(app) {
    this.app = app;
    this.node = h("div#nearby", {});
    this.place = "";
    /** @type {any} */
    this.detour = null;
    /** @type {any} */
    this.view = null;
    /** @type {{at: number | null, codes: string[]}} */
    this.walked = { at: -1, codes: [] };
    this.gone = new Set();
    /** Nothing is open on the screen: an offer disturbs nobody. */
    this.idle = false;
    this.turn = 0;
    this.shown = "";
    this.busy = false;
    this.leaving = false;
    document.head.append(h("link", { rel: "stylesheet", href: SHEET }));
  }

  // -- where somebody stands -----------------------------------------------------------------

  /** What was known before this page: not of another person, and not for ever. */
  async remember() {
    const { meta } = this.app.store;
    const [device, stand, detour] = await Promise.all([meta.get("device"), meta.get(STAND),
      meta.get(DETOUR)]);
    this.device = device?.device;
    const mine = stand?.device === this.device && Date.now() - stand?.at < STAND_MS;
    this.app.store.at = this.place = mine ? stand.place : "";
    this.detour = detour?.device === this.device ? detour : null;
  }

  /** A place was scanned or confirmed. @param {string} place */
  stand(place) {
    if (!place || place === this.place) return;
    this.app.store.at = this.place = place;
    this.keep(STAND, { place, at: Date.now() });
  }

  keep(key, value) {
    return this.app.store.meta.set(key, value && { device: this.device, ...value })
      .catch(() => { /* an offer is not at stake */ });
  }

  // -- what the screens tell -----------------------------------------------------------------

  /** A screen drew itself: put the line where it belongs, or take it away. @param {any} view */
  look(view) {
    this.view = view;
    const { flow } = view;
    if (flow) {
      this.stand(flow.place?.code);
      if (this.onDetour(view)) return;
    }
    if (this.detour && this.hash() === this.detour.back) this.home();
    const open = flow ? flow.place || flow.pending || flow.ask || flow.held.length
      : view.pending || !view.document;
    this.idle = !open;
    const where = document.querySelector(".stage-foot, section.count");
    if (where && this.node.parentNode !== where) where.prepend(this.node);
    if (open) this.show([]);
    else this.again();
  }

  /** On the count of a place that lies beside other work: back leads there, and so does its end. */
  onDetour(view) {
    const { detour } = this;
    if (!detour || view.task?.task !== detour.task) return false;
    this.idle = false;
    this.show([]);
    if (view.back !== detour.back) {
      view.back = detour.back;
      top(view, this.app.sync.state());
    }
    const { flow } = view;
    if (flow.ask || flow.place?.code === detour.place) return true;
    const done = flow.visits.some((visit) => visit.place === detour.place && visit.complete);
    if (done && !this.leaving) this.leave(flow);
    return true;
  }

  /** The place is done: a place scanned meanwhile belongs to the other work, not to this count. */
  async leave(flow) {
    this.leaving = true;
    const { visit, place, task } = flow;
    if (visit && !task.places.some((one) => one.code === place.code)) {
      await this.app.store.putVisit({ ...visit, closed_at: visit.opened_at });
    }
    this.app.go(this.detour.back);
  }

  /** The other work is open again, where it was left. */
  async home() {
    const { place, scroll, task } = this.detour;
    this.detour = null;
    this.leaving = false;
    this.keep(DETOUR, null);
    const visits = await this.app.store.visits({ task });
    if (visits.some((visit) => visit.place === place && visit.complete)) {
      this.app.tell("tick", "place_finished", place);
    }
    scrollTo(0, scroll);
  }

  hash() { return location.hash.split("?")[0]; }

  // -- what is offered -----------------------------------------------------------------------

  /** Look anew what is near; the answer of an older look is dropped. */
  async again() {
    const turn = this.turn += 1;
    const free = () => this.idle && this.node.isConnected;
    if (!this.place || !free()) return;
    const offers = await this.offers();
    if (turn === this.turn && free()) this.show(offers);
  }

  async offers() {
    const { store } = this.app;
    const within = (await store.policy()).nearby_places ?? 0;
    if (!within) return [];
    const steps = near(await this.walk(), this.place, within);
    const offers = [...await this.own(steps), ...await this.free()];
    const open = touched(await (await keep()).drafts(), this.view?.document?.id);
    const spots = (await store.visits({ task: null })).filter((visit) => visit.complete
      && Date.now() - Date.parse(visit.closed_at) < SPOT_MS).map((visit) => visit.place);
    return chosen(offers, steps, [...open, ...spots, ...await this.silent()], Date.now());
  }

  /** The walk of this site, from the places that were pulled; read once a package. */
  async walk() {
    const { at } = await this.app.store.pulled();
    if (this.walked.at !== at) {
      this.walked = { at, codes: walkOf(await this.app.store.package.all("place")) };
    }
    return this.walked.codes;
  }

  /** Places of my own tasks that this phone holds by a lease; off-line too. */
  async own(steps) {
    const { store } = this.app;
    const offers = [];
    for (const task of await store.tasks()) {
      const due = (task.places ?? []).filter((place) => place.code in steps);
      if (!due.length || task.state === "closed" || task.task === this.view?.task?.task
        || !(Date.parse(task.lease?.expires_at) > Date.now())) continue;
      const [visits, lines] = [await store.visits({ task: task.task }),
        await store.lines({ task: task.task })];
      offers.push(...due.filter((place) => standing(place, visits, lines) !== "done")
        .map((place) => ({ task: task.task, place: place.code, own: true,
          seconds: task.place_seconds ?? 0 })));
    }
    return offers;
  }

  /** What may be taken from tasks that nobody has begun: by the newest word of the server only. */
  async free() {
    const { head } = await this.app.store.package.reading();
    const fresh = navigator.onLine && this.app.sync.state().online
      && Date.now() - (head.at ?? 0) < FRESH_MS;
    return fresh ? Object.values(head.nearby ?? {}).filter((each) =>
      !this.gone.has(each.task + each.place)).map((each) => ({ ...each, own: false })) : [];
  }

  async silent() {
    const kept = await this.app.store.meta.get(SILENT);
    return kept?.device === this.device && kept?.day === today() ? kept.places : [];
  }

  // -- the line --------------------------------------------------------------------------------

  show(offers) {
    const text = offers.map((each) => each.task + each.place).join()
      + document.documentElement.lang;
    if (this.shown === text) return;
    this.shown = text;
    if (!offers.length) {
      refill(this.node);
      return;
    }
    const minutes = Math.max(1, Math.ceil(offers.reduce((sum, each) => sum + each.seconds, 0)
      / 60));
    const words = s("near_due", offers.length, minutes);
    refill(this.node, h("p.notice", { "data-level": "note" }, icon("note"), h("span", {}, words),
      button("primary.quiet", "bin", s("near_count", visible(offers[0].place, 30)),
        () => this.count(offers[0])),
      button("plain", "", s("near_not_now"), () => this.quiet(offers))));
    announce(words);
  }

  /** Not now: these places are not offered again today. */
  async quiet(offers) {
    await this.keep(SILENT, { day: today(),
      places: [...await this.silent(), ...offers.map((each) => each.place)] });
    await this.again();
  }

  async count(offer) {
    if (this.busy) return;
    this.busy = true;
    try {
      const task = offer.own ? offer.task : await this.take(offer);
      if (!task) return;
      this.detour = { task, place: offer.place, back: this.hash(), scroll: scrollY };
      this.keep(DETOUR, this.detour); // not awaited: until the address changes this is home
      this.app.go(`#/count/${encodeURIComponent(task)}?place=${encodeURIComponent(offer.place)}`);
    } finally {
      this.busy = false;
    }
  }

  /** Ask the server for the place: one person gets it. @returns {Promise<string | null>} */
  async take(offer) {
    const { store, sync } = this.app;
    const device = await store.meta.get("device");
    const reply = await ask("POST", `tasks/${offer.task}/take`, device.token,
      { id: uuid7(), place: offer.place, at: this.place }).catch(() => null);
    if (!reply) return this.say("warning", "error_unreachable");
    const { status, answer } = reply;
    if (status < 300) {
      await sync.take([answer.task]);
      if (await store.task(answer.task)) return answer.task;
      return this.say("note", "result_other", s("near_later", offer.place));
    }
    if (status < 500) this.gone.add(offer.task + offer.place);
    return this.say("warning", "result_other", sentences(answer)[0]);
  }

  /** @returns {null} */
  say(...words) {
    this.app.tell(...words);
    this.again();
    return null;
  }
}

/** The day of this phone: "not now" holds until it ends. */
const today = () => new Date().toDateString();
