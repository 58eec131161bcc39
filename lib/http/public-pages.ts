import { createHash } from "node:crypto";
import { securityHeaders } from "./headers";

/** Of every answer to a stranger: nothing is kept, followed or listed. */
export const publicHeaders = {
  ...securityHeaders,
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "x-robots-tag": "noindex, nofollow, noarchive",
} as const;

const style =
  ":root{color-scheme:light dark}body{margin:12vh auto;max-width:26rem;padding:0 1rem;font:16px/1.5 system-ui,sans-serif}" +
  "h1{font-size:1.25rem}label{display:block;margin:1rem 0 .25rem}input,button{font:inherit;padding:.5rem .75rem;width:100%;box-sizing:border-box}button{margin-top:.75rem}[role=alert]{font-weight:600}";
const styleHash = `'sha256-${createHash("sha256").update(style).digest("base64")}'`;

/** A page of text without any script. `body` is markup of this program: nothing that came from elsewhere is put into it. */
function plainPage(title: string, body: string, status: number, formAction: "'self'" | "'none'", headers: Readonly<Record<string, string>> = {}): Response {
  const policy = `default-src 'none'; style-src ${styleHash}; base-uri 'none'; form-action ${formAction}; frame-ancestors 'none'`;
  const html = `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>\n`;
  return new Response(html, { status, headers: { ...publicHeaders, "content-security-policy": policy, ...headers } });
}

/** The same for a link that never was, one that has expired and one that was revoked. */
export const noSuchLink = (): Response => plainPage("There is nothing at this link", "<p>It may have expired, been revoked, or been copied incompletely. Ask whoever sent it to you.</p>", 404, "'none'");

export const tooManyAttempts = (seconds: number): Response =>
  plainPage("Too many attempts", `<p>Try again in ${seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}.</p>`, 429, "'none'", { "retry-after": String(seconds) });

/** Sent to the same address; what it opens comes in the answer, and nothing is left in the browser. */
export const passwordForm = (wrong: boolean): Response =>
  plainPage(
    "This page has a password",
    `<p>Whoever sent you the link can tell it to you.</p>${wrong ? '<p role="alert">That was not the password.</p>' : ""}` +
      '<form method="post"><label for="password">Password</label><input id="password" name="password" type="password" required maxlength="200" autocomplete="off" autofocus><button>Open</button></form>',
    wrong ? 403 : 200,
    "'self'",
  );

export function sharedPage(html: string, policy: string): Response {
  return new Response(html, { headers: { ...publicHeaders, "content-security-policy": policy } });
}
