// The lists are whole without this: it adds a field to each long one that leaves the rows in which all words of it stand.
"use strict";
for (const list of document.querySelectorAll("[data-search]")) {
  const rows = Array.from(list.querySelectorAll("tbody > tr"));
  if (rows.length < 8) continue;
  let texts = null;
  const label = document.createElement("label");
  label.className = "search";
  const name = document.createElement("span");
  name.textContent = "Search " + list.dataset.search;
  const field = document.createElement("input");
  field.type = "search";
  field.autocomplete = "off";
  field.spellcheck = false;
  const found = document.createElement("output");
  const say = shown => { found.textContent = shown.toLocaleString("en") + " of " + rows.length.toLocaleString("en") + " shown"; };
  field.addEventListener("input", () => {
    texts ??= rows.map(row => row.textContent.toLowerCase());
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, i) => {
      row.hidden = !words.every(word => texts[i].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    say(shown);
  });
  say(rows.length);
  label.append(name, field);
  const bar = document.createElement("div");
  bar.className = "searching";
  bar.append(label, found);
  list.prepend(bar);
}
