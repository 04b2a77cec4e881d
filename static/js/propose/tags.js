/* A list of tags completes each of them, not only the first: what stands before the last comma comes with the offers. */

export function startTags() {
  const input = document.querySelector("[name=tags][list]");
  const known = [...(input?.list?.options ?? [])].map(({ value }) => value);
  if (!known.length) return;
  input.addEventListener("input", () => offer(input, known));
}

function offer(input, known) {
  const [, before, last] = /^(.*,)?\s*([^,]*)$/s.exec(input.value);
  const there = new Set((before ?? "").split(",").map((tag) => tag.trim().toLowerCase()));
  const wanted = known.filter((tag) => !there.has(tag) && tag.includes(last.trim().toLowerCase()));
  input.list.replaceChildren(...wanted.slice(0, 30).map((tag) => option(before ? `${before} ${tag}` : tag)));
}

function option(value) {
  const made = document.createElement("option");
  made.value = value;
  return made;
}
