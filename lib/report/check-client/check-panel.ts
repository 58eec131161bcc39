import type { CheckResult, Report } from "@/lib/domain/report";
import { dataText, report } from "./data";
import { element, part, shown } from "./elements";
import type { CheckMessage } from "./messages";
import { shownDifferences, type ShownDifference } from "./shown-figures";

/** Mismatches that are listed one by one. */
const LISTED = 200;

const button = (): HTMLButtonElement => part("#check-button", HTMLButtonElement);
const exact = (value: number | null): string => (value === null ? "–" : String(value));
const figures = (n: number): string => `${n} ${n === 1 ? "figure" : "figures"}`;

function line(ok: boolean | null, text: string): HTMLLIElement {
  return element("li", { "data-ok": ok === null ? "unknown" : ok ? "yes" : "no" }, element("span", { class: "sign", "aria-hidden": "true" }, ok === null ? "–" : ok ? "✓" : "✗"), element("span", {}, text));
}

function hashLine({ hash }: CheckResult): HTMLLIElement {
  return hash === "match" ? line(true, "The SHA-256 of the report’s canonical JSON matches: the text of the data is the text that was hashed.") : line(false, "The SHA-256 does not match: the data were changed after the report was made.");
}

function signatureLine({ signature }: CheckResult): HTMLLIElement {
  switch (signature) {
    case "valid":
      return line(true, "The signature is valid for the public key that the report names. Whose key that is, its author has to tell you in another way.");
    case "invalid":
      return line(false, "The signature is not valid: the report was changed, or signed with another key than it names.");
    case "none":
      return line(null, "There is no signature: the hash tells of damage, not of who made the report.");
  }
}

function figuresLine({ figures: n, mismatches, notChecked }: CheckResult): HTMLLIElement {
  if (n === 0) return line(null, "No figure could be computed again: the report holds no items.");
  if (mismatches.length === 0) return line(true, `${figures(n)} computed again from the items in this file: all match${notChecked.length > 0 ? " (see below for what is not covered)" : ""}.`);
  return line(false, `${mismatches.length} of ${figures(n)} do not match what the items give.`);
}

function mismatchTable({ mismatches }: CheckResult): HTMLElement {
  const rows = mismatches.slice(0, LISTED).map(({ suite, metric, group, figure, stated, computed }) =>
    element("tr", {}, ...[suite, metric, group, figure].map((text) => element("td", { class: "words" }, shown(text))), element("td", {}, exact(stated)), element("td", {}, exact(computed))),
  );
  const head = element("tr", {}, ...["suite", "metric", "group", "figure", "stated", "computed"].map((text) => element("th", { scope: "col" }, text)));
  const caption = element("caption", {}, mismatches.length > LISTED ? `The first ${LISTED} of ${mismatches.length} mismatches` : "What does not match");
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "What does not match" }, element("table", { class: "numbers" }, caption, element("thead", {}, head), element("tbody", {}, ...rows)));
}

/** The texts of the cells of every row with that place. */
function rowsAt(place: string): string[][] {
  return [...document.querySelectorAll(`[data-figure="${place}"]`)].map((row) => [...row.children].filter((cell) => !cell.classList.contains("check-column")).map(({ textContent }) => textContent));
}

function shownLine(differences: readonly ShownDifference[]): HTMLLIElement {
  const [first] = differences;
  if (!first) return line(true, "The tables of figures on this page show the numbers of the data. The rest of the page is compared by npx vitrine report verify FILE.");
  const { suite, metric, group, column, expected, found } = first;
  return line(false, `This page was changed: ${differences.length} of its cells or rows do not show what the data say. The first: ${shown([suite, metric, group, ...(column === null ? [] : [column])].join(", "))}: the data say “${expected}”, the page “${shown(found)}”.`);
}

