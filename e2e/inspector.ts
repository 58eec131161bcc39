import { expect, type APIRequestContext, type Locator, type Page } from "@playwright/test";
import { inspectionResourceSchema, startedSchema } from "@/lib/domain/api";

export interface RunSettings {
  mode?: "Completion" | "Chat";
  generate?: number;
  /** Presses of → on the temperature slider from greedy, each 0.05. */
  temperatureSteps?: number;
  seed?: number;
}

/** A finished run, made over HTTP; returns its id. */
export async function startRun(request: APIRequestContext, prompt: string, { model = "demo/demo-f16.gguf", generate = 8 } = {}): Promise<string> {
  const started = await request.post("/api/inspections", { data: { model, prompt, mode: "completion", generate } });
  expect(started.status()).toBe(202);
  const { id } = startedSchema.parse(await started.json());
  await expect.poll(async () => inspectionResourceSchema.parse(await (await request.get(`/api/inspections/${id}`)).json()).running, { timeout: 40_000 }).toBe(false);
  return id;
}

/** The inspector as a person works with it. */
export class Inspector {
  readonly prompt: Locator;
  readonly runButton: Locator;
  readonly stopButton: Locator;
  readonly strip: Locator;
  readonly tokens: Locator;
  readonly lockedToken: Locator;
  /** The column that speaks of the locked token. */
  readonly panel: Locator;
  readonly candidates: Locator;
  readonly recent: Locator;
  readonly title: Locator;

  constructor(readonly page: Page) {
    this.prompt = page.getByRole("textbox", { name: "Prompt", exact: true });
    this.runButton = page.getByRole("button", { name: "Run", exact: true });
    this.stopButton = page.getByRole("button", { name: "Stop", exact: true });
    this.strip = page.getByRole("listbox", { name: "Tokens of the run" });
    this.tokens = this.strip.getByRole("option");
    this.lockedToken = this.strip.locator("[aria-selected=true]");
    this.panel = page.getByRole("complementary", { name: "The locked token" });
    this.candidates = this.panel.getByRole("list", { name: "Candidates, most likely first" });
    this.recent = page.getByRole("navigation", { name: "Recent inspections" });
    this.title = page.getByRole("heading", { level: 1 });
  }

  /** Opens the page and waits until a finished inspection is shown. */
  async open(address = "/"): Promise<void> {
    await this.page.goto(address);
    await this.finished();
  }

  /** Waits until the open inspection is finished and drawn. */
  async finished(): Promise<void> {
    await expect(this.page.getByRole("tab", { name: "Attention" })).toBeVisible({ timeout: 60_000 });
    await expect(this.strip).toBeVisible();
    await this.page.waitForURL((url) => url.searchParams.has("i")); // written a moment after it is shown
  }

  get id(): string | null {
    return new URL(this.page.url()).searchParams.get("i");
  }

  async set({ mode, generate, temperatureSteps, seed }: RunSettings): Promise<void> {
    if (mode) await this.page.getByRole("button", { name: mode, exact: true }).click();
    if (generate === undefined && temperatureSteps === undefined && seed === undefined) return;
    await this.page.getByTitle("Settings of the next run").click();
    const settings = this.page.getByRole("dialog", { name: "Settings of the next run" });
    if (generate !== undefined) await settings.getByRole("textbox", { name: "Tokens to write" }).fill(String(generate));
    if (seed !== undefined) await settings.getByRole("textbox", { name: "Seed" }).fill(String(seed));
    if (temperatureSteps !== undefined) {
      const slider = settings.getByRole("slider", { name: "Temperature" });
      await slider.press("Home");
      for (let step = 0; step < temperatureSteps; step++) await slider.press("ArrowRight");
    }
    await this.page.keyboard.press("Escape");
    await expect(settings).toBeHidden();
  }

  /** Presses Run and returns once the address names the new inspection, which may still be running. */
  async start(prompt: string, settings: RunSettings = {}): Promise<void> {
    await this.prompt.fill(prompt);
    await this.set(settings);
    await this.launch(() => this.runButton.click());
  }

  /** Does what starts a run and waits for its address. */
  async launch(action: () => Promise<void>): Promise<void> {
    const before = this.id;
    await action();
    await this.page.waitForURL((url) => url.searchParams.get("i") !== before && url.searchParams.has("i"));
  }

  async run(prompt: string, settings: RunSettings = {}): Promise<void> {
    await this.start(prompt, settings);
    await this.finished();
  }

  token(position: number): Locator {
    return this.strip.locator(`[data-position="${position}"]`);
  }

  async lock(position: number): Promise<void> {
    await this.token(position).click();
    await expect(this.token(position)).toHaveAttribute("aria-selected", "true");
  }

  /** The text of the run as the strip shows it. */
  async text(): Promise<string> {
    return (await this.tokens.allTextContents()).join("");
  }
}
