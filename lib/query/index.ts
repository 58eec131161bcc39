export { queryKeys } from "./keys";
export { statusQuery, modelsQuery, tokenizePrompt, tokenizedQuery } from "./server";
export {
  inspectionsQuery, inspectionQuery, treeQuery, startInspection, stopInspection, runAgain, branchInspection, renameInspection,
  deleteInspection, exportUrl, invalidateInspections,
} from "./inspections";
export { tensorQuery, headMapQuery } from "./tensors";
export { explanationQuery, lensQuery, explanationExportUrl } from "./explanations";
export { editInspection, effectQuery, elsewhereQuery } from "./effects";
export { subscribeInspection } from "./events";
export type { Tensor } from "./fetch";
