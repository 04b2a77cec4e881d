/* The passages that something is said of, marked in the text; they move with it. */

import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

/** All of them: `{ id, from, to }`. */
export const passagesAre = StateEffect.define();

const marked = ({ id, from, to }) => Decoration.mark({ class: "cm-passage", attributes: { "data-thread": id } }).range(from, to);

export const passages = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    const told = transaction.effects.find((effect) => effect.is(passagesAre));
    return told ? Decoration.set(told.value.map(marked), true) : marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});
