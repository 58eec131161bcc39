import { expect, type Locator, type Page } from "@playwright/test";

export const DEMO = "demo/demo-f16.gguf";
export const DEMO_Q8 = "demo/demo-q8_0.gguf";

export interface AuditPlan {
  suites: string[];
  model?: string;
  limit?: number;
  title?: string;
}

/** The audits pages as a person works with them; `begin` and `finish` set a scene through the same addresses as the pages do. */
export class Audits {
  readonly list: Locator;
  readonly progress: Locator;

  constructor(readonly page: Page) {
    this.list = page.getByRole("list", { name: "Audits" });
    this.progress = page.getByRole("region", { name: "Progress" });
  }

  /** Starts an audit and returns its id. */
  async begin({ suites, model = DEMO, limit, title }: AuditPlan): Promise<string> {
    const origin = new URL(this.page.url() === "about:blank" ? (await this.page.goto("/audits"), this.page.url()) : this.page.url()).origin;
    const response = await this.page.request.post("/api/audits", {
      headers: { origin },
      data: { model, suites, options: limit === undefined ? {} : { limit }, ...(title === undefined ? {} : { title }) },
    });
    expect(response.status(), await response.text()).toBe(202);
    return String(((await response.json()) as { id: unknown }).id);
  }

  /** Starts an audit and waits until it is complete. */
  async finish(plan: AuditPlan): Promise<string> {
    const id = await this.begin(plan);
    await expect
      .poll(async () => ((await (await this.page.request.get(`/api/audits/${id}`)).json()) as { summary: { state: string } }).summary.state, { timeout: 120_000 })
      .toBe("complete");
    return id;
  }

  async open(id: string, query = ""): Promise<void> {
    await this.page.goto(`/audits/${id}${query}`);
    await expect(this.page.getByRole("tab", { name: "Result" })).toBeVisible();
  }

  /** The box of one suite. */
  box(title: string): Locator {
    return this.page.getByRole("article").filter({ has: this.page.getByRole("heading", { name: title, exact: true }) });
  }

  async done(): Promise<void> {
    await expect(this.progress).toBeHidden({ timeout: 120_000 });
  }
}
