/* What a new deed does to those that wait already: it joins the line, replaces one, or cancels one out. Pure. */

const isWaiting = ({ state }) => state === "waiting";
const sameThing = (one, other) => one.url === other.url && one.after === other.after;

/**
 * `waiting` are all deeds that are kept, in order. Gives `drop`, ids of those that leave, and `put`, what is to be kept:
 * with the id of the one whose place it takes, or without one at the end of the line. One that was `tried` may have
 * arrived already: what changes it comes after it, or says how it shall be in the end whatever arrived.
 */
export function fold(waiting, deed) {
  if (deed.replaces) return replaced(waiting, deed);
  const before = waiting.findLast((other) => sameThing(other, deed));
  if (!before) return { drop: [], put: deed };
  if (before.state === "refused") return { drop: [before.id], put: deed };
  if (deed.toggles && before.toggles) return toggled(before, deed);
  if (deed.method === "PUT" && before.method === "PUT" && !before.tried) return { drop: [], put: inPlaceOf(before, deed) };
  return { drop: [], put: deed };
}

/**
 * Another version of a deed that waits or was refused, written by hand; of a card, `card` is the key of its first. What
 * may have arrived already and is no card cannot be changed: the new version goes up instead of it.
 */
function replaced(waiting, { replaces, card, ...deed }) {
  const old = waiting.find(({ key }) => key === replaces);
  const version = deed.kind === "card" && old?.kind !== "card" ? changeOf(card, deed) : deed;
  if (old && !(isWaiting(old) && old.tried)) return { drop: [], put: inPlaceOf(old, version) };
  return deed.kind === "card" ? { drop: [], put: changeOf(card, deed) } : { drop: old ? [old.id] : [], put: deed };
}

/** A card that is up already, or may be, is not written a second time but reworded under the number that it got. */
const changeOf = (card, deed) => ({ ...deed, kind: "change", method: "PUT", url: "", after: card });

function toggled(before, deed) {
  if (before.method === deed.method) return { drop: [], put: null };
  return { drop: [before.id], put: before.tried ? { ...deed, tried: true } : null };
}

/** Its key stays, for what follows it; what was refused under it is meant anew. */
const inPlaceOf = ({ id, key, round = 0, state }, deed) => ({ ...deed, id, key, round: round + (state === "refused") });
