import { expect, test } from "vitest";
import { VitrineError } from "@/lib/domain/errors";
import { floats, integers } from "./tensor-data";

test("a tensor of the type and shape asked for is handed on", () => {
  const data = new Float32Array(6);
  expect(floats({ shape: [2, 3], data }, [2, 3])).toBe(data);
  const ids = new Int32Array(2);
  expect(integers({ shape: [2], data: ids }, [2])).toBe(ids);
});

test("a tensor of another shape is refused in words for a person", () => {
  expect(() => floats({ shape: [6], data: new Float32Array(6) }, [2, 3])).toThrow(/damaged.*6 numbers.*2 × 3/);
});

test("a tensor of another type is refused", () => {
  expect(() => floats({ shape: [2], data: new Int32Array(2) }, [2])).toThrow(VitrineError);
  expect(() => integers({ shape: [2], data: new Float32Array(2) }, [2])).toThrow(VitrineError);
});
