import type { Metadata } from "next";
import type { ReactElement } from "react";
import { ReportPage } from "../../../_frame/reports/report-page";

export const metadata: Metadata = { title: "Report" };

export default async function Page({ params }: { params: Promise<{ id: string }> }): Promise<ReactElement> {
  const { id } = await params;
  return <ReportPage key={id} id={id} />;
}
