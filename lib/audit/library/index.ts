export type { LoadedSuite } from "./loaded-suite";
export { deleteSuite, importSuite, isSetFormat, listSuites, loadBundled, loadSuite, uploadSuite } from "./suites";
