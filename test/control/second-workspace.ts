import { randomUUID } from "node:crypto";
import { PERMISSIONS } from "@grantry/contracts";
import { generatePersonalAccessToken } from "@grantry/control";
import { Envelope, openControl } from "@grantry/persistence";
import type { Grantry } from "../support/grantry.js";

/** Another customer of the same installation: a workspace, its owner, and an owner's token. */
export interface SecondWorkspace {
  id: string;
  memberId: string;
  tokenId: string;
  token: string;
}

/** Makes a workspace beside the default one, straight in the control database. */
export async function makeSecondWorkspace(grantry: Grantry): Promise<SecondWorkspace> {
  const { stores, masterKeys } = grantry.facts;
  const control = await openControl({ databaseUrl: stores.databaseUrl, poolSize: 2 });
  const digestKey = new Envelope([masterKeys]).derive("personal-access-token");
  const { value, digest, lastCharacters } = generatePersonalAccessToken(digestKey);
  try {
    return await control.transaction(async (tables) => {
      const workspace = await tables.workspaces.create("Second workspace");
      const owner = await tables.members.add(workspace.id, {
        email: `owner-${workspace.id}@example.com`,
        name: "",
        role: "owner",
        subject: null,
      });
      const tokenId = randomUUID();
      await tables.tokens.create({
        id: tokenId,
        workspaceId: workspace.id,
        ownerId: owner.id,
        name: "Everything",
        digest,
        permissions: [...PERMISSIONS],
        projectIds: null,
        allowedCidrs: [],
        expiresAt: null,
        lastCharacters,
        lastUsedAt: null,
        lastUsedAddress: null,
        lastUsedUserAgent: null,
        createdAt: new Date(),
        revokedAt: null,
      });
      return { id: workspace.id, memberId: owner.id, tokenId, token: value };
    });
  } finally {
    await control.close();
  }
}
