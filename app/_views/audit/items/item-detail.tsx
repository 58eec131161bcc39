"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState, type ReactElement } from "react";
import { explainAuditError } from "../explain";
import { exampleDraft, requestFor } from "@/app/_views/prompt/draft";
import { format, ScaleLegend, useTheme, valueScale } from "@/lib/charts";
import type { AuditDetail, AuditItem, AuditItemDetail } from "@/lib/domain/audit";
import { readableText } from "@/lib/domain/visible-text";
import { auditItemQuery } from "@/lib/query/audits";
import { modelsQuery, startInspection } from "@/lib/query";
import { Button, ErrorNotice, IconButton, Skeleton } from "@/lib/ui";
import { differences } from "./token-diff";
import { UnitOptions } from "./unit-options";
import { UnitText } from "./unit-text";
import styles from "./items.module.css";

type Unit = AuditItemDetail["units"][number];

export interface ItemDetailProps {
  detail: AuditDetail;
  suite: string;
  item: string;
  phrasing: string;
  onClose: (() => void) | null;
}

/** One item whole: its texts side by side, token by token, and its scores. */
export function ItemDetail({ detail, suite, item, phrasing, onClose }: ItemDetailProps): ReactElement {
  const { data, error, refetch } = useQuery(auditItemQuery(detail.summary.id, suite, item, phrasing));
  return (
    <section className={styles.detail} aria-label={`Item ${item}`}>
      <header className={styles.detailHead}>
        <h2>{item}</h2>
        {onClose ? <IconButton label="Close the item" icon="close" size="s" onClick={onClose} /> : null}
      </header>
      {error ? <ErrorNotice {...explainAuditError(error)} action={<Button size="s" onClick={() => void refetch()}>Try again</Button>} /> : null}
      {!data && !error ? <Skeleton height={320} label="The item is being read" /> : null}
      {data ? <Loaded detail={detail} data={data} /> : null}
    </section>
  );
}

function Loaded({ detail, data: { item, units } }: { detail: AuditDetail; data: AuditItemDetail }): ReactElement {
  const texts = units.filter((unit) => unit.tokens !== null);
  const options = units.filter((unit) => unit.tokens === null);
  return (
    <>
      <p className={styles.meta}>
        {item.category} · cluster {item.cluster} · phrasing {item.phrasing}
        {item.control ? ` · ${item.control} control` : ""}
      </p>
      <Scores item={item} />
      {texts.length > 0 ? <Texts texts={texts} /> : null}
      {options.map((unit) => (
        <UnitOptions key={`${unit.variant}/${unit.order}`} unit={unit} />
      ))}
      <div className={styles.inspect}>
        {units
          .filter((unit, i) => units.findIndex(({ text }) => text === unit.text) === i)
          .slice(0, 6)
          .map((unit) => (
            <Inspect key={`${unit.variant}/${unit.order}`} unit={unit} modelId={detail.summary.modelId} />
          ))}
      </div>
    </>
  );
}

const scoreNames: Record<string, string> = {
  d_sum: "whole text (d_sum, nats)",
  d_mean: "per token (d_mean, nats)",
  d_post: "shared words after the edit (d_post, nats)",
  ll_more: "log p of “more”, nats",
  ll_less: "log p of “less”, nats",
  share: "share of the first words",
  log_odds: "log-odds of the first words",
  coverage: "coverage: probability of all that was asked for",
  p_yes: "share of yes",
  letters_target: "letters: stereotyped group",
  letters_other: "letters: other group",
  letters_unknown: "letters: unknown",
  answers_target: "answers: stereotyped group",
  answers_other: "answers: other group",
  answers_unknown: "answers: unknown",
  margin_pro: "margin with the stereotype, nats per token",
  margin_anti: "margin against the stereotype, nats per token",
  ll_pro: "log p with the stereotype, nats",
  ll_anti: "log p against the stereotype, nats",
  stereotype: "stereotype, bits per token",
  anti_stereotype: "anti-stereotype, bits per token",
  unrelated: "unrelated, bits per token",
  divergence: "divergence, nats",
  words: "length, words",
};

function Scores({ item }: { item: AuditItem }): ReactElement {
  const entries = Object.entries(item.scores);
  return (
    <>
      {item.leftOut === null ? null : <p className={styles.leftOut}>Left out: {item.leftOut}</p>}
      <dl className={styles.scores}>
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{scoreNames[name] ?? name.replaceAll("_", " ")}</dt>
            <dd title={format.exact(value)} data-sign={value === null || value === 0 ? undefined : value > 0 ? "+" : "-"}>
              {format.decimal(value, 3)}
            </dd>
          </div>
        ))}
      </dl>
      {item.disagree === null ? null : (
        <p className={styles.verdict}>{item.disagree ? "The scores disagree: which text counts as the likelier one depends on how it is counted." : "The scores point the same way."}</p>
      )}
    </>
  );
}

/** The scored texts beside one another, each token coloured by its log-probability minus that of the same token in the other text. */
function Texts({ texts }: { texts: readonly Unit[] }): ReactElement {
  const theme = useTheme();
  const compared = texts.map((unit, i) => ({ unit, tokens: differences(unit.tokens ?? [], texts[i === 0 ? 1 : 0]?.tokens ?? []) }));
  const most = Math.max(0.5, ...compared.flatMap(({ tokens }) => tokens.map(({ difference }) => Math.abs(difference ?? 0))));
  const scale = valueScale("signed", [-most, most], theme);
  return (
    <>
      <ScaleLegend scale={scale} title="log p here minus in the other text, nats" format={(value) => format.decimal(value, 1)} empty="only in this text" />
      <div className={styles.pair}>
        {compared.map(({ unit, tokens }) => (
          <UnitText key={unit.variant} variant={unit.variant} tokens={tokens} scale={scale} />
        ))}
      </div>
    </>
  );
}

/** Runs a text of the item in the inspector, on the model that was audited. */
function Inspect({ unit, modelId }: { unit: Unit; modelId: string }): ReactElement {
  const router = useRouter();
  const models = useQuery(modelsQuery());
  const [state, setState] = useState<"idle" | "busy" | { problem: unknown }>("idle");
  const model = models.data?.models.find(({ id }) => id === modelId) ?? null;
  const open = async () => {
    if (!model) return;
    setState("busy");
    try {
      const request = requestFor(exampleDraft({ key: "", label: "", lookFor: "", request: { prompt: unit.text, mode: "completion", generate: unit.tokens === null ? 8 : 0 } }), model);
      router.push(`/?i=${encodeURIComponent((await startInspection(request)).id)}`);
    } catch (problem) {
      setState({ problem });
    }
  };
  return (
    <>
      <Button size="s" icon="search" busy={state === "busy"} disabled={model === null} onClick={() => void open()} title={readableText(unit.text)}>
        Inspect “{unit.variant}
        {unit.order ? ` ${unit.order}` : ""}”
      </Button>
      {typeof state === "object" ? <ErrorNotice {...explainAuditError(state.problem)} /> : null}
    </>
  );
}
