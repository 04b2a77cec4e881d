/* What people type: words (all of them), "phrases", begin* and filters such as tag:dns. As app/kernel/search/queries.py. */

import { tokens } from "./tokens.js";

const LONGEST = 300;
const MOST_TERMS = 12;
const FILTERS = ["tag", "tool", "by"];
const PIECE = /(?<name>[\p{L}\p{N}]+):(?:"(?<quoted>[^"]*)"?|(?<value>[^\s"]+))|"(?<phrase>[^"]*)"?|(?<word>[^\s"]+)/gu;

/** `terms` are words in a row, of which the last may go on in an `open` one; `filters` names and values. The last word
    of what somebody is still `typing` may go on. */
export function parse(text, typing) {
  const [terms, filters] = [new Map(), []];
  const cut = text.slice(0, LONGEST).replace(/[“”„‟«»＂]/g, '"');
  for (const piece of cut.matchAll(PIECE)) {
    const { name, quoted, value, word } = piece.groups;
    if (FILTERS.includes(name?.toLowerCase())) {
      const asked = labelled(quoted ?? value ?? "");
      if (asked) filters.push([name.toLowerCase(), asked]);
      continue;
    }
    const isLast = piece.index + piece[0].length === cut.length;
    const goesOn = piece[0].replace(/"+$/, "").endsWith("*") || (typing && isLast && Boolean(word));
    const term = termOf(tokens(piece[0]), goesOn);
    if (term) terms.set(`${term.open} ${term.words.join(" ")}`, term);
  }
  return { terms: [...terms.values()].slice(0, MOST_TERMS), filters };
}

/** A label as filters compare it. */
export function labelled(label) {
  return tokens(label).map(({ plain }) => plain).join(" ") || label.trim().toLowerCase();
}

function termOf(found, goesOn) {
  const last = found.at(-1);
  if (!last) return null;
  const row = found.map(({ word }) => word);
  if (last.tail && !last.alone) return { words: row.slice(0, -1), open: false };
  if (last.alone || !goesOn) return { words: row, open: Boolean(last.alone) };
  return { words: [...row.slice(0, -1), beginning(last)], open: true };
}

/** What a word has in common with its stem: `scaling*` also begins `scale`. */
function beginning({ word, plain }) {
  let same = 0;
  while (same < word.length && word[same] === plain[same]) same += 1;
  return word.slice(0, same);
}
