import { hash, randomBytes } from "node:crypto";
import type { AccessTokenFacts } from "./artefacts.js";
import type { Issuer } from "./issuer.js";

/** Of all issuers of a process together, so that many issuers cost no more memory than one. */
const MOST_YOUNG = 10_000;

interface Opened {
  readonly sealer: Issuer["sealer"];
  readonly keys: Issuer["keys"];
  readonly facts: AccessTokenFacts;
}

/** By digests that mean nothing outside this process: no token is kept in a form that could be used. */
const PEPPER = randomBytes(32).toString("base64url");
let young = new Map<string, Opened>();
let old = new Map<string, Opened>();

/**
 * The facts of an access token, opened once for as long as the keys of its issuer stay: a resource
 * server asks about the same token with each of its requests, and to open it takes ten times as long
 * as a digest, to verify a signature a hundred times. Whether it still counts is asked every time.
 */
export function openedOnce(
  issuer: Issuer,
  token: string,
  open: (issuer: Issuer, token: string) => AccessTokenFacts | undefined,
): AccessTokenFacts | undefined {
  const { sealer, keys } = issuer;
  const name = hash("sha256", PEPPER + token, "base64url");
  const known = young.get(name) ?? old.get(name);
  if (known?.sealer === sealer && known.keys === keys) return known.facts;
  const facts = open(issuer, token);
  if (facts !== undefined) keep(name, { sealer, keys, facts });
  return facts;
}

/** What was not opened again while as many others were is forgotten. */
function keep(name: string, opened: Opened): void {
  if (young.size >= MOST_YOUNG) {
    old = young;
    young = new Map();
  }
  young.set(name, opened);
}
