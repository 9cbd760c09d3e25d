import pg from "pg";

import { instantArray, jsonArray, jsonbArray, textArray } from "./array-parameters.js";
import { startTestDatabase } from "./testing/test-database.js";
import type { TestDatabase } from "./testing/test-database.js";

jest.setTimeout(60_000);

describe("arrays as parameters", () => {
  let server: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    server = await startTestDatabase();
    client = new pg.Client({ connectionString: server.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  async function elements(type: string, parameter: Buffer): Promise<unknown[]> {
    const { rows } = await client.query<{ element: unknown }>(
      `select element::text from unnest($1::${type}[]) as element`,
      [parameter],
    );
    return rows.map(({ element }) => element);
  }

  test("hold every text, and none", async () => {
    const texts = ["", "a", null, 'quo"te\\', "{1,2}", "null", "ä€\u{1f600}", "\n\t"];
    expect(await elements("text", textArray(texts))).toEqual(texts);
    expect(await elements("text", textArray([]))).toEqual([]);
  });

  test("hold half a character as what stands for it, and refuse NUL", async () => {
    expect(await elements("text", textArray(["a\ud800b"]))).toEqual(["a\ufffdb"]);
    await expect(elements("text", textArray(["a\0b"]))).rejects.toMatchObject({ code: "22021" });
  });

  test("hold documents as they were written", async () => {
    const documents = ['{"b": 1,  "a": "\\u0000 \\ud800"}', null, '"ä"'];
    expect(await elements("json", jsonArray(documents))).toEqual(documents);
    expect(await elements("jsonb", jsonbArray(['{"b":1,"a":"ä"}', null]))).toEqual([
      '{"a": "ä", "b": 1}',
      null,
    ]);
  });

  test("hold every instant", async () => {
    const instants = ["1999-12-31T23:59:59.999Z", "2026-11-28T12:00:00.001Z", "+020000-01-01"];
    await client.query("set timezone to 'UTC'");
    const parameter = instantArray([...instants.map((text) => new Date(text)), null]);
    expect(await elements("timestamptz", parameter)).toEqual([
      "1999-12-31 23:59:59.999+00",
      "2026-11-28 12:00:00.001+00",
      "20000-01-01 00:00:00+00",
      null,
    ]);
  });
});
