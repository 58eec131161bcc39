import { Template } from "@huggingface/jinja";
import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import type { ModelFile } from "./model-file";

const tokenizerSchema = z.object({ chat_template: z.string().optional() }).optional();

/** The model's own template, or null. */
export function chatTemplate(file: ModelFile): string | null {
  const parsed = tokenizerSchema.safeParse(file.info.metadata.tokenizer);
  const template = parsed.success ? parsed.data?.chat_template : undefined;
  return template === undefined || template.trim() === "" ? null : template;
}

/** A template, read once: parsing is most of the work. */
const parsedTemplates = new Map<string, Template>();
const TEMPLATES_KEPT = 8;

function parse(source: string): Template {
  const known = parsedTemplates.get(source);
  if (known) return known;
  const template = new Template(source);
  if (parsedTemplates.size >= TEMPLATES_KEPT) parsedTemplates.clear();
  parsedTemplates.set(source, template);
  return template;
}

/**
 * One user turn, rendered with the model's own template up to where the assistant begins. `bos` and `eos`: the text of those
 * tokens, which templates may write. Error: `no-chat-template` when there is none or it cannot be rendered.
 */
export function renderChat(file: ModelFile, text: string, bos: string, eos: string): string {
  const source = chatTemplate(file);
  if (source === null) throw new VitrineError("no-chat-template", "This model brings no chat template; use it in completion mode.");
  try {
    return parse(source).render({ messages: [{ role: "user", content: text }], add_generation_prompt: true, bos_token: bos, eos_token: eos });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new VitrineError("no-chat-template", `This model's chat template could not be rendered (${detail}); use it in completion mode.`, undefined, { cause: error });
  }
}
