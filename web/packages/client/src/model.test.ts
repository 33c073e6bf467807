import { expect, test } from "vitest";
import { decimalsOf, formatValue, trilogic, wabiSabi } from "./model.js";
import { serverAddress, sessionSocketUrl } from "./serverAddress.js";

test("β is 1 − μ − 10.8 κ", () => {
  expect(wabiSabi(0.569, 0.0207)).toBeCloseTo(0.20744, 12);
  expect(wabiSabi(0.7, 0.05)).toBeLessThan(0);
});

test("a value is written in the decimals of its step, with its unit", () => {
  const [mu, omega, kappa] = trilogic.parameters;
  if (mu === undefined || omega === undefined || kappa === undefined) throw new Error("model");
  expect([mu, omega, kappa].map(decimalsOf)).toEqual([3, 3, 4]);
  expect(formatValue(omega, 0.85)).toBe("0.850 Hz");
  expect(formatValue(kappa, 0.0207)).toBe("0.0207");
});

test.each([
  ["http://host:8000", "http://host:8000", "ws://host:8000"],
  ["wss://host/", "https://host", "wss://host"],
  [" ws://host/prefix// ", "http://host/prefix", "ws://host/prefix"],
])("the address %s serves http and WebSocket", (url, httpUrl, webSocketUrl) => {
  expect(serverAddress(url)).toEqual({ httpUrl, webSocketUrl });
});

test("a session's socket has the session's id in its path", () => {
  expect(sessionSocketUrl("https://host", "a_b")).toBe("wss://host/api/v1/session/connect/a_b");
});
