/*
 * The text area of the browser itself, bound to the shared text: for screen readers, weak phones, and keyboards that
 * CodeMirror does not get on with. It answers what the other parts ask of CodeMirror's view, and shows no marks.
 */

import { EditorState } from "@codemirror/state";
import * as Y from "yjs";

import { words } from "../words.js";
import { act, KEYS } from "./tools.js";
import { difference, typedInto } from "./typed.js";

const TOLD_EVERY = 120;
const APPLE = /Mac|iP/.test(navigator.platform);

/** Puts it into the page's place for it; `caret` is where writing goes on. */
export function makeView(note, text, awareness, caret) {
  const area = Object.assign(document.createElement("textarea"), { className: "input plain-pen", placeholder: words("nobody_yet"), dir: "auto" });
  area.setAttribute("aria-label", words("note"));
  note.querySelector("[data-pen]").prepend(area);
  return new Plain(area, text, awareness, caret);
}

class Plain {
  #text;
  #undos;
  #shown = "";
  #composing = false;
  #telling = 0;

  constructor(area, text, awareness, caret) {
    [this.dom, this.#text] = [area, text];
    this.#undos = new Y.UndoManager(text, { trackedOrigins: new Set([this]) });
    this.#show(text.toString(), caret, caret);
    text.observe(({ delta }, { origin }) => origin !== this && this.#follow(delta));
    area.addEventListener("input", () => this.#take());
    area.addEventListener("compositionstart", () => (this.#composing = true));
    area.addEventListener("compositionend", () => this.#composed());
    area.addEventListener("keydown", (event) => this.#key(event));
    for (const event of ["selectionchange", "keyup", "focus", "blur"]) area.addEventListener(event, () => this.#tellSoon(awareness));
  }

  /** As CodeMirror has it: a text of lines, and what is selected. */
  get state() {
    const { selectionStart: anchor, selectionEnd: head, readOnly } = this.dom;
    return EditorState.create({ doc: this.#shown, selection: { anchor, head }, extensions: EditorState.readOnly.of(readOnly) });
  }

  /** Changes of the text and of what is selected; whatever else a transaction says shows nowhere here. */
  dispatch(...specs) {
    const done = this.state.update(...specs);
    if (done.docChanged) this.#write(done.changes);
    if (done.docChanged || done.selection) this.#show(this.#text.toString(), done.newSelection.main.from, done.newSelection.main.to);
    if (done.scrollIntoView) this.#reveal();
  }

  focus() {
    this.dom.focus();
  }

  freeze(frozen) {
    this.dom.readOnly = frozen;
  }

  undo() {
    this.#undos.undo();
  }

  redo() {
    this.#undos.redo();
  }

  /** What is shown and what is shared are alike, but in the middle of a word. */
  sharedAt(place) {
    return place;
  }

  shownAt(place) {
    return place;
  }

  /** The page scrolls here, not the area. */
  keepInStep() {
    return () => {};
  }

  /** From the end, so that places before stay what they are. */
  #write(changes) {
    const all = [];
    changes.iterChanges((from, to, _from, _to, inserted) => all.unshift([from, to, inserted.toString()]));
    this.#text.doc.transact(() => {
      for (const [from, to, words] of all) {
        if (to > from) this.#text.delete(from, to - from);
        if (words) this.#text.insert(from, words);
      }
    }, this);
  }

  /** What the browser has changed by itself, whatever keyboard, voice or menu that came from. */
  #take() {
    typedInto(this.#text, this.#shown, this.dom.value, this);
    this.#shown = this.dom.value;
    if (!this.#composing) this.#catchUp();
  }

  #composed() {
    this.#composing = false;
    this.#take();
  }

  /** What others write would end a composition: it is shown when that is over. */
  #follow(delta) {
    if (this.#composing) return;
    const [from, to] = ["selectionStart", "selectionEnd"].map((end) => moved(this.dom[end], delta));
    this.#show(this.#text.toString(), from, to);
  }

  #catchUp() {
    const now = this.#text.toString();
    if (now === this.#shown) return;
    const { from, to, words } = difference(this.#shown, now);
    const delta = [{ retain: from }, { delete: to - from }, { insert: words }];
    this.#show(now, moved(this.dom.selectionStart, delta), moved(this.dom.selectionEnd, delta));
  }

  #show(now, from, to) {
    const { scrollTop } = this.dom;
    if (now !== this.#shown) this.dom.value = now;
    this.#shown = this.dom.value;
    this.dom.setSelectionRange(from, to);
    this.dom.scrollTop = scrollTop;
  }

  /** A browser scrolls to the caret when its area is given the focus. */
  #reveal() {
    this.dom.blur();
    this.dom.focus();
  }

  #key(event) {
    if (event.isComposing || !(APPLE ? event.metaKey : event.ctrlKey)) return;
    const key = event.key.toLowerCase();
    const tool = key === "z" ? (event.shiftKey ? "redo" : "undo") : key === "y" ? "redo" : toolFor(event);
    if (!tool) return;
    event.preventDefault();
    act(this, tool);
  }

  #tellSoon(awareness) {
    this.#telling ||= setTimeout(() => {
      this.#telling = 0;
      if (this.#composing) return;
      const isHere = document.activeElement === this.dom;
      const at = (index) => Y.createRelativePositionFromTypeIndex(this.#text, index);
      awareness.setLocalStateField("cursor", isHere ? { anchor: at(this.dom.selectionStart), head: at(this.dom.selectionEnd) } : null);
    }, TOLD_EVERY);
  }
}

/** Keys are written as CodeMirror does: `Mod-Shift-8`. */
function toolFor({ code, key, altKey, shiftKey }) {
  const pressed = new Set([key.toLowerCase(), code.replace(/^(Key|Digit)/, "").toLowerCase()]);
  return Object.keys(KEYS).find((tool) => {
    const parts = KEYS[tool].split("-");
    return pressed.has(parts.at(-1)) && parts.includes("Alt") === altKey && parts.includes("Shift") === shiftKey;
  });
}

/** Where a place in a text is after changes to it. */
function moved(place, delta) {
  let at = 0;
  for (const { retain = 0, insert = "", delete: gone = 0 } of delta) {
    at += retain;
    if (at > place || (at === place && insert)) break;
    place += insert.length - Math.min(gone, place - at);
    at += insert.length;
  }
  return place;
}
