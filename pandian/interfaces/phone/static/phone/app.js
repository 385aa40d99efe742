// The phone application: opens the store, draws one screen at a time, hands scans to it.   手机端
//
// One screen has {title, back?, heading?, draw(node), scan?, key?, command?, refresh?, leave?}.

import { enrol, signOut } from "./enrol.js";
import { afterRed, hush, isRed, tell } from "./messages.js";
import * as session from "./session.js";
import * as settings from "./settings.js";
import * as sound from "./sound.js";
import { chip, notices, top } from "./status.js";
import { open } from "./store.js";
import * as sync from "./sync.js";
import { closeSheets, fill, h, icon, still, visible } from "./ui.js";
import { watchUpdates } from "./update.js";
import { t } from "./words.js";

const TABS = [["tasks", "task"], ["lines", "list"], ["look", "look"], ["sync", "sync"],
  ["device", "device"]];
const TAB_WORDS = { tasks: "tasks", lines: "my_lines", look: "look_up", sync: "sync",
  device: "device" };
const LOADERS = {
  tasks: () => import("./screens/tasks.js"), count: () => import("./screens/count.js"),
  lines: () => import("./screens/lines.js"), sync: () => import("./screens/sync.js"),
  look: () => import("./screens/look.js"), device: () => import("./screens/device.js"),
  join: () => import("./screens/join.js"), pin: () => import("./screens/pin.js"),
  stages: () => import("./stages/stages.js"), news: () => import("./stages/news.js"),
};
const LOCK_LOOK_MS = 30_000;
const QUIET_MS_MAX = 2_000;
const SHOWN_MAX = 60;

/** What every screen may use. */
const app = {
  /** @type {any} */
  store: null, sync, session, settings, tell, enrol,
  go, redraw: () => still(redraw, redraw), open: drawRoute, wake,
  /** @type {Awaited<ReturnType<typeof watchUpdates>>} */
  updates: null,
  /** @type {{served: string, ready: string} | null} */
  ready: null,
  /** @type {import("./types.js").Scan | null} */
  carried: null,
  /** @type {any} counts that are due where somebody works */
  near: null,
  signOut: leaveDevice, screenChanged: () => view?.changed?.(),
};

/** @type {any} */
let view = null;
/** @type {import("./types.js").Scan | null} A scan that the open screen does not take. */
let unused = null;
let turn = 0;
/** @type {any} */
let wakeLock = null;
let wanted = false;
let places = new Set();

async function boot() {
  app.store = await open();
  await settings.load(app.store);
  await sync.start(app.store);
  await learnPlaces();
  addEventListener("hashchange", drawRoute);
  addEventListener("pointerdown", () => { sound.unlock(); session.touch(app.store.meta); });
  addEventListener("keydown", () => session.touch(app.store.meta));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) { lockIfIdle(); wake(wanted); }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", settings.apply);
  sync.on("state", stateChanged);
  app.store.on("change", (what) => {
    if (what === "package") learnPlaces();
    stateChanged();
  });
  setInterval(lockIfIdle, LOCK_LOOK_MS);
  await drawRoute();
  if (!await app.store.meta.get("device")) await quiet();
  const { listen } = await import("./scan/wedge.js");
  listen({ onScan: scanned, onKey: keyed, layout: () => settings.settings.layout,
    known: (text) => places.has(text) });
  if ((await app.store.policy())?.stages) {
    import("./stages/sync.js").then((stages) => stages.begin(app.store)).catch(console.error);
  }
  import("./stages/urgent.js").then((urgent) => urgent.watch(app)).catch(console.error);
  import("./stages/nearby.js").then((nearby) => nearby.watch(app)).catch(console.error);
  app.updates = await watchUpdates(app.store, { onReady: (versions) => {
    app.ready = versions;
    stateChanged();
  } }).catch(() => null);
}

/** Wait until the first screen stands: what follows is not for the first look. */
const quiet = () => new Promise((done) => {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(done, { timeout: QUIET_MS_MAX });
  else setTimeout(done, QUIET_MS_MAX);
});

/** Place codes of my tasks are never cut in two by the scanner's rules. */
async function learnPlaces() {
  places = new Set((await app.store.tasks()).flatMap((task) =>
    (task.places ?? []).map((place) => place.code)));
}

/** The screen that an address means: #/count/<task>?place=... */
function route() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, ...rest] = path.split("/");
  return { name, rest: rest.map(decodeURIComponent), query: new URLSearchParams(query ?? "") };
}

