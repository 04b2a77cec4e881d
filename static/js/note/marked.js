/* What is found in the text, marked in it: dotted lines under hints, passages that something is said of. */

import { StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

import { hintsAre, passagesAre } from "./found.js";

const under = Decoration.mark({ class: "cm-hint" });
const passage = ({ id }) => Decoration.mark({ class: "cm-passage", attributes: { "data-thread": id } });

/** Marks move with the text until they are told anew. */
const markedBy = (effect, mark) =>
  StateField.define({
    create: () => Decoration.none,
    update(marks, transaction) {
      const told = transaction.effects.find((each) => each.is(effect));
      if (!told) return marks.map(transaction.changes);
      return Decoration.set(told.value.filter(({ from, to }) => to > from).map((each) => mark(each).range(each.from, each.to)), true);
    },
    provide: (field) => EditorView.decorations.from(field),
  });

export const marked = [markedBy(hintsAre, () => under), markedBy(passagesAre, passage)];
