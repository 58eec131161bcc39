import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishRequestSchema } from "@/lib/domain/report";
import { listShares } from "@/lib/db/shares";
import { linkMisses, passwordMisses, ANYBODY } from "@/lib/http/attempts";
import { serverContext } from "@/lib/inspect/server-context";
import { publishShare, revokeShare } from "@/lib/report/shares/publish";
import { GET, POST } from "./route";

const HTML = "<!doctype html><html><head><style>a{}</style></head><body>\n<p>Secret finding</p><script>let a</script></body></html>";
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "vitrine-public-"));
  process.env["VITRINE_DATA"] = folder;
  process.env["VITRINE_LOG"] = "silent";
  // No model: nothing is run by itself.
  process.env["VITRINE_MODELS"] = folder;
});
afterAll(async () => {
  const context = await serverContext();
  await context.engine.close();
  await context.database.$disconnect();
  await rm(folder, { recursive: true, force: true });
});

const publish = async (request: object = {}, now?: Date) => {
  const { database } = await serverContext();
  const { share, path: link } = await publishShare(database, { kind: "inspection", title: "x", number: 1, reportId: null, html: () => Promise.resolve(new TextEncoder().encode(HTML)) }, publishRequestSchema.parse(request), now);
  return { id: share.id, token: link.slice(3) };
};
const paramsOf = (token: string) => ({ params: Promise.resolve({ token }) });
const get = (token: string, headers: Record<string, string> = {}) => GET(new Request(`http://127.0.0.1:3000/r/${token}`, { headers: { host: "127.0.0.1:3000", ...headers } }), paramsOf(token));
const post = (token: string, password: string, headers: Record<string, string> = {}) =>
  POST(
    new Request(`http://127.0.0.1:3000/r/${token}`, {
      method: "POST", body: new URLSearchParams({ password }).toString(),
      headers: { host: "127.0.0.1:3000", origin: "null", "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded", ...headers },
    }),
    paramsOf(token),
  );
const wholeOf = async (response: Response) => ({ status: response.status, headers: Object.fromEntries([...response.headers].sort()), body: await response.text() });

describe("a shared page", () => {
  it("is the file as it was shared, under headers that keep it from the network, from caches and from lists", async () => {
    const { token } = await publish();
    const { status, headers, body } = await wholeOf(await get(token));
    expect(status).toBe(200);
    expect(body).toBe(HTML);
    expect(headers).toMatchObject({
      "cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff", "x-robots-tag": "noindex, nofollow, noarchive", "x-frame-options": "DENY", "content-type": "text/html; charset=utf-8",
    });
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|'self'|\*|script-src[^;]*unsafe/);
    expect(headers["set-cookie"]).toBeUndefined();
    const head = await GET(new Request(`http://127.0.0.1:3000/r/${token}`, { method: "HEAD", headers: { host: "127.0.0.1:3000" } }), paramsOf(token));
    expect(head.status).toBe(200);
    const { database } = await serverContext();
    expect((await listShares(database, { kind: "inspection" }))[0]?.views).toBe(1);
  });

  it("is one and the same absence for unknown, malformed, expired and revoked links", async () => {
    const { database } = await serverContext();
    const expired = await publish({ expiresInDays: 1 }, new Date(0));
    const revoked = await publish();
    await revokeShare(database, revoked.id);
    const locked = await publish({ password: "correct horse" });
    await revokeShare(database, locked.id);
    const first = await wholeOf(await get("A".repeat(43)));
    expect(first.status).toBe(404);
    for (const token of [expired.token, revoked.token, locked.token, "short", "..", "\u202e", "A".repeat(5_000)]) expect(await wholeOf(await get(token))).toEqual(first);
    for (const token of [expired.token, locked.token]) expect(await wholeOf(await post(token, "correct horse"))).toEqual(first);
    linkMisses.clear(ANYBODY);
  });

  it("with a password asks for it, opens in the answer to it, and leaves no cookie", async () => {
    const { token } = await publish({ password: "correct horse" });
    const form = await wholeOf(await get(token));
    expect(form.body).toContain('<form method="post">');
    expect(form.body).not.toMatch(/Secret|<script/);
    expect(form.headers["content-security-policy"]).toContain("form-action 'self'");
    const wrong = await wholeOf(await post(token, "wrong horse"));
    expect(wrong.status).toBe(403);
    expect(wrong.body).toContain("That was not the password");
    const right = await wholeOf(await post(token, "correct horse"));
    expect(right).toMatchObject({ status: 200, body: HTML });
    expect(right.headers["set-cookie"]).toBeUndefined();
    expect((await post(token, "x".repeat(5_000))).status).toBe(400);
  });

  it("cannot be tried out: after ten wrong passwords even the right one has to wait", async () => {
    const { id, token } = await publish({ password: "correct horse" });
    for (let i = 0; i < 10; i++) expect((await post(token, `guess ${i}`)).status).toBe(403);
    const refused = await post(token, "correct horse");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(60);
    passwordMisses.clear(id);
    expect((await post(token, "correct horse")).status).toBe(200);
  });

  it("stays open while others try out links, who are told to wait", async () => {
    const { token } = await publish();
    let refused = 0;
    for (let i = 0; i < 130; i++) refused += Number((await get(`${i}`.padStart(43, "x"))).status === 429);
    expect(refused).toBe(10);
    expect((await get(token)).status).toBe(200);
    linkMisses.clear(ANYBODY);
  });

  it("answers to this machine’s names only, and tells strangers nothing of what failed", async () => {
    const { token } = await publish();
    const stranger = await get(token, { host: "evil.example" });
    expect(stranger.status).toBe(403);
    expect(await stranger.text()).not.toContain("Secret");
  });
});
