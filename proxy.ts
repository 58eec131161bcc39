import { NextResponse, type NextRequest } from "next/server";
import { errorResponse, tellable } from "@/lib/http/error-response";
import { guardRequest } from "@/lib/http/guards";
import { contentSecurityPolicy, securityHeaders } from "@/lib/http/headers";

/** Before every page: the guards, and a content security policy with a nonce of its own. */
export function proxy(request: NextRequest): Response {
  try {
    guardRequest(request.headers, request.method);
  } catch (error) {
    return errorResponse(tellable(error), crypto.randomUUID());
  }
  if (request.nextUrl.pathname.startsWith("/_next/")) return NextResponse.next();
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value);
  return response;
}

/**
 * Routes below /api and shared pages guard themselves (lib/http/route.ts, app/(public)/r): what goes through here is read into memory.
 * Of /r the very addresses of shared pages are let past, nothing beside or below them.
 */
export const config = { matcher: ["/((?!api/|r/[^/]+$).*)"] };
