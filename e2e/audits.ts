import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Locator, type Page } from "@playwright/test";

export const DEMO = "demo/demo-f16.gguf";
export const DEMO_Q4 = "demo/demo-q4_0.gguf";

/** Items per suite where any will do. */
export const SMALL = 90;

export interface AuditPlan {
  suites: string[];
  model?: string;
  limit?: number;
  seed?: number;
  title?: string;
}

/** Draws items that no audit before has scored together, so that none of them comes from the cache and the audit takes its time. */
export const freshSeed = (): number => Math.floor(Math.random() * 2 ** 31);

interface Summary {
  state: string;
  unitsDone: number;
  unitsTotal: number;
}

/** The audits pages as a person works with them; `begin`, `finish` and `remove` set a scene through the same addresses as the pages do. */
export class Audits {
  readonly list: Locator;
  readonly progress: Locator;

  constructor(readonly page: Page) {
    this.list = page.getByRole("list", { name: "Audits" });
    this.progress = page.getByRole("region", { name: "Progress" });
  }

  private async origin(): Promise<string> {
    if (this.page.url() === "about:blank") await this.page.goto("/audits");
    return new URL(this.page.url()).origin;
  }

  /** Starts an audit and returns its id. */
  async begin({ suites, model = DEMO, limit, seed, title }: AuditPlan): Promise<string> {
    const options = { ...(limit === undefined ? {} : { limit }), ...(seed === undefined ? {} : { seed }) };
    const response = await this.page.request.post("/api/audits", { headers: { origin: await this.origin() }, data: { model, suites, options, ...(title === undefined ? {} : { title }) } });
    expect(response.status(), await response.text()).toBe(202);
    return String(((await response.json()) as { id: unknown }).id);
  }

  async summary(id: string): Promise<Summary> {
    return ((await (await this.page.request.get(`/api/audits/${id}`)).json()) as { summary: Summary }).summary;
  }

  /** Starts an audit and waits until it is complete. */
  async finish(plan: AuditPlan): Promise<string> {
    const id = await this.begin(plan);
    await expect.poll(async () => (await this.summary(id)).state, { timeout: 120_000 }).toBe("complete");
    return id;
  }

  /** Ends an audit that later tests should not wait for. */
  async remove(id: string): Promise<void> {
    const origin = await this.origin();
    await this.page.goto("/audits"); // nothing asks for it any more
    expect((await this.page.request.delete(`/api/audits/${id}`, { headers: { origin } })).status()).toBe(200);
  }

  async open(id: string, query = ""): Promise<void> {
    await this.page.goto(`/audits/${id}${query}`);
    await expect(this.page.getByRole("tab", { name: "Result" })).toBeVisible();
  }

  /** The box of one suite. */
  box(title: string): Locator {
    return this.page.getByRole("article").filter({ has: this.page.getByRole("heading", { name: title, exact: true }) });
  }

  /** What axe finds on the page, and whether it scrolls sideways. */
  async faults(): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    const beyond = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    return [...violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(", ")}`), ...(beyond > 0 ? [`scrolls sideways by ${beyond} px`] : [])];
  }

  async done(): Promise<void> {
    await expect(this.progress).toBeHidden({ timeout: 120_000 });
  }
}
