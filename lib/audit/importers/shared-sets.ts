import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** For tests: the public sets beside the repository, where somebody has put them. They are not part of it. */
const folder = join(process.cwd(), "..", "shared", "datasets");

/** A suite of tests that needs these files runs where they are and is reported as skipped where they are not. */
export function sharedSet(...paths: string[]): { present: boolean; files: () => { name: string; bytes: Uint8Array }[] } {
  const absolute = paths.map((path) => join(folder, path));
  return {
    present: absolute.every((path) => existsSync(path)),
    files: () => absolute.map((path) => ({ name: basename(path), bytes: new Uint8Array(readFileSync(path)) })),
  };
}

export const winobiasPaths = ["pro", "anti"].flatMap((side) =>
  ["1", "2"].flatMap((type) => ["dev", "test"].map((split) => `winobias/${side}_stereotyped_type${type}.txt.${split}`)),
);
