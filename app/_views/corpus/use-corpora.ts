"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { format } from "@/lib/charts";
import { VitrineError } from "@/lib/domain/errors";
import type { Corpus } from "@/lib/domain/study";
import { corporaQuery, uploadCorpus } from "@/lib/query/studies";

/** Refused before it is sent, bytes. */
const LARGEST_UPLOAD = 256 * 1024 * 1024;
const readable = /\.(txt|md|jsonl|ndjson)$/i;

export interface Corpora {
  corpora: readonly Corpus[];
  /** The bundled ones are still being read. */
  pending: boolean;
  corpus: Corpus | null;
  pick: (sha256: string) => void;
  /** Sentences about what was left out of the last upload. */
  notes: readonly string[];
  uploading: boolean;
  problem: unknown;
  upload: (files: readonly File[]) => Promise<void>;
}

/** Texts to choose from: bundled ones, and those that were brought on this page. */
export function useCorpora(): Corpora {
  const bundled = useQuery(corporaQuery());
  const [own, setOwn] = useState<readonly Corpus[]>([]);
  const [picked, setPicked] = useState<string | null>(null);
  const [notes, setNotes] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<unknown>(null);
  const [uploading, setUploading] = useState(false);
  const corpora = [...own, ...(bundled.data?.corpora ?? [])];

  const send = async (list: readonly File[]) => {
    const named = list.map((file) => ({ name: file.webkitRelativePath || file.name, file })).filter(({ name }) => list.length === 1 || readable.test(name));
    if (named.length === 0) throw new VitrineError("bad-request", "There is no .txt, .md or .jsonl file among them.");
    const bytes = named.reduce((sum, { file }) => sum + file.size, 0);
    if (bytes > LARGEST_UPLOAD) throw new VitrineError("bad-request", `The files hold ${format.bytes(bytes)}; at most ${format.bytes(LARGEST_UPLOAD)} are taken at once.`);
    const kept = await uploadCorpus(named);
    setOwn((before) => [kept.corpus, ...before.filter(({ sha256 }) => sha256 !== kept.corpus.sha256)]);
    setPicked(kept.corpus.sha256);
    setNotes(kept.notes);
  };
  const upload = async (list: readonly File[]) => {
    setUploading(true);
    setProblem(null);
    setNotes([]);
    try {
      await send(list);
    } catch (error) {
      setProblem(error);
    } finally {
      setUploading(false);
    }
  };
  return { corpora, pending: bundled.isPending, corpus: corpora.find(({ sha256 }) => sha256 === picked) ?? corpora[0] ?? null, pick: setPicked, notes, uploading, problem, upload };
}
