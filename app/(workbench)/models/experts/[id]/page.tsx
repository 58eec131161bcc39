import type { Metadata } from "next";
import type { ReactElement } from "react";
import { CorpusPage } from "../../../../_frame/experts/corpus-page";

export const metadata: Metadata = { title: "Experts over texts" };

export default async function Page({ params }: { params: Promise<{ id: string }> }): Promise<ReactElement> {
  return <CorpusPage id={(await params).id} />;
}
