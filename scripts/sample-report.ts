import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { writeWhole } from "@/lib/cli/files";
import { writeReport } from "@/lib/report/html/write-report";
import { readReport } from "@/lib/report/read-report";
import { buildBundles } from "./build-bundles";

/** Writes the page of docs/sample-report.html as this build writes it, from the data in it, which stay what they are: npx tsx scripts/sample-report.ts */

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const file = path.join(root, "docs/sample-report.html");
await buildBundles();
await writeWhole(file, await writeReport(root, readReport(await readFile(file), path.basename(file))));
