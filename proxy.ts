import { NextResponse, type NextRequest } from "next/server";
import { errorResponse, tellable } from "@/lib/http/error-response";
import { guardPublicRequest, guardRequest } from "@/lib/http/guards";
import { contentSecurityPolicy, securityHeaders } from "@/lib/http/headers";

/** Shared pages, which have no part in the workbench and send headers of their own. */
const isPublic = (path: string): boolean => /^\/r\/[^/]+$/.test(path);

/** Before every page: the guards, and a content security policy with a nonce of its own. */
export function proxy(request: NextRequest): Response {
  const { pathname } = request.nextUrl;
  try {
    if (isPublic(pathname)) guardPublicRequest(request.headers);
    else guardRequest(request.headers, request.method);
  } catch (error) {
    return errorResponse(tellable(error), crypto.randomUUID());
  }
  if (isPublic(pathname) || pathname.startsWith("/_next/")) return NextResponse.next();
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

/** Routes below /api guard themselves (lib/http/route.ts): what goes through here is read into memory. */
export const config = { matcher: ["/((?!api/).*)"] };
