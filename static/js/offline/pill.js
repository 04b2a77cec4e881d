/* In one place of every page: how much waits on this device and why, or what was not taken. */

import { words } from "../words.js";

/** What goes up in that time is not worth a flicker, in milliseconds. */
const ORDINARY = 900;
let timer = 0;

export function showPill(state) {
  clearTimeout(timer);
  document.querySelector("[data-waits-pill]")?.setAttribute("data-count", state.waiting.length);
  if (state.waiting.length && !state.refused.length && !state.why) timer = setTimeout(draw, ORDINARY, state);
  else draw(state);
}

function draw({ waiting, refused, why }) {
  const [box, pill] = ["[data-waits]", "[data-waits-pill]"].map((part) => document.querySelector(part));
  if (!box) return;
  box.hidden = !(waiting.length || refused.length);
  pill.dataset.state = refused.length ? "refused" : "waiting";
  pill.querySelector("[data-waits-words]").textContent = refused.length ? count("untaken", refused) : count("waits", waiting);
  box.querySelector("[data-waits-why]").textContent = refused.length ? words("look_at_it") : reasonOf(why);
}

const count = (name, { length }) => words(`${name}_${length === 1 ? "one" : "many"}`, { count: length });

/** Why it waits, in a sentence. */
export const reasonOf = (why) => words(`why_${why || "sending"}`);
