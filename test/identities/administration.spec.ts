import { randomBytes, randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import { localFetch } from "../support/local-fetch.js";
import { authorize, newPerson, type Person } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import { answerOf, type Answer } from "../oauth2/answer.js";
import { RelyingParty } from "../oauth2/relying-party.js";
import { neighbourOf, newTenant, type Tenant } from "../oauth2/tenant.js";

const ADDRESS = { street_address: "12 St James's Square", locality: "London", country: "GB" };

/** argon2id of "correct horse battery", as another product would export it. */
const HASH_OF_CORRECT_HORSE_BATTERY =
  "$argon2id$v=19$m=7168,t=5,p=1$Cb1Dkb38dBnCKKt2u4H9pQ$vG3J8IHX3vzSfhDqu9x5TC8nDdurzwb2rb7Jhcdlclo";

let tenant: Tenant;
let client: RelyingParty;
beforeAll(async () => {
  tenant = await newTenant();
  client = await RelyingParty.register(tenant, {
    scope: "openid offline_access email profile phone address",
    skip_consent: true,
  });
});

async function call(
  method: string,
  path: string,
  body?: unknown,
  options: { readonly at?: Tenant; readonly token?: string } = {},
): Promise<Answer> {
  const { issuer, grantry } = options.at ?? tenant;
  return await answerOf(
    localFetch(`${issuer}/admin/identities${path}`, {
      method,
      headers: {
        authorization: `Bearer ${options.token ?? grantry.token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
}

/** A person with a password, made by the admin API. */
async function created(
  traits: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): Promise<{ readonly id: string; readonly person: Person; readonly body: Answer["body"] }> {
  const person = newPerson();
  const answer = await call("POST", "", {
    schema_id: "default",
    traits: { email: person.email, ...traits },
    credentials: { password: { config: { password: person.password } } },
    ...more,
  });
  expect(answer.status).toBe(201);
  return { id: String(answer.body["id"]), person, body: answer.body };
}

async function signIn(person: Person, agent = new UserAgent()): Promise<URL> {
  return await authorize(agent, client.authorizationUrl(), person, { known: true });
}

describe("a user whom the admin API creates", () => {
  it("is answered as Kratos' identity, without any secret", async () => {
    const { id, person, body } = await created({ name: "Ada" }, { metadata_public: { plan: 1 } });
    expect(body).toMatchObject({
      id,
      schema_id: "default",
      state: "active",
      traits: { email: person.email, name: "Ada" },
      credentials: { password: { type: "password", identifiers: [person.email] } },
      verifiable_addresses: [{ value: person.email, via: "email", verified: false }],
      metadata_public: { plan: 1 },
      metadata_admin: null,
    });
    expect(JSON.stringify(body)).not.toContain("$argon2");
    const seen = await call("GET", `/${id}`);
    expect([seen.status, seen.body]).toEqual([200, body]);
    const schema = await answerOf(localFetch(String(body["schema_url"])));
    expect(schema.body).toMatchObject({ $defs: { identityTraits: { type: "object" } } });
  });

  it("signs in with the password", async () => {
    const { id, person } = await created();
    const callback = await signIn(person);
    const tokens = await client.redeem(callback.searchParams.get("code") ?? "");
    expect(decodeJwt(String(tokens.body["id_token"])).sub).toBe(id);
  });

  it("may bring a hash of the password from elsewhere", async () => {
    const person = { ...newPerson(), password: "correct horse battery" };
    const body = {
      traits: { email: person.email },
      credentials: { password: { config: { hashed_password: HASH_OF_CORRECT_HORSE_BATTERY } } },
      verifiable_addresses: [{ value: person.email, verified: true, via: "email" }],
    };
    const answer = await call("POST", "", body);
    expect(answer.body["verifiable_addresses"]).toMatchObject([{ verified: true }]);
    expect((await signIn(person)).searchParams.get("code")).not.toBeNull();
  });

  it("shows phone and address to who was granted these scopes (OpenID Connect Core §5.4)", async () => {
    const traits = { phone_number: "+441632960000", phone_number_verified: true, address: ADDRESS };
    const { id } = await created(traits);
    const all = await client.tokens({ scope: "openid phone address" }, { subject: id });
    const userInfo = await answerOf(
      localFetch(`${tenant.issuer}/userinfo`, {
        headers: { authorization: `Bearer ${all.access_token}` },
      }),
    );
    expect(userInfo.body).toMatchObject({ sub: id, ...traits });
    expect(decodeJwt(all.id_token)).toMatchObject(traits);
    const none = await client.tokens({ scope: "openid email" }, { subject: id });
    expect(decodeJwt(none.id_token)).not.toHaveProperty("phone_number");
    expect(decodeJwt(none.id_token)).not.toHaveProperty("address");
  });

  it.each([
    [{}, "traits"],
    [{ traits: { email: "nobody" } }, "traits.email"],
    [{ traits: { email: "a@example.com", shoe_size: 43 } }, "traits"],
    [{ traits: { email: "a@example.com", phone_number: "call me" } }, "traits.phone_number"],
    [{ traits: { email: "a@example.com", address: { planet: "x" } } }, "traits.address"],
    [{ traits: { email: "a@example.com" }, state: "asleep" }, "state"],
    [{ traits: { email: "a@example.com" }, schema_id: "customer" }, "schema_id"],
    [{ traits: { email: "a@example.com" }, metadata_admin: "x".repeat(17_000) }, "metadata_admin"],
    [
      { traits: { email: "a@example.com" }, credentials: passwordOf({ password: "short" }) },
      "credentials.password.config.password",
    ],
    [
      { traits: { email: "a@example.com" }, credentials: passwordOf({ hashed_password: "md5" }) },
      "credentials.password.config.hashed_password",
    ],
  ])("is refused as %j, which names the member", async (body, member) => {
    const answer = await call("POST", "", body);
    expect([answer.status, answer.body["error"]]).toEqual([400, "invalid_request"]);
    expect(answer.body["error_description"]).toContain(`'${member}'`);
  });

  it("has an e-mail address that nobody else of the project has", async () => {
    const { person } = await created();
    const answer = await call("POST", "", { traits: { email: person.email.toUpperCase() } });
    expect(answer.status).toBe(409);
  });
});

describe("the list of users", () => {
  it("finds who signs in with an address, and pages through the rest newest first", async () => {
    const made = [await created(), await created(), await created()];
    const [first] = made;
    const email = encodeURIComponent(first?.person.email.toUpperCase() ?? "");
    const found = await call("GET", `?credentials_identifier=${email}`);
    expect(JSON.parse(found.text)).toMatchObject([{ id: first?.id }]);
    const page = await call("GET", "?page_size=2");
    const ids = (JSON.parse(page.text) as { id: string }[]).map(({ id }) => id);
    expect(ids).toEqual([made[2]?.id, made[1]?.id]);
    const next = /<([^>]*)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1] ?? "";
    const more = await call("GET", new URL(next).search);
    expect(JSON.parse(more.text)).toMatchObject([{ id: first?.id }, {}]);
    expect((await call("GET", "?page_token=mine")).status).toBe(400);
  });
});

describe("a change of a user", () => {
  it("replaces traits by PUT and keeps the password and what was proven", async () => {
    const { id, person } = await created({ name: "Ada" });
    const proven = [{ value: person.email, verified: true, via: "email" }];
    const put = await call("PUT", `/${id}`, {
      schema_id: "default",
      state: "active",
      traits: { email: person.email, name: "Countess" },
      verifiable_addresses: proven,
    });
    expect([put.status, put.body["traits"]]).toEqual([
      200,
      { email: person.email, name: "Countess" },
    ]);
    const patched = await call("PATCH", `/${id}`, [
      { op: "replace", path: "/traits/name", value: "Ada" },
      { op: "add", path: "/metadata_admin", value: { note: "kept" } },
    ]);
    expect(patched.body).toMatchObject({
      traits: { name: "Ada" },
      metadata_admin: { note: "kept" },
      verifiable_addresses: [{ verified: true }],
    });
    expect((await signIn(person)).searchParams.get("code")).not.toBeNull();
    const moved = [{ op: "replace", path: "/traits/email", value: newPerson().email }];
    expect((await call("PATCH", `/${id}`, moved)).body["verifiable_addresses"]).toMatchObject([
      { verified: false },
    ]);
  });

  it("sets another password by JSON Patch", async () => {
    const { id, person } = await created();
    const password = randomBytes(12).toString("base64url");
    const value = passwordOf({ password }).password;
    const operation = { op: "add", path: "/credentials/password", value };
    expect((await call("PATCH", `/${id}`, [operation])).status).toBe(200);
    expect((await signIn({ ...person, password })).searchParams.get("code")).not.toBeNull();
  });

  it.each([
    [[{ op: "replace", path: "/id", value: randomUUID() }], "/id"],
    [[{ op: "replace", path: "/traits/nothing/here", value: 1 }], "JSON Patch"],
    [{ name: "no patch" }, "JSON Patch"],
    [[{ op: "replace", path: "/state", value: "asleep" }], "state"],
  ])("is refused as %j", async (patch, words) => {
    const { id } = await created();
    const answer = await call("PATCH", `/${id}`, patch);
    expect([answer.status, answer.body["error"]]).toEqual([400, "invalid_request"]);
    expect(answer.body["error_description"]).toContain(words);
  });
});

describe("access of a user", () => {
  it("ends at once when the user is set inactive, and sign-in is refused until it is active", async () => {
    const { id, person } = await created();
    const agent = new UserAgent();
    const callback = await signIn(person, agent);
    const tokens = await client.redeem(callback.searchParams.get("code") ?? "");
    const access = String(tokens.body["access_token"]);
    expect(await client.isAlive(access)).toBe(true);
    const asleep = [{ op: "replace", path: "/state", value: "inactive" }];
    const patched = await call("PATCH", `/${id}`, asleep);
    expect(patched.body).toMatchObject({ state: "inactive", state_changed_at: expect.anything() });
    expect(await client.isAlive(access)).toBe(false);
    expect((await client.refresh(String(tokens.body["refresh_token"]))).status).toBe(400);
    expect(JSON.parse((await call("GET", `/${id}/sessions`)).text)).toEqual([]);
    await expect(signIn(person, agent)).rejects.toThrow("never reached the client");
    await call("PATCH", `/${id}`, [{ op: "replace", path: "/state", value: "active" }]);
    expect((await signIn(person)).searchParams.get("code")).not.toBeNull();
  });

  it("is listed by session and ends with all of them", async () => {
    const { id, person } = await created();
    const agent = new UserAgent();
    await signIn(person, agent);
    const sessions = await call("GET", `/${id}/sessions`);
    expect(JSON.parse(sessions.text)).toMatchObject([
      {
        active: true,
        authenticator_assurance_level: "aal1",
        authentication_methods: [{ method: "password" }],
      },
    ]);
    expect((await call("DELETE", `/${id}/sessions`)).status).toBe(204);
    expect(JSON.parse((await call("GET", `/${id}/sessions`)).text)).toEqual([]);
    const silent = await agent.open(client.authorizationUrl({ prompt: "none" }), () => false);
    expect(new URL(silent.url).searchParams.get("error")).toBe("login_required");
  });

  it("ends with the user", async () => {
    const { id, person } = await created();
    const tokens = await client.tokens({ scope: "openid offline_access" }, { subject: id });
    expect((await call("DELETE", `/${id}`)).status).toBe(204);
    expect(await client.isAlive(tokens.access_token)).toBe(false);
    expect((await client.refresh(tokens.refresh_token)).status).toBe(400);
    expect((await call("GET", `/${id}`)).status).toBe(404);
    expect((await call("DELETE", `/${id}`)).status).toBe(404);
    await expect(signIn(person)).rejects.toThrow("never reached the client");
  });
});

describe("users of a project", () => {
  it("are nobody's who has a token of another reach", async () => {
    const { id } = await created();
    const read = await tokenWith(["users:read"]);
    const stranger = await tokenWith(["clients:read"]);
    expect((await call("GET", `/${id}`, undefined, { token: read })).status).toBe(200);
    for (const [method, path] of [
      ["POST", ""],
      ["PUT", `/${id}`],
      ["PATCH", `/${id}`],
      ["DELETE", `/${id}`],
      ["DELETE", `/${id}/sessions`],
    ] as const) {
      expect((await call(method, path, {}, { token: read })).status).toBe(403);
    }
    for (const path of ["", `/${id}`, `/${id}/sessions`]) {
      expect((await call("GET", path, undefined, { token: stranger })).status).toBe(403);
    }
  });

  it("are no neighbour's: nothing is seen, changed or taken there", async () => {
    const neighbour = await neighbourOf(tenant);
    const { id, person } = await created();
    const at = { at: neighbour };
    const email = encodeURIComponent(person.email);
    expect((await call("GET", `?credentials_identifier=${email}`, undefined, at)).text).toBe("[]");
    const traits = { email: person.email };
    const answers = [
      await call("GET", `/${id}`, undefined, at),
      await call("PUT", `/${id}`, { traits }, at),
      await call("PATCH", `/${id}`, [], at),
      await call("GET", `/${id}/sessions`, undefined, at),
      await call("DELETE", `/${id}/sessions`, undefined, at),
      await call("DELETE", `/${id}`, undefined, at),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
    expect((await call("POST", "", { traits }, at)).status).toBe(201);
    expect((await signIn(person)).searchParams.get("code")).not.toBeNull();
  });
});

function passwordOf(config: Record<string, string>) {
  return { password: { config } };
}

/** A token of another reach than everything, once the plane knows it. */
async function tokenWith(permissions: string[]): Promise<string> {
  const { admin, addresses } = tenant.grantry;
  const made = await admin.call("POST", `${addresses.api}/personal-access-tokens`, {
    name: `identities ${permissions.join(" ")} ${randomUUID()}`,
    permissions,
  });
  const { value } = (await made.json()) as { value: string };
  for (let tries = 0; tries < 50; tries += 1) {
    if ((await call("GET", "", undefined, { token: value })).status !== 401) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the plane never heard of the token");
}
