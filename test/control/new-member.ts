import { randomBytes, randomUUID } from "node:crypto";
import { openControl } from "@grantry/persistence";
import type { Grantry } from "../support/grantry.js";

/** Somebody who works in a workspace. */
export interface NewMember {
  id: string;
  email: string;
}

/**
 * Adds a member to a workspace, straight in the control database.
 * @param wish.browsers in how many browsers they are signed in
 */
export async function addMember(
  grantry: Grantry,
  workspaceId: string,
  role: string,
  wish: { projectIds?: string[]; browsers?: number } = {},
): Promise<NewMember> {
  const { databaseUrl } = grantry.facts.stores;
  const control = await openControl({ databaseUrl, poolSize: 1 });
  try {
    const { projectIds = null, browsers = 0 } = wish;
    const email = `member-${randomUUID()}@example.com`;
    const subject = browsers > 0 ? randomUUID() : null;
    const { id } = await control.members.add(workspaceId, {
      email,
      name: "",
      role,
      subject,
      projectIds,
    });
    for (let browser = 0; browser < browsers; browser += 1) {
      const session = { subject: subject ?? "", email, name: "", csrfToken: "a token" };
      await control.sessions.begin(
        randomBytes(32),
        { ...session, idToken: randomBytes(8), signedInAt: new Date() },
        { address: "192.0.2.1", userAgent: "a browser" },
      );
    }
    return { id, email };
  } finally {
    await control.close();
  }
}
