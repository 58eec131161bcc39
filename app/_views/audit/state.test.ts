import { expect, it } from "vitest";
import { formatAuditView, parseAuditView } from "./state";

it("reads back what it writes", () => {
  const view = parseAuditView(new URLSearchParams("tab=items&suite=decisions&item=loan%2Fwoman&phrasing=plain&sort=-effect&disagree=1"));
  expect(view).toMatchObject({ tab: "items", suite: "decisions", item: "loan/woman", phrasing: "plain", sort: "-effect", disagree: "1" });
  expect(parseAuditView(new URLSearchParams(formatAuditView(view)))).toEqual(view);
});

it("leaves defaults and empty filters out of the address", () => {
  expect(formatAuditView(parseAuditView(new URLSearchParams("")))).toBe("");
  expect(formatAuditView({ ...parseAuditView(new URLSearchParams("")), search: "" })).toBe("");
});

it("opens in the default state where a link carries nonsense", () => {
  expect(parseAuditView(new URLSearchParams("tab=nowhere&sort=sideways&control=none"))).toMatchObject({ tab: "result", sort: "order", control: "none" });
});
