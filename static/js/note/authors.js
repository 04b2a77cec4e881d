/* Who wrote what, when somebody asks: initials beside each line, and in words how much is whose. */

import { StateEffect, StateField } from "@codemirror/state";
import { GutterMarker, gutter } from "@codemirror/view";
import * as Y from "yjs";

import { words } from "../words.js";

const PAUSE = 300;
const MOST_SHOWN = 2;
const list = new Intl.ListFormat(document.documentElement.lang, { type: "unit" });

/** Shows it until it is stopped: `tell` is given the words, `names` are those of clients that the server knows. */
export function showAuthors(view, text, awareness, names, tell) {
  let timer = 0;

  function draw() {
    const runs = runsOf(text, (client) => nameOf(client, names, awareness));
    show(view, runs);
    tell(list.format(shares(runs).map(([name, count]) => words("author_share", { name, count }))));
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE);
  }

  draw();
  text.observe(later);
  return () => {
    clearTimeout(timer);
    text.unobserve(later);
    tell("");
    view.dispatch({ effects: shown.of([]) });
  };
}

/** Those who write now are known from their cursors before the server has heard of them. */
function nameOf(client, names, awareness) {
  return awareness.getStates().get(client)?.user?.name ?? names[client] ?? words("author_unknown");
}

/** The text in pieces of one author each: `[from, to, name, words]`. */
function runsOf(text, name) {
  const now = Y.snapshot(text.doc);
  const pieces = text.toDelta(now, Y.emptySnapshot, (type, { client }) => ({ type, user: client }));
  let at = 0;
  return pieces.map(({ insert, attributes }) => {
    const from = at;
    at += insert.length;
    return { from, to: at, name: name(attributes.ychange.user), words: insert.split(/\s+/).filter(Boolean).length };
  });
}

function shares(runs) {
  const counts = new Map();
  for (const { name, words } of runs) counts.set(name, (counts.get(name) ?? 0) + words);
  return [...counts].filter(([, count]) => count).sort(([, one], [, other]) => other - one);
}

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

function show(view, runs) {
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
