// What happens between a scan and a row: the loop of counting, without a pixel.   盘点节奏

import { join, parse } from "../codes/index.js";
import { resolve } from "../resolve.js";
import { Ground } from "./count_place.js";
import {
  commandOf, contextOf, dayOf, nameOf, placeOf, restated, rowOf, seenBefore,
} from "./count_rules.js";

const BOUNCE_MS = 300;
const DIGITS_MAX = 9;
const CANDIDATES_MAX = 5;
const HOLD_MAX = 50;

/**
 * @typedef {object} Pending the line in the person's hands, not yet recorded
 * @property {any} scan @property {any} verdict @property {any} candidate @property {any} item
 * @property {string} digits @property {string} unit @property {number} factor
 * @property {string[]} condition @property {string[]} photos @property {string} note
 * @property {boolean} chosen a person picked the item or the lot @property {any[]} parts
 * @property {any} recorded the row it became, or null @property {number | null} book
 * @property {boolean} [begun] some of its parts are rows already
 */

export class Flow extends Ground {
  /** A scan of any reader; the instant of its arrival tells a bounce from a second piece. */
  scan(scan) {
    const at = performance.now();
    const bounced = scan.raw === this.bounce.raw && at - this.bounce.at < BOUNCE_MS;
    Object.assign(this.bounce, { raw: scan.raw, at });
    return this.run(() => bounced ? this.tell("tick", "bounced") : this.take(scan));
  }

  /** A command barcode or its button: confirm, undo, empty, next, exception. */
  command(word) {
    return this.run(() => this.obey(word));
  }

  async obey(word) {
    if (word === "confirm") return this.confirm();
    if (word === "undo") return this.undo();
    if (this.ask?.kind === "closing") {
      if (word !== "next" && await this.there(() => this.act(word))) return undefined;
    } else if (await this.answered()) return this.act(word);
    return this.tell("note", "answer_first");
  }

  act(word) {
    if (word === "empty") return this.none();
    if (word === "next") return this.leave(null);
    return this.exception();
  }

  /** Whether no question about a thing stands in the way; an unknown thing is put aside. */
  async answered() {
    return !this.ask || (this.ask.kind === "rescue" && this.aside());
  }

  async take(scan) {
    if (scan.parts) return this.merged(scan);
    const today = dayOf(this.today());
    const verdict = parse(scan.raw, { symbology: scan.symbology ?? "", today });
    const command = commandOf(verdict);
    if (command) return this.obey(command);
    if (await this.second(scan, verdict, today)) return undefined;
    if (this.ask?.kind === "rescue") {
      if (!await this.aside()) return this.hold(scan);
    } else if (this.ask?.kind === "pick" || this.ask?.kind === "separator") {
      return this.hold(scan);
    }
    if (this.held.length && !this.releasing) return this.queue(scan);
    const place = await placeOf(verdict, this.store, this.site);
    if (!await this.commitBefore(scan)) return undefined;
    if (place) return this.reach(place, scan);
    if (!this.place) return this.tell("warning", "place_first", scan.raw);
    if (this.ask?.kind !== "closing") return this.understand(scan, verdict);
    if (await this.there(() => this.understand(scan, verdict))) return undefined;
    return this.tell("warning", "place_first", scan.raw);
  }

  /** Nothing overtakes a scan that waits: a place among them must not come too late. */
  async queue(scan) {
    const wanted = this.done() ? null : this.pending;
    if (wanted && this.value() === null && !wanted.parts.length) {
      this.held.push(scan);
      return this.tell("warning", "number_first");
    }
    if (wanted && !await this.record()) return undefined;
    this.held.push(scan);
    return this.release();
  }

  /** A second code of the same label (HIBC pairs, an EAN and its lot) completes the first. */
  async second(scan, verdict, today) {
    const { ask, pending } = this;
    const first = ask?.kind === "pick" ? ask : !ask && pending && !this.done() ? pending : null;
    if (!first?.scan || first.digits || verdict.gtin || first.scan.raw === scan.raw) return false;
    const whole = join([first.verdict, verdict], { today });
    if (!whole || whole.verdict === "refused") return false;
    this.ask = null;
    this.pending = null;
    const codes = [...first.scan.codes ?? [], scan.raw];
    await this.understand({ ...first.scan, codes }, { ...whole, raw: first.scan.raw });
    return true;
  }

  /** Two labels read as one: nothing is written, both halves are shown. */
  merged(scan) {
    this.tell("warning", "merged", scan.parts.map((part) => part.raw ?? part).join("  |  "));
  }

  hold(scan) {
    if (this.held.length < HOLD_MAX) this.held.push(scan);
    this.tell("note", "answer_first");
  }

  /** The next scan confirms the line in hand; without a number it waits for one. */
  async commitBefore(scan) {
    if (!this.pending) return true;
    if (this.value() !== null || this.pending.parts.length) return this.record();
    if (this.done()) return true;
    if (this.pending.scan?.raw === scan.raw) {
      if (this.mode === "add") return true;
      this.tell("note", "total_wanted");
      return false;
    }
    this.held.push(scan);
    this.tell("warning", "number_first");
    return false;
  }

