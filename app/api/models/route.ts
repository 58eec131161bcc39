import { modelListSchema } from "@/lib/domain/model";
import { route } from "@/lib/http/route";
import { listModels } from "@/lib/inspect/models";
import { serverContext } from "@/lib/inspect/server-context";

export const GET = route({ context: serverContext, answer: async ({ context }) => modelListSchema.parse(await listModels(context)) });
