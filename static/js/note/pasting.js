/* What is pasted: an address over words makes them a link, and a piece of a page keeps its links and lists as Markdown. */

import { EditorView } from "@codemirror/view";

const ADDRESS = /^https?:\/\/[^\s<>]+$/i;
/** What plain text would lose. Colours and fonts, which other editors give along, are no loss. */
const WORTH_KEEPING = "a[href], li, h1, h2, h3, h4, blockquote";

export const pasting = EditorView.domEventHandlers({
  paste(event, view) {
    if (view.state.readOnly) return false;
    const [text, page] = ["text/plain", "text/html"].map((kind) => event.clipboardData?.getData(kind) ?? "");
    if (ADDRESS.test(text.trim())) return linked(view, text.trim());
    const html = tame(page);
    if (!html || !new DOMParser().parseFromString(html, "text/html").querySelector(WORTH_KEEPING)) return false;
    insertAsMarkdown(view, html, text);
    return true;
  },
});

/** Neither styles nor handlers: our page's policy complains of them even in what is only read. What has no end goes to the end. */
export const tame = (html) =>
  html.replace(/<style[\s\S]*?(?:<\/style>|$)/gi, "").replace(/<[^>]+(?:>|$)/g, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, " data-$1="));

/** A bare address is a link by itself, and so it stays. */
function linked(view, address) {
  const { from, to } = view.state.selection.main;
  const words = view.state.sliceDoc(from, to).trim();
  if (!words || words.includes("\n") || ADDRESS.test(words)) return false;
  const target = address.replace(/[()]/g, (sign) => (sign === "(" ? "%28" : "%29"));
  insert(view, `[${words.replace(/[[\]]/g, "\\$&")}](${target})`);
  return true;
}

/** What translates it is fetched when it is wanted first; without network the plain text is as good as it gets. */
async function insertAsMarkdown(view, html, text) {
  try {
    const { markdownOf } = await import("./pages.js");
    insert(view, markdownOf(html));
  } catch {
    insert(view, text);
  }
}

/** Not if the note was locked while the translation was on its way. */
function insert(view, words) {
  if (!view.state.readOnly) view.dispatch({ ...view.state.replaceSelection(words), scrollIntoView: true, userEvent: "input.paste" });
}
