import { z } from "zod";
import { ANSWER_CONTRACTS, REFUSAL } from "./answer-contracts.js";

/** An answer that a test received. */
export interface ReceivedAnswer {
  readonly method: string;
  readonly url: URL;
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Where a project's paths begin, in path mode and in host mode (contract §2). */
const PROJECTS: readonly { readonly host?: RegExp; readonly path: RegExp }[] = [
  { path: /^\/p\/[^/]+(?=\/)/ },
  { host: /\.projects\.|^project\.console\./, path: /^/ },
];

/** The path inside a project, or nothing when the address is none of a project. */
export function insideProject({ hostname, pathname }: URL): string | undefined {
  for (const { host, path } of PROJECTS) {
    if (host?.test(hostname) === false || !path.test(pathname)) continue;
    return pathname.replace(path, "").replace(/(?<=.)\/$/, "");
  }
  return undefined;
}

/**
 * Checks a JSON answer of a project against the contract of its method, path and status. Throws
 * when it breaks the contract, and when nothing says what such an answer looks like.
 */
export function validateAnswer(answer: ReceivedAnswer): void {
  const { method, url, status, contentType, text } = answer;
  const path = insideProject(url);
  if (path === undefined || !/^application\/json\b/.test(contentType) || text === "") return;
  if (method === "HEAD" || path.startsWith("/ui/")) return;
  const contract =
    ANSWER_CONTRACTS.find(
      (each) =>
        each.status === status && each.path.test(path) && each.methods.split(" ").includes(method),
    ) ?? (status >= 400 ? REFUSAL : undefined);
  const what = `${method} ${path} answered ${status}`;
  if (contract === undefined) throw new Error(`${what}, for which there is no contract: ${text}`);
  const read = contract.schema.safeParse(JSON.parse(text));
  if (read.success) return;
  throw new Error(`${what} against its contract: ${z.prettifyError(read.error)}\n${text}`);
}
