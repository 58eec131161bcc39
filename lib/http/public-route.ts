import { tellable, statusOfError } from "./error-response";
import { publicHeaders } from "./public-pages";

type Handler = (request: Request, route: { params: Promise<{ token: string }> }) => Promise<Response>;

/** A handler for strangers: whatever fails tells them no more than that it failed. The log has the rest, without the link. */
export function publicRoute(answer: (request: Request, token: string) => Promise<Response>): Handler {
  return async (request, { params }) => {
    try {
      return await answer(request, (await params).token);
    } catch (error) {
      const told = tellable(error);
      if (told.code === "internal") console.error("a shared page failed", error);
      return new Response(told.code === "internal" ? "This page could not be shown." : told.message, { status: statusOfError(told), headers: { ...publicHeaders, "content-type": "text/plain; charset=utf-8" } });
    }
  };
}
