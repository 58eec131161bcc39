import type { ReactElement } from "react";
import { encodeQr } from "./encode";

/** Light modules around the symbol, without which readers do not find it. */
const QUIET = 4;

/** A link to be read by a camera: dark on white in either theme. */
export function QrCode({ text, label, size = 168 }: { text: string; label: string; size?: number }): ReactElement {
  const modules = encodeQr(text);
  const width = modules.length + 2 * QUIET;
  const path = modules.flatMap((line, row) => line.flatMap((dark, column) => (dark ? [`M${column + QUIET},${row + QUIET}h1v1h-1Z`] : []))).join("");
  return (
    <svg role="img" aria-label={label} width={size} height={size} viewBox={`0 0 ${width} ${width}`} shapeRendering="crispEdges">
      <rect width={width} height={width} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}
