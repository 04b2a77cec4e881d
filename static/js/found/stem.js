/* English words without their endings, as the server's search compares them: Snowball's english.sbl of release 3.1
   (https://snowballstem.org/algorithms/english/stemmer.html), for words of the letters a to z. A y that is no vowel is
   written Y on the way. */

const EXCEPTIONS = new Map([
  ...["andes", "atlas", "bias", "cosmos", "howe", "news", "sky"].map((word) => [word, word]),
  ["early", "earli"], ["gently", "gentl"], ["idly", "idl"], ["only", "onli"],
  ["singly", "singl"], ["skies", "sky"], ["skis", "ski"], ["ugly", "ugli"],
]);
const REGION = /^[^aeiouy]*[aeiouy]+[^aeiouy]/;
const BEGINNINGS = /^(?:arsen|commun|emerg|gener|inter|later|organ|past|univers)/;
const VOWEL = /[aeiouy]/;
const SHORT = /(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy]|past)$/;

const SECOND = longestFirst({
  tional: "tion", enci: "ence", anci: "ance", abli: "able", entli: "ent", ization: "ize", izer: "ize",
  ational: "ate", ation: "ate", ator: "ate", alism: "al", aliti: "al", alli: "al", fulness: "ful", fulli: "ful",
  ousness: "ous", ousli: "ous", iveness: "ive", iviti: "ive", biliti: "ble", bli: "ble", ogist: "og", ogi: "og",
  lessli: "less", li: "",
});
const THIRD = longestFirst({
  tional: "tion", ational: "ate", alize: "al", icate: "ic", iciti: "ic", ical: "ic", ful: "", ness: "", ative: "",
});
const FOURTH = longestFirst(
  Object.fromEntries(
    "ic ance ence able ible ate ive ize iti al ism ion er ous ant ent ment ement".split(" ").map((end) => [end, ""]),
  ),
);

export function stem(word) {
  return EXCEPTIONS.get(word) ?? regular(word);
}

function regular(word) {
  let stem = word.replace(/^y/, "Y").replace(/([aeiouy])y/g, "$1Y");
  const first = (BEGINNINGS.exec(stem) ?? REGION.exec(stem))?.[0].length ?? stem.length;
  const second = first + (REGION.exec(stem.slice(first))?.[0].length ?? stem.length);
  stem = withoutPast(withoutPlural(stem), first);
  stem = stem.replace(/(.[^aeiouy])[yY]$/, "$1i");
  stem = replaced(stem, SECOND, first, mayLoseSecond);
  stem = replaced(stem, THIRD, first, (_before, end, at) => end !== "ative" || at >= second);
  stem = replaced(stem, FOURTH, second, (before, end) => end !== "ion" || /[st]$/.test(before));
  return withoutLast(stem, first, second).replaceAll("Y", "y");
}

function withoutPlural(word) {
  if (word.endsWith("sses")) return word.slice(0, -2);
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1);
  if (/[us]s$/.test(word)) return word;
  return /[aeiouy].+s$/.test(word) ? word.slice(0, -1) : word;
}

function withoutPast(word, first) {
  const end = /(?:eedly|eed|edly|ed|ingly|ing)$/.exec(word)?.[0] ?? "";
  const before = word.slice(0, word.length - end.length);
  if (end.startsWith("eed")) return before.length >= first && !/^(?:succ|proc|exc)$/.test(before) ? `${before}ee` : word;
  if (end === "ing" && /^[^aeiouy]y$/.test(before)) return `${before[0]}ie`;
  if (end === "ing" && /^(?:even|cann|inn|earr|herr|out)$/.test(before)) return word;
  return end && VOWEL.test(before) ? mended(before, first) : word;
}

/** What is left of a word without -ed or -ing: `hop` of *hopp*, `hope` of *hop*. */
function mended(word, first) {
  if (/(?:at|bl|iz)$/.test(word)) return `${word}e`;
  if (/([bdfgmnprt])\1$/.test(word)) return /^[aeo]..$/.test(word) ? word : word.slice(0, -1);
  return word.length === first && SHORT.test(word) ? `${word}e` : word;
}

/** The longest ending alone counts; it is replaced if it stands behind `from`. */
function replaced(word, endings, from, may) {
  const [end, by] = endings.find(([each]) => word.endsWith(each)) ?? [];
  if (end === undefined) return word;
  const before = word.slice(0, word.length - end.length);
  return before.length >= from && may(before, end, before.length) ? before + by : word;
}

function mayLoseSecond(before, end) {
  if (end === "ogi") return before.endsWith("l");
  return end !== "li" || /[cdeghkmnrt]$/.test(before);
}

function withoutLast(word, first, second) {
  const [before, last] = [word.slice(0, -1), word.at(-1)];
  if (last === "e" && (before.length >= second || (before.length >= first && !SHORT.test(before)))) return before;
  return last === "l" && before.length >= second && before.endsWith("l") ? before : word;
}

function longestFirst(endings) {
  return Object.entries(endings).sort(([one], [other]) => other.length - one.length);
}
