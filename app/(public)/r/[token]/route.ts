import { guardPublicRequest } from "@/lib/http/guards";
import { noSuchLink, passwordForm, sharedPage, tooManyAttempts } from "@/lib/http/public-pages";
import { publicRoute } from "@/lib/http/public-route";
import { readPassword } from "@/lib/http/form-fields";
import { ANYBODY, linkMisses, passwordMisses } from "@/lib/http/attempts";
import { serverContext } from "@/lib/inspect/server-context";
import { findOpenShare, opensWith, readOpenShare, type OpenShare } from "@/lib/report/shares/open";

function miss(): Response {
  const wait = linkMisses.wait(ANYBODY);
  if (wait > 0) return tooManyAttempts(wait);
  linkMisses.count(ANYBODY);
  return noSuchLink();
}

async function show(share: OpenShare): Promise<Response> {
  const { database } = await serverContext();
  const file = await readOpenShare(database, share);
  return file ? sharedPage(file.html, file.policy) : miss();
}

/** What an outsider sees: one file as it was shared, and nothing else of the workbench. */
export const GET = publicRoute(async (request, token) => {
  guardPublicRequest(request.headers);
  const { database } = await serverContext();
  const share = await findOpenShare(database, token);
  if (!share) return miss();
  // Asking whether it is there is no view.
  if (request.method === "HEAD") return sharedPage("", "default-src 'none'");
  return share.passwordHash === null ? show(share) : passwordForm(false);
});

/** The password of the link; the file comes in the answer. */
export const POST = publicRoute(async (request, token) => {
  guardPublicRequest(request.headers);
  const { database } = await serverContext();
  const share = await findOpenShare(database, token);
  if (!share) return miss();
  const wait = passwordMisses.wait(share.id);
  if (wait > 0) return tooManyAttempts(wait);
  // Counted before it is tried: many at once are as many.
  passwordMisses.count(share.id);
  if (!(await opensWith(share, await readPassword(request)))) return passwordForm(true);
  passwordMisses.clear(share.id);
  return show(share);
});
