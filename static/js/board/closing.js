/* Closing a cell with a word why, and opening it again, without leaving the board. The page of the cell does the same. */

import { reason, sendOnce } from "../server.js";
import { say, words } from "../words.js";
import { cellOf } from "./grid.js";
import { ask as undo } from "./undo.js";

const FIELDS = "input, textarea, select, [contenteditable], dialog";

export function startClosing() {
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("[data-closes], [data-opens]");
    if (!pressed || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (pressed.matches("[data-closes]")) open(pressed);
    else tell("DELETE", pressed.formAction, {}, pressed, "cell_opened");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "c" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(FIELDS)) return;
    if (document.querySelector("dialog[open]")) return;
    if (!document.body.hasAttribute("data-carrying")) cellOf(event.target)?.querySelector(":scope > .shut")?.click();
  });
}

async function open(link) {
  const content = await contentOf(link.href);
  if (!content) return say(words("cell_failed"));
  const dialog = document.createElement("dialog");
  dialog.className = "question";
  dialog.setAttribute("aria-labelledby", "closing-title");
  dialog.append(content);
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest(".leave")) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    const { why } = Object.fromEntries(new FormData(event.target));
    tell("PUT", event.target.action, { why }, link, "cell_closed");
    dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

async function tell(method, url, fields, pressed, done) {
  const cell = cellOf(pressed);
  const place = pressed.querySelector(".hidden").textContent.replace(/^[:\s]+/, "");
  try {
    const response = await sendOnce(method, url, fields);
    if (!response.ok) return say(await reason(response, words("cell_failed")));
    say(words(done, { place }), { label: words("undo"), act: () => undo("undo") });
    if (cell) stayIn(cell);
  } catch {
    say(words("cell_failed"));
  }
}

/** What was pressed goes with the change; whoever works by keyboard stays in the cell. */
function stayIn(cell) {
  cell.tabIndex = -1;
  cell.focus({ preventScroll: true });
}

async function contentOf(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return document.adoptNode(page.querySelector(".closing"));
  } catch {
    return null;
  }
}
