// M7: what became of my counts: late paper that came in. No figures, readable off-line.   我的消息

import { ask, NoAnswer } from "./net.js";
import { button, clock, fill, h, icon, refill, visible } from "../ui.js";
import { s } from "./words.js";

const ROWS_MAX = 100;
const KEY = "news";
const WORDS = { healed: "news_healed", undone: "news_undone", late: "news_late",
  doubt: "news_doubt", disagreement: "news_disagreement", serial: "news_serial" };
/** Kinds that only tell: who has read them puts them away. */
const TOLD = new Set(["healed", "undone", "late"]);

/** @param {any} app */
export async function screen(app) {
  return new NewsScreen(app);
}

class NewsScreen {
  constructor(app) {
    this.app = app;
    this.title = s("news");
    this.back = "#/tasks";
    this.node = h("div.news", {});
    this.unreached = false;
  }

  draw(main) {
    fill(main, this.node);
    this.render();
    this.load();
  }

  refresh() { return this.render(); }

  /** Fetch anew; without an answer what was fetched before stays. */
  async load() {
    const device = await this.app.store.meta.get("device");
    try {
      const { status, answer } = await ask("GET",
        `inbox/news?site=${encodeURIComponent(device.site)}&limit=${ROWS_MAX}`, device.token);
      if (status !== 200) throw new NoAnswer(`${status}`);
      await this.app.store.meta.set(KEY, { device: device.device, at: Date.now(),
        rows: answer.rows.map(lean) });
      this.unreached = false;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      this.unreached = true;
    }
    await this.render();
  }

  async render() {
    const { meta } = this.app.store;
    const [kept, device] = [await meta.get(KEY), await meta.get("device")];
    // what another person's enrolment fetched is not shown to this one
    const held = kept && kept.device === device?.device ? kept : null;
    const rows = held?.rows ?? [];
    refill(this.node,
      h("div.lead", {}, h("h2", {}, s("news_n", rows.length)),
        h("span.quiet", {}, held ? s("news_as_of", clock(held.at, false)) : s("news_never"))),
      this.unreached && h("p.notice", { "data-level": "note" }, icon("note"),
        h("span", {}, s("news_unreached"))),
      rows.length ? h("ul.cards", {}, rows.map((row) => h("li.card", {}, this.row(row))))
        : h("div.empty-state", {}, icon("ok"), h("p", {}, s("news_none"))));
  }

  row(row) {
    return [h("span.card-name", {}, s(WORDS[row.kind] ?? "news_other")),
      h("span.card-sub", {}, [row.place, row.item, row.lot, clock(row.at, false)].filter(Boolean)
        .map((word, n) => [n ? " · " : "", h("span", {}, visible(word, 60))])),
      TOLD.has(row.kind) && button("plain", "ok", s("news_read"), () => this.putAway(row))];
  }

  /** Read: put away at the server too; without a network it stays. */
  async putAway(row) {
    const device = await this.app.store.meta.get("device");
    try {
      const { status } = await ask("POST", "inbox/read", device.token, {
        rows: [{ kind: row.kind, site: row.site, subject: row.subject }] });
      if (status >= 500 || status === 401) throw new NoAnswer(`${status}`);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      this.unreached = true;
      return this.render();
    }
    return this.load();
  }

  leave() {}
}

/** What is kept of a row: never a figure, whatever this person may read at the desk. */
function lean({ kind, site, subject, place, item, lot, at }) {
  return { kind, site, subject, place, item, lot, at };
}
