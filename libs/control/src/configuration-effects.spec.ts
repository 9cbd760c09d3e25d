import { configurationEffects } from "./configuration-effects.js";
import { newProjectDocument, type ProjectDocument } from "./project-document.js";

function document(oauth2: Record<string, unknown>, more: Partial<ProjectDocument> = {}) {
  const fresh = newProjectDocument("A project", "dev");
  const services = {
    ...fresh.services,
    oauth2: { config: oauth2 as ProjectDocument["services"]["oauth2"]["config"] },
  };
  return { ...fresh, services, ...more };
}

describe("effects of a change of configuration", () => {
  it("are none when only the spelling of a value changes", () => {
    const before = document({});
    const after = document({ ttl: { access_token: "60m" } });
    expect(configurationEffects(before, after)).toEqual([]);
  });

  it.each([
    [{}, { ttl: { access_token: "30m" } }, "access_token_lifetime_shorter"],
    [{}, { ttl: { refresh_token: -1 } }, "refresh_token_lifetime_longer"],
    [{}, { strategies: { access_token: "jwt" } }, "access_token_strategy"],
    [{}, { oauth2: { pkce: { enforced: true } } }, "pkce_enforced"],
    [{}, { oauth2: { token_hook: "https://hook.example/ask" } }, "token_hook"],
    [{}, { urls: { login: "https://login.example" } }, "page_moved"],
    [{}, { oidc: { dynamic_client_registration: { enabled: true } } }, "registration_open"],
    [{ oidc: { dynamic_client_registration: { enabled: true } } }, {}, "registration_closed"],
  ])("of %j to %j is %s", (before, after, code) => {
    const effects = configurationEffects(document(before), document(after));
    expect(effects.map((effect) => effect.code)).toEqual([code]);
  });

  it("say lengths of time in words", () => {
    const [effect] = configurationEffects(document({}), document({ ttl: { access_token: "90m" } }));
    expect(effect).toEqual({
      code: "access_token_lifetime_longer",
      severity: "info",
      message:
        "Access tokens issued from now on end after 1 hour 30 minutes instead of 1 hour. Earlier ones keep theirs.",
      path: "/services/oauth2/config/ttl/access_token",
    });
  });

  it("begin with the gravest", () => {
    const after = document({ ttl: { id_token: "2h" } }, { state: "halted" });
    const effects = configurationEffects(document({}), after);
    expect(effects.map(({ severity }) => severity)).toEqual(["danger", "info"]);
  });

  it("name the origins that lose their access", () => {
    const cors = (origins: string[]) => ({ cors_public: { enabled: true, origins } });
    const [effect] = configurationEffects(
      document({}, cors(["https://a.example", "https://b.example"])),
      document({}, cors(["https://a.example"])),
    );
    expect(effect?.message).toBe(
      "Pages of https://b.example may no longer call the public endpoints.",
    );
  });
});
