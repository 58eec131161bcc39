import type { ReactElement, SVGProps } from "react";

/** Line icons on a 16 px grid, in the colour of the text beside them. Always decorative: the control carries the name. */
const paths = {
  more: "M3.25 8h.01M8 8h.01M12.75 8h.01",
  info: "M8 7.25v4M8 4.9h.01M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z",
  close: "m4 4 8 8m0-8-8 8",
  check: "m3 8.5 3.25 3.25L13 5",
  chevronDown: "m4 6.25 4 4 4-4",
  chevronRight: "m6.25 4 4 4-4 4",
  chevronLeft: "m9.75 4-4 4 4 4",
  play: "M5 3.5v9l7.5-4.5Z",
  stop: "M4.5 4.5h7v7h-7Z",
  search: "m10.6 10.6 3 3M12 7A5 5 0 1 1 2 7a5 5 0 0 1 10 0Z",
  download: "M8 2.5v7.5m0 0 3-3m-3 3-3-3M3 13.25h10",
  table: "M2.5 3.5h11v9h-11ZM2.5 6.5h11M6.5 3.5v9",
  link: "M6.75 9.25 9.25 6.75M7.25 5.25l1.5-1.5a2.65 2.65 0 0 1 3.75 3.75L11 9M8.75 10.75l-1.5 1.5A2.65 2.65 0 0 1 3.5 8.5L5 7",
  image: "M2.5 3h11v10h-11Zm0 8 3-3 2.5 2.5 2-2 3.5 3.5M10.25 6h.01",
  reset: "M3 8a5 5 0 1 0 1.6-3.65L3 5.75M3 2.75v3h3",
  branch: "M4.5 5.75v4.5m0-4.5a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2Zm0 4.5a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2Zm7-1.5a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2Zm0 0c0 2-2.5 1.75-4.5 2.4",
  warning: "M8 6.25v3.25M8 11.6h.01M7 2.9 1.9 11.75A1.15 1.15 0 0 0 2.9 13.5h10.2a1.15 1.15 0 0 0 1-1.75L9 2.9a1.15 1.15 0 0 0-2 0Z",
  settings: "M2.5 5h6m3.5 0h1.5M10.25 3.25v3.5M2.5 11H4m3.5 0h6M5.75 9.25v3.5",
  trash: "M2.75 4.25h10.5M6 4V2.5h4V4m-6 .25.6 9.25h6.8l.6-9.25M6.75 6.75v4.25m2.5-4.25v4.25",
  edit: "m10.4 3.35 2.25 2.25M3 13l.6-2.9 7.3-7.3a1.1 1.1 0 0 1 1.55 0l.75.75a1.1 1.1 0 0 1 0 1.55l-7.3 7.3Z",
  plus: "M8 3.25v9.5M3.25 8h9.5",
  minus: "M3.25 8h9.5",
  lock: "M4 7.25h8v6H4Zm1.75 0V5.5a2.25 2.25 0 0 1 4.5 0v1.75",
  sun: "M8 10.75a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM8 1.75v1M8 13.25v1M14.25 8h-1M2.75 8h-1M12.4 3.6l-.7.7M4.3 11.7l-.7.7M12.4 12.4l-.7-.7M4.3 4.3l-.7-.7",
  moon: "M13.25 9.5A5.5 5.5 0 0 1 6.5 2.75a5.5 5.5 0 1 0 6.75 6.75Z",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  external: "M9 3h4v4m0-4L7.5 8.5M11 9.5V13H3V5h3.5",
} as const;

export type IconName = keyof typeof paths;

const filled: ReadonlySet<IconName> = new Set(["play", "stop"]);

export function Icon({ name, size = 16, ...rest }: { name: IconName; size?: number } & SVGProps<SVGSVGElement>): ReactElement {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill={filled.has(name) ? "currentColor" : "none"}
      stroke="currentColor"
      strokeWidth={name === "more" ? 2.2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      {...rest}
    >
      <path d={paths[name]} />
    </svg>
  );
}
