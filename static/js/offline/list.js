/* What waits and what was not taken, as a list over the page: what, when, why not, and what can be done about it. */

import { timeNow } from "../live/clock.js";
import { say, words } from "../words.js";
import { reasonOf } from "./pill.js";
import { again, discard, kick, standing } from "./queue.js";

const made = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true);

export function openList() {
  const sheet = made("waits-list");
  sheet.querySelector(".close").addEventListener("click", () => sheet.close());
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  sheet.addEventListener("close", () => sheet.remove());
  sheet.querySelector("[data-try]").addEventListener("click", () => kick());
  sheet.querySelector("[data-plain-http]").hidden = isSecureContext;
  document.body.append(sheet);
  redrawList();
  sheet.showModal();
}

export function redrawList() {
  const sheet = document.querySelector("dialog[data-waits-list]");
  if (!sheet) return;
  const { waiting, refused, why } = standing();
  if (!waiting.length && !refused.length) return sheet.close();
  sheet.querySelector("ul").replaceChildren(...[...refused, ...waiting].map(entry));
  sheet.querySelector("[data-why]").textContent = waiting.length ? reasonOf(why) : "";
  sheet.querySelector("[data-try]").hidden = !waiting.length;
}

function entry(deed) {
  const item = made("waits-entry");
  const refused = deed.state === "refused";
  item.dataset.state = deed.state;
  item.querySelector("[data-what]").textContent = deed.what;
  item.querySelector("time").textContent = timeNow(deed.at);
  item.querySelector("time").dateTime = new Date(deed.at).toISOString();
  item.querySelector("[data-text]").textContent = deed.text;
  item.querySelector("[data-not]").hidden = !refused;
  item.querySelector("[data-not] span").textContent = refused ? whyNot(deed.refusal) : "";
  offer(item, deed, refused);
  return item;
}

export const whyNot = ({ code, message }) => (code ? words(`refused_${code}`) : message) || words("refused_plainly");

function offer(item, deed, refused) {
  const change = item.querySelector("[data-change]");
  change.hidden = !deed.page;
  if (deed.page) change.href = `${deed.page}#deed-${deed.key}`;
  change.addEventListener("click", () => item.closest("dialog").close());
  const send = item.querySelector("[data-again]");
  send.hidden = !refused || deed.refusal.code === "orphan";
  send.addEventListener("click", () => again(deed));
  item.querySelector("[data-discard]").addEventListener("click", () => away(deed));
}

/** Nothing is thrown away without a way back. */
export async function away(deed) {
  const undo = await discard(deed);
  const way = [words("discarded", { what: deed.text || deed.what }), { label: words("undo"), act: undo }];
  say(...way);
  say(...way, document.querySelector("dialog [data-waits-said]"));
}
