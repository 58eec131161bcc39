import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishRequestSchema } from "@/lib/domain/report";
import { canonicalJson } from "../canonical-json";
import { temporaryDatabase } from "@/lib/db/testing";
import type { Database } from "@/lib/db/client";
import { insertImportedReport, insertOwnReport, listReports } from "@/lib/db/reports";
import { listShares } from "@/lib/db/shares";
import { reportDocument } from "../html/document";
import { signedOf, suiteOf } from "../html/testing";
import { seal } from "../seal";
import { exampleReport, exampleRows } from "../testing";
import { findOpenShare, opensWith, readOpenShare } from "./open";
import { hashPassword, isPassword } from "./password";
import { policyOfFile } from "./policy";
import { extendShare, publishShare, revokeShare, type SharedFile } from "./publish";

let database: Database;
let remove: (() => Promise<void>) | undefined;
beforeAll(async () => {
  ({ database, remove } = await temporaryDatabase());
});
afterAll(() => remove?.());

const HTML = "<!doctype html><html><head><style>a{}</style></head><body>\n<p>Report</p><script>let a</script></body></html>";
const DAY_MS = 86_400_000;
const file = (patch: Partial<SharedFile> = {}): SharedFile => ({ kind: "inspection", title: "A view", number: 1, reportId: null, html: () => Promise.resolve(new TextEncoder().encode(HTML)), ...patch });
const publish = async (request: object = {}, patch: Partial<SharedFile> = {}, now?: Date) => {
  const { share, path } = await publishShare(database, file(patch), publishRequestSchema.parse(request), now);
  return { share, token: path.slice("/r/".length) };
};

