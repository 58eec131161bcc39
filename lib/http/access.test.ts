import { describe, expect, it } from "vitest";
import { carriesPassword, isLoopback, readNetworkAccess } from "./access";
import { guardPublicRequest } from "./guards";

const password = "correct horse battery";
const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

describe("access from the network", () => {
  it("is off unless an address beyond this machine is named, the flag is given and there is a password", () => {
    for (const host of ["", "127.0.0.1", "127.8.8.8", "localhost", "::1"]) expect(readNetworkAccess({ VITRINE_HOST: host, VITRINE_ALLOW_NETWORK: "1", VITRINE_PASSWORD: password })).toBeNull();
    expect(readNetworkAccess({})).toBeNull();
    for (const host of ["0.0.0.0", "::", "192.168.1.4", "office.example", "127.0.0.1.example"]) {
      expect(isLoopback(host)).toBe(false);
      expect(() => readNetworkAccess({ VITRINE_HOST: host, VITRINE_PASSWORD: password })).toThrow("--allow-network");
      expect(() => readNetworkAccess({ VITRINE_HOST: host, VITRINE_ALLOW_NETWORK: "yes", VITRINE_PASSWORD: password })).toThrow("--allow-network");
      expect(() => readNetworkAccess({ VITRINE_HOST: host, VITRINE_ALLOW_NETWORK: "1" })).toThrow("VITRINE_PASSWORD");
      expect(() => readNetworkAccess({ VITRINE_HOST: host, VITRINE_ALLOW_NETWORK: "1", VITRINE_PASSWORD: "short" })).toThrow("at least 12");
    }
    expect(readNetworkAccess({ VITRINE_HOST: "0.0.0.0", VITRINE_ALLOW_NETWORK: "1", VITRINE_PASSWORD: password, VITRINE_NAMES: "Lab.example, box" })).toEqual({ password, names: new Set(["lab.example", "box"]) });
  });

  it("answers to the name that it listens at as well as to those listed, and to no address by name", () => {
    const names = (host: string, listed = "") => [...(readNetworkAccess({ VITRINE_HOST: host, VITRINE_ALLOW_NETWORK: "1", VITRINE_PASSWORD: password, VITRINE_NAMES: listed })?.names ?? [])];
    expect(names("Office.example", "box")).toEqual(["office.example", "box"]);
    for (const address of ["0.0.0.0", "::", "192.168.1.4", "fe80::1"]) expect(names(address)).toEqual([]);
    const access = readNetworkAccess({ VITRINE_HOST: "Office.example", VITRINE_ALLOW_NETWORK: "1", VITRINE_PASSWORD: password });
    expect(() => guardPublicRequest(new Headers({ host: "office.example:3000" }), access)).not.toThrow();
    expect(() => guardPublicRequest(new Headers({ host: "other.example:3000" }), access)).toThrow();
  });

  it("takes the password with any user name, colons in it and letters beyond ASCII, and nothing else", () => {
    expect(carriesPassword(basic(`me:${password}`), password)).toBe(true);
    expect(carriesPassword(basic(`:${password}`), password)).toBe(true);
    expect(carriesPassword(basic("me:a:b: ü€"), "a:b: ü€")).toBe(true);
    for (const wrong of [null, "", "Basic", basic(password), basic(`${password}:`), basic(`me:${password} `), `Bearer ${password}`, `${basic(`me:${password}`)} x`, basic("me:")]) expect(carriesPassword(wrong, password), String(wrong)).toBe(false);
  });
});
