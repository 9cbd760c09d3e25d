import { inDatabase } from "../support/engines.js";
import { type OwnGrantry, startGrantry } from "../support/grantry.js";
import { ControlApi } from "./control-api.js";

/** While the plane's database refuses the control plane, nothing that was answered is lost. */
describe("a plane that is away", () => {
  let grantry: OwnGrantry;
  let api: ControlApi;

  beforeAll(async () => {
    grantry = await startGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
  }, 120_000);

  afterAll(() => grantry?.stop());

  const allowPlane = (allowed: boolean) => {
    const { planeDatabaseUrl, databaseUrl } = grantry.facts.stores;
    const name = new URL(planeDatabaseUrl).pathname.slice(1);
    return inDatabase(databaseUrl, async (client) => {
      await client.query(`alter database ${name} allow_connections ${String(allowed)}`);
      if (allowed) return;
      const terminate = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1";
      await client.query(terminate, [name]);
    });
  };

  it("gets a project that was created meanwhile when it is back", async () => {
    await allowPlane(false);
    const created = await api.call<{ id: string; slug: string; state: string }>(
      "POST",
      "/projects",
      { name: "Patient" },
    );
    expect([created.status, created.body.state]).toEqual([201, "halted"]);
    const token = await api.createToken({ permissions: ["clients:read"] });
    await allowPlane(true);
    const { id, slug } = created.body;
    const issuer = grantry.addresses.issuer(slug);
    await expect(
      until(async () => {
        const headers = { authorization: `Bearer ${token.value}` };
        const clients = await grantry.fetch(`${issuer}/admin/clients`, { headers });
        const project = await api.call<{ state: string }>("GET", `/projects/${id}`);
        return clients.status === 200 && project.body.state === "running";
      }),
    ).resolves.toBe(true);
  }, 90_000);
});

async function until(holds: () => Promise<boolean>): Promise<boolean> {
  for (let attempt = 0; attempt < 120; attempt += 1) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return false;
}
