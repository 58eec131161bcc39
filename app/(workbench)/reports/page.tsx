import type { Metadata } from "next";
import type { ReactElement } from "react";
import { ReportsPage } from "../../_frame/reports/reports-page";

export const metadata: Metadata = { title: "Reports" };

export default function Page(): ReactElement {
  return <ReportsPage />;
}
