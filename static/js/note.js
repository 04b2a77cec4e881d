/* A note's page: the plain form works by itself; the editor is fetched when somebody is about to write. */

import "./menus.js";
import { isPlain } from "./note/choosing.js";
import { post, startOffline } from "./offline/start.js";

const note = document.querySelector("[data-note]");
const field = note?.querySelector("#markdown");
const SLOW = /2g/;

let coming = null;

/** Fetches the editor once. Where that fails the form stays as it is, and the next touch tries again. */
function fetchEditor() {
  coming ??= Promise.all([import("./editor.js"), isPlain() ? import("./note/plain.js") : import("./note/writing.js")])
    .then(([{ startEditor }, { makeView }]) => startEditor(note, field, makeView))
    .catch((error) => {
      coming = null;
      console.warn("the editor did not come; the form saves as well", error);
    });
}

/** Saved as a form only where somebody hears it: what was typed is worth more than the browser's page about networks. */
function saveWhereHeard(event) {
  if (event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  post(event.target);
}

startOffline(() => import("./offline/waiting.js"));
if (field) {
  field.form.addEventListener("submit", saveWhereHeard);
  for (const event of ["focus", "pointerdown", "input"]) field.addEventListener(event, fetchEditor);
  const { saveData, effectiveType } = navigator.connection ?? {};
  if (!saveData && !SLOW.test(effectiveType)) {
    addEventListener("load", () => setTimeout(fetchEditor, 300), { once: true });
  }
}
