import { ProjectUsage } from "./project-usage.js";

const JUNE = new Date("2026-06-30T23:59:59Z");
const JULY = new Date("2026-07-01T00:00:01Z");

describe("what a project used", () => {
  it("is taken once", () => {
    const usage = new ProjectUsage("p");
    expect(usage.isDirty).toBe(false);
    usage.countTokens("client_credentials");
    usage.countTokens("client_credentials");
    usage.countTokens("urn:example:unheard-of");
    usage.count("introspections");
    expect(usage.isDirty).toBe(true);
    expect([...usage.take(JUNE).counts]).toEqual([
      ["tokens_client_credentials", 2],
      ["tokens_other", 1],
      ["introspections", 1],
    ]);
    expect(usage.isDirty).toBe(false);
    expect(usage.take(JUNE).counts.size).toBe(0);
  });

  it("is added to what came since when it could not be written down", () => {
    const usage = new ProjectUsage("p");
    usage.count("sign_ins");
    usage.noteSubject("ada");
    const taken = usage.take(JUNE);
    usage.count("sign_ins");
    taken.giveBack();
    const again = usage.take(JUNE);
    expect([...again.counts]).toEqual([["sign_ins", 2]]);
    expect(again.digests).toEqual(taken.digests);
  });

  it("names a user once a month, by a digest that differs between projects", () => {
    const [usage, other] = [new ProjectUsage("p"), new ProjectUsage("q")];
    usage.noteSubject("ada");
    usage.noteSubject("ada");
    other.noteSubject("ada");
    const [digest, ...more] = usage.take(JUNE).digests;
    expect(more).toEqual([]);
    expect(other.take(JUNE).digests).not.toContainEqual(digest);
    usage.noteSubject("ada");
    expect(usage.take(JUNE).digests).toEqual([]);
    usage.count("sign_ins");
    usage.take(JULY);
    usage.noteSubject("ada");
    expect(usage.take(JULY).digests).toEqual([digest]);
  });

  it("refuses tokens with the bucket's name once those of the month are used up", () => {
    const usage = new ProjectUsage("p");
    usage.limits = { tokensPerMonth: 3 };
    usage.assertTokensLeft();
    usage.isExhausted = true;
    expect(() => usage.assertTokensLeft()).toThrow(/tokens-per-month: 3/);
  });

  it("refuses tokens while those of the workspace are used up, until the month ends", () => {
    const usage = new ProjectUsage("p");
    usage.workspaceUsedUp = { limit: 5, until: JULY };
    expect(usage.isWorkspaceUsedUp(JUNE)).toBe(true);
    expect(usage.isWorkspaceUsedUp(JULY)).toBe(false);
    usage.workspaceUsedUp = { limit: 5, until: new Date(Date.now() + 60_000) };
    usage.isExhausted = true;
    expect(() => usage.assertTokensLeft()).toThrow(/workspace of this project.*per-month: 5/);
  });
});
