import type { Metadata } from "next";
import type { ReactElement } from "react";
import { NewReportPage } from "../../../_frame/reports/new-report-page";

export const metadata: Metadata = { title: "New report" };

export default function Page(): ReactElement {
  return <NewReportPage />;
}
