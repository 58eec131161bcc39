import { NextResponse, type NextRequest } from "next/server";
import { errorResponse, tellable } from "@/lib/http/error-response";
import { guardRequest } from "@/lib/http/guards";
import { contentSecurityPolicy, securityHeaders } from "@/lib/http/headers";

/** Before every page: the Host and Origin guard, and a content security policy with a nonce of its own. */
export function proxy(request: NextRequest): Response {
  try {
    guardRequest(request.headers, request.method);
  } catch (error) {
    return errorResponse(tellable(error), crypto.randomUUID());
  }
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

/** Routes below /api guard themselves (lib/http/route.ts); files of the build carry nothing private. */
export const config = { matcher: ["/((?!api/|_next/static/|_next/image).*)"] };
