import { nextPageToken } from "./clients.js";
import { type Call, type Connection, readReply, send, type Shape } from "./connection.js";

/**
 * A whole list: every page, one after the other, by the Link header (RFC 8288).
 * @throws ApiError as `send`, and `unexpected_answer` when a page has another shape
 */
export async function askEveryPage<Row>(
  api: Connection,
  call: Call,
  shape: Shape<readonly Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let token = "";
  do {
    const query = { ...call.query, ...(token === "" ? {} : { page_token: token }) };
    const page: Call = { ...call, query };
    const reply = await send(api, page);
    rows.push(...readReply(api, page, reply, shape));
    token = nextPageToken(reply.headers.get("link") ?? "");
  } while (token !== "");
  return rows;
}
