import { createServer } from "node:net";
import { expect, it } from "vitest";
import { HOST, parsePort, tryPort } from "./port";

it("reads PORT, with 3000 when there is none, and refuses what is no port", () => {
  expect([undefined, "", "8080", "0", "65536", "80x", "-1"].map(parsePort)).toEqual([3_000, 3_000, 8_080, null, null, null, null]);
});

it("tells a taken port from a free one", async () => {
  const holder = createServer();
  const port = await new Promise<number>((resolve) => {
    holder.listen(0, HOST, () => {
      const address = holder.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
  expect(await tryPort(port)).toBeNull();
  await new Promise((resolve) => holder.close(resolve));
  expect(await tryPort(port)).toBe(port);
});
