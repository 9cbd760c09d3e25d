import type { OpenedProject } from "../project/opened-project.js";
import { quotaExceeded } from "./project-usage.js";

/** @throws OAuthError 429 that names the bucket when the project has as many clients as it may */
export async function assertRoomForClient({ usage, stores }: OpenedProject): Promise<void> {
  const { clients: limit } = usage.limits;
  if (limit === undefined) return;
  if ((await stores.usage.countClients()) >= limit) throw quotaExceeded("clients", limit);
}
