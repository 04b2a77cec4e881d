/* A question that is asked once in a visit; afterwards its answer is known, and undo is at hand. */

import { words } from "../words.js";

const KEY = "hallway:swaps-known";

/** Whether two cards shall change places. */
export async function maySwap(question) {
  if (sessionStorage.getItem(KEY)) return true;
  const yes = await asked(question);
  if (yes) sessionStorage.setItem(KEY, "1");
  return yes;
}

function asked(question) {
  const dialog = document.createElement("dialog");
  const text = document.createElement("p");
  const once = document.createElement("p");
  const form = document.createElement("form");
  dialog.className = "question";
  text.id = "question";
  text.textContent = `${question}?`;
  once.className = "small quiet";
  once.textContent = words("asked_once");
  dialog.setAttribute("aria-labelledby", text.id);
  form.method = "dialog";
  form.append(button(words("swap_yes"), "yes", "button main"), button(words("swap_no"), "", "button"));
  dialog.append(text, once, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

function button(label, value, kind) {
  const made = document.createElement("button");
  Object.assign(made, { textContent: label, value, className: kind });
  return made;
}
