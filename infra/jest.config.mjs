import preset from "./jest-preset.mjs";

/** Unit specs, beside the code they speak about. */
export default {
  ...preset,
  roots: ["<rootDir>/libs", "<rootDir>/apps", "<rootDir>/infra"],
  testMatch: ["<rootDir>/{libs,apps}/*/src/**/*.spec.{ts,tsx}", "<rootDir>/infra/src/**/*.spec.ts"],
  // Key pairs and databases of their own take their time on a busy machine.
  testTimeout: 60_000,
};
