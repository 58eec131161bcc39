import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign, type KeyObject } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import type { Report, SignedReport } from "@/lib/domain/report";
import { isMissingFile } from "@/lib/trace/disk";
import { canonicalJson } from "./canonical-json";
import { signedMessage } from "./signed-message";

const KEY_FILE = "report-key.pem";

/** The key of this data folder, made when it is first needed; readable by its owner only. */
async function signingKey(dataFolder: string): Promise<KeyObject> {
  const file = path.join(dataFolder, KEY_FILE);
  const read = () => readFile(file, "utf8").catch((cause: unknown) => {
    if (isMissingFile(cause)) return null;
    throw new VitrineError("internal", "The key that reports are signed with cannot be read.", undefined, { cause });
  });
  const present = await read();
  if (present !== null) return keyOf(present);
  await mkdir(dataFolder, { recursive: true });
  const { privateKey } = generateKeyPairSync("ed25519");
  const part = `${file}.${randomUUID()}.part`;
  const handle = await open(part, "wx", 0o600);
  try {
    await handle.writeFile(privateKey.export({ type: "pkcs8", format: "pem" }));
    await handle.sync();
  } finally {
    await handle.close();
  }
  // Somebody else may have made one meanwhile: unlike a rename, a link never takes the place of a file that is there.
  await link(part, file).catch((error: unknown) => {
    if (!isPresentFile(error)) throw error;
  });
  await rm(part, { force: true });
  return keyOf(await readFile(file, "utf8"));
}

const isPresentFile = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "EEXIST";

function keyOf(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new VitrineError("internal", `The key that reports are signed with (${KEY_FILE} in the data folder) is damaged. Put back a copy, or remove it: then a new one is made, and reports signed before name the old one.`, undefined, { cause });
  }
}

/** The last 32 bytes of the SubjectPublicKeyInfo of Ed25519 are the key itself (RFC 8410). */
const rawPublicKey = (key: KeyObject): string => createPublicKey(key).export({ type: "spki", format: "der" }).subarray(-32).toString("base64url");

/**
 * The report with its hash and, where asked for, a signature by the data folder's key; `text` is the canonical JSON of that. Node's own
 * hash is several times as fast as the one that browsers need, and gives the same.
 */
export async function sealWithText(report: Report, signer: { dataFolder: string } | null): Promise<{ signed: SignedReport; text: string }> {
  const inner = canonicalJson(report);
  const sha256 = createHash("sha256").update(inner).digest("hex");
  const key = signer && (await signingKey(signer.dataFolder));
  const signature = key && { algorithm: "ed25519" as const, publicKey: rawPublicKey(key), signature: sign(null, signedMessage(sha256), key).toString("base64url") };
  // The order of the members is that of canonical JSON.
  return { signed: { report, sha256, signature }, text: `{"report":${inner},"sha256":"${sha256}","signature":${canonicalJson(signature)}}` };
}

export const seal = async (report: Report, signer: { dataFolder: string } | null): Promise<SignedReport> => (await sealWithText(report, signer)).signed;
