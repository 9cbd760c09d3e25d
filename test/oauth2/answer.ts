/** An answer of an endpoint, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON object of the body; empty when it is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export async function answerOf(response: Response | Promise<Response>): Promise<Answer> {
  const { status, headers } = await response;
  const text = await (await response).text();
  return { status, headers, text, body: objectOf(text) };
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** RFC 6749 §5.2: what `error` and `error_description` may be made of. */
const PRINTABLE = /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/;

/**
 * Asserts that an endpoint refused with one registered error, in the form of RFC 6749 §5.2 and
 * nothing beside it.
 */
export function expectRefusal(answer: Answer, status: number, error: string): void {
  const { request_id: requestId, error_description: description, ...rest } = answer.body;
  expect({ status: answer.status, ...rest, description }).toEqual({
    status,
    error,
    description: expect.stringMatching(PRINTABLE),
  });
  expect(requestId).toBe(answer.headers.get("x-request-id"));
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  expect(answer.headers.get("cache-control")).toContain("no-store");
}

/** Asserts that the user was shown a page that names the error, and sent nowhere (§4.1.2.1). */
export function expectErrorPage(answer: Answer, status: number, error: string): void {
  const shown = /<code>([^<]*)<\/code>/.exec(answer.text)?.[1];
  expect({ status: answer.status, error: shown }).toEqual({ status, error });
  expect(answer.headers.get("location")).toBeNull();
  expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
  expect(answer.headers.get("cache-control")).toContain("no-store");
}

/** Asserts that the browser was sent to the client with one registered error (§4.1.2.1). */
export function expectErrorRedirect(
  answer: Answer,
  expected: { readonly to: string; readonly error: string; readonly state?: string },
): URLSearchParams {
  const location = new URL(answer.headers.get("location") ?? "none:");
  const parameters = location.search === "" ? fragmentOf(location) : location.searchParams;
  const target = `${location.protocol}//${location.host}${location.pathname}`;
  const { error, state } = Object.fromEntries(parameters);
  expect({ status: answer.status, to: target, error, state }).toEqual({ status: 303, ...expected });
  expect(parameters.get("error_description")).toMatch(PRINTABLE);
  expect(parameters.has("code") || parameters.has("access_token")).toBe(false);
  return parameters;
}

function fragmentOf(location: URL): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1));
}
