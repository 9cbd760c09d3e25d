import type { ServerMetadata } from "@grantry/contracts";
import { queryOptions } from "@tanstack/react-query";
import { addresses } from "./addresses.js";

/** Something an issuer answered, and how long that took in this browser. */
export interface Measured<T> {
  data: T;
  milliseconds: number;
}

async function measure<T>(address: string, signal: AbortSignal): Promise<Measured<T>> {
  const begin = performance.now();
  const response = await fetch(address, { signal, cache: "no-store", credentials: "omit" });
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  const data = (await response.json()) as T;
  return { data, milliseconds: Math.round(performance.now() - begin) };
}

/** Whether the browser lets this page read the issuer: in host mode it lives under another origin. */
export function isReadableHere(slug: string): boolean {
  return addresses.issuer(slug).startsWith(`${addresses.console}/`);
}

/** The metadata of a project's issuer (RFC 8414, OpenID Connect Discovery). */
export function discoveryQuery(project: { id: string; slug: string }) {
  return queryOptions({
    queryKey: [project.id, "discovery"],
    queryFn: ({ signal }) =>
      measure<ServerMetadata>(
        `${addresses.issuer(project.slug)}/.well-known/openid-configuration`,
        signal,
      ),
    enabled: isReadableHere(project.slug),
    refetchInterval: 30_000,
    retry: 1,
  });
}

export interface KeySet {
  keys: { kid?: string; alg?: string }[];
}

/** The public signing keys of a project's issuer. */
export function keySetQuery(project: { id: string; slug: string }) {
  return queryOptions({
    queryKey: [project.id, "jwks"],
    queryFn: ({ signal }) =>
      measure<KeySet>(`${addresses.issuer(project.slug)}/.well-known/jwks.json`, signal),
    enabled: isReadableHere(project.slug),
    retry: 1,
  });
}
