import type { Metadata } from "next";
import type { ReactElement } from "react";
import { ComparePage } from "../../_frame/compare/compare-page";

export const metadata: Metadata = { title: "Compare" };

export default function Page(): ReactElement {
  return <ComparePage />;
}
