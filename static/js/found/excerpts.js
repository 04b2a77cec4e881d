/* Why something was found: the passages that say it best, with the words marked. As app/kernel/search/excerpts.py. */

import { tokens } from "./tokens.js";

const LONGEST = 320;
const LEAD_IN = 80;

/** The text in pieces, cut where marks begin and end. */
export function pieces(text, terms) {
  return cut(text, spansOf(tokens(text), terms), 0, text.length);
}

/** Those passages in which most of the terms stand, in the order of the text; the first one if none has any. */
export function excerpts(passages, terms, most) {
  const spans = passages.map(({ row }) => spansOf(row, terms));
  const telling = spans.map((_found, at) => at).filter((at) => spans[at].some((found) => found.length));
  const best = telling.sort((one, other) => dullness(spans[one], spans[other])).slice(0, most).sort((a, b) => a - b);
  return (best.length ? best : passages.length ? [0] : []).map((at) => excerpt(passages, at, spans[at]));
}

export function spansOf(row, terms) {
  return terms.map((term) => spansOfTerm(row, term));
}

function spansOfTerm(row, { words, open, close }) {
  const found = [];
  for (let at = 0; at < row.length; at += 1) {
    const stands = at + words.length <= row.length && words.every((word, step) => {
      const there = row[at + step].word;
      return open && step === words.length - 1 ? there.startsWith(word) : there === word;
    });
    if (stands) found.push([row[at].start, row[at + words.length - 1].end]);
    else if (close.includes(row[at].word)) found.push([row[at].start, row[at].end]);
  }
  return found;
}

function dullness(one, other) {
  const [first, second] = [one, other].map((spans) => [
    spans.filter((found) => found.length).length,
    spans.reduce((sum, found) => sum + Math.min(found.length, 3), 0),
  ]);
  return second[0] - first[0] || second[1] - first[1];
}

function excerpt(passages, at, spans) {
  const { text, anchor, heading } = passages[at];
  let number = 1;
  while (passages[at - number]?.heading === heading) number += 1;
  const [start, end] = window(text, spans);
  const inside = spans.map((found) => found.filter((span) => start <= span[0] && span[1] <= end));
  const shown = [start ? "…" : "", ...cut(text, inside, start, end), end < text.length ? "…" : ""];
  return { anchor, heading, number, pieces: shown.filter((piece) => piece) };
}

/** The stretch with the most different terms in it, from a word's beginning to a word's end. */
function window(text, spans) {
  if (text.length <= LONGEST) return [0, text.length];
  const reach = LONGEST - LEAD_IN;
  const different = (from) => spans.filter((found) => found.some(([start, end]) => from <= start && end <= from + reach)).length;
  const starts = spans.flat().map(([start]) => start).sort((a, b) => a - b);
  const best = starts.reduce((kept, each) => (different(each) > different(kept) ? each : kept), starts[0] ?? 0);
  let start = Math.max(0, best - LEAD_IN);
  let end = Math.min(text.length, start + LONGEST);
  if (start) start = before(text.indexOf(" ", start), best) + 1 || start;
  if (end < text.length) end = text.slice(best + 1, end).includes(" ") ? Math.max(text.lastIndexOf(" ", end - 1), best + 1) : end;
  return [start, end];
}

const before = (at, end) => (at < end ? at : -1);

/** Texts, and `{ mark }` for what is marked. */
function cut(text, spans, start, end) {
  const shown = [];
  let at = start;
  for (const [from, to] of merged(spans)) {
    shown.push(text.slice(at, from), { mark: text.slice(from, to) });
    at = to;
  }
  return [...shown, text.slice(at, end)].filter((piece) => piece);
}

function merged(spans) {
  const one = [];
  for (const [start, end] of spans.flat().sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (one.length && start <= one.at(-1)[1]) one.at(-1)[1] = Math.max(one.at(-1)[1], end);
    else one.push([start, end]);
  }
  return one;
}
