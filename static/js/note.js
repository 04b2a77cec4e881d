/* A note's page: the plain form works by itself; the editor is fetched when somebody is about to write. */

import { startOffline } from "./offline/start.js";

const note = document.querySelector("[data-note]");
const field = note?.querySelector("textarea");
const SLOW = /2g/;

let coming = null;

/** Fetches the editor once. Where that fails the form stays as it is, and the next touch tries again. */
function fetchEditor() {
  coming ??= import("./editor.js")
    .then(({ startEditor }) => startEditor(note, field))
    .catch((error) => {
      coming = null;
      console.warn("the editor did not come; the form saves as well", error);
    });
}

startOffline();
if (field) {
  for (const event of ["focus", "pointerdown", "input"]) field.addEventListener(event, fetchEditor);
  const { saveData, effectiveType } = navigator.connection ?? {};
  if (!saveData && !SLOW.test(effectiveType)) {
    addEventListener("load", () => setTimeout(fetchEditor, 300), { once: true });
  }
}
