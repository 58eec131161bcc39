"use client";

import { useState, type ReactElement, type ReactNode } from "react";
import { BranchTree } from "@/app/_views/branches/branch-tree";
import { useDisplayTokens } from "@/app/_views/inspection/use-tokens";
import { tokenName } from "@/app/_views/inspection/names";
import { TokenPanel } from "@/app/_views/token/token-panel";
import { tokenFigures } from "@/app/_views/token/sentences";
import { format } from "@/lib/charts";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { Icon, Sheet, Skeleton } from "@/lib/ui";
import styles from "./inspector.module.css";

export interface TokenColumnProps {
  /** On narrow screens: a bar at the lower edge that opens a sheet. */
  asSheet: boolean;
  detail: InspectionDetail | null;
  live: boolean;
  failed: boolean;
  locked: number | null;
  onMove: (position: number | null) => void;
  onBranch: (token: number) => void;
  branching: boolean;
  onOpen: (id: string, position: number | null) => void;
}

/** The column that always speaks of the locked token. */
export function TokenColumn({ asSheet, detail, live, failed, ...rest }: TokenColumnProps): ReactElement | null {
  if (detail) return asSheet ? <TokenSheet detail={detail} {...rest} /> : <Column><About detail={detail} {...rest} /></Column>;
  if (asSheet) return null;
  if (failed) return <Column>{null}</Column>;
  return (
    <Column>
      {live ? (
        <p className={styles.quiet}>Candidates appear here when the run is complete.</p>
      ) : (
        <>
          <Skeleton height={40} width="60%" label="The locked token is loading" />
          <Skeleton height={480} />
        </>
      )}
    </Column>
  );
}

function Column({ children }: { children: ReactNode }): ReactElement {
  return (
    <aside className={styles.right} aria-label="The locked token">
      {children}
    </aside>
  );
}

type AboutProps = Omit<TokenColumnProps, "asSheet" | "live" | "failed" | "detail"> & { detail: InspectionDetail };

function About({ detail, locked, onMove, onBranch, branching, onOpen }: AboutProps): ReactElement {
  const display = useDisplayTokens(detail);
  return (
    <>
      <TokenPanel detail={detail} display={display} locked={locked} onMove={onMove} onBranch={onBranch} branching={branching} />
      <BranchTree openId={detail.summary.id} onOpen={onOpen} />
    </>
  );
}

function TokenSheet(props: AboutProps): ReactElement | null {
  const { detail, locked } = props;
  const display = useDisplayTokens(detail);
  const [open, setOpen] = useState(false);
  if (locked === null || locked >= detail.tokens.ids.length) return null;
  const { probability, rank } = tokenFigures(detail.tokens, locked);
  return (
    <>
      <button type="button" className={styles.peek} data-tour="candidates" onClick={() => setOpen(true)}>
        <bdi className={styles.peekToken}>{tokenName(display, locked)}</bdi>
        <span className={styles.quiet}>{probability === null ? "the first token" : `${format.percent(probability)} · rank ${format.count(rank)}`}</span>
        <span className={styles.peekMore}>
          Candidates
          <Icon name="chevronDown" className={styles.up} />
        </span>
      </button>
      <Sheet open={open} onOpenChange={setOpen} title="The locked token">
        <About
          {...props}
          onBranch={(token) => {
            setOpen(false);
            props.onBranch(token);
          }}
        />
      </Sheet>
    </>
  );
}
