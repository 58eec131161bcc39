import { VitrineError } from "@/lib/domain/errors";
import type { AuditManifest } from "@/lib/domain/audit";
import { defaultSettings } from "@/lib/domain/finding";
import type { AuditRecord } from "@/lib/db/audits";
import type { ModelFacts } from "@/lib/engine/engine";
import { resolveModel } from "@/lib/inspect/model-files";
import { SOFTWARE } from "@/lib/inspect/settings";
import { GENERATOR_NAME } from "@/lib/stats/random";
import type { AuditContext } from "../audit-context";
import { loadSuite, type LoadedSuite } from "../library";
import type { SuitePlan } from "./plan";

/** The file that an audit's model id names. Errors: `forbidden`, `model-not-found`. */
export async function auditModelPath(context: Pick<AuditContext, "settings" | "modelPaths">, model: string): Promise<string> {
  return context.modelPaths.get(model) ?? resolveModel(context.settings.modelsFolder, model);
}

/** Suites as the audit was started with. Error: `bad-request` when one has changed since, naming both hashes. */
export async function loadSuites(context: AuditContext, { suites, request }: AuditRecord): Promise<LoadedSuite[]> {
  return Promise.all(
    request.suites.map(async (id) => {
      const loaded = await loadSuite(context, id);
      const before = suites.find((suite) => suite.id === id)?.sha256;
      if (before !== undefined && before !== loaded.summary.sha256) {
        throw new VitrineError("bad-request", `The suite “${id}” has changed since this audit was started (SHA-256 ${loaded.summary.sha256}, was ${before}). Start a new audit.`);
      }
      return loaded;
    }),
  );
}

/** Error: `bad-request` naming both hashes when the file is not the one that the audit began with. */
export function requireSameModel(manifest: AuditManifest | null, facts: ModelFacts): void {
  if (manifest === null || manifest.model.sha256 === facts.sha256) return;
  throw new VitrineError(
    "bad-request",
    `The model file ${facts.fileName} has been replaced since this audit was started: its SHA-256 is ${facts.sha256}, it was ${manifest.model.sha256}. Put the first file back, or start a new audit.`,
  );
}


/** The manifest as far as it is known before the first item; what was left out follows with each suite. */
export function firstManifest(record: AuditRecord, facts: ModelFacts, plans: readonly SuitePlan[], noiseFloor: AuditManifest["noiseFloor"]): AuditManifest {
  const { fileName, sha256, sizeBytes, architecture, quantisation, tensorClasses, tokenizerSha256, chatTemplateSha256, addsBos, engine } = facts;
  const { options } = record.request;
  const { resamples, permutations, level, alpha, power } = defaultSettings;
  return {
    format: "vitrine-audit",
    version: 1,
    model: { fileName, sha256, sizeBytes, architecture, quantisation, tensorClasses, tokenizerSha256, chatTemplateSha256, addsBos },
    engine,
    suites: record.suites.map((suite) => {
      const { id, title, source, sha256: hash, licence, shareAlike, limits } = suite;
      const trialsUsed = plans.find((plan) => plan.suite === id)?.trials.length ?? 0;
      return { id, title, source, sha256: hash, licence, shareAlike, trialsUsed, leftOut: countReasons((suite.rows?.leftOut ?? []).map(({ reason }) => reason)), lackingWords: [], limits };
    }),
    options,
    statistics: { seed: options.seed, generator: GENERATOR_NAME, resamples, permutations, level, alpha, power },
    noiseFloor,
    interventions: [],
    software: SOFTWARE,
  };
}

/** Most frequent first. */
export function countReasons(reasons: readonly string[]): { reason: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}
