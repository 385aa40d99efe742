// Urgent work that came in and was not looked at yet: told on every screen but an open place.   加急

import { button, h, icon, refill, visible } from "../ui.js";
import { s } from "./words.js";

const KEY = "urgent_seen";
const SEEN_MAX = 500;
const NAME_MAX = 60;
const FELT_MS = [120, 80, 120];

/** Begin to watch what comes in; once a page. @param {any} app */
export async function watch(app) {
  const notice = new Arrivals(app);
  addEventListener("hashchange", () => notice.look());
  app.store.on("change", (what) => what === "package" && notice.look(true));
  await notice.look();
}

class Arrivals {
  constructor(app) {
    this.store = app.store;
    this.go = app.go;
    /** @type {any[]} */
    this.tasks = [];
    this.node = h("div#arrivals", {});
    document.getElementById("notices")?.after(this.node);
  }

  /** Learn which urgent tasks were neither opened nor put away; one that just came is felt. */
  async look(came = false) {
    const [, screen, task] = location.hash.split("?")[0].split("/");
    if (screen === "count" && task) await this.see([decodeURIComponent(task)]);
    const before = new Set(this.tasks.map((each) => each.task));
    const seen = new Set(await this.seen());
    this.tasks = (await this.store.tasks()).filter((each) => each.state !== "closed"
      && !each.leased_to && (each.kind === "recount" || each.urgent === true)
      && !seen.has(each.task));
    if (came && this.tasks.some((each) => !before.has(each.task))) navigator.vibrate?.(FELT_MS);
    this.node.hidden = screen === "count";
    const text = this.tasks.map((each) => each.task).join() + document.documentElement.lang;
    if (this.node.dataset.text === text) return;
    this.node.dataset.text = text;
    refill(this.node, this.tasks.length ? this.notice(this.tasks[0]) : null);
  }

  /** What came in and goes before all else: one tap away, or put away. */
  notice(first) {
    const name = visible(first.name || first.task, NAME_MAX)
      + (first.number > 1 ? ` #${first.number}` : "")
      + (first.kind === "recount" ? ` (${s("urgent_recount")})` : "");
    const words = this.tasks.length > 1 ? s("urgent_came_n", this.tasks.length, name)
      : s("urgent_came", name);
    return h("p.notice#urgent", { "data-level": "warning", role: "alert" }, icon("warning"),
      h("span", {}, words),
      button("plain", "", s("urgent_go"), () =>
        this.go(`#/count/${encodeURIComponent(first.task)}`)),
      button("plain", "", s("news_read"), async () => {
        await this.see(this.tasks.map((each) => each.task));
        await this.look();
      }));
  }

  async see(tasks) {
    const before = await this.seen();
    const fresh = tasks.filter((task) => !before.includes(task));
    if (!fresh.length) return;
    const device = await this.store.meta.get("device");
    await this.store.meta.set(KEY, { device: device?.device,
      tasks: [...before, ...fresh].slice(-SEEN_MAX) });
  }

  /** What another person's enrolment had seen says nothing of this one. */
  async seen() {
    const [kept, device] = [await this.store.meta.get(KEY), await this.store.meta.get("device")];
    return kept?.tasks && kept.device === device?.device ? kept.tasks : [];
  }
}
