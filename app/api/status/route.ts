import path from "node:path";
import { statusSchema } from "@/lib/domain/api";
import { route } from "@/lib/http/route";
import { serverContext } from "@/lib/inspect/server-context";
import { SOFTWARE } from "@/lib/inspect/settings";

export const GET = route({
  context: serverContext,
  answer: async ({ context: { engine, settings, running } }) => {
    const { state, queued, llamaCpp, backend, lastCrash, loadedModelPath, progress } = engine.status();
    const inside = loadedModelPath === null ? null : path.relative(settings.modelsFolder, loadedModelPath);
    const loadedModelId = inside === null || inside.startsWith("..") ? null : inside.split(path.sep).join("/");
    return statusSchema.parse({ software: SOFTWARE, engine: { state, loadedModelId, queued, llamaCpp, backend, lastCrash, progress }, running: running.active() });
  },
});
