export { stripLines, type StripItem } from "./strip-items";
export { figureScales, figureTitle, figureValue, largestValue, type StripFigure, type StripScale } from "./strip-scale";
export { PartsLegend, StripLegend } from "./strip-legend";
export { TokenStrip, type TokenStripProps } from "./token-strip";
