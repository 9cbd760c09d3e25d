import type { Outbound } from "@grantry/oauth2";
import type { GuardedFetch } from "@grantry/platform";

/** Documents that clients publish (key sets, request objects), by the guarded way out. */
export function outboundBy(fetch: GuardedFetch): Outbound {
  const text = async (url: string): Promise<string> => {
    const answer = await fetch.request(url);
    if (answer.status !== 200) throw new Error(`the address answered ${answer.status}`);
    return answer.body.toString("utf8");
  };
  return { text, json: async (url) => JSON.parse(await text(url)) as unknown };
}
