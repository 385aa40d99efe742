// The ground a counter stands on: the place, its visit, and what was written there.   货位
//
// One thing at a time: scans, keys and commands wait in line, nothing is dropped and nothing
// overtakes. A row is announced as recorded only after the store said that it is on disk.

import { wordOr } from "../words.js";
import { nextPlace, rowOf, totals } from "./count_rules.js";

const ROWS_LOOKED_BACK = 40;

/**
 * What is built on this ground: it knows the line in hand.
 * @typedef {import("./count_flow.js").Flow} Flow
 */

/** Why something could not be written, in words. */
export const faultWord = (error) => wordOr(`fail_${error?.reason}`, "fail_other",
  error?.cause?.name ?? error?.message ?? String(error));

export class Ground {
  /**
   * @param {{store: any, task: any, site: string, tell: Function, changed: () => void,
   *   mode?: string, today?: () => Date}} given `task` null is a spot count
   */
  constructor({ store, task, site, tell, changed, mode, today }) {
    this.store = store;
    this.task = task;
    this.site = site;
    this.tell = tell;
    this.changed = changed;
    this.mode = mode ?? task?.mode ?? "set";
    this.today = today ?? (() => new Date());
    this.place = null;
    this.visit = null;
    /** @type {import("./count_flow.js").Pending | null} */
    this.pending = null;
    /** @type {any} what the person is asked: pick, separator, rescue, closing */
    this.ask = null;
    /** @type {any[]} scans that wait for an answer */
    this.held = [];
    /** @type {boolean} they go on just now */
    this.releasing = false;
    this.lines = [];
    this.visits = [];
    this.newest = null;
    this.failed = null;
    this.bounce = { raw: "", at: -Infinity };
    this.tail = Promise.resolve();
  }

  /** Do one thing after everything before it. @param {() => any} work */
  run(work) {
    this.tail = this.tail.then(work).catch((error) => this.broken(error)).then(() =>
      this.changed());
    return this.tail;
  }

  /**
   * Let the scans that waited go on, until one of them needs a number or an answer.
   * @this {Flow}
   */
  async release() {
    if (this.releasing) return;
    this.releasing = true;
    const free = () => !this.ask || (this.ask.kind === "closing" && this.ask.target);
    try {
      while (this.held.length && free() && (!this.pending || this.done())) {
        await this.take(this.held.shift());
      }
    } finally {
      this.releasing = false;
    }
  }

  broken(error) {
    console.error(error);
    this.tell("blocked", "not_recorded", faultWord(error));
  }

  /** Record one row durably; a failure is red, and what was typed stays. */
  async write(draft) {
    try {
      const row = await this.store.record(draft);
      this.newest = row;
      this.failed = null;
      return row;
    } catch (error) {
      this.failed = { draft, error };
      this.tell("blocked", "not_recorded", faultWord(error));
      return null;
    }
  }

  /** Go to a place; with lines in the present one its summary comes first. @this {Flow} */
  arrive(place) {
    return this.run(() => this.reach(place));
  }

  /** Stand at a place; `scan` is the label that said so. @this {Flow} */
  async reach(place, scan = null) {
    const asked = this.ask?.kind === "closing" ? this.ask : null;
    if (this.place?.code === place.code) {
      if (asked) this.ask = null;
      return undefined;
    }
    if (asked?.target?.code === place.code) return this.sameLabel(scan);
    return this.place ? this.leave(place) : this.enter(place);
  }

  /**
   * The label of the next place once more, in front of the summary, says what its button says.
   * Not by the camera, which reads what stays in view by itself, nor by a scan that waited.
   * @this {Flow}
   */
  async sameLabel(scan) {
    if (scan && scan.entry !== "camera" && !this.releasing) return this.finish(true);
    return undefined;
  }

  /** @this {Flow} */
  async leave(target) {
    if (!this.place) return this.tell("note", "place_first", "");
    if (this.pending && (this.value() !== null || this.pending.parts.length)) {
      if (!await this.record()) return undefined;
    }
    if (this.held.length && !this.releasing) return this.release();
    if (this.pending && !this.done()) return this.tell("warning", "number_first");
    this.pending = null;
    const closed = this.visit?.closed_at;
    if (target && (closed || !totals(this.lines, this.place.code).lines)) {
      return this.enter(target);
    }
    this.ask = { kind: "closing", target };
    return undefined;
  }

