import { buildBundles } from "./build-bundles";

/** Several tests run the bundles as processes; they must be those of the sources beside them. */
export async function setup(): Promise<void> {
  await buildBundles();
}
