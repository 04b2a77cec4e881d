/* Undo and redo by button and by keyboard. The server knows what is next; here is only asked and said. */

import { reason, sendOnce } from "../server.js";
import { say, words } from "../words.js";

const WRITES = "input, textarea, select, [contenteditable]";

export function startUndo() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-undo]");
    if (!button) return;
    event.preventDefault();
    ask(button.dataset.undo);
  });
  document.addEventListener("keydown", (event) => {
    const kind = wanted(event);
    if (!kind || event.target.closest?.(WRITES) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    ask(kind);
  });
}

/** Takes back (or does again) one's own last step. */
export async function ask(kind) {
  try {
    const response = await sendOnce("POST", `/${location.pathname.split("/")[1]}/${kind}`);
    say(await reason(response, words("undo_failed")));
  } catch {
    say(words("undo_failed"));
  }
}

function wanted({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  if (!(ctrlKey || metaKey) || altKey) return null;
  if (key.toLowerCase() === "z") return shiftKey ? "redo" : "undo";
  return key.toLowerCase() === "y" && !shiftKey ? "redo" : null;
}
