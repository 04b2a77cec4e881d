/* Comments on a card that are not up yet: they stand on its page all the same, an answer in its thread, and say so. */

import { timeNow } from "../live/clock.js";
import { words } from "../words.js";
import { fillFrom } from "./forms.js";
import { away } from "./list.js";
import { standing } from "./queue.js";

export function showComments() {
  const threads = document.querySelector("#comments > .threads");
  if (!threads) return;
  for (const old of document.querySelectorAll("[data-waiting-comment]")) old.remove();
  for (const deed of standing().waiting.filter(isSaidHere)) hang(comment(deed), threads, deed.fields.answers);
}

const isSaidHere = ({ method, url }) => method === "POST" && url === document.getElementById("answer")?.getAttribute("action");

/** A new thread stands below the list, which news from the server replaces whole. */
function hang(comment, threads, answers) {
  const thread = answers && threads.querySelector(`#thread-${answers}`);
  if (thread) return thread.querySelector(".doing").before(comment);
  const alone = Object.assign(document.createElement("article"), { className: "thread" });
  alone.dataset.waitingComment = "";
  alone.append(comment);
  document.getElementById("answer").before(alone);
}

function comment(deed) {
  const made = document.getElementById("waits-comment").content.firstElementChild.cloneNode(true);
  made.id = `deed-${deed.key}`;
  made.querySelector("time").textContent = timeNow(deed.at);
  made.querySelector("time").dateTime = new Date(deed.at).toISOString();
  made.querySelector(".words").textContent = deed.fields.words;
  made.querySelector("[data-state-words]").textContent = words(standing().why ? "saved_here" : "going_up");
  made.querySelector("[data-change]").addEventListener("click", () => fillFrom(deed).elements.words.focus());
  made.querySelector("[data-discard]").addEventListener("click", () => away(deed));
  return made;
}
