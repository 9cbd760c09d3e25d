import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Gives the answer of a read a validator made of its bytes, unless it has one, and answers 304 to
 * whoever has these bytes already (RFC 9110 §8.8.3, §13.1.2).
 */
export async function tagAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const isRead = request.method === "GET" || request.method === "HEAD";
  const isKept = reply.getHeader("cache-control") !== "no-store";
  if (!isRead || !isKept || reply.statusCode !== 200 || typeof payload !== "string") return payload;
  if (reply.hasHeader("etag")) return payload;
  const tag = `W/"${createHash("sha256").update(payload).digest("base64url").slice(0, 27)}"`;
  void reply.header("etag", tag);
  const held = (request.headers["if-none-match"] ?? "").split(",").map((each) => each.trim());
  if (!held.includes(tag) && !held.includes("*")) return payload;
  void reply.code(304).removeHeader("content-length");
  return "";
}
