// The questions of the counting screen: which one, this place done, which unit.   盘点问答
//
// A sheet never holds anything by itself: what is asked and answered stands in the flow.

import { amount, button, h, icon, refill, sheet, visible } from "../ui.js";
import { side, t, wordOr } from "../words.js";
import { freshness, nameOf, standing, summary, totals, unitsOf } from "./count_rules.js";
import { rescueSheet } from "./exception.js";

/** The sheet of what the flow asks. @param {any} screen @param {any} ask */
export function sheetOf(screen, ask) {
  const withdrawn = { onclose: () => screen.withdrawn(ask) };
  if (ask.kind === "rescue") return rescueSheet(screen, ask, withdrawn);
  if (ask.kind === "closing") return closingSheet(screen, ask, withdrawn);
  return pickSheet(screen, ask, withdrawn);
}

/** What is wrong with a code, in words; the right check digit is among them. */
export function reasonsOf(verdict) {
  return (verdict?.reasons ?? []).map((reason) => side() ? reason.en ?? reason.code
    : reason.zh ?? reason.code);
}

/** Which of at most five: the lot that the code does not name, or the cut that is meant. */
function pickSheet(screen, ask, how) {
  const { flow } = screen;
  const separator = ask.kind === "separator";
  const box = h("ul.options", {});
  const title = t(separator ? "is_this_the_lot" : "which_one");
  const made = sheet(title, () => [
    h("p.raw", {}, visible(ask.scan.raw, 200)),
    h("p.quiet", {}, wordOr(`why_${ask.reason}`, "why_item_ambiguous")), box,
    button("plain.wide", "none", t("none_of_these"), () => flow.pick(null)),
  ], { ...how, level: separator ? "warning" : "note" });
  options(screen, ask).then((nodes) => refill(box, nodes));
  return made;
}

async function options(screen, ask) {
  const made = [];
  for (const candidate of ask.candidates) {
    const item = await screen.app.store.itemByCode(candidate.item);
    made.push(h("li", {}, h("button.option", {
      type: "button", onclick: () => screen.flow.pick(candidate),
    }, h("span.option-name", {}, visible(nameOf(item) || candidate.item, 80)),
    h("span.option-sub", {}, sub(candidate, item, ask.reason)))));
  }
  return made;
}

function sub(candidate, item, known) {
  const words = [visible(candidate.item, 40)];
  if (candidate.factor > 1) {
    words.push(t("pack_is", candidate.unit, candidate.factor, item?.unit ?? ""));
  }
  const lot = candidate.lot && h("b", {}, ` ${t("lot")} ${visible(candidate.lot, 40)}`);
  const serial = candidate.serial
    && h("b", {}, ` ${t("serial")} ${visible(candidate.serial, 40)}`);
  const until = candidate.expires_on ? ` ${t("until", candidate.expires_on)}` : "";
  const fresh = freshness(candidate.expires_on, new Date());
  const tag = fresh && h("span.tag", { "data-level": fresh === "expired" ? "blocked" : "warning" },
    t(fresh === "expired" ? "is_expired" : "near_expiry"));
  const why = candidate.reason && !["known", known].includes(candidate.reason)
    ? h("i", {}, ` ${wordOr(`why_${candidate.reason}`, "why_known")}`) : null;
  return [words.join(" · "), lot, serial, until, tag, why];
}

/** "I have seen everything here": three lists before the next bin. */
function closingSheet(screen, ask, how) {
  const { flow } = screen;
  const { place } = flow;
  const sum = totals(flow.lines, place.code);
  const { strange, unknown, missing } = summary(flow.task, place.code, flow.lines);
  const here = [...strange, ...unknown];
  const node = h("div.closing", {});
  const made = sheet(t("closing", visible(place.code, 40)), () => node, how);
  const draw = (items) => refill(node,
    h("p.tally", {}, icon("ok"), t("counted_here", sum.lines, sum.pieces)),
    strange.length ? [h("p.tally", {}, icon("warning"), t("not_in_place", strange.length)),
      h("ul.plain-list", {}, strange.map((line) => h("li", {}, h("span", {},
        lineName(line, items)), button("plain", "move", t("move_here"),
        () => screen.propose(line)))))] : null,
    unknown.length ? [h("p.tally", {}, icon("warning"), t("unknown_here", unknown.length)),
      h("ul.plain-list", {}, unknown.map((line) => h("li", {}, h("span", {},
        lineName(line, items)))))] : null,
    missing?.length ? [h("p.tally", {}, icon("note"), t("missing_here", missing.length)),
      h("ul.plain-list", {}, missing.map((row) => h("li", {}, h("span", {},
        visible(`${row.name ?? row.item} ${row.lot ?? ""} ${row.serial ?? ""}`, 80)),
      amount(null)))), h("p.quiet", {}, t("missing_means"))] : null,
    h("p.quiet", {}, t("closing_means")),
    h("div.pair", {},
      button("plain", "stay", missing?.length ? t("go_look") : t("stay"), () => flow.dismiss()),
      button("primary", "ok", t("done_place"), () => flow.close(true), { autofocus: true })),
    button("plain.wide", "next", ask.target
      ? `${t("leave_open")} · ${t("then_to", visible(ask.target.code, 40))}` : t("leave_open"),
    () => flow.close(false)));
  draw(new Map());
  if (here.length) itemsOf(screen.app.store, here).then(draw);
  return made;
}

