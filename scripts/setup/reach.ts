import { HOST } from "./port";

/** The address to listen on: of the flag, else of VITRINE_HOST, else the loopback one. An empty one is none: a server binds it to every address. */
export const hostToListenOn = (flag: string | undefined, environment: string | undefined): string => flag?.trim() || environment?.trim() || HOST;

/** What a server that listens beyond this machine lets others reach, for the person who starts it. */
export function reachInWords(host: string, names: ReadonlySet<string>): string[] {
  const where = host === "0.0.0.0" || host === "::" ? "at every address of this machine" : `at ${host}`;
  const others = [...names].filter((name) => name !== host.toLowerCase());
  return [
    `Other machines can reach this Vitrine ${where}${others.length > 0 ? `, and by the name ${others.join(", ")}` : ""}:`,
    "  • with the access password: everything, running models, reading and deleting inspections, audits and reports included;",
    "  • without it: shared pages (/r/…), by whoever has a link that is open.",
    "What goes over the wire is not encrypted: put something that speaks TLS in front of it, or use it in a network that you trust.",
  ];
}
