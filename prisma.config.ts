import { defineConfig } from "prisma/config";

// No datasource here: the program opens the database itself (lib/db/client.ts) and applies the migrations itself (lib/db/migrate.ts).
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
});
