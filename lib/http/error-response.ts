import { ZodError } from "zod";
import { VitrineError, type ErrorCode } from "@/lib/domain/errors";
import { accessMisses, ANYBODY } from "./attempts";
import { securityHeaders } from "./headers";

const statusOf: Record<ErrorCode, number> = {
  "bad-request": 400,
  "not-found": 404,
  forbidden: 403,
  "password-needed": 401,
  "too-many-attempts": 429,
  "prompt-empty": 400,
  "prompt-too-long": 400,
  "prompt-not-utf8": 400,
  "token-out-of-range": 400,
  "model-not-found": 404,
  "model-unreadable": 422,
  "model-unsupported": 422,
  "model-too-large": 422,
  "no-chat-template": 422,
  "trace-unreadable": 500,
  "disk-full": 507,
  "database-locked": 503,
  "engine-crashed": 502,
  "engine-failed": 502,
  stopped: 409,
  internal: 500,
};

/** What a person is told. Messages of other errors were not written for people and may hold paths: they stay in the log. */
export function tellable(error: unknown): VitrineError {
  if (error instanceof VitrineError) return error;
  if (error instanceof ZodError) {
    const issues = error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
    const first = issues[0];
    return new VitrineError("bad-request", `The request is not understood${first ? `: ${first.path || "body"}: ${first.message}` : ""}.`, issues);
  }
  return new VitrineError("internal", "Something failed that was not foreseen; the server’s log has the details.", undefined, { cause: error });
}

export const statusOfError = ({ code }: VitrineError): number => statusOf[code];

/** What a browser or a program is to do about it. */
function remedy({ code }: VitrineError): Record<string, string> {
  if (code === "password-needed") return { "www-authenticate": 'Basic realm="Vitrine", charset="UTF-8"' };
  if (code === "too-many-attempts") return { "retry-after": String(Math.max(1, accessMisses.wait(ANYBODY))) };
  return {};
}

export function errorResponse(error: VitrineError, requestId: string): Response {
  return Response.json({ error: error.toBody(requestId) }, { status: statusOf[error.code], headers: { ...securityHeaders, "cache-control": "no-store", ...remedy(error) } });
}
