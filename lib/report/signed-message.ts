/** What a signature is made over: the report's hash with what it is, so that it stands for nothing else. */
export const signedMessage = (sha256: string): Uint8Array => new TextEncoder().encode(`vitrine-report sha256 ${sha256}`);