/** A sign beside every row whose figures were computed again, or that does not show them. */
function markRows({ audits }: Report, { mismatches }: CheckResult, differences: readonly ShownDifference[]): void {
  audits.forEach(({ suites }, a) =>
    suites.forEach(({ suite, tables, findings }, s) => {
      const wrong = mismatches.filter((one) => one.audit === a && one.suite === suite);
      findings.forEach(({ id, group }, k) => {
        const place = `${a}.${s}.${k}`;
        const row = document.querySelector(`[data-figure="${place}"]`);
        const cell = row?.querySelector(".check-column");
        const own = [
          ...wrong.filter((one) => one.metric === id && one.group === group).map(({ figure }) => figure),
          ...differences.filter((one) => one.place === place).map(({ column }) => `shown otherwise${column === null ? "" : `: ${column}`}`),
        ];
        if (!row || !cell || (tables === null && own.length === 0)) return;
        row.setAttribute("data-checked", own.length === 0 ? "match" : "mismatch");
        cell.textContent = own.length === 0 ? "✓ match" : `✗ ${own.map(shown).join(", ")}`;
        for (const hidden of row.closest("table")?.querySelectorAll(".check-column[hidden]") ?? []) hidden.removeAttribute("hidden");
      });
    }),
  );
}

function show(result: CheckResult, seconds: number): void {
  const differences = shownDifferences(report(), rowsAt);
  const lines = element("ul", { class: "check-lines" }, figuresLine(result), hashLine(result), signatureLine(result), shownLine(differences), ...result.notChecked.map(({ suite, reason }) => line(null, `Not covered: ${shown(suite)}. ${shown(reason)}`)));
  const holds = result.hash === "match" && result.signature !== "invalid" && result.mismatches.length === 0 && differences.length === 0;
  const told = element("p", { class: "check-verdict", "data-ok": holds ? "yes" : "no" }, holds ? (result.figures > 0 ? "Match." : "Intact, but nothing to compute.") : "Mismatch.");
  part("#check-result", HTMLElement).replaceChildren(told, lines, ...(result.mismatches.length > 0 ? [mismatchTable(result)] : []), element("p", { class: "quiet" }, `Computed in this page in ${seconds.toFixed(1)} s, without a network.`));
  markRows(report(), result, differences);
}

function fail(message: string): void {
  part("#check-result", HTMLElement).replaceChildren(element("ul", { class: "check-lines" }, line(false, `The check could not be done: ${shown(message)}`)));
}

let running: { stop: () => void } | null = null;

function finish(): void {
  running?.stop();
  running = null;
  part("#check-progress", HTMLProgressElement).hidden = true;
  button().textContent = "Re-compute again";
  button().classList.add("plain-button");
}

function start(source: string): void {
  const began = performance.now();
  const progress = part("#check-progress", HTMLProgressElement);
  const told = part("#check-told", HTMLElement);
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address);
  let doing = "The data are read";
  const tick = () => (told.textContent = `${doing} … ${Math.round((performance.now() - began) / 1_000)} s`);
  const clock = setInterval(tick, 1_000);
  running = {
    stop: () => {
      clearInterval(clock);
      worker.terminate();
      URL.revokeObjectURL(address);
      told.textContent = "Every estimate and interval can be computed again from the items in this file.";
    },
  };
  progress.hidden = false;
  progress.removeAttribute("value");
  part("#check-result", HTMLElement).replaceChildren();
  button().textContent = "Stop";
  button().classList.add("plain-button");
  worker.addEventListener("message", ({ data }: MessageEvent<CheckMessage>) => {
    if (data.kind === "progress") {
      const { done, total, suite } = data.progress;
      doing = suite === null ? "The figures are compared" : `${shown(suite)}, ${done + 1} of ${total}: figures are computed`;
      if (done > 0) progress.value = done / total;
      tick();
      return;
    }
    finish();
    if (data.kind === "failed") fail(data.message);
    else show(data.result, (performance.now() - began) / 1_000);
  });
  worker.addEventListener("error", (event) => {
    finish();
    fail(event.message === "" ? "this browser does not let the file’s own code run in the background" : event.message);
  });
  worker.postMessage(dataText());
}

/** The button that computes everything again, and what came out. `source`: the script that the worker runs, this one. */
export function setUpCheck(source: string): void {
  button().hidden = false;
  button().addEventListener("click", () => (running === null ? start(source) : finish()));
}