async function drawRoute() {
  const mine = ++turn;
  const asked = location.hash.startsWith("#enrol=") ? { name: "join", rest: [], query: null }
    : route();
  const device = await app.store.meta.get("device");
  if (!device) asked.name = "join";
  else if (asked.name !== "join" && await session.isLocked(app.store.meta)) asked.name = "pin";
  if (!LOADERS[asked.name]) asked.name = "tasks";
  try {
    const { screen } = await LOADERS[asked.name]();
    const next = await screen(app, asked);
    await new Promise((done) => still(next, () => done(null)));
    if (mine === turn) show(next, asked.name);
    else next.leave?.();
  } catch (error) {
    if (mine === turn) show(broken(error), "broken");
  }
}

function show(next, name) {
  view?.leave?.();
  unused = null;
  closeSheets();
  hush();
  view = next;
  document.body.dataset.screen = name;
  document.title = `${next.title} · ${t("app")}`;
  redraw();
  tabs(name);
  document.getElementById("main")?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** Draw the open screen anew. */
function redraw() {
  top(view, sync.state());
  warn();
  view.draw(document.getElementById("main"));
}

function warn() {
  const box = document.getElementById("notices");
  if (!box) return;
  const lines = document.body.dataset.screen === "count" ? [] : notices(sync.state());
  const text = lines.map((line) => line.join()).join() + (unused?.raw ?? "");
  if (box.dataset.text === text) return;
  box.dataset.text = text;
  fill(box, lines.map(([level, word]) => h("p.notice", { "data-level": level }, icon(level),
    h("span", {}, word))), unused ? offered(unused) : null);
}

/** A scan that this screen does not take, and where it would be read. */
function offered(scan) {
  return h("p.notice#unused", { "data-level": "warning", role: "alert" }, icon("warning"),
    h("span", {}, t("no_scan_here", visible(scan.raw, SHOWN_MAX))),
    h("button", { type: "button", onclick: () => {
      app.carried = scan;
      go("#/look");
    } }, t("look_up")));
}

function tabs(name) {
  const bar = document.getElementById("tabs");
  if (!bar) return;
  bar.hidden = !TAB_WORDS[name];
  bar.setAttribute("aria-label", t("main_nav"));
  fill(bar, TABS.map(([screen, sign]) => h("a", {
    href: `#/${screen}`, "aria-current": screen === name ? "page" : null,
  }, icon(sign), h("span", {}, t(TAB_WORDS[screen])))));
}

function broken(error) {
  console.error(error);
  return { title: t("app"), back: "#/tasks", draw: (node) => fill(node,
    h("p.notice", { "data-level": "blocked", role: "alert" }, icon("blocked"),
      h("span", {}, t("broken", error?.message ?? error))),
    h("button.primary.wide", { type: "button", onclick: () => location.reload() },
      t("reload"))) };
}

function stateChanged() {
  still(stateChanged, () => {
    chip(sync.state());
    warn();
    view?.refresh?.();
  });
}

function scanned(scan) {
  session.touch(app.store.meta);
  if (isRed()) sound.blocked(true);
  afterRed(() => taken(scan));
}

/** Give a scan to the open screen; where none is taken, say so and offer to look it up. */
function taken(scan) {
  if (view?.scan) {
    view.scan(scan);
    return;
  }
  unused = scan;
  sound.warn();
  still(warn, warn);
}

function keyed(key) {
  if (!isRed()) view?.key?.(key);
}

/** Go to another address of the application. @param {string} hash */
function go(hash) {
  if (location.hash === hash) drawRoute();
  else location.hash = hash;
}

/** This person is done with this phone; what is unsent stays and still goes up. */
async function leaveDevice() {
  const { unsent } = await signOut({ store: app.store });
  if (unsent) await session.lock(app.store.meta);
  go("#/join");
}

async function lockIfIdle() {
  const screen = document.body.dataset.screen;
  if (screen === "pin" || screen === "join") return;
  if (await app.store.meta.get("device") && await session.isLocked(app.store.meta)) drawRoute();
}

/** Keep the screen lit while a task is open. @param {boolean} on */
async function wake(on) {
  wanted = on;
  if (!on) {
    await wakeLock?.release?.();
    wakeLock = null;
  } else if (!document.hidden && navigator.wakeLock && (!wakeLock || wakeLock.released)) {
    wakeLock = await navigator.wakeLock.request("screen").catch(() => null);
  }
}

boot().catch((error) => {
  view = broken(error);
  show(view, "broken");
});