/** The items of some lines, by code. */
export async function itemsOf(store, lines) {
  const codes = [...new Set(lines.map((line) => line.key.item).filter(Boolean))];
  const items = await Promise.all(codes.map((code) => store.itemByCode(code)));
  return new Map(codes.map((code, n) => [code, items[n]]));
}

const lineName = (line, items) => visible([nameOf(items.get(line.key.item)) || line.key.item
  || line.key.code, line.key.lot, line.key.serial].filter(Boolean).join(" "), 90);

/** All places of the task with how far they are; any other can be typed. */
export function placesSheet(screen) {
  const { flow, app } = screen;
  const list = h("ul.options.places", {});
  const field = h("input#find-place", { type: "search", autocomplete: "off",
    autocapitalize: "characters", spellcheck: "false", oninput: () => show() });
  const made = sheet(t("places"), () => [
    h("form", { onsubmit: (event) => { event.preventDefault(); typed(); } },
      h("label", { for: "find-place" }, t("find_place")), field), list]);
  const go = (place) => { made.close(); flow.arrive(place); };
  const typed = async () => {
    const code = field.value.trim();
    const place = code && await app.store.place(code);
    if (place) go(place);
    else show();
  };
  async function show() {
    const wanted = field.value.trim().toLowerCase();
    const own = (screen.task?.places ?? []).filter((one) =>
      one.code.toLowerCase().includes(wanted));
    const others = own.length || (screen.task && !wanted) ? []
      : await app.store.places({ text: wanted, limit: 30 });
    const found = [...own, ...others].slice(0, 200);
    refill(list, found.map((place) => h("li", {}, placeOption(flow, place, go))),
      !found.length && h("li.quiet", {}, t("no_match")));
  }
  show();
  return made;
}

const STANDING = { done: ["ok", "place_done"], begun: ["begun", "place_begun"],
  "": ["none", "uncounted"] };

function placeOption(flow, place, go) {
  const [sign, word] = STANDING[standing(place, flow.visits, flow.lines)];
  const sum = totals(flow.lines, place.code);
  return h("button.option.row", { type: "button", onclick: () => go(place),
    "aria-current": flow.place?.code === place.code ? "true" : null },
  h("span.option-name", {}, visible(place.code, 40)),
  h("span.option-sub", {}, icon(sign), t(word),
    sum.lines ? ` · ${t("here_sum", sum.lines, sum.pieces)}` : ""));
}

/** A code that cannot be scanned is typed. */
export function typedSheet(screen) {
  const field = h("input#typed", { autocomplete: "off", autocapitalize: "none",
    spellcheck: "false", autofocus: true });
  const made = sheet(t("typed_code"), (close) => h("form", { onsubmit: (event) => {
    event.preventDefault();
    const raw = field.value;
    if (!raw.trim()) return;
    close();
    screen.scan({ raw, symbology: "", entry: "keyed" });
  } }, h("label", { for: "typed" }, t("code")), field,
  h("button.primary.wide", { type: "submit" }, icon("ok"), h("span", {}, t("confirm")))));
  field.focus();
  return made;
}

/** The packs of the item in hand; a number typed before may be kept and loose ones added. */
export function unitsSheet(screen) {
  const { flow } = screen;
  const { pending } = flow;
  if (!pending) return flow.unit("", 1);
  const units = unitsOf(pending.item, pending.candidate);
  const base = pending.item?.unit ?? "";
  const kept = pending.digits !== "";
  return sheet(t("change_unit"), (close) => [
    h("ul.options", {}, units.map(({ unit, factor }) => h("li", {}, h("button.option.row", {
      type: "button", "aria-current": unit === pending.unit ? "true" : null,
      onclick: () => { close(); flow.unit(unit, factor); },
    }, h("span.option-name", {}, unit), h("span.option-sub", {}, factor > 1
      ? t("pack_is", unit, factor, base) : ""))))),
    kept && units.length > 1 && [
      h("p.quiet", {}, `${pending.digits} ${pending.unit} + …`),
      units.filter(({ unit }) => unit !== pending.unit).map(({ unit, factor }) =>
        button("plain.wide", "plus", `${t("keep_and_add")}: ${unit}`,
          () => { close(); flow.unit(unit, factor, true); }))],
  ]);
}
