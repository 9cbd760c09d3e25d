import type { FastifyReply } from "fastify";
import type { EndpointAnswer } from "./endpoint.js";

/** Sends what an endpoint answered as a reply of Fastify. */
export function sendAnswer(reply: FastifyReply, answer: EndpointAnswer): FastifyReply {
  return reply.status(answer.status).headers(answer.headers).send(answer.body);
}
