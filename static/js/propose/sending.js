/*
 * The card is up at once, marked as on its way, and confirmed when the server has it. A refusal brings the form back with
 * every word in it; without network the card waits with all that waits. It is sent once, however often somebody taps.
 */

import { post, queue } from "../offline/start.js";
import { mayWait } from "../offline/waits.js";
import { words } from "../words.js";
import { forgetTyped, keepTyped } from "./typed.js";

/** Milliseconds. */
const SLOW = 60_000;
let isOnItsWay = false;
const form = () => document.getElementById("propose");

export function startSending() {
  if (form()) keepTyped(form());
  form()?.addEventListener("submit", (event) => {
    if (event.submitter?.name === "keep") return keepForLater(event);
    if (!("proposing" in form().dataset)) return;
    const title = form().elements.title.value.trim();
    const name = form().elements.name;
    if (!title || (name && !name.value.trim())) return;
    event.preventDefault();
    if (isOnItsWay) return;
    isOnItsWay = true;
    put(title, event.submitter)
      .catch(() => post(form()))
      .finally(() => (isOnItsWay = false));
  });
}

/** The drawer is on the page that comes back; only without network a draft waits with all that waits. */
function keepForLater(event) {
  forgetTyped();
  if (navigator.onLine && !mayWait()) event.stopPropagation();
}

async function put(title, submitter) {
  const { clearRefusal, deedOf, moveOn, outcomeOf } = await queue();
  clearRefusal(form());
  const deed = deedOf(form(), submitter);
  const card = shown(title, deed.fields);
  const outcome = await outcomeOf(deed, SLOW).catch((error) => {
    back(card);
    throw error;
  });
  if (!outcome.refusal) forgetTyped();
  if (outcome.refusal || outcome.waits) back(card);
  await moveOn(form(), outcome);
}

/** The card as the wall will show it. */
function shown(title, fields) {
  const card = document.getElementById("on-its-way").content.firstElementChild.cloneNode(true);
  const host = fields.name || document.querySelector("[data-host]")?.textContent || "";
  write(card, "who", fields.wanted ? words("nobody_yet") : host);
  write(card, "title", title);
  write(card, "pitch", fields.pitch);
  write(card, "state", words("on_its_way"));
  form().hidden = true;
  form().before(card);
  form().closest(".propose").toggleAttribute("data-sent", true);
  scrollTo({ top: 0 });
  return card;
}

function write(card, name, text) {
  card.querySelector(`[data-shows="${name}"]`).textContent = text;
}

/** The form again, with every word in it. */
function back(card) {
  card.remove();
  form().hidden = false;
  form().closest(".propose").toggleAttribute("data-sent", false);
}
