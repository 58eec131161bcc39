import type { Manifest } from "@/lib/domain/inspection";
import type { CaptureKind } from "@/lib/domain/model";

export interface CaptureProblem {
  title: string;
  text: string;
}

const words: Record<CaptureKind, { name: string; be: string; it: string }> = {
  attention: { name: "Attention", be: "was", it: "it" },
  router: { name: "Expert routing", be: "was", it: "it" },
  residual: { name: "The residual stream", be: "was", it: "it" },
  logits: { name: "Candidates", be: "were", it: "them" },
};

/** Why a run holds nothing of this kind, for a person; null when it does. */
export function captureProblem(manifest: Pick<Manifest, "capabilities" | "capture">, kind: CaptureKind): CaptureProblem | null {
  const { name, be, it } = words[kind];
  const capability = manifest.capabilities[kind];
  if (!capability.available) return { title: `${name} cannot be read from this model`, text: capability.reason };
  if (!manifest.capture.includes(kind)) {
    return { title: `${name} ${be} not recorded in this run`, text: `Recording ${it} was switched off when the prompt was run. Switch it on in the settings beside Run, and run again.` };
  }
  return null;
}
