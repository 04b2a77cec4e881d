/* Finds pages of a write-up by the words in them and ranks them as the server does (app/kernel/search/ranking.py). */

import { excerpts, pieces, spansOf } from "./excerpts.js";
import { widen } from "./forgiving.js";
import { labelled, parse } from "./query.js";
import { tokens } from "./tokens.js";

/** Title, labels and headings, text. */
const WEIGHTS = [8, 3, 1];
const [K1, B, ORDINARY] = [1.2, 0.75, 300];
const MOST_PASSAGES = 3;
/** So few hits are not many: close words are shown too. */
const FEW = 3;

/** `written` is what search-index.js says: the pages, the newest first. */
export function library(written) {
  return written.map((page) => {
    let heading = "";
    const passages = page.passages.map(([text, anchor, above]) => {
      heading = above ?? heading;
      return { text, anchor, heading, row: tokens(text) };
    });
    const headings = passages.map((each) => each.heading).filter((each, at, all) => each !== all[at - 1]);
    const labels = Object.values(page.labels).flat();
    const fields = [[page.title], [...labels, ...headings]].map((texts) => texts.map(tokens));
    return { ...page, passages, fields: [...fields, passages.map(({ row }) => row)] };
  });
}

/**
 * The `hits`, pages in which every term stands, the best first, with why; without anything asked all of them. `close`
 * are words that were looked for by what was typed, `instead` of that if it stands nowhere, else beside it.
 */
export function find(pages, text) {
  const typing = search(pages, parse(text, true));
  if (typing.length) return { hits: typing, close: [], instead: false };
  const asked = parse(text, false);
  const hits = search(pages, asked);
  const widened = hits.length < FEW && widen(pages, asked);
  const more = widened ? search(pages, widened) : hits;
  if (more.length <= hits.length) return { hits, close: [], instead: false };
  return { hits: more, close: widened.close, instead: !hits.length };
}

function search(pages, { terms, filters }) {
  const filed = pages.filter((page) => filters.every(([name, value]) => isFiled(page, name, value)));
  const mentions = filed.map((page) => terms.map((term) => page.fields.map((rows) => count(rows, term))));
  const found = filed.map((page, at) => ({ page, mentions: mentions[at] }));
  const hits = found.filter((each) => each.mentions.every((fields) => fields.some(Boolean)));
  const rare = terms.map((term, at) => weight(term, terms.length, pages.length, mentions.filter((each) => each[at].some(Boolean)).length));
  const ranked = hits.map((each) => ({ ...each, merit: merit(each, rare) })).sort((one, other) => other.merit - one.merit);
  return ranked.map(({ page }) => shown(page, terms));
}

function isFiled(page, name, value) {
  const labels = (page.labels[name] ?? []).map(labelled);
  return labels.includes(value) || (name !== "tag" && labels.some((label) => label.split(" ").includes(value)));
}

function count(rows, term) {
  return rows.reduce((sum, row) => sum + spansOf(row, [term])[0].length, 0);
}

/** A single term weighs as it is; a beginning as a common word. */
function weight(term, terms, all, documents) {
  if (terms === 1) return 1;
  const holding = term.open ? Math.floor(all / 10) : documents;
  return Math.log(1 + (all - holding + 0.5) / (holding + 0.5));
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
