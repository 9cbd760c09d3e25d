import { deletionEffect, type ProjectCounts, withNumbers } from "./project-counts.js";

const HELD: ProjectCounts = {
  clients: 12,
  selfRegisteredClients: 2,
  pairwiseClients: 1,
  wildcardClients: 0,
  confidentialCodeClients: 3,
  users: 340,
  sessions: 1,
  grants: 20,
  oldGrants: 5,
  tokensLastDay: 1_204,
  signUpsLastMonth: 7,
};

describe("effects with numbers", () => {
  const effectOf = (code: string) => {
    const [effect] = withNumbers([{ code, severity: "danger", message: "Words." }], HELD);
    return effect;
  };

  it.each([
    ["halted", "1,204 tokens issued in the last 24 hours, 1 sign-in open"],
    ["grant_lifetime", "5 of 20 grants now"],
    ["pkce_enforced", "3 clients with a secret or key can sign people in"],
    ["scope_strategy", "no clients with * in the scope"],
    ["pairwise_salt", "1 client"],
  ])("of %s", (code, words) => {
    expect(effectOf(code)?.message).toBe(`Words. That is: ${words}.`);
  });

  it("are the same for programs", () => {
    expect(effectOf("grant_lifetime")?.counts).toEqual({ old_grants: 5, grants: 20 });
    expect(effectOf("page_moved")).toEqual({
      code: "page_moved",
      severity: "danger",
      message: "Words.",
    });
  });

  it("tell what deleting a project ends", () => {
    expect(deletionEffect(HELD, 0).message).toBe(
      "Every endpoint stops answering within a second, for 12 clients, 340 users and 1 open " +
        "sign-in; 1,204 tokens issued in the last 24 hours. It can be restored for 30 days.",
    );
    expect(deletionEffect(undefined, 0)).not.toHaveProperty("counts");
  });
});
