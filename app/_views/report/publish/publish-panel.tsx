"use client";

import { useState, type ReactElement } from "react";
import { publishRequestSchema, type Published, type PublishRequestInput } from "@/lib/domain/report";
import { Button, ErrorNotice, Icon, Select, TextField } from "@/lib/ui";
import { explainReportError } from "../explain";
import { QrCode } from "../qr/qr-code";
import styles from "./publish.module.css";

const periods = [
  { value: "1", label: "1 day" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "a year" },
] as const;

export interface PublishPanelProps {
  /** Makes the link; what it answers is shown once and kept nowhere. */
  publish: (request: PublishRequestInput) => Promise<Published>;
  /** "report" or "inspection", for the sentences. */
  what: string;
}

/** A link for others: how long it lives, an optional password, and then the link itself, once. */
export function PublishPanel({ publish, what }: PublishPanelProps): ReactElement {
  const [days, setDays] = useState("30");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [link, setLink] = useState<string | null>(null);
  const request = { expiresInDays: Number(days), password: password === "" ? null : password };
  const fault = publishRequestSchema.safeParse(request).success ? null : "A password has 8 characters at least, and 200 at most.";

  const make = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { path } = await publish(request);
      setLink(new URL(path, window.location.href).href);
      setPassword("");
    } catch (cause) {
      setProblem(cause);
    } finally {
      setBusy(false);
    }
  };

  if (link !== null) return <LinkOnce link={link} onAnother={() => setLink(null)} />;
  return (
    <div className={styles.panel}>
      <p className={styles.quiet}>Whoever has the link reads this {what} as it is now, and nothing else of this workbench. It can be revoked at any time.</p>
      <div className={styles.fields}>
        <Select label="Ends after" value={days} onChange={setDays} options={periods} />
        <TextField label="Password, if wanted" type="password" autoComplete="new-password" value={password} onChange={setPassword} error={fault} maxLength={200} />
      </div>
      {problem ? <ErrorNotice {...explainReportError(problem)} /> : null}
      <div>
        <Button variant="primary" icon="link" busy={busy} disabled={fault !== null} onClick={() => void make()}>
          Make a link
        </Button>
      </div>
    </div>
  );
}

function LinkOnce({ link, onAnother }: { link: string; onAnother: () => void }): ReactElement {
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      // Without permission the link is there to be selected.
      setCopied(false);
    }
  };
  return (
    <div className={styles.once} role="status">
      <QrCode text={link} label="The link as a QR code" />
      <div className={styles.link}>
        <p className={styles.title}>The link is made. It is shown this once.</p>
        <p>
          <code className={styles.address}>{link}</code>
        </p>
        <div className={styles.actions}>
          <Button variant="primary" icon={copied === true ? "check" : "link"} onClick={() => void copy()}>
            {copied === true ? "Copied" : "Copy the link"}
          </Button>
          <Button onClick={onAnother}>Done</Button>
        </div>
        {copied === false ? <p className={styles.quiet}>The browser did not let it be copied: select it above.</p> : null}
        {isOnlyHere(link) ? (
          <p className={styles.quiet}>
            <Icon name="info" size={14} /> This address is reached from this machine only. For others, hand on the HTML file, or start Vitrine on an address of your network.
          </p>
        ) : null}
      </div>
    </div>
  );
}

const isOnlyHere = (link: string): boolean => ["127.0.0.1", "localhost", "[::1]"].includes(new URL(link).hostname);
