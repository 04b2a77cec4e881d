/* Text into words, as app/kernel/search/tokens.py does it: what is stored, asked for and marked passes here. */

import { stem } from "./stem.js";

const LONGEST = 64;
const PAIRED =
  "\\u0e00-\\u0e7f\\u1100-\\u11ff\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const MARKS = "(?:(?![\\u{20000}-\\u{10ffff}])[\\p{Mn}\\p{Mc}])+";
const ROW = new RegExp(
  `(?<row>[\\p{L}\\p{N}]+(?:${MARKS}[\\p{L}\\p{N}]*)*)` +
    "(?:(?<sharp>\\+\\+|#)(?![\\p{L}\\p{N}])|(?<ending>['’](?:s|t|d|m|re|ve|ll))(?![\\p{L}\\p{N}]))?",
  "giu",
);
const SCRIPTS = new RegExp(`(?<paired>[${PAIRED}]+)|[^${PAIRED}]+`, "gu");
const ASCII = /^[\x00-\x7f]*$/;

/** Each with its `word`, where it stands from `start` to `end`, and `plain`, the word before its ending was taken off;
    `tail` marks the sign that ends a row of pairs, `alone` one that is the whole row. */
export function tokens(text) {
  return [...text.matchAll(ROW)].flatMap((match) => ofRow(match, match.groups));
}

export function words(text) {
  return tokens(text).map(({ word }) => word);
}

function ofRow(match, { row, sharp, ending }) {
  const [start, end] = [match.index, match.index + row.length + (ending?.length ?? 0)];
  if (sharp && /^[a-z]$/i.test(row)) {
    const word = match[0].toLowerCase();
    return [{ word, plain: word, start, end: start + match[0].length }];
  }
  if (!ASCII.test(row)) return scripts(row, start, end);
  const plain = row.toLowerCase().slice(0, LONGEST);
  return [{ word: stemmed(plain), plain, start, end }];
}

function scripts(row, start, end) {
  return [...row.matchAll(SCRIPTS)].flatMap((part) => {
    const [from, to] = [part.index, part.index + part[0].length];
    if (part.groups.paired) return pairs(part[0], start + from);
    const plain = fold(part[0]);
    return plain ? [{ word: stemmed(plain), plain, start: start + from, end: to === row.length ? end : start + to }] : [];
  });
}

function pairs(row, start) {
  let at = start;
  const signs = Array.from(row, (sign) => {
    const placed = { sign: fold(sign), start: at, end: at + sign.length };
    at = placed.end;
    return placed;
  }).filter(({ sign }) => sign);
  const found = signs.slice(1).map((next, index) => {
    const word = signs[index].sign + next.sign;
    return { word, plain: word, start: signs[index].start, end: next.end };
  });
  const last = signs.at(-1);
  if (last) found.push({ word: last.sign, plain: last.sign, start: last.start, end: last.end, tail: true, alone: signs.length === 1 });
  return found;
}

/** Without case, accents and width: what NFKD takes apart loses its marks. */
function fold(word) {
  const apart = casefold(word).normalize("NFKD");
  const bare = apart.replace(/[^\p{L}\p{N}\p{Mc}]/gu, "");
  return Array.from(casefold(bare.normalize("NFC"))).slice(0, LONGEST).join("");
}

/** `ß` is `ss`, and a sigma at the end is one; the Turkish ı stays. */
function casefold(word) {
  return word.replace(/[^ı]+/gu, (some) => some.toUpperCase().toLowerCase()).replaceAll("ς", "σ");
}

function stemmed(word) {
  return word.length > 3 && /^[a-z]+$/.test(word) ? stem(word) : word;
}