describe("a link", () => {
  it("opens what was shared, counts views, and its token is stored nowhere", async () => {
    const { share, token } = await publish();
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(share).toMatchObject({ state: "live", views: 0, hasPassword: false });
    expect(Date.parse(share.expiresAt) - Date.now()).toBeGreaterThan(29.9 * DAY_MS);
    const open = await findOpenShare(database, token);
    expect((await readOpenShare(database, open!))?.html).toBe(HTML);
    expect((await readOpenShare(database, open!))?.policy).toContain("default-src 'none'");
    const [listed] = await listShares(database, { kind: "inspection" });
    expect(listed).toMatchObject({ id: share.id, views: 2 });
    const rows: unknown = await database.$queryRaw`SELECT "id", "title", "tokenHash", "passwordHash", "policy", hex("content") AS "content" FROM "Share"`;
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(token).toString("hex").toUpperCase());
  });

  it("that is unknown, malformed, expired or revoked is the same: there is none", async () => {
    const { token, share } = await publish({ expiresInDays: 1 }, {}, new Date(Date.now() - 2 * DAY_MS));
    const revoked = await publish();
    const open = await findOpenShare(database, revoked.token);
    expect((await revokeShare(database, revoked.share.id)).state).toBe("revoked");
    for (const unknown of [token, revoked.token, "x".repeat(43), "", "../../etc/passwd", `${revoked.token}A`, "é".repeat(43)]) expect(await findOpenShare(database, unknown)).toBeNull();
    // A reader who had it open already gets nothing more either, and nothing of the file is left.
    expect(await readOpenShare(database, open!)).toBeNull();
    expect((await database.share.findUnique({ where: { id: revoked.share.id } }))?.content).toHaveLength(0);
    // Expiry can be moved, revoking cannot be taken back.
    expect((await extendShare(database, share.id, 7)).state).toBe("live");
    expect(await findOpenShare(database, token)).not.toBeNull();
    await expect(extendShare(database, revoked.share.id, 7)).rejects.toMatchObject({ code: "bad-request" });
    await expect(revokeShare(database, "nobody")).rejects.toMatchObject({ code: "not-found" });
  });

  it("with a password opens with it and with nothing else", async () => {
    const { share, token } = await publish({ password: "correct horse" });
    expect(share.hasPassword).toBe(true);
    const open = await findOpenShare(database, token);
    expect(await opensWith(open!, "correct horse")).toBe(true);
    for (const wrong of ["", "correct horse ", "Correct horse", "x".repeat(200)]) expect(await opensWith(open!, wrong)).toBe(false);
  });

  it("to a version that was superseded keeps its own, with a note", async () => {
    const report = exampleReport(exampleRows("pair", 4), { resamples: 20 });
    const store = async (id: string, number: number, imported = false) => {
      const signed = await seal({ ...report, number, notes: id }, null);
      const text = canonicalJson(signed);
      return imported ? (await insertImportedReport(database, id, signed, text)) === id : insertOwnReport(database, id, signed, text);
    };
    expect(await store("first", 1)).toBe(true);
    const { token } = await publish({}, { kind: "report", reportId: "first" });
    // A stranger's later version of it supersedes nothing.
    expect(await store("stranger", 9, true)).toBe(true);
    expect(await findOpenShare(database, token)).toMatchObject({ superseded: false });
    expect(await store("second", 2)).toBe(true);
    expect(await store("other-second", 2)).toBe(false);
    const open = await findOpenShare(database, token);
    expect(open).toMatchObject({ superseded: true, number: 1 });
    const html = (await readOpenShare(database, open!))?.html ?? "";
    expect(html).toContain("version 1 of this report");
    expect(html.replace(/\n<p class="superseded".*?<\/p>/, "")).toBe(HTML);
    const { reports, total } = await listReports(database, { search: "EXAMPLE tiny", limit: 10, offset: 0 });
    expect(total).toBe(3);
    expect(reports.find(({ id }) => id === "first")?.shares).toEqual([expect.objectContaining({ state: "superseded", views: 1 })]);
  });

  it("made twice at once is two links; one whose file cannot be made is none", async () => {
    const before = await database.share.count();
    const [a, b] = await Promise.all([publish(), publish()]);
    expect(a.token).not.toBe(b.token);
    await expect(publish({}, { html: () => Promise.reject(new Error("no")) })).rejects.toThrow("no");
    await expect(publish({}, { kind: "report", reportId: "gone" })).rejects.toMatchObject({ code: "not-found" });
    expect(await database.share.count()).toBe(before + 2);
  });

  it("that finds no room on the disk is refused in words, and nothing of it is there", async () => {
    const [pages] = await database.$queryRawUnsafe<{ page_count: number | bigint }[]>(`PRAGMA page_count`);
    await database.$queryRawUnsafe(`PRAGMA max_page_count = ${Number(pages?.page_count) + 4}`);
    try {
      const noise = crypto.getRandomValues(new Uint8Array(65_536));
      const large = new Uint8Array(400_000).map((_, i) => noise[i % 65_536]! ^ (i >> 8));
      const before = await database.share.count();
      await expect(publish({}, { html: () => Promise.resolve(large) })).rejects.toMatchObject({ code: "disk-full", message: expect.stringContaining("disk is full") as string });
      expect(await database.share.count()).toBe(before);
    } finally {
      await database.$queryRawUnsafe(`PRAGMA max_page_count = 1073741823`);
    }
    expect((await publish()).share.state).toBe("live");
  });
});

describe("passwords", () => {
  it("are hashed with a salt of their own and compared whatever the form of their characters", async () => {
    const [a, b] = [await hashPassword("Käse & Brot"), await hashPassword("Käse & Brot")];
    expect(a).not.toBe(b);
    expect(a).toMatch(/^scrypt\$32768\$8\$1\$/);
    expect(await isPassword("Ka\u0308se & Brot", a)).toBe(true);
    expect(await isPassword("Käse", a)).toBe(false);
    expect(await isPassword("x", "md5$1$1$1$a$b")).toBe(false);
  });
});

describe("the policy of a shared file", () => {
  it("names each inline script and style by its hash and lets nothing else in", () => {
    const policy = policyOfFile(HTML);
    expect(policy.match(/sha256-/g)).toHaveLength(2);
    expect(policy).not.toMatch(/https?:|'self'|unsafe|\*/);
    expect(policyOfFile("<p>nothing</p>")).toContain("script-src 'none'");
    expect(policyOfFile("<script>never closed")).toContain("script-src 'none'");
  });

  it("is the one in the file and forbids frames", () => {
    const html = reportDocument(signedOf([suiteOf(exampleRows("pair", 4))]), { css: "a{color:red}", script: "let a" });
    const own = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1];
    expect(own).toContain("script-src 'sha256-");
    expect(policyOfFile(html)).toBe(`${own}; frame-ancestors 'none'`);
    // Nothing in it is placed by a style attribute.
    expect(html).not.toMatch(/<[a-z][^>]*\sstyle=/);
  });
});
