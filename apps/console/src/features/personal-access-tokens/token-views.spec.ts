import type { PersonalAccessToken } from "@grantry/contracts";
import { isInView } from "./token-views.js";

const now = Date.parse("2026-11-22T14:00:00Z");

function token(members: Partial<PersonalAccessToken>): PersonalAccessToken {
  return {
    id: "6f2f2bb8-1a1c-4a5e-9a0e-6a4c8f0f1a11",
    name: "ci",
    description: "",
    kind: "personal",
    state: "active",
    owner: { type: "member", id: "me", label: "ada@example.com" },
    workspace_id: "6f2f2bb8-1a1c-4a5e-9a0e-6a4c8f0f1a12",
    permissions: ["project:read"],
    used_permissions: [],
    project_ids: null,
    allowed_cidrs: [],
    expires_at: "2026-12-22T14:00:00Z",
    last_characters: "abcd",
    last_used_at: null,
    last_used_address: null,
    last_used_user_agent: null,
    created_at: "2026-01-01T00:00:00Z",
    rolled_at: null,
    previous_value: null,
    approval: null,
    trusted_issuer_id: null,
    revoked_at: null,
    ...members,
  };
}

describe("views of personal access tokens (console, section 6.15)", () => {
  test.each([
    ["unused", {}],
    ["idle", { last_used_at: "2026-08-01T00:00:00Z" }],
    ["endless", { expires_at: null }],
    ["expiring", { expires_at: "2026-11-25T00:00:00Z" }],
    ["waiting", { state: "pending" }],
  ] as const)("%s", (view, members) => {
    expect(isInView(token(members), view, "me", now)).toBe(true);
  });

  test("what no longer works is neither unused nor without expiry", () => {
    const revoked = token({ revoked_at: "2026-11-01T00:00:00Z", expires_at: null });
    expect(isInView(revoked, "unused", "me", now)).toBe(false);
    expect(isInView(revoked, "endless", "me", now)).toBe(false);
  });

  test("mine are those one owns", () => {
    expect(isInView(token({}), "mine", "somebody else", now)).toBe(false);
  });
});
