// M4: what I recorded: search, change, take back. Any own line is two taps away.   我的行

import { tell } from "../messages.js";
import { amount, button, clock, fill, h, icon, refill, sheet, visible } from "../ui.js";
import { t, wordOr } from "../words.js";
import { faultWord } from "./count_place.js";
import { nameOf, restated } from "./count_rules.js";
import { itemsOf } from "./count_sheets.js";

const ROWS_SHOWN = 20;
const LINES_SHOWN = 100;
const DIGITS_MAX = 9;
const STATES = { saved: "saved", uploaded: "uploaded", refused: "blocked" };

/** @param {any} app @param {{query: URLSearchParams}} asked */
export async function screen(app, { query }) {
  const task = query?.get("task") ?? "";
  const place = query?.get("place") ?? "";
  return new LinesScreen(app, task, place);
}

class LinesScreen {
  constructor(app, task, place) {
    this.app = app;
    this.store = app.store;
    this.task = task;
    this.place = place;
    this.title = place ? `${t("my_lines")} · ${visible(place, 30)}` : t("my_lines");
    this.back = task ? `#/count/${encodeURIComponent(task)}` : null;
    this.text = "";
    this.shown = LINES_SHOWN;
    this.list = h("div.lines", {});
    /** @type {Map<string, string>} */
    this.ends = new Map();
  }

  draw(main) {
    const field = h("input#find-line", { type: "search", autocomplete: "off", value: this.text,
      spellcheck: "false", placeholder: t("search_lines"), oninput: (event) => {
        this.text = event.target.value;
        this.refresh();
      } });
    fill(main, h("div.lines-screen", {}, h("label.hidden", { for: "find-line" }, t("search")),
      field, this.list));
    this.refresh();
  }

  scan(scan) {
    this.text = scan.raw;
    this.app.redraw();
  }

  async refresh() {
    const turn = this.turn = (this.turn ?? 0) + 1;
    const lines = await this.lines();
    const rows = await this.store.rows({ limit: ROWS_SHOWN,
      ...(this.place ? { task: this.task === "-" ? null : this.task, place: this.place } : {}) });
    const items = await itemsOf(this.store, [...lines, ...rows.map((row) => ({ key: {
      item: row.item ?? row.resolved?.item } }))]);
    this.ends = await endsOf(this.store, items.keys());
    if (turn !== this.turn) return;
    const wanted = this.text.trim().toLowerCase();
    const found = wanted ? lines.filter((line) => has(line, items, wanted)) : lines;
    refill(this.list,
      !lines.length && h("div.empty-state", {}, icon("list"), h("p", {}, t("no_lines"))),
      lines.length && !found.length ? h("p.quiet", {}, t("no_match")) : null,
      h("ul.cards", {}, found.slice(0, this.shown).map((line) => h("li", {},
        this.card(line, items)))),
      found.length > this.shown && button("plain.wide", null, t("more"), () => {
        this.shown += LINES_SHOWN;
        this.refresh();
      }),
      rows.length && !wanted ? [h("h2", {}, t("last_rows")),
        h("ul.cards", {}, rows.filter((row) => row.mode !== "undo").map((row) =>
          h("li", {}, this.row(row, items, rows))))] : null);
  }

  /** My lines of the task (or of all tasks and spot counts), the newest first. */
  async lines() {
    const ids = this.task ? [this.task === "-" ? null : this.task]
      : [...(await this.store.tasks()).map((task) => task.task), null];
    const found = [];
    for (const task of ids) {
      const where = this.place ? { task, place: this.place } : { task };
      for (const line of await this.store.lines(where)) found.push({ ...line, task });
    }
    return found.sort((a, b) => b.last_at.localeCompare(a.last_at));
  }

  card(line, items) {
    const name = nameOf(items.get(line.key.item)) || line.key.item || t("unresolved");
    return h("button.card.line", { type: "button", onclick: () => this.edit(line, name) },
      h("span.card-name", {}, h("span.hidden", {}, `${t("edit")} `), visible(name, 80)),
      amount(line.quantity, line.unit ?? items.get(line.key.item)?.unit ?? ""),
    this.marks(line.key), h("span.card-sub", {}, [line.place, !line.key.item && line.key.code]
      .filter(Boolean).map((word) => visible(word, 80)).join(" · ")), state(line));
  }

