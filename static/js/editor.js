/* Joins the editor's parts: the document and its line to the server, a text area, people, preview. */

import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";

import { startAnnotations } from "./note/annotations.js";
import { startAsking } from "./note/asking.js";
import { startChoosing } from "./note/choosing.js";
import { startHints } from "./note/hints.js";
import { keepHere, leftBehind } from "./note/keeping.js";
import { showLeftBehind } from "./note/left-behind.js";
import { Line } from "./note/line.js";
import { showPeople } from "./note/people.js";
import { Pill } from "./note/pill.js";
import { startProof } from "./note/proof.js";
import { startStarter, startTools } from "./note/tools.js";
import { typedInto } from "./note/typed.js";

/**
 * `note` is the page's element with all addresses, `field` the form's text area, whose words are kept, `makeView` makes
 * what one writes in. Without network it begins with what is here, or with nothing where there was nothing; only a text
 * that is not here is waited for.
 */
export async function startEditor(note, field, makeView) {
  const doc = new Y.Doc();
  const text = doc.getText("markdown");
  const awareness = new Awareness(doc);
  awareness.setLocalStateField("user", { name: note.dataset.me });

  const kept = await keepHere(doc, `note:${note.dataset.guid}:${note.dataset.epoch}`);
  leftBehind(note.dataset.guid, Number(note.dataset.epoch)).then((left) => showLeftBehind(note, left));
  const pill = new Pill(note, () => (note.dataset.editor ? text.toString() : field.value));
  const line = new Line(note, doc, awareness, kept, (state) => pill.show(state));
  if (!kept.hasText && field.defaultValue) await line.synced;
  if (line.refusal) return;

  typedInto(text, field.defaultValue, field.value);
  swap(note, field, text, awareness, line, makeView);
  startChoosing(note, () => kept.safe || !line.waiting);
}

/** The form's text area makes room for the editor; caret and focus go along. */
function swap(note, field, text, awareness, line, makeView) {
  const focused = document.activeElement === field;
  const caret = Math.min(field.selectionStart, text.length);
  const view = makeView(note, text, awareness, caret);
  note.dataset.editor = "on";
  field.disabled = true;
  startTools(note, view);
  startStarter(note, view, text);
  fetchPhotos(note, view, text);
  startProof(note, text, view.keepInStep(note.querySelector("[data-pen]"), note.querySelector(".proof")));
  startHints(note, view, text);
  showPeople(note, awareness);
  startAsking(note, view, text, awareness);
  startAnnotations(note, view, text, line);
  line.onRefusal(() => freeze(note, view, true), () => freeze(note, view, false));
  if (focused) view.focus();
}

/** What cannot be written in shows no tools, and nobody who writes. */
function freeze(note, view, frozen) {
  view.freeze(frozen);
  note.querySelector("[data-tools]").hidden = frozen;
  for (const people of document.querySelectorAll("[data-people]")) people.hidden = frozen;
}

/** Their code comes behind the editor; where it does not, the plain form below the text adds photos. */
const fetchPhotos = (...desk) =>
  import("./note/photos.js").then(({ startPhotos }) => startPhotos(...desk)).catch((error) => console.warn("photos go by the form", error));
