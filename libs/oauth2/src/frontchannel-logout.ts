import type { Issuer } from "./issuer.js";
import type { EndedSession } from "./stores.js";

/**
 * The addresses that the browser has to visit after a session ended: of each client with a grant in
 * it and a `frontchannel_logout_uri`, with `iss` and `sid` whether or not the client requires them
 * (OpenID Connect Front-Channel Logout §2, §3). A query of the registered address is kept.
 */
export async function logoutFrames(
  issuer: Issuer,
  session: EndedSession,
): Promise<readonly string[]> {
  const clients = await Promise.all(session.clientIds.map((id) => issuer.client(id)));
  return clients.flatMap((client) => {
    const uri = client?.metadata.frontchannel_logout_uri;
    if (uri === undefined || !URL.canParse(uri)) return [];
    const frame = new URL(uri);
    frame.searchParams.set("iss", issuer.url);
    frame.searchParams.set("sid", session.id);
    return [frame.href];
  });
}
