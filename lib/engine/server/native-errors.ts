import { errorCodeSchema, VitrineError } from "@/lib/domain/errors";

/** What the addon throws carries a `code`; where it is one of the product's, its sentence was written for a person. */
export function fromNative(error: unknown): unknown {
  if (error instanceof VitrineError || !(error instanceof Error) || !("code" in error)) return error;
  const code = errorCodeSchema.safeParse(error.code);
  return code.success && code.data !== "internal" ? new VitrineError(code.data, error.message, undefined, { cause: error }) : error;
}

/** Awaits the addon's work, with errors turned by `fromNative`. */
export async function native<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw fromNative(error);
  }
}
