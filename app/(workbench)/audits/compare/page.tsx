import type { Metadata } from "next";
import type { ReactElement } from "react";
import { ComparePage } from "../../../_frame/audits/compare-page";

export const metadata: Metadata = { title: "Compare audits" };

export default function Page(): ReactElement {
  return <ComparePage />;
}
