import http from "node:http";
import https from "node:https";
import { Readable } from "node:stream";
import type { LookupFunction } from "node:net";
import { insideProject, validateAnswer } from "./validate-answer.js";

/** Every name is this machine: host mode without any entry in a name server. */
const lookup: LookupFunction = (_name, options, done) => {
  if (options.all === true) done(null, [{ address: "127.0.0.1", family: 4 }]);
  else done(null, "127.0.0.1", 4);
};

const agents = {
  http: new http.Agent({ keepAlive: true, lookup, timeout: 4_000 }),
  https: new https.Agent({ keepAlive: true, lookup, timeout: 4_000, rejectUnauthorized: false }),
};

const bodiless = new Set([101, 204, 205, 304]);

/**
 * `fetch` for the system under test: resolves any host to 127.0.0.1, may set `Host` and `Origin`,
 * follows no redirect, accepts self-signed certificates. Fits where libraries take a custom fetch.
 * Every JSON answer of a project is held against its contract.
 */
export const localFetch: typeof fetch = async (input, init) => {
  const request = new Request(input, { ...init, redirect: "manual" });
  const answer = await send(request, init);
  const url = new URL(request.url);
  const contentType = answer.headers.get("content-type") ?? "";
  if (insideProject(url) === undefined || !contentType.startsWith("application/json")) {
    return answer;
  }
  const { status, headers } = answer;
  const text = await answer.text();
  validateAnswer({ method: request.method, url, status, contentType, text });
  return at(url, new Response(text, { status, headers }));
};

/** As `localFetch`, for servers of a spec's own that stand where a project would. */
export const toyFetch: typeof fetch = (input, init) =>
  send(new Request(input, { ...init, redirect: "manual" }), init);

async function send(request: Request, init: RequestInit | undefined): Promise<Response> {
  const url = new URL(request.url);
  const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
  const headers = { ...Object.fromEntries(request.headers), ...givenHeaders(init?.headers) };
  if (body !== undefined) headers["content-length"] = String(body.length);
  const begin = url.protocol === "https:" ? https.request : http.request;
  const agent = url.protocol === "https:" ? agents.https : agents.http;
  return await new Promise<Response>((resolve, reject) => {
    const outgoing = begin(url, { agent, method: request.method, headers }, (answer) => {
      const status = answer.statusCode ?? 0;
      const answerHeaders = new Headers();
      for (let index = 0; index + 1 < answer.rawHeaders.length; index += 2) {
        answerHeaders.append(answer.rawHeaders[index] ?? "", answer.rawHeaders[index + 1] ?? "");
      }
      const content = bodiless.has(status) ? null : (Readable.toWeb(answer) as ReadableStream);
      if (content === null) answer.resume();
      resolve(at(url, new Response(content, { status, headers: answerHeaders })));
    });
    request.signal.addEventListener("abort", () => outgoing.destroy(new Error("aborted")));
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

/** The answer of an address, as `fetch` gives it. */
function at(url: URL, response: Response): Response {
  Object.defineProperty(response, "url", { value: url.href });
  return response;
}

/** `Request` drops forbidden headers such as Host, Origin and Cookie: they are kept here. */
function givenHeaders(headers: HeadersInit | undefined): Record<string, string> {
  if (headers === undefined || headers instanceof Headers) {
    return Object.fromEntries(headers ?? []);
  }
  const entries = Array.isArray(headers) ? headers : Object.entries(headers);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}
