import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    environment: "node",
    include: ["{app,lib,native,scripts}/**/*.test.{ts,tsx}"],
    exclude: ["**/node_modules/**", "native/build/**", "lib/db/generated/**"],
    globalSetup: ["scripts/vitest-setup.ts"],
    // Several tests load the model or start processes: two at a time keep a two-core machine responsive.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
