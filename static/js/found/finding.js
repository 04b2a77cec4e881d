/* Finds pages of a write-up by the words in them and ranks them as the server does (app/kernel/search/ranking.py). */

import { excerpts, pieces, spansOf } from "./excerpts.js";
import { documentsWith, vocabulary, widen } from "./forgiving.js";
import { OF_EVENTS, labelled, parse } from "./query.js";
import { tokens } from "./tokens.js";

/** Title, labels and headings, text. */
const WEIGHTS = [8, 3, 1];
const [K1, B, ORDINARY] = [1.2, 0.75, 300];
const CLOSE = 0.5;
const MOST_PASSAGES = 3;

/** `written` is what search-index.js says: the event, and its pages, the newest first. */
export function library({ pages, ...event }) {
  const read = pages.map(readPage);
  return { event, pages: read, words: vocabulary(read.map(({ fields }) => fields.flat(2))) };
}

function readPage(page) {
  let heading = "";
  const passages = page.passages.map(([text, anchor, above]) => {
    heading = above ?? heading;
    return { text, anchor, heading, row: tokens(text) };
  });
  const headings = passages.map((each) => each.heading).filter((each, at, all) => each !== all[at - 1]);
  const labels = Object.values(page.labels).flat();
  const fields = [[page.title], [...labels, ...headings]].map((texts) => texts.map(tokens));
  return { ...page, passages, fields: [...fields, passages.map(({ row }) => row)] };
}

/** The `hits`, pages in which every term stands, the best first, with why; without anything asked all of them. If what
    was typed stands nowhere, `close` are the words that were looked for instead, by what was typed. */
export function find(written, text) {
  for (const typing of [true, false]) {
    const hits = search(written, parse(text, typing));
    if (hits.length) return { hits, close: [] };
  }
  const widened = widen(written.words, parse(text, false));
  const hits = widened ? search(written, widened) : [];
  return { hits, close: hits.length ? widened.close : [] };
}

function search({ event, pages, words }, { terms, filters }) {
  const filed = isMeant(event, filters) ? pages.filter((page) => filters.every(([name, value]) => isFiled(page, name, value))) : [];
  const found = filed.map((page) => ({ page, mentions: terms.map((term) => page.fields.map((rows) => count(rows, term))) }));
  const hits = found.filter((each) => each.mentions.every((fields) => fields.some(Boolean)));
  const rare = terms.map((term) => (terms.length === 1 ? 1 : rarity(term, pages.length, words)));
  const ranked = hits.map((each) => ({ ...each, merit: merit(each, rare) })).sort((one, other) => other.merit - one.merit);
  return ranked.map(({ page }) => shown(page, terms));
}

/** All pages are of one event: what asks for another one, or for what was before it, finds none. */
function isMeant(event, filters) {
  const asked = new Map(filters);
  const words = (asked.get("event") ?? "").split(" ");
  const row = ` ${labelled(`${event.name} ${event.slug}`)}`;
  const isThis = asked.get("event") === labelled(event.slug) || words.every((word) => row.includes(` ${word}`));
  return isThis && (!asked.has("before") || event.starts_on < asked.get("before"));
}

function isFiled(page, name, value) {
  if (OF_EVENTS.includes(name)) return true;
  const labels = (page.labels[name] ?? []).map(labelled);
  return labels.includes(value) || (name !== "tag" && labels.some((label) => label.split(" ").includes(value)));
}

/** A close word says half of what the one says that was typed. */
function count(rows, term) {
  const exact = { ...term, close: [] };
  const [all, typed] = [term, exact].map((each) => rows.reduce((sum, row) => sum + spansOf(row, [each])[0].length, 0));
  return typed + CLOSE * (all - typed);
}

/** A beginning counts as a common word. */
function rarity(term, all, words) {
  const holding = term.open ? Math.floor(all / 10) : documentsWith(words, term.words);
  return holding > all ? 0 : Math.log(1 + (all - holding + 0.5) / (holding + 0.5));
}

function merit({ page, mentions }, rare) {
  const length = page.fields.at(-1).reduce((sum, row) => sum + row.length, 0);
  const long = 1 - B + (B * length) / ORDINARY;
  const saturated = (found, by) => (found * (K1 + 1)) / (found + K1 * by);
  return mentions.reduce(
    (sum, fields, term) =>
      sum + rare[term] * fields.reduce((all, found, at) => all + WEIGHTS[at] * saturated(found, at === 2 ? long : 1), 0),
    0,
  );
}

function shown(page, terms) {
  return { ...page, heading: pieces(page.title, terms), excerpts: excerpts(page.passages, terms, terms.length ? MOST_PASSAGES : 1) };
}
