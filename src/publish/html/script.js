// Filters and sorts tables. Without it the page says the same.
"use strict";
const LONG = 8;
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[−–]/g, "-");
const cell = (row, column) => plain(row.cells[column]?.textContent.trim() ?? "");
const number = (text) => /^[+-]?[\d,]+(\.\d+)?/.exec(text)?.[0].replaceAll(",", "");

// What is empty comes last, numbers before words, and `R9` before `R10`.
function compare(a, b) {
  if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
  const [first, second] = [number(a), number(b)];
  if (first && second && +first !== +second) return first - second;
  return a.localeCompare(b, document.documentElement.lang, { numeric: true });
}

function filtering(table, rows) {
  const words = document.body.dataset;
  const input = Object.assign(document.createElement("input"), { type: "search", placeholder: words.filter });
  const status = document.createElement("output");
  input.setAttribute("aria-label", `${words.filter}: ${table.caption?.textContent ?? ""}`);
  input.addEventListener("input", () => {
    const wanted = plain(input.value).split(/\s+/).filter(Boolean);
    rows.forEach((row) => (row.hidden = !wanted.every((it) => plain(row.textContent).includes(it))));
    for (const body of table.tBodies) body.hidden = [...body.rows].every((it) => it.hidden || it.className === "group");
    const shown = rows.filter((it) => !it.hidden).length;
    status.textContent = wanted.length ? `${shown} / ${rows.length}` : "";
  });
  const bar = Object.assign(document.createElement("p"), { className: "filter" });
  bar.append(input, status);
  table.parentElement.before(bar);
}

function sorting(table, rows) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const order = (a, b) => {
        const [first, second] = [cell(a, column), cell(b, column)];
        return first && second && down ? compare(second, first) : compare(first, second);
      };
      table.tBodies[0].append(...rows.sort(order));
    });
  });
}

for (const table of document.querySelectorAll("main table")) {
  const rows = [...table.querySelectorAll("tbody tr:not(.group)")];
  if (rows.length < LONG) continue;
  filtering(table, rows);
  if (table.tBodies.length === 1) sorting(table, rows);
}
