import { randomUUID } from "node:crypto";
import { z } from "zod";
import { readJson } from "./body";
import { errorResponse, tellable } from "./error-response";
import { guardRequest } from "./guards";
import { securityHeaders } from "./headers";

export interface RouteLog {
  error(details: object, message: string): void;
}

/** What a route needs from the program; handed in, so that lib/http knows nothing of it. */
export interface RouteOptions<Context extends { log: RouteLog }, Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  context: () => Promise<Context>;
  params?: Params;
  query?: Query;
  body?: Body;
  /** A `Response`, or a value that is answered as JSON. */
  answer: (call: { context: Context; params: z.output<Params>; query: z.output<Query>; body: z.output<Body>; request: Request }) => Promise<Response | object>;
  /** Of an answer that is not a `Response`. */
  status?: number;
}

type Handler = (request: Request, route: { params: Promise<unknown> }) => Promise<Response>;

const nothing = z.unknown();

function withHeaders(response: Response, requestId: string): Response {
  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value);
  response.headers.set("x-request-id", requestId);
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
  return response;
}

/** A route handler: guards, parses everything that comes in, answers, and turns every error into the one shape. */
export function route<
  Context extends { log: RouteLog },
  Params extends z.ZodType = typeof nothing,
  Query extends z.ZodType = typeof nothing,
  Body extends z.ZodType = typeof nothing,
>({ context, params, query, body, answer, status = 200 }: RouteOptions<Context, Params, Query, Body>): Handler {
  const parse = async <Schema extends z.ZodType>(schema: Schema | undefined, value: unknown) => (schema ?? nothing).parseAsync(value) as Promise<z.output<Schema>>;
  return async (request, { params: routeParams }) => {
    const requestId = randomUUID();
    let log: RouteLog | undefined;
    try {
      guardRequest(request.headers, request.method);
      const call = {
        params: await parse(params, await routeParams),
        query: await parse(query, Object.fromEntries(new URL(request.url).searchParams)),
        body: await parse(body, body ? await readJson(request) : undefined),
        request,
      };
      const program = await context();
      log = program.log;
      const result = await answer({ context: program, ...call });
      return withHeaders(result instanceof Response ? result : Response.json(result, { status }), requestId);
    } catch (error) {
      const told = tellable(error);
      if (told.code === "internal") (log ?? console).error({ requestId, path: new URL(request.url).pathname, error }, "request failed");
      return errorResponse(told, requestId);
    }
  };
}
