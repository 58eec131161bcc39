/**
 * τ, nats: differences of log-likelihoods up to this are ties. max(1e-6·T, noise floor), T the tokens of what is compared. A mean over
 * tokens moves no more than its sum: where the number of tokens is not known, T = 1 is the threshold of means too.
 */
export const tieOf = (tokens: number, noiseFloor: number): number => Math.max(1e-6 * tokens, noiseFloor);
