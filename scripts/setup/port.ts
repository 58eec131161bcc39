import { createServer } from "node:net";

export const HOST = "127.0.0.1";
const DEFAULT_PORT = 3_000;

/** The port of the environment variable PORT, else 3000; null when it is not a port. */
export function parsePort(text: string | undefined): number | null {
  if (text === undefined || text.trim() === "") return DEFAULT_PORT;
  const port = Number(text);
  return /^\d+$/.test(text.trim()) && port >= 1 && port <= 65_535 ? port : null;
}

/** Binds a port of this machine for a moment: resolves to its number, or null when another program has it. 0 takes any free one. */
export function tryPort(port: number, host: string = HOST): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : null));
    });
  });
}
