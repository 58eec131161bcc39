import { corpusListSchema, keptCorpusSchema } from "@/lib/domain/study";
import { readFiles } from "@/lib/http/form-files";
import { route } from "@/lib/http/route";
import { bundledCorpora, keepCorpus } from "@/lib/inspect/studies/corpora";
import { serverStudies } from "@/lib/inspect/studies/server-studies";

export const GET = route({
  context: serverStudies,
  answer: async ({ context }) => corpusListSchema.parse({ corpora: await bundledCorpora(context) }),
});

export const POST = route({
  context: serverStudies,
  answer: async ({ context, request }) => keptCorpusSchema.parse(await keepCorpus(context, await readFiles(request))),
});
