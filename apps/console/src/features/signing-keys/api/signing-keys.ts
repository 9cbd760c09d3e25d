import type { SigningKey } from "@grantry/contracts";
import { queryOptions } from "@tanstack/react-query";
import { read, write } from "../../../lib/api.js";

function keysPath(projectId: string, ...parts: string[]): string {
  return [`/projects/${projectId}/admin/signing-keys`, ...parts.map(encodeURIComponent)].join("/");
}

/** What a project signs with: announced, signing, and still verifying. */
export function signingKeysQuery(projectId: string) {
  return queryOptions({
    queryKey: [projectId, "signing-keys"],
    queryFn: ({ signal }) => read<SigningKey[]>(keysPath(projectId), { signal }),
    refetchInterval: 60_000,
  });
}

/** Lets the announced successor of a current key sign; asking twice rotates once. */
export function rotateKey(projectId: string, kid: string): Promise<SigningKey[]> {
  return write<SigningKey[]>("POST", keysPath(projectId, kid, "retire"), {});
}
