import type { Client } from "./client.js";
import { InvalidRequest, InvalidTarget } from "./errors.js";
import type { Parameters } from "./parameters.js";

/**
 * The audience a request asks for: Hydra's `audience` (space separated or repeated) and RFC 8707's
 * `resource`, together. Throws `invalid_target` for a resource that is no absolute URI without
 * fragment (RFC 8707 §2) and for one the client is not registered for; `invalid_request` likewise
 * for `audience`.
 */
export function readAudience(client: Client, parameters: Parameters): readonly string[] {
  const resources = parameters.all("resource");
  for (const resource of resources) {
    if (!isResource(resource)) {
      throw new InvalidTarget("A resource must be an absolute URI without a fragment.");
    }
    if (!allows(client.audience, resource)) {
      throw new InvalidTarget(
        `The client is not allowed to request resource '${resource}'. Add it to the client's audience.`,
      );
    }
  }
  const audiences = parameters.words("audience");
  for (const audience of audiences) {
    if (!allows(client.audience, audience)) {
      throw new InvalidRequest(
        `The client is not allowed to request audience '${audience}'. Add it to the client's audience.`,
      );
    }
  }
  return [...new Set([...audiences, ...resources])];
}

/**
 * The audience of one access token of a grant: all that was granted, or the `resource`s that the
 * token request names (RFC 8707 §2.2). Throws `invalid_target` for one that was not granted.
 */
export function narrowedAudience(
  granted: readonly string[],
  parameters: Parameters,
): readonly string[] {
  const resources = parameters.all("resource");
  if (resources.length === 0) return granted;
  for (const resource of resources) {
    if (!isResource(resource) || !allows(granted, resource)) {
      throw new InvalidTarget(
        "A resource of the token request is not among those that were granted. Name it in the authorization request, too.",
      );
    }
  }
  return [...new Set(resources)];
}

function isResource(text: string): boolean {
  return URL.canParse(text) && !text.includes("#");
}

/** Same scheme and host, and the same path or one below it; opaque names must be equal. */
export function allows(registered: readonly string[], requested: string): boolean {
  if (registered.includes(requested)) return true;
  if (!URL.canParse(requested)) return false;
  const needle = new URL(requested);
  return registered.some((entry) => {
    if (!URL.canParse(entry)) return false;
    const allowed = new URL(entry);
    if (allowed.protocol !== needle.protocol || allowed.host !== needle.host) return false;
    const base = allowed.pathname.replace(/\/+$/, "");
    return needle.pathname.replace(/\/+$/, "") === base || needle.pathname.startsWith(`${base}/`);
  });
}
