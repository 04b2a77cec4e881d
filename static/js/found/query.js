/* What people type: words (all of them), "phrases", begin* and filters such as tag:dns. As app/kernel/search/queries.py. */

import { tokens } from "./tokens.js";

const LONGEST = 300;
const MOST_TERMS = 12;
/** What is asked of the event and not of a page. */
export const OF_EVENTS = ["event", "before"];
const FILTERS = ["tag", "tool", "by", ...OF_EVENTS];
const DAY = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;
const PIECE = /(?<name>[\p{L}\p{N}]+):(?:"(?<quoted>[^"]*)"?|(?<value>[^\s"]+))|"(?<phrase>[^"]*)"?|(?<word>[^\s"]+)/gu;

/** `terms` are words in a row, of which the last may go on in an `open` one; `typed` is a single word before its ending
    was taken off, and any of the words `close` to it will do as well. `filters` are names and values; `before` is a day.
    The last word of what somebody is still `typing` may go on. */
export function parse(text, typing) {
  const [terms, filters] = [new Map(), []];
  const cut = text.slice(0, LONGEST).replace(/[“”„‟«»＂]/g, '"');
  for (const piece of cut.matchAll(PIECE)) {
    const { name, quoted, value, word } = piece.groups;
    const filter = name?.toLowerCase();
    const asked = FILTERS.includes(filter) && (quoted ?? value ?? "").trim();
    const told = filter === "before" ? dayIn(asked || "") : labelled(asked || "");
    if (asked === "" || (asked && told)) {
      if (asked) filters.push([filter, told]);
      continue;
    }
    const isLast = piece.index + piece[0].length === cut.length;
    const goesOn = piece[0].replace(/"+$/, "").endsWith("*") || (typing && isLast && Boolean(word));
    const term = termOf(tokens(piece[0]), goesOn, word !== undefined);
    const key = term && `${term.open} ${term.words.join(" ")}`;
    if (term && !terms.has(key)) terms.set(key, term);
  }
  return { terms: [...terms.values()].slice(0, MOST_TERMS), filters };
}

/** A label as filters compare it. */
export function labelled(label) {
  return tokens(label).map(({ plain }) => plain).join(" ") || label.trim().toLowerCase();
}

/** The same question with these words in quotation marks, so that they are taken as they are. */
export function exactly(text, typed) {
  return text.replace(PIECE, (piece, ...rest) => {
    const [only, more] = rest.at(-1).word === undefined ? [] : tokens(piece);
    return only && !more && typed.includes(only.plain) ? `"${piece}"` : piece;
  });
}

/** The first day that is not before a year, a month of one, or a day: as 2017-03-01. Empty where there is none. */
function dayIn(value) {
  const [, year, month = "1", day = "1"] = DAY.exec(value) ?? [];
  const told = year && `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${told}T00:00:00Z`);
  return year > "0000" && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(told) ? told : "";
}

function termOf(found, goesOn, bare) {
  const last = found.at(-1);
  if (!last) return null;
  const row = found.map(({ word }) => word);
  const as = { typed: "", close: [] };
  if (last.tail && !last.alone) return { ...as, words: row.slice(0, -1), open: false };
  if (last.alone || !goesOn) {
    const typed = bare && found.length === 1 ? last.plain : "";
    return { ...as, words: row, open: Boolean(last.alone), typed };
  }
  return { ...as, words: [...row.slice(0, -1), beginning(last)], open: true };
}

/** What a word has in common with its stem: `scaling*` also begins `scale`. */
function beginning({ word, plain }) {
  let same = 0;
  while (same < word.length && word[same] === plain[same]) same += 1;
  return word.slice(0, same);
}
