"use client";

import { useCallback, useMemo, type ReactElement } from "react";
import { ChartCard, largest, roundUp, ScaleLegend, useTheme, valueScale } from "@/lib/charts";
import { decimal } from "@/lib/charts/format";
import { Segmented } from "@/lib/ui";
import { pairTable, pairValue, type StripMeasure } from "./build";
import { stripColumns } from "./columns";
import type { CompareProps } from "./contract";
import { PairStrip } from "./pair-strip";

const measures: Record<StripMeasure, { label: string; title: string; help: string; how: string }> = {
  logprob: {
    label: "Log-probability",
    title: "log p in B less log p in A (nats)",
    help: "How much likelier (teal) or less likely (ochre) B held each token, given the text before it. Tokens that differ have no such difference.",
    how: "Difference of two measured log-probabilities, natural logarithm, whole vocabulary.",
  },
  entropy: { label: "Entropy", title: "entropy in B less entropy in A (nats)", help: "How much more open (teal) or narrower (ochre) the choice after each token is in B.", how: "Difference of two measured entropies." },
  top: { label: "Leading token", title: "another token leads after it", help: "After which tokens another one is the likeliest in B than in A.", how: "The two likeliest next tokens, compared." },
};

/** The two texts, token by token. */
export function StripCard({ comparison, names, pair, view, source }: CompareProps): ReactElement {
  const theme = useTheme();
  const { colour } = view.state;
  const { pairs, firstDifferentToken, alignment } = comparison;
  const columns = useMemo(() => stripColumns(comparison), [comparison]);
  const values = useMemo(() => pairs.map((one) => pairValue(one, colour)), [pairs, colour]);
  const scale = useMemo(() => {
    if (colour === "top") return valueScale("linear", [0, 1], theme);
    const most = roundUp(Math.max(0.01, largest(values.map((value) => Math.abs(value ?? 0)))));
    return valueScale("signed", [-most, most], theme);
  }, [values, colour, theme]);
  const measured = values.some((value) => value !== null);
  const same = useMemo(() => pairs.map((one) => one.same), [pairs]);
  const describe = useCallback(
    (index: number) => {
      const one = pairs[index];
      if (!one) return [];
      const [ours, theirs] = [names.a[one.a] ?? "", names.b[one.b] ?? ""];
      return [
        one.same ? `“${ours}”` : `A “${ours}”, B “${theirs}”`,
        one.a === one.b ? `position ${one.a}` : `position ${one.a} in A, ${one.b} in B`,
        `log p ${signedText(one.deltaLogprob)}, entropy ${signedText(one.deltaEntropy)}`,
        ...(one.topChanged === null ? [] : [one.topChanged ? "another token leads after it" : "the same token leads after it"]),
      ];
    },
    [pairs, names],
  );
  const moved = pairs.filter(({ topChanged }) => topChanged === true).length;
  const words = measures[colour];
  return (
    <ChartCard
      title="Token by token"
      help={`${words.help} A above, B below.`}
      caveat={
        <>
          <p>A token’s log-probability is the model’s before the token was there; what the token does shows after it.</p>
          <p>{alignment === "positions" ? "Texts of one length are aligned by position." : "Texts of different lengths are aligned by what they have in common in one order, and between it where as many tokens stand in both; the rest has no partner."}</p>
        </>
      }
      provenance={{ kind: "derived", how: words.how }}
      source={source}
      status={measured ? { kind: "ready" } : { kind: "empty", title: "Not measured", text: "Candidates were not recorded in one of the two, or their vocabularies differ." }}
      controls={<Segmented label="Colour" labelPlace="beside" size="s" value={colour} onChange={(next) => view.set({ colour: next })} options={(["logprob", "entropy", "top"] as const).map((value) => ({ value, label: measures[value].label }))} />}
      legend={<ScaleLegend scale={scale} title={words.title} width={200} {...(colour === "top" ? { format: (value: number) => (value === 0 ? "the same" : value === 1 ? "another" : "") } : { format: (value: number) => decimal(value) })} />}
      table={() => pairTable(comparison, names)}
      footer={
        <span>
          {textsSentence(comparison)} {comparison.sameVocabulary ? `Another token leads after ${moved} of ${pairs.length} tokens.` : ""}
        </span>
      }
    >
      <PairStrip
        label="Both texts, token by token"
        {...{ columns, names, values, same, scale, describe }}
        first={firstDifferentToken}
        locked={pair}
        onLock={(next, how) => view.set({ pair: next }, how === "key" ? "replace" : "push")}
      />
    </ChartCard>
  );
}

function textsSentence({ pairs, a, b, firstDifferentToken }: CompareProps["comparison"]): string {
  const alone = [a.totalTokens - pairs.length, b.totalTokens - pairs.length];
  const lonely = alone.some((count) => count > 0) ? ` ${alone[0]} tokens of A and ${alone[1]} of B have no partner.` : "";
  if (firstDifferentToken === null) return lonely === "" ? "The texts are alike." : `All ${pairs.length} aligned tokens are alike.${lonely}`;
  return `The texts part at position ${pairs[firstDifferentToken]?.a ?? 0}.${lonely}`;
}

const signedText = (value: number | null): string => (value === null ? "not measured" : `${value > 0 ? "+" : ""}${decimal(value, 3)} nats`);
