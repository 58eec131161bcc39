"use client";

import { useState, type ReactElement } from "react";
import { format } from "@/lib/charts";
import { Button, Segmented } from "@/lib/ui";
import { ESTIMATE_TOKENS, fileBytes, memoryBytes, pullCommand, quantisations, realModels } from "./real-models";
import page from "../page.module.css";
import styles from "./models.module.css";

type Quantisation = (typeof quantisations)[number]["name"];

/** How to get a real DeepSeek into the models folder, and which ones fit this machine. */
export function FetchSection({ folder, availableBytes }: { folder: string | null; availableBytes: number | null }): ReactElement {
  const [name, setName] = useState<Quantisation>("Q4_K_M");
  const [copied, setCopied] = useState("");
  const bits = quantisations.find((quantisation) => quantisation.name === name)?.bits ?? 16;
  const copy = async (command: string, model: string) => {
    try {
      await navigator.clipboard.writeText(command);
      setCopied(`The command for ${model} is copied`);
    } catch {
      setCopied("Copying is not allowed here; select the command by hand");
    }
  };
  return (
    <section className={styles.fetch} aria-labelledby="fetch">
      <h2 id="fetch">Bring a real DeepSeek</h2>
      <p className={page.lead}>
        Any GGUF file below <code>{folder ?? "the models folder"}</code> appears here. The downloader that comes with node-llama-cpp fetches them, resumes after a break and joins
        split files: run a command below in Vitrine’s folder, then come back.
      </p>
      <div className={styles.choice}>
        <Segmented label="Quantisation" labelPlace="beside" size="s" value={name} onChange={setName} options={quantisations.map((quantisation) => ({ value: quantisation.name, label: quantisation.name }))} />
        <span className={styles.quiet}>fewer bits: smaller and faster, but routing and attention drift from the original</span>
        <span role="status" className={styles.quiet}>
          {copied}
        </span>
      </div>
      <ul className={styles.offers}>
        {realModels.map((model) => {
          const memory = memoryBytes(model, bits);
          const fits = availableBytes === null ? null : memory <= availableBytes;
          const command = pullCommand(model, name);
          return (
            <li key={model.name} className={styles.offer}>
              <div>
                <h3 className={styles.offerName}>{model.name}</h3>
                <p className={styles.quiet}>{model.shows}</p>
              </div>
              <dl className={styles.sizes}>
                <div>
                  <dt>file</dt>
                  <dd>≈ {format.bytes(fileBytes(model, bits))}</dd>
                </div>
                <div>
                  <dt>memory</dt>
                  <dd>
                    ≈ {format.bytes(memory)}
                    <span className={styles.fit} data-fits={fits ?? undefined}>
                      {fits === null ? "" : fits ? "fits here" : "too large here"}
                    </span>
                  </dd>
                </div>
              </dl>
              <div className={styles.command}>
                <code>{command}</code>
                <Button size="s" onClick={() => void copy(command, model.name)} aria-label={`Copy the command for ${model.name}`}>
                  Copy
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
      <p className={styles.quiet}>
        Estimated: file = parameters × bits per parameter ({quantisations.map((quantisation) => `${quantisation.name} ${quantisation.bits}`).join(", ")}); memory = file + a float32 cache for{" "}
        {format.count(ESTIMATE_TOKENS)} tokens + 0.6 GB of buffers. The repositories are other people’s and may move; what is captured of a run comes on top.
      </p>
    </section>
  );
}
