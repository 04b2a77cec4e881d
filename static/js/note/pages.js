/* A piece of a page as Markdown, in the signs that our tools write. */

import Turndown from "turndown";

const translator = new Turndown({ headingStyle: "atx", bulletListMarker: "-", codeBlockStyle: "fenced", emDelimiter: "*" });
translator.remove(["script", "style", "title"]);
translator.addRule("items", { filter: "li", replacement: item });
translator.addRule("no-picture", { filter: ["img", "picture"], replacement: () => "" });
/** Google's documents come wrapped in a `b` that is none. */
translator.addRule("no-bold", { filter: isNoBold, replacement: (words) => words });
/** Addresses that only the page they came from could follow, and those that do something, are words here. */
translator.addRule("no-link", { filter: leadsNowhere, replacement: (words) => words });

export const markdownOf = (html) => translator.turndown(html);

/** With one blank behind the sign, as people type it. */
function item(words, node) {
  const list = node.parentNode;
  const number = list.nodeName === "OL" ? `${[...list.children].indexOf(node) + (Number(list.getAttribute("start")) || 1)}. ` : "- ";
  const inner = words.trim().replace(/\n/g, `\n${" ".repeat(number.length)}`);
  return `${number}${inner}${node.nextSibling ? "\n" : ""}`;
}

function isNoBold(node) {
  return node.nodeName === "B" && /font-weight:\s*normal/.test(node.dataset.style);
}

function leadsNowhere(node) {
  return node.nodeName === "A" && !/^(https?|mailto):/i.test(node.getAttribute("href") ?? "");
}