  /** What tells two lines of one item apart: lot, its last day, serial. */
  marks({ item, lot, serial }) {
    const end = this.ends.get(`${item} ${lot}`);
    const words = [lot && `${t("lot")} ${lot}`, lot && end && t("until", end),
      serial && `${t("serial")} ${serial}`].filter(Boolean);
    return words.length > 0 && h("b.card-sub", {},
      words.flatMap((word, n) => [n ? " · " : "", h("span", {}, visible(word, 80))]));
  }

  row(row, items, rows) {
    const undone = rows.some((one) => one.undoes === row.id);
    const item = row.item ?? row.resolved?.item;
    const word = row.kind === "visit" ? t("visit_row") : row.mode === "empty" ? t("empty_row")
      : nameOf(items.get(item)) || item || visible(row.code ?? t("unresolved"), 60);
    const open = !undone && row.kind !== "visit";
    return h("div.card.row-card", { "data-undone": String(undone) },
      h("span.card-name", {}, visible(word, 80)),
      row.kind === "visit" || row.mode === "empty" ? h("span", {}, "")
        : h("span.amount", {}, `${row.mode === "add" ? "+" : "="} ${row.quantity ?? ""} `,
          h("small", {}, row.unit ?? "")),
      this.marks({ item, lot: row.lot ?? row.resolved?.lot,
        serial: row.serial ?? row.resolved?.serial }),
      h("span.card-sub", {}, `${visible(row.place, 40)} · ${clock(row.observed_at)}`,
        undone && h("b", {}, ` · ${t("was_undone")}`)), state({ ...row, tray: row.verdict?.tray }),
      open && h("button.plain.square", { type: "button", "aria-label": t("take_back"),
        onclick: () => this.undo(row) }, icon("undo")));
  }

  async undo(row) {
    try {
      await this.store.undo(row.id);
      tell("note", "undone", row.place, row.quantity ?? "");
    } catch (error) {
      tell("blocked", "not_recorded", faultWord(error));
    }
    this.refresh();
  }

  /** Change the number of a line; the row that says so is new, nothing is overwritten. */
  edit(line, name) {
    const field = h("input#new-number", { inputmode: "numeric", maxlength: DIGITS_MAX,
      autocomplete: "off", value: String(line.quantity ?? "") });
    const save = async (event, close) => {
      event.preventDefault();
      const text = field.value.replace(/\D/g, "");
      if (text === "") return field.focus();
      await this.restate(line, Number(text));
      return close();
    };
    sheet(t("edit_line", visible(name, 60)), (close) => [
      h("p.quiet", {}, [line.place, line.key.lot, line.key.serial, line.key.code].filter(Boolean)
        .map((word) => visible(word, 80)).join(" · ")),
      h("form", { onsubmit: (event) => save(event, close) },
        h("label", { for: "new-number" }, `${t("new_number")} ${line.unit ?? ""}`), field,
        h("button.primary.wide", { type: "submit" }, icon("ok"), h("span", {}, t("save")))),
      h("div.pair", {}, line.rows.length ? button("plain", "undo", t("take_back"), async () => {
        close();
        await this.undo({ id: line.rows[line.rows.length - 1], place: line.place,
          quantity: line.quantity });
      }) : null),
    ]);
    field.focus();
    field.select();
  }

  async restate(line, quantity) {
    const task = line.task ? await this.store.task(line.task) : null;
    const visit = (await this.store.visits({ task: line.task }))
      .find((one) => one.place === line.place && !one.closed_at) ?? null;
    try {
      await this.store.record(restated({ task: task ?? (line.task ? { task: line.task } : null),
        visit }, line, { quantity }));
      tell("ok", "changed", `${quantity} ${line.unit ?? ""}`);
    } catch (error) {
      tell("blocked", "not_recorded", faultWord(error));
    }
    this.refresh();
  }
}

/** The last days of the lots of these items, by item and lot. */
async function endsOf(store, items) {
  const lots = await Promise.all([...items].map((item) => store.lotsOf(item)));
  return new Map(lots.flat().map((each) => [`${each.item} ${each.code}`, each.expires_on]));
}

const has = (line, items, wanted) => [line.place, line.key.item, line.key.lot, line.key.serial,
  line.key.code, nameOf(items.get(line.key.item))].some((word) =>
  word && String(word).toLowerCase().includes(wanted));

/** Saved here and uploaded are two words, two icons, two colours. */
function state(row) {
  const word = row.tray ? wordOr(`tray_${row.tray}`, "result_other", row.tray)
    : t(`state_${row.state}`);
  return h("span.state", { "data-state": row.state }, icon(STATES[row.state] ?? "note"), word);
}
