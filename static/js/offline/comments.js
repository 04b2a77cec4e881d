/* Comments on a card that are not up yet: they stand on its page all the same, an answer in its thread, and say so. */

import { timeNow } from "../live/clock.js";
import { fillFrom } from "./forms.js";
import { standing } from "./queue.js";
import { elementOf } from "./tend.js";

export function showComments() {
  const threads = document.querySelector("#comments > .threads");
  if (!threads) return;
  const shown = standing().waiting.filter(isSaidHere).map((deed) => hang(comment(deed), threads, deed.fields.answers));
  for (const old of document.querySelectorAll("[data-waiting-comment]")) if (!shown.includes(old)) old.remove();
  for (const thread of document.querySelectorAll("[data-waiting-thread]")) if (!thread.children.length) thread.remove();
}

const isSaidHere = ({ method, url }) => method === "POST" && url === document.getElementById("answer")?.getAttribute("action");

/** A new thread stands below the list, which news from the server replaces whole. */
function hang(comment, threads, answers) {
  const thread = answers && threads.querySelector(`#thread-${answers}`);
  if (!thread && !comment.closest("[data-waiting-thread]")) newThread().append(comment);
  if (thread && !thread.contains(comment)) thread.querySelector(".doing").before(comment);
  return comment;
}

function newThread() {
  const thread = Object.assign(document.createElement("article"), { className: "thread" });
  thread.dataset.waitingThread = "";
  document.getElementById("answer").before(thread);
  return thread;
}

function comment(deed) {
  const made = elementOf(deed, "waits-comment");
  made.querySelector("time").textContent = timeNow(deed.at);
  made.querySelector("time").dateTime = new Date(deed.at).toISOString();
  made.querySelector(".words").textContent = deed.fields.words;
  made.querySelector("[data-change]").onclick = () => fillFrom(deed).elements.words.focus();
  return made;
}
