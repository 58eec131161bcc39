import { VitrineError } from "@/lib/domain/errors";
import type { CountExpertsJob, CountExpertsOutcome, WorkProgress } from "@/lib/engine/engine";
import { emptyCounts, ExpertCounter, type LayerRouting } from "@/lib/math/expert-counts";
import { tensorNames } from "@/lib/trace/names";
import type { Capture } from "@/native/index";
import { encode } from "./score";
import { stoppable } from "./inspect";
import type { LoadedModel } from "./loaded-models";
import { availableMemory, estimateCaptures, estimateMemory, requireMemory } from "./memory";
import { runSettings } from "./run-settings";
import type { Vocabulary } from "./vocabularies";
import { openModelFile, type Workshop } from "./workshop";

/** Longer texts are read in pieces of as many tokens, each from its beginning: a book counts as what its pieces are. */
const PIECE_TOKENS = 1_024;

/** Ids in pieces; where texts begin with a special token, every piece does. */
function pieces(ids: readonly number[], beginsWithBos: boolean, size: number): number[][] {
  const head = beginsWithBos ? ids.slice(0, 1) : [];
  const rest = ids.slice(head.length);
  const step = Math.max(1, size - head.length);
  const count = Math.max(1, Math.ceil(rest.length / step));
  return Array.from({ length: count }, (_, i) => [...head, ...rest.slice(i * step, (i + 1) * step)]);
}

const layersOf = (capture: Capture): number[] =>
  capture.tensors.flatMap(({ name }) => (name.startsWith("router.experts.") ? [Number(name.slice("router.experts.".length))] : [])).sort((a, b) => a - b);

function routingOf(capture: Capture, layer: number): LayerRouting {
  return {
    experts: new Int32Array(capture.read(tensorNames.routerExperts(layer))),
    weights: new Float32Array(capture.read(tensorNames.routerWeights(layer))),
    scores: new Float32Array(capture.read(tensorNames.routerScores(layer))),
    margin: new Float32Array(capture.read(tensorNames.routerMargin(layer))),
  };
}

/** One piece's routing and its layers; null when it was stopped. */
async function evaluate(loaded: LoadedModel, workshop: Workshop, ids: readonly number[], signal: AbortSignal): Promise<{ layers: number[]; routing: LayerRouting[] } | null> {
  const settings = runSettings(loaded.shape, loaded.file.insights.modelSize, ids.length, ["attention"], workshop.limits);
  const result = await stoppable(loaded.model, signal, () =>
    loaded.model.run({
      tokens: Int32Array.from(ids),
      generate: 0,
      sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 0 },
      context: settings,
      capture: { attention: false, router: true, residual: false, logits: false },
    }),
  );
  try {
    if (result.finish === "stopped") return null;
    const layers = layersOf(result.capture);
    return { layers, routing: layers.map((layer) => routingOf(result.capture, layer)) };
  } finally {
    result.capture.dispose();
  }
}

interface Prepared {
  domain: string;
  pieces: number[][];
}

function prepare(vocabulary: Vocabulary, job: CountExpertsJob, size: number): Prepared[] {
  return job.texts.map(({ id, text, domain }) => {
    const { ids, beginsWithBos } = encode(vocabulary, id, text);
    return { domain, pieces: pieces(ids, beginsWithBos, size) };
  });
}

/**
 * Routing of a batch of texts, counted in the engine so that only counts travel. A text that was stopped in its middle is not counted.
 * Errors: `model-unsupported` for a model without experts, those of the texts (naming them) and of the model file.
 */
export async function countExperts(workshop: Workshop, job: CountExpertsJob, onEvent: (event: WorkProgress) => void, signal: AbortSignal): Promise<CountExpertsOutcome> {
  const { file, shape } = await openModelFile(workshop, job.modelPath);
  const vocabulary = await workshop.vocabularies.of(file);
  const size = Math.min(PIECE_TOKENS, workshop.limits.contextTokens ?? shape.contextLength);
  const texts = prepare(vocabulary, job, size);
  const loaded = await workshop.models.take(file, shape, (fraction) => onEvent({ type: "loading", fraction }), signal);
  const { router } = loaded.capabilities;
  if (!router.available) throw new VitrineError("model-unsupported", router.reason);
  const settings = runSettings(shape, file.insights.modelSize, size, ["attention"], workshop.limits);
  requireMemory("Counting experts", estimateMemory(file, loaded.gpuLayers, settings).context + estimateCaptures(shape, size, ["router"], 0), availableMemory());

  let counter: ExpertCounter | null = null;
  let counted = 0;
  for (const { domain, pieces: list } of texts) {
    const routed: { ids: number[]; routing: LayerRouting[] }[] = [];
    for (const ids of list) {
      const piece = signal.aborted ? null : await evaluate(loaded, workshop, ids, signal);
      if (!piece) break;
      counter ??= new ExpertCounter(emptyCounts(piece.layers, shape.experts, shape.expertsUsed), job.tracked);
      routed.push({ ids, routing: piece.routing });
    }
    if (!counter || routed.length < list.length) break;
    for (const [i, { ids, routing }] of routed.entries()) counter.add(domain, ids, routing, i === 0);
    onEvent({ type: "work", done: ++counted, total: texts.length });
  }
  const counts = counter?.finish() ?? emptyCounts([], shape.experts, shape.expertsUsed);
  return { state: counted === texts.length ? "complete" : "stopped", counted, counts };
}
