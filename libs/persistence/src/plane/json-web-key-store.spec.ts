import { generateJsonWebKey } from "@grantry/oauth2";
import { NOON } from "@grantry/oauth2/testing";

import { after, startPlaneFixture } from "../testing/plane-fixture.js";
import type { PlaneFixture } from "../testing/plane-fixture.js";
import { execute } from "../testing/test-database.js";
import type { ProjectStores } from "./plane.js";

jest.setTimeout(60_000);

let fixture: PlaneFixture;
let projectId: string;
let stores: ProjectStores;
beforeAll(async () => {
  fixture = await startPlaneFixture();
  projectId = await fixture.project();
  stores = fixture.plane.inProject(projectId);
});
afterAll(() => fixture.stop());

const aKey = (kid: string) => generateJsonWebKey("ES256", kid, "sig");

describe("JWK sets", () => {
  test("keep every member, the newest key first", async () => {
    const [one, two] = [await aKey("one"), { ...(await aKey("two")), note: "\u0000 kept" }];
    expect(await stores.jsonWebKeys.add("set", one, NOON)).toBe("added");
    expect(await stores.jsonWebKeys.add("set", two, after(1))).toBe("added");
    expect(await stores.jsonWebKeys.add("set", one, after(2))).toBe("exists");
    expect(await stores.jsonWebKeys.list("set")).toEqual([two, one]);
    expect(await stores.jsonWebKeys.find("set", "one")).toEqual(one);
    expect(await stores.jsonWebKeys.find("set", "one\0")).toBeUndefined();
    expect(await stores.jsonWebKeys.find("other", "one")).toBeUndefined();
    expect(await stores.jsonWebKeys.list("set\0")).toEqual([]);
  });

  test("are replaced as a whole, in the order they came", async () => {
    const keys = [await aKey("b"), await aKey("a"), await aKey("c")];
    await stores.jsonWebKeys.add("whole", await aKey("old"), NOON);
    await stores.jsonWebKeys.add("whole", await aKey("a"), NOON);
    await stores.jsonWebKeys.replace("whole", keys, after(1));
    expect(await stores.jsonWebKeys.list("whole")).toEqual(keys);
    await stores.jsonWebKeys.replace("whole", [], after(2));
    expect(await stores.jsonWebKeys.list("whole")).toEqual([]);
  });

  test("take a key over another of its name, and lose one or all", async () => {
    const key = await aKey("one");
    await stores.jsonWebKeys.put("single", await aKey("one"), NOON);
    await stores.jsonWebKeys.put("single", key, after(1));
    expect(await stores.jsonWebKeys.list("single")).toEqual([key]);
    await stores.jsonWebKeys.put("single", await aKey("two"), NOON);
    expect(await stores.jsonWebKeys.remove("single", "one")).toBe(1);
    expect(await stores.jsonWebKeys.remove("single", "one")).toBe(0);
    expect(await stores.jsonWebKeys.remove("single")).toBe(1);
  });

  test("are sealed at rest, each for its own place", async () => {
    const key = await aKey("here");
    await stores.jsonWebKeys.add("sealed", key, NOON);
    const [row] = (await execute(
      fixture.url,
      `select encode(sealed, 'escape') as text from plane.json_web_keys where set_name = 'sealed'`,
    )) as { text: string }[];
    expect(row?.text).not.toContain(key.x);
    await execute(
      fixture.url,
      `insert into plane.json_web_keys
       select project_id, 'moved', kid, sealed, position, created_at
         from plane.json_web_keys where set_name = 'sealed'`,
    );
    await expect(stores.jsonWebKeys.list("moved")).rejects.toThrow();
  });

  test("go with their project", async () => {
    const id = await fixture.project();
    await fixture.plane.inProject(id).jsonWebKeys.add("set", await aKey("one"), NOON);
    await fixture.provisioner.purgeProject(id);
    const left = await execute(
      fixture.url,
      `select 1 from plane.json_web_keys where project_id = '${id}'`,
    );
    expect(left).toEqual([]);
  });
});
