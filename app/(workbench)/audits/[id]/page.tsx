import type { Metadata } from "next";
import type { ReactElement } from "react";
import { AuditPage } from "../../../_frame/audits/audit-page";

export const metadata: Metadata = { title: "Audit" };

export default async function Page({ params }: { params: Promise<{ id: string }> }): Promise<ReactElement> {
  const { id } = await params;
  return <AuditPage key={id} id={id} />;
}
