import { homedir, hostname } from "node:os";
import type { Settings } from "@/lib/inspect/settings";

/** A host name shorter than this is a word like any other. */
const TELLING = 6;

/** What in a text gives this machine away, in words: folders that only it has, its name. Nothing of it is put in, but people may write it. */
export function namesOfThisMachine(text: string, { dataFolder, modelsFolder, root }: Pick<Settings, "dataFolder" | "modelsFolder" | "root">): string[] {
  // As they stand in JSON.
  const holds = (name: string): boolean => name.length > 1 && text.includes(JSON.stringify(name).slice(1, -1));
  return [
    ...(holds(`${homedir()}/`) ? ["your home folder"] : []),
    ...([dataFolder, modelsFolder, root].some(holds) ? ["a folder of this machine"] : []),
    ...(hostname().length >= TELLING && holds(hostname()) ? ["this machine by its name"] : []),
  ];
}
