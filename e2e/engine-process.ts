import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Whether processes can be looked up here: only Linux shows them as files. */
export const canFindProcesses = process.platform === "linux";

const read = (path: string): string => {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return ""; // the process ended meanwhile
  }
};

const processes = (): number[] => readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);

/** The process that listens on a port of this machine. */
function listener(port: number): number | null {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) =>
    read(table)
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(`:${hex}`) && fields[3] === "0A")
      .map((fields) => fields[9]),
  );
  return (
    processes().find((pid) => {
      try {
        return readdirSync(`/proc/${pid}/fd`).some((fd) => {
          try {
            return inodes.some((inode) => readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`);
          } catch {
            return false;
          }
        });
      } catch {
        return false;
      }
    }) ?? null
  );
}

const parent = (pid: number): number => Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);

/** The engine process of the server at `address`; null while there is none. */
export function engineOf(address: string): number | null {
  const server = listener(Number(new URL(address).port));
  if (server === null) return null;
  return processes().find((pid) => parent(pid) === server && read(`/proc/${pid}/cmdline`).includes("engine.js")) ?? null;
}
