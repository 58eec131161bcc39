"use client";

import { useState, type ReactElement } from "react";
import { format } from "@/lib/charts";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { readableText } from "@/lib/domain/visible-text";
import { exportUrl } from "@/lib/query";
import { Button, IconButton, Menu } from "@/lib/ui";
import { CompareMenu } from "./compare-menu";
import { ShareDialog } from "./share-dialog";
import { download } from "@/lib/ui/download";
import type { Session } from "./use-session";
import styles from "./inspector.module.css";

const when = (iso: string): string => new Date(iso).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** Title of the open inspection, how it was made, and what can be done with it. */
export function RunHeader({ detail, session }: { detail: InspectionDetail; session: Session }): ReactElement {
  const { summary, manifest, timings } = detail;
  const [notice, setNotice] = useState("");
  const [sharing, setSharing] = useState(false);
  const written = summary.totalTokens - summary.promptTokens;
  const rate = written > 1 && timings.generateMs > 0 ? `, ${format.count((written / timings.generateMs) * 1_000)}/s` : "";
  const copyLink = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      setNotice("Link copied");
    } catch {
      setNotice("Copying is not allowed here; the link is in the address bar");
    }
  };
  return (
    <header className={styles.title}>
      <h1 title={readableText(summary.title)}>
        <bdi>{readableText(summary.title)}</bdi>
      </h1>
      <div className={styles.meta}>
        <span role="status">{notice}</span>
        <span className={styles.made}>
          {manifest.model.fileName} · {when(summary.createdAt)} · {format.count(summary.promptTokens)} + {format.count(written)} tokens
          {rate}
          {summary.state === "stopped" ? " · stopped" : ""}
        </span>
        <Button size="s" variant="quiet" icon="link" onClick={() => void copyLink()}>
          Copy link
        </Button>
        <CompareMenu summary={summary} />
        <Button size="s" variant="quiet" icon="external" onClick={() => setSharing(true)}>
          Share
        </Button>
        <Menu
          trigger={<IconButton label="Export and more" icon="more" size="s" tooltip={false} />}
          items={[
            { label: "Export as .safetensors", icon: "download", onSelect: () => download(exportUrl(summary.id, "safetensors")) },
            { label: "Export as JSON", icon: "download", onSelect: () => download(exportUrl(summary.id, "json")) },
            "separator",
            { label: "Run again", icon: "play", onSelect: () => void session.again(summary.id) },
          ]}
        />
      </div>
      {sharing ? <ShareDialog detail={detail} onClose={() => setSharing(false)} /> : null}
    </header>
  );
}
