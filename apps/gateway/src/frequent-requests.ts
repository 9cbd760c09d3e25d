import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Answering, PlainAnswer, PlainHead } from "@grantry/platform";
import { originOf } from "./forwarded-headers.js";
import { FrequentRoutes } from "./frequent-routes.js";
import type { Gateway } from "./gateway.js";
import type { Listener } from "./listener.js";
import { linkedAnswerText } from "./linked-answer.js";
import { protocolRefusalBody, refusalHeaders, type Refusal } from "./refusals.js";
import { plainRequestText } from "./request-bytes.js";
import type { FrequentAnswer } from "./upstream.js";
import { WholeAnswer } from "./whole-answer.js";

/**
 * Answers frequent requests without `node:http` on either side: they are read, passed on and
 * answered as text. Who is asked, and what is said of the origin, is decided as for every request.
 */
export class FrequentRequests {
  private readonly routes: FrequentRoutes;

  constructor(
    private readonly gateway: Gateway,
    private readonly listener: Pick<Listener, "isClosing" | "connectionFields">,
  ) {
    this.routes = new FrequentRoutes(gateway, gateway.parts.addresses);
  }

  /** What will answer a request, or nothing when it goes the ordinary way. */
  take(head: PlainHead, socket: Socket): Answering | undefined {
    const { trustedProxies, logger, planes } = this.gateway.parts;
    if (this.listener.isClosing() || logger.isLevelEnabled("debug")) return undefined;
    const origin = originOf({ headers: head.headers, socket }, trustedProxies);
    const route = this.routes.find(head, origin);
    if (route === undefined) return undefined;
    const upstream = planes.find(route.slug);
    if (upstream === undefined || upstream instanceof Promise) return undefined;
    const { requestId } = origin;
    return (body) => {
      const text = plainRequestText(head, body, origin);
      const request = { method: head.method, text, mayBeLinked: route.answeredBy === "plain" };
      const answer = new Promise<FrequentAnswer>((resolve) => upstream.ask(request, resolve));
      return answer.then((given) => this.textOf(given, requestId));
    };
  }

  private textOf(answer: FrequentAnswer, requestId: string): PlainAnswer {
    const fields = this.listener.connectionFields();
    if (answer instanceof WholeAnswer) return answer.toText(requestId, fields);
    if (typeof answer !== "string") return linkedAnswerText(answer, requestId, fields);
    this.gateway.parts.logger.warn({ requestId, kind: "project", outcome: answer }, "upstream");
    return refusalText(this.gateway.refusalFor(answer, "project"), requestId, fields);
  }
}

function refusalText(refusal: Refusal, requestId: string, connectionFields: string): PlainAnswer {
  const body = protocolRefusalBody(refusal, requestId);
  const fields = Object.entries(refusalHeaders(refusal, requestId, body));
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const line = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n`;
  const date = `date: ${new Date().toUTCString()}\r\n`;
  const text = `${line}${lines}${date}${connectionFields}\r\n${body}`;
  return { text, encoding: "latin1" };
}
