// Runs the search of a copy in Node: takes {texts, words, index, questions} as JSON and says what it makes of each.
import { find, library } from "../../../static/js/found/finding.js";
import { stem } from "../../../static/js/found/stem.js";
import { tokens } from "../../../static/js/found/tokens.js";

let given = "";
for await (const some of process.stdin) given += some;
const { texts, words, index, questions } = JSON.parse(given);
const written = library(index ?? { pages: [] });
console.log(
  JSON.stringify({
    tokens: texts?.map((text) => tokens(text).map(({ word, start, end }) => [word, text.slice(start, end)])),
    stems: words?.map(stem),
    found: questions?.map((question) => {
      const { hits, close } = find(written, question);
      const told = hits.map(({ file, heading, excerpts }) => [
        file,
        [heading, ...excerpts.map(({ pieces }) => pieces)].flatMap((pieces) => pieces.map((piece) => piece.mark).filter(Boolean)),
        excerpts.map(({ anchor, heading, number }) => [anchor, heading, number]),
      ]);
      return [told, close];
    }),
  }),
);