  done() {
    return Boolean(this.pending?.recorded);
  }

  async understand(scan, verdict) {
    const answer = resolve(verdict, await contextOf(this, verdict));
    const candidates = (answer.candidates ?? []).slice(0, CANDIDATES_MAX);
    if (verdict.verdict === "refused" || !candidates.length) {
      return this.rescue(scan, verdict, candidates);
    }
    if (["separator_suspected", "lot_longer"].includes(answer.reason)) {
      this.ask = { kind: "separator", scan, verdict, candidates, reason: answer.reason };
      return this.tell("warning", "is_this_the_lot");
    }
    if (answer.ask) {
      this.ask = { kind: "pick", scan, verdict, candidates, reason: answer.reason };
      return this.tell("note", "which_one");
    }
    return this.hand(scan, verdict, candidates[0], false);
  }

  rescue(scan, verdict, candidates) {
    this.ask = {
      kind: "rescue", scan, verdict, candidates, digits: "1", condition: [], photos: [], note: "",
    };
    this.tell("warning", verdict.verdict === "refused" ? "code_faulty" : "code_unknown");
  }

  /** Put a line into the person's hands; a serial is complete by itself. */
  async hand(scan, verdict, candidate, chosen) {
    const item = await this.store.itemByCode(candidate.item);
    const condition = this.conditions(candidate);
    this.pending = {
      scan, verdict, candidate, item, chosen, condition, digits: "", parts: [], photos: [],
      note: "", unit: candidate.unit ?? item?.unit ?? "", factor: candidate.factor ?? 1,
      recorded: null, book: this.bookOf(candidate),
    };
    if (candidate.serial) return this.serial(this.pending);
    if (this.mode === "add" && scan) {
      this.pending.digits = "1";
      return this.record({ stay: true });
    }
    if (condition.length) this.tell("note", condition[0]);
    return undefined;
  }

  conditions(candidate) {
    const condition = [];
    const today = dayOf(this.today());
    if (candidate.expires_on && candidate.expires_on < today) condition.push("expired");
    const listed = this.task?.lines;
    if (listed?.length && !listed.some((line) => line.item === candidate.item)) {
      condition.push("unlisted");
    }
    return condition;
  }

  /** The book of the line in hand: only where the task is open and the server sent it. */
  bookOf(candidate) {
    if (!this.task || this.task.blind !== false) return null;
    const line = (this.task.lines ?? []).find((row) => row.item === candidate.item
      && (row.lot ?? null) === (candidate.lot ?? null)
      && (!row.place || row.place === this.place?.code) && Number.isInteger(row.book));
    return line ? line.book : null;
  }

  /** @param {Pending} pending */
  async serial(pending) {
    const { candidate } = pending;
    const before = seenBefore(this.lines, candidate);
    if (before) {
      const word = before.place === this.place.code ? "seen_here" : "seen_elsewhere";
      this.tell("warning", word, candidate.serial, before.place);
      if (before.place === this.place.code) {
        pending.recorded = before;
        return undefined;
      }
    }
    pending.digits = "1";
    return this.record({ stay: true, level: before ? "warning" : null });
  }

  value() {
    return this.pending?.digits ? Number(this.pending.digits) : null;
  }

  /** Type one digit; a line that was just recorded begins a new number. */
  digit(sign) {
    return this.run(() => this.typed(sign));
  }

  typed(sign) {
    if (this.ask && this.ask.kind !== "rescue") return this.tell("note", "answer_first");
    const target = this.ask ?? this.pending;
    if (!target) return this.tell("note", "scan_first");
    if (sign === "back") target.digits = target.digits.slice(0, -1);
    else if (target.digits.length >= DIGITS_MAX) return this.tell("note", "too_many_digits");
    else target.digits = String(Number(target.digits + sign));
    return undefined;
  }

  /** One more or one less. */
  step(by) {
    return this.run(() => {
      if (this.ask) return this.tell("note", "answer_first");
      if (!this.pending) return this.tell("note", "scan_first");
      const now = this.value() ?? this.known()?.quantity ?? 0;
      this.pending.digits = String(Math.max(0, now + by));
      return undefined;
    });
  }

  /** Take the book's number for the line in hand and record it (open counts only). */
  equalsBook() {
    return this.run(async () => {
      const { pending } = this;
      if (!pending || !Number.isInteger(pending.book)) return this.tell("note", "scan_first");
      pending.unit = pending.item?.unit ?? "";
      pending.factor = 1;
      pending.parts = [];
      pending.digits = String(pending.book);
      return await this.record() && this.release();
    });
  }

  /** Count in another pack; `keep` puts the number typed so far aside and adds to it. */
  unit(name, factor, keep = false) {
    return this.run(() => {
      const { pending } = this;
      if (!pending) return;
      if (keep && pending.digits !== "") {
        pending.parts.push({ quantity: Number(pending.digits), unit: pending.unit,
          factor: pending.factor });
        pending.digits = "";
      }
      pending.unit = name;
      pending.factor = factor;
    });
  }

