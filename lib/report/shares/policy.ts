import { policyOf } from "../html/policy";

/** The contents of all elements of that name without attributes, which is how the files of reports hold their own code and style. */
function inlineParts(html: string, name: "script" | "style"): string[] {
  const parts: string[] = [];
  const [open, close] = [`<${name}>`, `</${name}>`];
  for (let from = html.indexOf(open); from >= 0; from = html.indexOf(open, from)) {
    const end = html.indexOf(close, from);
    if (end < 0) break;
    parts.push(html.slice(from + open.length, end));
    from = end;
  }
  return parts;
}

/**
 * The policy that a shared file is sent with: the one that stands in the file, since its scripts and styles are read from it, and no
 * frame around it, which only a header can say.
 */
export const policyOfFile = (html: string): string => `${policyOf(inlineParts(html, "style"), inlineParts(html, "script"))}; frame-ancestors 'none'`;
