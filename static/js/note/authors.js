/* Who wrote what, when somebody asks: initials beside each line, and in words how much is whose. */

import * as Y from "yjs";

import { words } from "../words.js";

const PAUSE = 300;
const list = new Intl.ListFormat(document.documentElement.lang, { type: "unit" });

/** Shows it until it is stopped: `tell` is given the words, `names` are those of clients that the server knows. */
export function showAuthors(view, text, awareness, names, tell) {
  let timer = 0;

  function draw() {
    const runs = runsOf(text, (client) => nameOf(client, names, awareness));
    view.showBeside?.(runs);
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
    view.showBeside?.([]);
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
