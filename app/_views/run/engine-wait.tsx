"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type ReactElement } from "react";
import { statusQuery } from "@/lib/query";
import { ProgressBar, Skeleton } from "@/lib/ui";
import styles from "./engine-wait.module.css";

export interface EngineWaitProps {
  /** Keeps the place of what is waited for, px. */
  height: number;
  /** What the engine does meanwhile. */
  label: string;
}

/** Shorter waits show no bar that would only flash, ms. */
const PATIENCE = 800;
const REFRESH = 500;

/** Stands where an answer of the engine will: grey at first, then how far the engine is with what it does. */
export function EngineWait({ height, label }: EngineWaitProps): ReactElement {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  const { data } = useQuery({ ...statusQuery(), enabled: long, refetchInterval: REFRESH });
  if (!long) return <Skeleton height={height} label={label} />;
  const progress = data?.engine.progress ?? null;
  const others = data?.engine.queued ?? 0;
  return (
    <div className={styles.wait} style={{ minHeight: height }}>
      <ProgressBar
        label={progress?.phase === "loading" ? "Loading the model" : label}
        value={progress?.fraction ?? null}
        detail={others > 0 ? `${others} ${others === 1 ? "piece" : "pieces"} of work in line` : "It is stopped when you leave this view."}
      />
    </div>
  );
}
