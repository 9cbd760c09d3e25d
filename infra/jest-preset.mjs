import path from "node:path";

const here = import.meta.dirname;

/** What unit and acceptance runs have in common: CommonJS mode with one swc transformer. */
export default {
  rootDir: path.resolve(here, ".."),
  testEnvironment: "node",
  moduleFileExtensions: ["ts", "tsx", "js", "mjs", "cjs", "json", "node"],
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": ["$1.ts", "$1.tsx", "$1.js"] },
  testEnvironmentOptions: { customExportConditions: ["@grantry/source", "node", "node-addons"] },
  transform: { "\\.[mc]?[jt]sx?$": path.join(here, "jest-transform.cjs") },
  transformIgnorePatterns: [
    "/node_modules/(?:@?jest|jest-|@babel|chai|expect|pretty-format|typescript)/",
  ],
  modulePathIgnorePatterns: ["<rootDir>/(?:apps|libs)/[^/]+/dist", "<rootDir>/(?:infra|test)/dist"],
  watchman: false,
};
