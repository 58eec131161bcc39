import { spawn } from "node:child_process";
import { copyFile, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { VitrineError } from "@/lib/domain/errors";
import { writeReport } from "@/lib/report/html/write-report";
import { readReport } from "@/lib/report/read-report";
import { findBrowser } from "@/scripts/setup/browser";
import { UsageError, type CommandContext } from "./command";
import { requireFolderOf } from "./files";
import { parseFlags, required } from "./flags";
import { readFileOf } from "./report-verify";
import { sizeInWords } from "./words";

const LIMIT_MS = 180_000;

/** Runs the browser to its end; what it says is for its makers. Errors: `engine-failed`. */
function runBrowser(browser: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(browser, args, { stdio: "ignore", signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]) });
    child.on("error", (cause) => fail(new VitrineError(signal.aborted ? "stopped" : "engine-failed", signal.aborted ? "Stopped." : "The browser could not print the file.", undefined, { cause })));
    child.on("exit", (code) => (code === 0 ? done() : fail(new VitrineError("engine-failed", `The browser could not print the file (it ended with code ${code ?? "none"}).`))));
  });
}

/** `pdf FILE --out FILE.pdf`: the report of an HTML or JSON file, printed by an installed Chromium or Chrome, which gets no network. */
export async function reportPdf([file, ...rest]: readonly string[], command: CommandContext): Promise<void> {
  if (file === undefined || file.startsWith("-")) throw new UsageError("report pdf wants the report’s file first");
  const out = await requireFolderOf(required(parseFlags(rest, { out: { type: "string" } }).out, "out"));
  const signed = readReport(await readFileOf(file), path.basename(file));
  const browser = findBrowser();
  if (!browser) throw new VitrineError("not-found", "Printing needs Chromium or Chrome, and none was found. Install one, or name it in CHROMIUM_PATH; or open the file in any browser and print it there.");
  const profile = await mkdtemp(path.join(tmpdir(), "vitrine-print-"));
  const part = path.join(profile, "report.pdf");
  try {
    command.progress("Printing …");
    // The browser is given the page of the data: what else a received file shows or runs stays unread.
    const page = path.join(profile, "report.html");
    await writeFile(page, await writeReport(command.settings.root, signed));
    await runBrowser(
      browser,
      [
        "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND", `--user-data-dir=${profile}`,
        // Chromium refuses to run its sandbox as root.
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--no-pdf-header-footer", `--print-to-pdf=${part}`, pathToFileURL(page).href,
      ],
      command.signal,
    );
    const { size } = await stat(part).catch((cause: unknown) => {
      throw new VitrineError("engine-failed", "The browser ended without printing anything.", undefined, { cause });
    });
    await moveFile(part, out);
    command.progress("");
    command.print(`${path.basename(out)}: ${sizeInWords(size)}`);
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}

/** Also from one disk to another. */
async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to).catch(() => copyFile(from, to));
}
