/* Initials of those who wrote on it, beside each line. */

import { StateEffect, StateField } from "@codemirror/state";
import { GutterMarker, gutter } from "@codemirror/view";

const MOST_SHOWN = 2;
const list = new Intl.ListFormat(document.documentElement.lang, { type: "unit" });

const shown = StateEffect.define();

/** Lines' markers by the position at which the line begins. */
const marks = StateField.define({
  create: () => new Map(),
  update(value, { effects }) {
    const effect = effects.findLast((each) => each.is(shown));
    return effect ? new Map(effect.value) : value;
  },
});

class Initials extends GutterMarker {
  constructor(names) {
    super();
    this.names = names;
  }

  eq(other) {
    return this.names.join() === other.names.join();
  }

  toDOM() {
    const made = document.createElement("span");
    made.className = "whose-line";
    made.title = list.format(this.names);
    made.textContent = this.names.slice(0, MOST_SHOWN).map((name) => [...name][0].toUpperCase()).join("");
    return made;
  }
}

const beside = gutter({
  class: "cm-authors",
  lineMarker: (view, line) => view.state.field(marks, false)?.get(line.from) ?? null,
  lineMarkerChange: ({ transactions }) => transactions.some(({ effects }) => effects.some((effect) => effect.is(shown))),
});

export function showBeside(view, runs) {
  const found = byLine(view.state.doc, runs);
  const known = view.state.field(marks, false) !== undefined;
  view.dispatch({ effects: [...(known ? [] : [StateEffect.appendConfig.of([marks, beside])]), shown.of(found)] });
}

/** Who wrote on each line, whoever wrote most first; nobody for an empty one. */
function byLine(doc, runs) {
  const found = [];
  let next = 0;
  for (let number = 1; number <= doc.lines; number++) {
    const { from, to } = doc.line(number);
    const lengths = new Map();
    while (next < runs.length && runs[next].to <= from) next++;
    for (let index = next; index < runs.length && runs[index].from < to; index++) {
      const { from: start, to: end, name } = runs[index];
      lengths.set(name, (lengths.get(name) ?? 0) + Math.min(end, to) - Math.max(start, from));
    }
    const names = [...lengths].sort(([, one], [, other]) => other - one).map(([name]) => name);
    if (names.length) found.push([from, new Initials(names)]);
  }
  return found;
}
