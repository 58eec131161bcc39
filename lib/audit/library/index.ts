export type { LoadedSuite } from "./loaded-suite";
export { deleteSuite, importSuite, isSetFormat, listSuites, loadSuite, uploadSuite } from "./suites";
