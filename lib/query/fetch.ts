import type { z } from "zod";
import { DTYPE_HEADER, errorResponseSchema, SHAPE_HEADER } from "@/lib/domain/api";
import { VitrineError } from "@/lib/domain/errors";
import { decodeTensor, type TensorData } from "@/lib/trace/decode";
import { dtypeSchema, elementCount } from "@/lib/trace/dtype";

export interface RequestOptions {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** Sent as JSON, but for a form with files. */
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** The one place that calls the server. Every failure, of the network too, is thrown as `VitrineError`; an abort stays an abort. */
export async function request(path: string, { method = "GET", body, signal }: RequestOptions = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      ...(body === undefined ? {} : body instanceof FormData ? { body } : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new VitrineError("internal", "Vitrine’s server cannot be reached. Is it still running in its terminal?", undefined, { cause });
  }
  if (response.ok) return response;
  throw await failure(response);
}

async function failure(response: Response): Promise<VitrineError> {
  try {
    return VitrineError.fromBody(errorResponseSchema.parse(await response.json()).error);
  } catch (cause) {
    return new VitrineError("internal", `The server answered with status ${response.status} and no explanation.`, undefined, { cause });
  }
}

export async function requestJson<Schema extends z.ZodType>(path: string, schema: Schema, options: RequestOptions = {}): Promise<z.output<Schema>> {
  const response = await request(path, options);
  let json: unknown;
  try {
    json = await response.json();
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new VitrineError("internal", "The server’s answer broke off.", undefined, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  throw new VitrineError("internal", `The server’s answer is not understood (${issues[0]?.path ?? ""}: ${issues[0]?.message ?? ""}). Reload the page.`, issues);
}

export interface Tensor<Data extends TensorData = TensorData> {
  readonly shape: readonly number[];
  /** Row-major. F32 and F16 as f32, I32 as i32, U8 as bytes. */
  readonly data: Data;
}

export async function requestTensor(path: string, signal?: AbortSignal): Promise<Tensor> {
  const response = await request(path, { signal });
  const dtype = dtypeSchema.safeParse(response.headers.get(DTYPE_HEADER));
  const shape = (response.headers.get(SHAPE_HEADER) ?? "?").split(",").filter((size) => size !== "").map(Number);
  if (!dtype.success || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new VitrineError("internal", "The server’s answer is not understood: it does not say what the tensor is. Reload the page.");
  }
  const data = decodeTensor(dtype.data, new Uint8Array(await response.arrayBuffer()));
  if (data.length !== elementCount(shape)) throw new VitrineError("internal", "The server’s answer broke off.");
  return { shape, data };
}
