// How far the places of a task are, from my own lines and visits.   货位进度

/** A line's number in the item's smallest units, or null when its unit is not known. */
export const baseOf = (line) => line.base ?? (line.quantity ?? 0) * (line.factor ?? 1);

/** Lines and pieces recorded in a place (or in all of them). */
export function totals(lines, place = null) {
  const here = lines.filter((line) => !place || line.place === place);
  return { lines: here.length, pieces: here.reduce((sum, line) => sum + baseOf(line), 0) };
}

/** How a place stands: "done", "begun" or "" when nobody was there. */
export function standing(place, visits, lines) {
  const own = visits.filter((visit) => visit.place === place.code);
  if (place.done || own.some((visit) => visit.complete && visit.closed_at)) return "done";
  return own.length || lines.some((line) => line.place === place.code) ? "begun" : "";
}

/** The next place of a task that is not finished, in walking order after the present one. */
export function nextPlace(task, visits, lines, after = null) {
  const order = [...task?.places ?? []].sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0));
  const from = order.findIndex((place) => place.code === after) + 1;
  return [...order.slice(from), ...order.slice(0, from)]
    .find((place) => place.code !== after && standing(place, visits, lines) !== "done") ?? null;
}
