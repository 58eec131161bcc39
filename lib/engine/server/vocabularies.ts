import type { LlamaModel } from "node-llama-cpp";
import type { PromptMode } from "@/lib/domain/inspection";
import { VitrineError } from "@/lib/domain/errors";
import type { Model } from "@/native/index";
import { renderChat } from "./chat-template";
import type { Libraries } from "./libraries";
import type { ModelFile } from "./model-file";
import { fromNative, native } from "./native-errors";

export interface EncodedText {
  ids: number[];
  /** The exact text that the ids stand for, with what was put in front. */
  rendered: string;
  /** Whether `ids[0]` is a beginning-of-sequence token. */
  beginsWithBos: boolean;
}

/** A model's vocabulary without its weights: node-llama-cpp's tokenizer, and the addon for the bytes of a token. */
export class Vocabulary {
  constructor(
    private readonly file: ModelFile,
    private readonly tokenizer: LlamaModel,
    private readonly bytes: Model,
  ) {}

  /**
   * Text → ids. Text that spells a special token becomes that token, in completion mode too: people inspect `<think>` and the
   * markers of roles, and a chat template writes them. The beginning-of-sequence token stands in front exactly once where the
   * metadata ask for it, whether or not the text or the template wrote it already.
   * Errors: `prompt-not-utf8`, `prompt-empty`, `no-chat-template`.
   */
  encode(text: string, mode: PromptMode): EncodedText {
    if (!text.isWellFormed()) throw new VitrineError("prompt-not-utf8", "The text is not valid Unicode: it holds half of a surrogate pair, which UTF-8 cannot write.");
    if (text === "") throw new VitrineError("prompt-empty", "The prompt is empty.");
    const { bos, bosString, eosString, shouldPrependBosToken } = this.tokenizer.tokens;
    const rendered = mode === "chat" ? renderChat(this.file, text, bosString ?? "", eosString ?? "") : text;
    const ids: number[] = this.tokenizer.tokenize(rendered, true);
    const begins = bos !== null && ids[0] === bos;
    if (bos === null || begins || !shouldPrependBosToken) return { ids, rendered, beginsWithBos: begins };
    return { ids: [bos, ...ids], rendered: (bosString ?? "") + rendered, beginsWithBos: true };
  }

  /** The one token that a text is, by itself; null when it is more than one. Special tokens by their name. */
  oneToken(text: string): number | null {
    if (!text.isWellFormed()) return null;
    const ids: number[] = this.tokenizer.tokenize(text, true);
    const { bos } = this.tokenizer.tokens;
    const own = ids.length > 1 && ids[0] === bos ? ids.slice(1) : ids;
    return own.length === 1 ? (own[0] ?? null) : null;
  }

  /** Whether the metadata ask for a beginning-of-sequence token. */
  get addsBos(): boolean {
    return this.tokenizer.tokens.bos !== null && this.tokenizer.tokens.shouldPrependBosToken;
  }

  /** Text of the ids, for people: bytes that are not UTF-8 become U+FFFD. */
  decode(ids: readonly number[]): string {
    const pieces = ids.map((id) => this.tokenBytes(id));
    return Buffer.concat(pieces).toString("utf8");
  }

  /** Error: `token-out-of-range`. */
  tokenBytes(id: number): Uint8Array {
    try {
      return this.bytes.tokenBytes(id);
    } catch (error) {
      throw fromNative(error);
    }
  }

  async dispose(): Promise<void> {
    this.bytes.dispose();
    await this.tokenizer.dispose();
  }
}

const VOCABULARIES_KEPT = 2;

/** Vocabularies in memory; the one used longest ago goes first. */
export class Vocabularies {
  /** Most recently used last. A promise, so that two requests at once load one vocabulary. */
  private kept: { key: string; vocabulary: Promise<Vocabulary> }[] = [];

  constructor(private readonly libraries: Libraries) {}

  async of(file: ModelFile): Promise<Vocabulary> {
    const key = `${file.path}\n${file.version}`;
    const present = this.kept.find((entry) => entry.key === key) ?? { key, vocabulary: this.load(file) };
    this.kept = [...this.kept.filter((entry) => entry.key !== key), present];
    while (this.kept.length > VOCABULARIES_KEPT) await this.drop(this.kept.shift());
    try {
      return await present.vocabulary;
    } catch (error) {
      this.kept = this.kept.filter((entry) => entry !== present);
      throw error;
    }
  }

  async dispose(): Promise<void> {
    const all = this.kept;
    this.kept = [];
    for (const entry of all) await this.drop(entry);
  }

  private async drop(entry: { vocabulary: Promise<Vocabulary> } | undefined): Promise<void> {
    const [outcome] = await Promise.allSettled([entry?.vocabulary]);
    if (outcome.status === "fulfilled") await outcome.value?.dispose();
  }

  private async load(file: ModelFile): Promise<Vocabulary> {
    const bytes = await native(this.libraries.addon.Model.load({ path: file.path, gpuLayers: 0, useMmap: true, vocabularyOnly: true }));
    const tokenizer = await this.libraries.llama.loadModel({ modelPath: file.path, vocabOnly: true });
    return new Vocabulary(file, tokenizer, bytes);
  }
}
