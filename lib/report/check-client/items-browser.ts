import { decimal } from "@/lib/charts/format";
import { bySize, itemLines, searchText, type ItemLine, type ItemLines } from "@/lib/report/html/item-lines";
import { report } from "./data";
import { drawn, element, part, shown } from "./elements";

/** Rows that each "show more" adds. */
const STEP = 100;
const FIRST = 20;
/** Characters of a text that a row shows. */
const EXCERPT = 400;

const orders = {
  size: "largest effects first",
  "towards-plus": "from + to −",
  "towards-minus": "from − to +",
  order: "in the order of the suite",
} as const;
type Order = keyof typeof orders;

function ordered(lines: readonly ItemLine[], order: Order): ItemLine[] {
  const signed = (sign: number) => [...lines].sort((a, b) => (b.effect === null ? -Infinity : sign * b.effect) - (a.effect === null ? -Infinity : sign * a.effect));
  switch (order) {
    case "size":
      return bySize(lines);
    case "towards-plus":
      return signed(1);
    case "towards-minus":
      return signed(-1);
    case "order":
      return [...lines];
  }
}

function effectCell(effect: number | null, farthest: number): HTMLTableCellElement {
  const share = farthest > 0 && effect !== null ? effect / farthest : 0;
  const bar = drawn("svg", { width: 56, height: 10, "aria-hidden": "true" }, drawn("line", { x1: 28, x2: 28, y1: 0, y2: 10 }), drawn("rect", { x: share < 0 ? 28 + 28 * share : 28, width: Math.abs(28 * share), y: 2, height: 6 }));
  return element("td", { class: "effect" }, bar, element("span", { class: "effect-number" }, decimal(effect)));
}

function rowOf(line: ItemLine, { scoreNames }: ItemLines, farthest: number, texts: boolean): HTMLTableRowElement {
  const row = element("tr", line.control === null ? {} : { "data-quiet": "" }, element("th", { scope: "row", class: "mono" }, shown(line.item.slice(0, 120))));
  row.append(element("td", { class: "mono words" }, shown(line.phrasing.slice(0, 120))), element("td", { class: "words" }, shown((line.control ?? line.category).slice(0, 120))), effectCell(line.effect, farthest));
  row.append(...scoreNames.map((name) => element("td", {}, decimal(line.scores[name], 3))));
  if (texts) row.append(element("td", { class: "texts" }, ...line.texts.map(({ variant, text }) => element("p", {}, element("span", { class: "quiet" }, shown(variant)), ` ${shown(text.slice(0, EXCERPT))}${text.length > EXCERPT ? " …" : ""}`))));
  return row;
}

/** Search, order and "show more" for one table of items. Its data are read when the reader first asks for something. */
function browse(place: HTMLElement): void {
  const [a = 0, s = 0, t = 0] = (place.dataset["items"] ?? "").split(".").map(Number);
  const farthest = Number(place.dataset["farthest"]);
  const body = part("tbody", HTMLTableSectionElement, place);
  const told = part(".items-told", HTMLElement, place);
  const texts = place.querySelector("thead th:last-child")?.textContent === "texts";
  const more = element("button", { type: "button", class: "plain-button more" }, `Show ${STEP} more`);
  const search = element("input", { type: "search", maxlength: "200", placeholder: "id, phrasing, category, text" });
  const order = element("select", {}, ...Object.entries(orders).map(([value, text]) => element("option", { value }, text)));
  let lines: ItemLines | null = null;
  let limit = FIRST;

  const all = (): ItemLines => {
    const audit = report().audits[a];
    const suite = audit?.suites[s];
    const table = suite?.tables?.[t];
    if (!audit || !suite || !table) throw new Error("This file is not whole: a table of items is missing.");
    lines ??= itemLines(suite, table, audit.manifest.noiseFloor.value);
    return lines;
  };
  const draw = () => {
    const { lines: every } = all();
    const wanted = search.value.trim().toLowerCase();
    const chosen = Object.keys(orders).find((name): name is Order => name === order.value) ?? "size";
    const matching = wanted === "" ? every : every.filter((line) => searchText(line).includes(wanted));
    const rows = ordered(matching, chosen);
    body.replaceChildren(...rows.slice(0, limit).map((line) => rowOf(line, all(), farthest, texts)));
    told.textContent = `${Math.min(limit, rows.length)} of ${rows.length} items${wanted === "" ? "" : ` that match “${shown(wanted)}”`}, ${orders[chosen]}`;
    more.hidden = rows.length <= limit;
  };
  const again = () => {
    limit = FIRST;
    draw();
  };
  let pending = 0;
  search.addEventListener("input", () => {
    window.clearTimeout(pending);
    pending = window.setTimeout(again, 150);
  });
  order.addEventListener("change", again);
  more.addEventListener("click", () => {
    limit += STEP;
    draw();
  });
  told.setAttribute("role", "status");
  more.hidden = body.rows.length < FIRST;
  place.prepend(element("div", { class: "items-tools" }, element("label", {}, "search the items", search), element("label", {}, "order", order)));
  place.append(element("p", { class: "items-tools" }, more));
}

export function setUpItems(): void {
  for (const place of document.querySelectorAll("[data-items]")) if (place instanceof HTMLElement) browse(place);
}
