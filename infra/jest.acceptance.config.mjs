import path from "node:path";
import preset from "./jest-preset.mjs";

/** Acceptance specs: promises over HTTP against the built processes, PostgreSQL and Redis. */
export default {
  ...preset,
  roots: ["<rootDir>/test"],
  testMatch: ["<rootDir>/test/**/*.spec.ts"],
  globalSetup: path.join(import.meta.dirname, "acceptance-setup.mjs"),
  globalTeardown: path.join(import.meta.dirname, "acceptance-teardown.mjs"),
  testTimeout: 60_000,
  maxWorkers: 2,
};
