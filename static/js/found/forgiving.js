/* What words that are mistyped may have meant: words that stand in the copy. As app/kernel/search/forgiving.py. */

const SHORTEST_FORGIVEN = 4;
const TWO_WRONG = 8;
const [LOOKED_AT, TAKEN] = [60, 3];
const TIMES = 4;
const LETTERS = /^\p{L}+$/u;

/** Words as they are written, by themselves, and by what is left of them without their endings; each with the `stem`
    and in how many `documents` it is. `rows` are all tokens of each page. */
export function vocabulary(rows) {
  const [written, stems] = [new Map(), new Map()];
  for (const row of rows) {
    for (const [plain, stem] of new Map(row.map(({ plain, word }) => [plain, word]))) {
      written.set(plain, { word: plain, stem, documents: (written.get(plain)?.documents ?? 0) + 1 });
      stems.set(stem, (stems.get(stem) ?? 0) + 1);
    }
  }
  return { written, stems };
}

/** In about how many pages the rarest of these stems is: each spelling is counted. */
export const documentsWith = ({ stems }, words) => Math.min(...words.map((word) => stems.get(word) ?? 0));

/** The question with close words beside those that were typed, and these by what was typed; null if there are none. */
export function widen(known, { terms, filters }) {
  const found = terms.map((term) => (term.typed && isForgiven(term.typed) ? closeTo(known, term) : []));
  if (!found.some((words) => words.length)) return null;
  return {
    terms: terms.map((term, at) => ({ ...term, close: [...new Set(found[at].map(({ stem }) => stem))] })),
    filters,
    close: terms.flatMap(({ typed }, at) => (found[at].length ? [[typed, found[at].map(({ word }) => word)]] : [])),
  };
}

const isForgiven = (word) => LETTERS.test(word) && lengthOf(word) >= SHORTEST_FORGIVEN;
const lengthOf = (word) => Array.from(word).length;

/** The closest first, and among those the most frequent; all are equally close. */
function closeTo(known, { typed, words }) {
  const stands = documentsWith(known, words);
  const wrong = lengthOf(typed) >= TWO_WRONG && !stands ? 2 : 1;
  const found = alike(known, typed, wrong)
    .filter(({ stem, documents }) => !words.includes(stem) && documents > TIMES * stands)
    .map((each) => ({ ...each, distance: apart(typed, each.word) }))
    .filter(({ distance }) => distance <= wrong)
    .sort((one, other) => one.distance - other.distance || inOrder(one, other));
  return found.slice(0, TAKEN).filter(({ distance }) => distance === found[0].distance);
}

/** Words that share trigrams, or have two letters the other way round. */
function alike({ written }, typed, wrong) {
  const [parts, swaps, length] = [grams(typed), swapped(typed), lengthOf(typed)];
  const enough = Math.max(1, parts.size - 3 * wrong);
  const found = [];
  for (const each of written.values()) {
    if (Math.abs(lengthOf(each.word) - length) > wrong) continue;
    const shared = isForgiven(each.word) ? [...grams(each.word)].filter((part) => parts.has(part)).length : 0;
    if (shared >= enough) found.push({ ...each, shared });
    else if (swaps.has(each.word)) found.push({ ...each, shared: 99 });
  }
  return found.sort((one, other) => other.shared - one.shared || inOrder(one, other)).slice(0, LOOKED_AT);
}

const inOrder = (one, other) => other.documents - one.documents || (one.word < other.word ? -1 : 1);

/** Each three signs in a row of a word with its edges. */
function grams(word) {
  const edged = Array.from(`^${word}$`);
  return new Set(edged.slice(2).map((_sign, at) => edged.slice(at, at + 3).join("")));
}

function swapped(word) {
  const signs = Array.from(word);
  return new Set(signs.slice(1).map((sign, at) => [...signs.slice(0, at), sign, signs[at], ...signs.slice(at + 2)].join("")));
}

/** How many letters have to be put in, left out, changed or swapped with the next. */
function apart(one, other) {
  const [from, to] = [Array.from(one), Array.from(other)];
  let before = [];
  let row = [0, ...to.map((_sign, at) => at + 1)];
  from.forEach((letter, i) => {
    const last = before;
    [before, row] = [row, [i + 1]];
    to.forEach((sign, j) => {
      row.push(Math.min(before[j + 1] + 1, row[j] + 1, before[j] + (letter === sign ? 0 : 1)));
      if (i && j && letter === to[j - 1] && from[i - 1] === sign) row[j + 1] = Math.min(row[j + 1], last[j - 1] + 1);
    });
  });
  return row.at(-1);
}