  setMode(mode) {
    return this.run(() => { this.mode = mode; });
  }

  /** What this person recorded here before for the line in hand, or null. */
  known() {
    const { candidate } = this.pending ?? {};
    if (!candidate) return null;
    return this.lines.find((line) => line.place === this.place.code
      && line.key.item === candidate.item && (line.key.lot ?? null) === (candidate.lot ?? null)
      && (line.key.serial ?? null) === (candidate.serial ?? null)) ?? null;
  }

  async confirm() {
    if (this.ask?.kind === "rescue") return this.aside().then(() => this.release());
    if (this.ask?.kind === "closing") return this.finish(true);
    if (this.ask) return this.tell("note", "answer_first");
    if (!this.pending || this.done()) return this.tell("note", "scan_first");
    if (this.value() === null && !this.pending.parts.length) {
      return this.tell("warning", "number_first");
    }
    if (await this.record()) await this.release();
    return undefined;
  }

  /**
   * Write the line in hand: the only place where a count becomes a row.
   * @param {{stay?: boolean, level?: string | null}} [how]
   */
  async record({ stay = false, level = null } = {}) {
    const { pending } = this;
    if (!pending) return false;
    const parts = [...pending.parts];
    if (pending.digits !== "") {
      parts.push({ quantity: Number(pending.digits), unit: pending.unit, factor: pending.factor });
    }
    for (const [n, part] of parts.entries()) {
      const mode = n || pending.begun ? "add" : this.mode;
      const row = await this.write(rowOf(this, pending, part, mode));
      if (!row) {
        const left = parts.slice(n);
        const last = left.pop();
        Object.assign(pending, { parts: left, digits: String(last.quantity), unit: last.unit,
          factor: last.factor });
        return false;
      }
      Object.assign(pending, { recorded: row, begun: true });
    }
    Object.assign(pending, { parts: [], digits: "", begun: false });
    const said = level ?? (pending.condition.length ? "warning" : "ok");
    this.tell(said, "recorded", nameOf(pending.item) || pending.candidate.item, parts);
    await this.look(false);
    if (!stay) this.pending = null;
    return true;
  }

  /** Choose one of the candidates, or none of them (then it goes to the rescue sheet). */
  pick(candidate) {
    return this.run(async () => {
      const { scan, verdict, photos = [], condition = [], note = "", kind, digits } = this.ask;
      this.ask = null;
      if (!candidate) return this.rescue(scan, verdict, []);
      await this.hand(scan, verdict, candidate, true);
      if (kind === "rescue" && this.pending) {
        Object.assign(this.pending, { photos, note });
        this.pending.condition = [...new Set([...this.pending.condition, ...condition])];
        if (!this.pending.recorded && digits !== "1") this.pending.digits = digits;
      }
      return this.release();
    });
  }

  /** Open the exception sheet: for the line in hand, else for a thing without a code. */
  exception() {
    const { pending } = this;
    if (!this.place) return this.tell("note", "place_first", "");
    this.ask = {
      kind: "rescue", scan: pending?.scan ?? null, verdict: pending?.verdict ?? null,
      candidates: [], digits: pending?.digits || "1", line: pending,
      condition: [...(pending?.condition ?? [])], photos: [...(pending?.photos ?? [])],
      note: pending?.note ?? "",
    };
    return undefined;
  }

  /** Put an unknown thing down and go on: its row is recorded, unresolved, with what is there. */
  async aside() {
    const { ask } = this;
    if (ask.line) {
      Object.assign(ask.line, { condition: ask.condition, photos: ask.photos, note: ask.note });
      this.ask = null;
      if (ask.line.recorded && ask.line.digits === "") return this.again(ask.line);
      return true;
    }
    const condition = ask.condition.length || ask.scan ? ask.condition : ["no_label"];
    const line = { ...ask, condition, candidate: null, parts: [], chosen: false };
    const part = { quantity: Number(ask.digits || 1), unit: null, factor: 1 };
    const row = await this.write(rowOf(this, line, part, "add"));
    if (!row) return false;
    this.ask = null;
    this.tell("warning", "put_aside");
    await this.look(false);
    return true;
  }

  /** State the recorded line of this item again, now with its photo, note and condition. */
  async again(pending) {
    const { condition, photos, note } = pending;
    const known = this.known();
    return known ? this.restate(known, { condition, photos, note }) : true;
  }

  /** State one of my lines again with something changed; the newest statement holds. */
  async restate(line, changes) {
    const row = await this.write(restated(this, line, changes));
    if (!row) return false;
    await this.look(false);
    const proposal = changes.condition?.includes("wrong_place");
    this.tell("ok", proposal ? "move_proposed" : "changed",
      `${changes.quantity ?? line.quantity} ${line.unit ?? ""}`);
    return true;
  }

  putDown() {
    return this.run(async () => {
      if (this.ask?.kind === "rescue" && await this.aside()) await this.release();
    });
  }

  /** Leave a question unanswered: nothing is written. */
  dismiss() {
    return this.run(() => {
      this.ask = null;
      return this.release();
    });
  }
}
