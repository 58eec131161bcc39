/** Every query key of the program, so that what is invalidated and what is asked for cannot drift apart. */
export const queryKeys = {
  status: () => ["status"] as const,
  models: () => ["models"] as const,
  tokenized: (model: string, prompt: string, mode: string) => ["tokenized", model, mode, prompt] as const,
  lists: () => ["inspections"] as const,
  list: (search: string, limit: number, offset: number) => ["inspections", { search, limit, offset }] as const,
  inspection: (id: string) => ["inspection", id] as const,
  trees: () => ["tree"] as const,
  tree: (id: string) => ["tree", id] as const,
  /** Not below `inspection`: a rename makes the detail stale, never the tensors. */
  tensor: (id: string, name: string, slice: string) => ["tensor", id, name, slice] as const,
  explanation: (id: string, question: string) => ["explanation", id, question] as const,
  lens: (id: string, name: string, target: number | null, foil: number | null, slice: string) => ["lens", id, target, foil, name, slice] as const,
  suites: () => ["suites"] as const,
  audits: () => ["audits"] as const,
  auditList: (search: string, limit: number, offset: number) => ["audits", { search, limit, offset }] as const,
  audit: (id: string) => ["audit", id] as const,
  auditItems: (id: string, request: string) => ["audit-items", id, request] as const,
  auditItem: (id: string, suite: string, item: string, phrasing: string) => ["audit-item", id, suite, item, phrasing] as const,
  auditComparison: (a: string, b: string) => ["audit-comparison", a, b] as const,
  headMap: (id: string, layer: number, head: number) => ["head-map", id, layer, head] as const,
};