  /**
   * Do something at the place that was scanned last although the summary of this one has no
   * answer: this one stays unfinished, and that is said. False where no place was scanned.
   * @param {() => any} work
   * @this {Flow}
   */
  async there(work) {
    const { target } = this.ask;
    const left = this.place.code;
    if (!target) return false;
    await this.enter(target);
    await work();
    this.tell("warning", "place_left_open", left, target.code);
    return true;
  }

  /** @this {Flow} */
  async enter(place) {
    const listed = this.task?.places;
    if (listed?.length && !listed.some((one) => one.code === place.code)) {
      this.tell("note", "place_not_in_task", place.code);
    }
    this.visit = await this.store.openVisit(this.task?.task ?? null, place.code);
    this.ask = null;
    this.pending = null;
    this.place = place;
    await this.look();
    return this.release();
  }

  /** State that everything here was seen (or leave without saying so), go on. @this {Flow} */
  close(complete) {
    return this.run(() => this.finish(complete));
  }

  /** @this {Flow} */
  async finish(complete) {
    const { target } = this.ask ?? {};
    if (complete && !await this.shut()) return undefined;
    this.ask = null;
    const left = this.place;
    this.place = null;
    this.visit = null;
    await this.look();
    const over = complete && this.task && !nextPlace(this.task, this.visits, this.lines);
    if (over) this.tell("ok", "task_finished");
    else this.tell(complete ? "ok" : "note", complete ? "place_finished" : "place_left", left.code);
    if (target) return this.enter(target);
    return undefined;
  }

  async shut() {
    try {
      await this.store.closeVisit(this.visit.id, true);
      return true;
    } catch (error) {
      this.tell("blocked", "not_recorded", faultWord(error));
      return false;
    }
  }

  /**
   * Nothing here: one row, and the place is finished. With a line in hand: none of this item.
   * @this {Flow}
   */
  async none() {
    if (!this.place) return this.tell("note", "place_first", "");
    if (this.pending && !this.done()) {
      this.pending.parts = [];
      this.pending.digits = "0";
      return await this.record() && this.release();
    }
    if (totals(this.lines, this.place.code).lines) return this.tell("warning", "not_empty");
    const draft = rowOf(this, null, { quantity: 0, unit: null, factor: 1 }, "empty");
    if (!await this.write(draft) || !await this.shut()) return undefined;
    const { code } = this.place;
    this.visit = null;
    this.pending = null;
    this.place = null;
    await this.look();
    return this.tell("ok", "place_empty", code);
  }

  /** Take back the newest row of this person; what is only typed goes first. @this {Flow} */
  async undo() {
    if (this.pending && !this.done()) {
      this.pending = null;
      this.tell("note", "typed_cleared");
      return this.release();
    }
    const rows = await this.store.rows({ limit: ROWS_LOOKED_BACK });
    const undone = new Set(rows.map((row) => row.undoes).filter(Boolean));
    const row = rows.find((one) => ["set", "add", "empty"].includes(one.mode)
      && !undone.has(one.id));
    if (!row) return this.tell("note", "nothing_to_undo");
    return this.takeBack(row);
  }

  async takeBack(row) {
    try {
      await this.store.undo(row.id);
    } catch (error) {
      return this.tell("blocked", "not_recorded", faultWord(error));
    }
    this.pending = null;
    await this.look();
    return this.tell("note", "undone", row.place, row.quantity);
  }

  /** What must survive a killed page: the line in hand with the number that was typed. */
  draft() {
    const { pending } = this;
    if (!pending || pending.recorded || !this.place) return null;
    return { task: this.task?.task ?? null, place: this.place.code, pending };
  }

  /** Take up the line that was in hand when the page went away. */
  restore(draft) {
    this.pending = draft.pending;
  }

  /** Read my own lines anew: those of this place, or of the whole task where `all`. */
  async look(all = true) {
    const task = this.task?.task ?? null;
    if (!all && this.place) {
      const place = this.place.code;
      const here = await this.store.lines({ task, place });
      this.lines = [...this.lines.filter((line) => line.place !== place), ...here];
      return;
    }
    this.lines = await this.store.lines({ task });
    this.visits = await this.store.visits({ task });
  }
}
