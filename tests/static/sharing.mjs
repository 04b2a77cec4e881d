/* Two people write at random, and one of them composes now and then: what either has is alike whenever it should be. */

import { EditorState } from "@codemirror/state";
import * as Y from "yjs";

import { sharing } from "../../static/js/note/sharing.js";

const [seed, rounds] = process.argv.slice(2).map(Number);
const WORDS = ["a", "bc", "déf", "\n", "gh\nij", "ß"];

globalThis.requestAnimationFrame = (act) => act();
globalThis.cancelAnimationFrame = () => {};

let state = seed;

/** From 0 to below `most`; after Lehmer. */
function dice(most) {
  state = (state * 48_271) % 2_147_483_647;
  return state % most;
}

/** As much of an editor as there is without a page. */
class Desk {
  compositionStarted = false;
  contentDOM = new EventTarget();

  constructor(text) {
    const [config, plugin] = sharing(text);
    this.state = EditorState.create({ doc: text.toString(), extensions: config });
    this.shared = plugin.create(this);
  }

  dispatch(spec) {
    const transaction = this.state.update(spec);
    this.state = transaction.state;
    this.shared.update({ docChanged: transaction.docChanged, changes: transaction.changes, transactions: [transaction] });
  }

  compose(begun) {
    this.compositionStarted = begun;
    if (!begun) this.contentDOM.dispatchEvent(new Event("compositionend"));
  }
}

function edit(length) {
  const from = dice(length + 1);
  const to = dice(3) ? from : Math.min(length, from + dice(6));
  return { from, to, insert: dice(4) ? WORDS[dice(WORDS.length)] : "" };
}

function alike(one, other, when) {
  if (one !== other) throw new Error(`${when}: ${JSON.stringify(one)} is not ${JSON.stringify(other)}; seed ${seed}`);
}

const [ours, theirs] = [new Y.Doc(), new Y.Doc()];
[ours.clientID, theirs.clientID] = dice(2) ? [1, 2] : [2, 1];
const [text, remote] = [ours.getText("markdown"), theirs.getText("markdown")];
text.insert(0, "One line\nand another\nand a third");
Y.applyUpdate(theirs, Y.encodeStateAsUpdate(ours));
const desk = new Desk(text);

const meet = () => {
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(ours, Y.encodeStateVector(theirs)), "line");
  Y.applyUpdate(ours, Y.encodeStateAsUpdate(theirs, Y.encodeStateVector(ours)), "line");
};

for (let round = 0; round < rounds; round += 1) {
  const line = desk.state.doc.lineAt(desk.state.selection.main.head);
  const untouched = desk.compositionStarted ? line.text : null;
  const { from, to, insert } = edit(remote.length);
  if (to > from) remote.delete(from, to - from);
  if (insert) remote.insert(from, insert);
  if (dice(2)) meet();
  if (untouched !== null) alike(desk.state.doc.lineAt(desk.state.selection.main.head).text, untouched, "while composing");
  if (dice(3)) {
    const changes = edit(desk.state.doc.length);
    desk.dispatch({ changes, selection: { anchor: changes.from + changes.insert.length } });
  }
  alike(desk.shared.waiting.apply(desk.state.doc).toString(), text.toString(), "with what waits");
  if (!dice(4)) desk.compose(!desk.compositionStarted);
  if (!desk.compositionStarted) alike(desk.state.doc.toString(), text.toString(), "at rest");
}
desk.compose(false);
meet();
alike(desk.state.doc.toString(), text.toString(), "at last");
alike(remote.toString(), text.toString(), "with the other");
