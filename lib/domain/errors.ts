import { z } from "zod";

/** Every way a request can fail that a person is told about. The HTTP status and the CLI's exit code follow from it. */
export const errorCodes = [
  "bad-request", // the request itself is malformed: `issues` names the places
  "not-found",
  "forbidden", // wrong Host or Origin, or a path outside the models folder
  "password-needed", // reached from another machine without the access password
  "too-many-attempts",
  "prompt-empty",
  "prompt-too-long",
  "prompt-not-utf8",
  "token-out-of-range",
  "model-not-found",
  "model-unreadable", // truncated, corrupt, not GGUF
  "model-unsupported", // architecture unknown to the library, or without the nodes that were asked for
  "model-too-large", // estimated memory does not fit
  "no-chat-template",
  "trace-unreadable",
  "disk-full",
  "database-locked", // by another process, for longer than a statement waits
  "engine-crashed",
  "engine-failed",
  "stopped",
  "internal",
] as const;
export const errorCodeSchema = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** The one shape in which an error travels: HTTP bodies, event streams, engine messages and `--json` output. */
export const errorBodySchema = z.object({
  code: errorCodeSchema,
  /** One sentence for a person: what happened and, where it is known, what to do. */
  message: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  requestId: z.string().optional(),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** An error whose message was written for a person. Anything else that is thrown is reported as "internal". */
export class VitrineError extends Error {
  override readonly name = "VitrineError";

  /** Bundles may hold a copy of this class each; an error of any of them is one. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && "name" in value && value.name === "VitrineError" && "code" in value && "toBody" in value;
  }

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly issues?: { path: string; message: string }[],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  toBody(requestId?: string): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.issues ? { issues: this.issues } : {}),
      ...(requestId ? { requestId } : {}),
    };
  }

  static fromBody(body: ErrorBody): VitrineError {
    return new VitrineError(body.code, body.message, body.issues);
  }
}
