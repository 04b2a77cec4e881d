/*
 * The editor's text and the shared one: alike, but for what others do to the line in which one is composing a word.
 *
 * Keyboards compose in the page itself, and break the word or write it twice where its line is drawn anew meanwhile.
 * So what others write there waits for the end of the composition, and what is written here is moved by what waits.
 */

import { ChangeSet } from "@codemirror/state";
import { ViewPlugin } from "@codemirror/view";
import { ySync, ySyncAnnotation, ySyncFacet, yCollab } from "y-codemirror.next";

/** After these a browser may be in the middle of what a key does, and CodeMirror reads some of it a frame later. */
const KEYS = ["beforeinput", "compositionend"];

/** With undo of what is one's own. */
export const sharing = (text) => yCollab(text, null).map((part) => (part === ySync ? shared : part));

/** Calls it when no key is at work; once, however often it was asked meanwhile. */
export const whenSettled = (view, act) => view.plugin(shared).whenSettled(act);

/** Where a place of the shared text is in the editor's, and the other way round. */
export const shownAt = (view, index) => {
  const { waiting } = view.plugin(shared);
  return waiting.invertedDesc.mapPos(Math.min(index, waiting.newLength));
};
export const sharedAt = (view, index) => view.plugin(shared).waiting.mapPos(index);

class Shared {
  #view;
  #text;
  #origin;
  #frame = 0;
  #later = new Set();

  constructor(view) {
    this.#view = view;
    this.#origin = view.state.facet(ySyncFacet);
    this.#text = this.#origin.ytext;
    this.waiting = nothing(view.state.doc.length);
    this.#text.observe(this.#hear);
    for (const event of KEYS) view.contentDOM.addEventListener(event, this.#settle);
  }

  update({ docChanged, changes, transactions }) {
    if (!docChanged || transactions[0]?.annotation(ySyncAnnotation)) return;
    const ours = changes.map(this.waiting, true);
    this.waiting = this.waiting.map(changes);
    this.#text.doc.transact(() => write(this.#text, ours), this.#origin);
  }

  destroy() {
    cancelAnimationFrame(this.#frame);
    this.#text.unobserve(this.#hear);
    for (const event of KEYS) this.#view.contentDOM.removeEventListener(event, this.#settle);
  }

  whenSettled(act) {
    if (this.#frame) this.#later.add(act);
    else act();
  }

  #hear = ({ delta }, { origin, local }) => {
    if (origin === this.#origin) return;
    this.waiting = this.waiting.compose(changesOf(delta, this.waiting.newLength));
    if (local) this.#show(this.waiting, nothing(this.waiting.newLength));
    else this.#showWhatCanBe();
  };

  #settle = () => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => (this.#frame = requestAnimationFrame(this.#settled)));
  };

  #settled = () => {
    this.#frame = 0;
    this.#showWhatCanBe();
    for (const act of this.#later) act();
    this.#later.clear();
  };

  #showWhatCanBe() {
    if (this.#frame || this.waiting.empty) return;
    const { compositionStarted, state } = this.#view;
    if (compositionStarted) this.#show(...parted(this.waiting, state.doc.lineAt(state.selection.main.head)));
    else this.#show(this.waiting, nothing(this.waiting.newLength));
  }

  #show(changes, waiting) {
    this.waiting = waiting;
    if (!changes.empty) this.#view.dispatch({ changes, annotations: ySyncAnnotation.of(this.#origin) });
  }
}

const shared = ViewPlugin.fromClass(Shared);

const nothing = (length) => ChangeSet.empty(length);

/** What does not touch a line, and what does, to be done after it. */
function parted(changes, { from, to }) {
  const [beside, within] = [[], []];
  changes.iterChanges((start, end, _start, _end, insert) => {
    (end < from || start > to ? beside : within).push({ from: start, to: end, insert });
  });
  const first = ChangeSet.of(beside, changes.length);
  return [first, ChangeSet.of(within, changes.length).map(first)];
}

function changesOf(delta, length) {
  const changes = [];
  let at = 0;
  for (const { retain = 0, delete: gone = 0, insert } of delta) {
    at += retain;
    if (gone || insert) changes.push({ from: at, to: at + gone, insert });
    at += gone;
  }
  return ChangeSet.of(changes, length);
}

function write(text, changes) {
  let moved = 0;
  changes.iterChanges((from, to, _from, _to, insert) => {
    const words = insert.toString();
    if (to > from) text.delete(from + moved, to - from);
    if (words) text.insert(from + moved, words);
    moved += words.length - (to - from);
  });
}
