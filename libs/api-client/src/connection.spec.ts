import { z } from "zod";
import { ApiError } from "./api-error.js";
import { ask, path, send, type Connection } from "./connection.js";

interface Sent {
  url: string;
  init: RequestInit;
}

/** A connection whose server answers with what the test says, and the requests it saw. */
function answering(answer: () => Response, sent: Sent[] = []): Connection {
  return {
    baseUrl: "http://grantry.test/api",
    headers: () => ({ authorization: "Bearer gry_pat_x" }),
    fetch: (url, init) => {
      sent.push({ url: new Request(url).url, init: init ?? {} });
      return Promise.resolve(answer());
    },
  };
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): () => Response {
  return () => new Response(JSON.stringify(body), { status, headers });
}

async function refusalOf(answer: () => Response): Promise<ApiError> {
  const error: unknown = await send(answering(answer), { path: "/" }).catch((caught) => caught);
  if (error instanceof ApiError) return error;
  throw new Error("The call was not refused.");
}

describe("send", () => {
  it("sends query, JSON body and credential, and follows no redirect", async () => {
    const sent: Sent[] = [];
    const call = {
      method: "POST",
      path: "/x",
      query: { a: 1, b: undefined },
      json: { c: "ü" },
    } as const;
    await send(answering(json(200, {}), sent), call);
    expect(sent[0]?.url).toBe("http://grantry.test/api/x?a=1");
    expect(sent[0]?.init).toMatchObject({
      method: "POST",
      body: '{"c":"ü"}',
      redirect: "manual",
      headers: { authorization: "Bearer gry_pat_x", "content-type": "application/json" },
    });
  });

  it("sends a form without the fields that are absent", async () => {
    const sent: Sent[] = [];
    await send(answering(json(200, {}), sent), {
      method: "POST",
      path: "/x",
      form: { token: "a b", scope: undefined },
    });
    expect(sent[0]?.init.body).toBe("token=a+b");
  });

  it("encodes the parts of a path", () => {
    expect(path`/projects/${"../a b"}/x`).toBe("/projects/..%2Fa%20b/x");
  });

  it("reads the control plane's refusal", async () => {
    const error = {
      code: 404,
      status: "Not Found",
      reason: "There is no such project.",
      message: "m",
      request: "req-1",
      id: "not_found",
      details: { a: 1 },
    };
    expect(await refusalOf(json(404, { error }))).toMatchObject({
      status: 404,
      code: "not_found",
      reason: "There is no such project.",
      requestId: "req-1",
      details: { a: 1 },
    });
  });

  it("reads an OAuth2 refusal (RFC 6749 §5.2)", async () => {
    const body = {
      error: "invalid_grant",
      error_description: "The code is used.",
      request_id: "req-2",
    };
    expect(await refusalOf(json(400, body))).toMatchObject({
      status: 400,
      code: "invalid_grant",
      reason: "The code is used.",
      requestId: "req-2",
    });
  });

  it("keeps the request ID of a refusal in no known form", async () => {
    const answer = () =>
      new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "x-request-id": "req-3" } });
    expect(await refusalOf(answer)).toMatchObject({
      status: 502,
      code: "http_502",
      requestId: "req-3",
    });
  });

  it("says where a redirect leads instead of following it", async () => {
    const answer = () =>
      new Response(null, { status: 301, headers: { location: "https://b.test/" } });
    const error = await refusalOf(answer);
    expect(error.code).toBe("redirected");
    expect(error.reason).toContain("https://b.test/");
  });

  it("names the server that cannot be reached", async () => {
    const failed = new TypeError("fetch failed", {
      cause: Object.assign(new Error("x"), { code: "ECONNREFUSED" }),
    });
    const connection = { baseUrl: "http://127.0.0.1:1/api", fetch: () => Promise.reject(failed) };
    await expect(send(connection, { path: "/" })).rejects.toMatchObject({
      status: 0,
      code: "unreachable",
      reason: "http://127.0.0.1:1 cannot be reached (ECONNREFUSED).",
    });
  });
});

describe("ask", () => {
  it("refuses an answer of another shape", async () => {
    const call = ask(answering(json(200, { id: 1 })), { path: "/" }, z.object({ id: z.string() }));
    await expect(call).rejects.toMatchObject({ code: "unexpected_answer", status: 200 });
  });
});
