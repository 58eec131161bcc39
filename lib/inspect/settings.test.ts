import { describe, expect, it } from "vitest";
import { createLog } from "./log";
import { readSettings } from "./settings";

describe("settings", () => {
  it("have defaults below the repository, and an empty variable counts as none", () => {
    expect(readSettings("/app", { VITRINE_DATA: "", DATABASE_URL: " " })).toMatchObject({
      dataFolder: "/app/data", tracesFolder: "/app/data/traces", modelsFolder: "/app/models", defaultModel: "demo/demo-f16.gguf", databaseUrl: undefined, logLevel: "info",
    });
    expect(readSettings("/app", { VITRINE_DATA: "/d", VITRINE_MODELS: "m", VITRINE_MODEL: "a/b.gguf" })).toMatchObject({ dataFolder: "/d", modelsFolder: "/app/m", defaultModel: "a/b.gguf" });
    expect(() => readSettings("/app", { VITRINE_LOG: "loud" })).toThrow(/VITRINE_LOG/);
  });
});

describe("the log", () => {
  it("tells where an error came from and what caused it", () => {
    const lines: string[] = [];
    const log = createLog("info", { write: (line) => lines.push(line) });
    log.error({ error: new Error("outer", { cause: new Error("inner") }), id: "x" }, "it failed");
    expect(lines.join("")).toMatch(/"message":"outer".*settings\.test\.ts.*"message":"inner".*"id":"x"/);
  });
});
