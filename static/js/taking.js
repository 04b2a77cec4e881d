/* Taking a copy of the write-up along: shows how far it is while it is made, and then gives it to the browser to keep.
   The answer is lines of JSON that say how far it is, an empty line, and the zip. Without this the form downloads it. */

const form = document.querySelector("form[data-taking]");
const [button, progress, said] = ["button", "progress", "[role=status]"].map((each) => form.querySelector(each));
const { making, coming, done, failed, name } = form.dataset;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (button.disabled) return;
  button.disabled = true;
  progress.hidden = false;
  try {
    keep(await taken());
    said.textContent = done;
  } catch (error) {
    said.textContent = error.words ?? failed;
  }
  progress.hidden = true;
  button.disabled = false;
});

async function taken() {
  const answer = await fetch(form.action, { headers: { accept: "application/x-hallway-progress" } });
  if (!answer.ok) throw Object.assign(new Error(answer.statusText), { words: (await answer.json()).message });
  const zip = [];
  let head = new Uint8Array();
  let size = 0;
  for await (const some of chunks(answer.body)) {
    const part = head ? rest((head = joined(head, some))) : some;
    if (!part) continue;
    head = null;
    zip.push(part);
    size += part.length;
    progress.removeAttribute("value");
    said.textContent = coming.replace("{size}", (size / 2 ** 20).toFixed(1));
  }
  if (head) throw new Error("it ended before the zip");
  return new Blob(zip, { type: "application/zip" });
}

/** What comes behind the empty line; until then nothing, and how far it is is shown. */
function rest(head) {
  const end = head.findIndex((byte, at) => byte === 10 && (at === 0 || head[at - 1] === 10));
  if (end >= 0) return head.subarray(end + 1);
  const far = new TextDecoder().decode(head).split("\n").at(-2);
  if (far) tell(JSON.parse(far));
  return null;
}

function tell({ done, all }) {
  Object.assign(progress, { max: all, value: done });
  said.textContent = making.replace("{done}", done).replace("{all}", all);
}

async function* chunks(body) {
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}

function joined(one, other) {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

function keep(blob) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
