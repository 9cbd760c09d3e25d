import { buildProgram } from "../program.js";
import { recordingWorld } from "../testing/recording-world.js";
import { candidates } from "./candidates.js";

describe("completion of a command line", () => {
  const world = recordingWorld();
  const words = (...typed: string[]): string[] =>
    candidates(buildProgram(world), typed).map(({ word }) => word);

  it("offers the verbs, and none that is hidden", () => {
    expect(words("")).toEqual(expect.arrayContaining(["create", "list", "perform", "whoami"]));
    expect(words("")).not.toContain("__complete");
  });

  it("offers the nouns of a verb that begin as typed", () => {
    expect(words("create", "oauth2-c")).toEqual(["oauth2-client"]);
    expect(words("ls", "proj")).toEqual(["projects"]);
  });

  it("offers the flags of a command once a dash is typed", () => {
    expect(words("perform", "device-code", "--client-")).toEqual([
      "--client-id",
      "--client-secret",
    ]);
  });

  it("offers nothing where a value is expected", () => {
    expect(words("get", "project", "")).toEqual([]);
  });
});
