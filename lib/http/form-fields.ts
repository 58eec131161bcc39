import { readBytes } from "./body";

const LARGEST_FORM = 4_096;

/** The field "password" of a small form, as browsers send it without a script; empty when there is none. Error: `bad-request`. */
export async function readPassword(request: Request): Promise<string> {
  const bytes = await readBytes(request, LARGEST_FORM, "The form is too long.");
  return new URLSearchParams(bytes.toString("utf8")).get("password") ?? "";
}
