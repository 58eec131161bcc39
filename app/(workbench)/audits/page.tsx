import type { Metadata } from "next";
import type { ReactElement } from "react";
import { AuditsPage } from "../../_frame/audits/audits-page";

export const metadata: Metadata = { title: "Audits" };

export default function Page(): ReactElement {
  return <AuditsPage />;
}
