import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { verifyEd25519 } from "./ed25519";
import { hex, sha256, sha256Hex } from "./sha256";
import { sha512 } from "./sha512";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));

describe("hashes", () => {
  it("are those of FIPS 180-4 for its examples", () => {
    expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(hex(sha512(new TextEncoder().encode("abc")))).toMatch(/^ddaf35a193617abacc417349ae20413112e6fa4e89a97ea2/);
  });

  it("are Node's for every length around the blocks, and for views into larger buffers", () => {
    const all = randomBytes(700);
    for (let length = 0; length < 300; length++) {
      const part = new Uint8Array(all.buffer, all.byteOffset + (length % 7), length);
      expect(hex(sha256(part))).toBe(createHash("sha256").update(part).digest("hex"));
      expect(hex(sha512(part))).toBe(createHash("sha512").update(part).digest("hex"));
    }
  });
});

describe("Ed25519", () => {
  it("verifies the test vectors of RFC 8032, 7.1", () => {
    const vectors = [
      ["d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"],
      ["3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"],
      ["fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"],
    ] as const;
    for (const [key, message, signature] of vectors) expect(verifyEd25519(bytes(key), bytes(message), bytes(signature))).toBe(true);
  });

  it("verifies what Node signs, and nothing that was changed by a bit", () => {
    for (let i = 0; i < 5; i++) {
      const { publicKey, privateKey } = generateKeyPairSync("ed25519");
      const key = new Uint8Array(publicKey.export({ type: "spki", format: "der" }).subarray(-32));
      const message = new Uint8Array(randomBytes(40 * i));
      const signature = new Uint8Array(sign(null, message, privateKey));
      expect(verifyEd25519(key, message, signature)).toBe(true);
      for (const at of [0, 31, 32, 63]) expect(verifyEd25519(key, message, signature.map((byte, j) => (j === at ? byte ^ 1 : byte)))).toBe(false);
      expect(verifyEd25519(key, Uint8Array.of(...message, 0), signature)).toBe(false);
      expect(verifyEd25519(key.map((byte, j) => (j === 3 ? byte ^ 4 : byte)), message, signature)).toBe(false);
    }
  });

  it("takes neither wrong lengths nor a scalar beyond the order for a signature", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const key = new Uint8Array(publicKey.export({ type: "spki", format: "der" }).subarray(-32));
    const message = Uint8Array.of(1, 2, 3);
    const signature = new Uint8Array(sign(null, message, privateKey));
    expect(verifyEd25519(key.subarray(1), message, signature)).toBe(false);
    expect(verifyEd25519(key, message, signature.subarray(1))).toBe(false);
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = signature.subarray(32).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n) + order;
    const malleable = Uint8Array.of(...signature.subarray(0, 32), ...Array.from({ length: 32 }, (_, i) => Number((s >> BigInt(8 * i)) & 255n)));
    expect(verifyEd25519(key, message, malleable)).toBe(false);
  });
});
