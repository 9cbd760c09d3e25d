import type { ServerResponse } from "node:http";
import { REQUEST_ID_HEADER } from "@grantry/platform";
import type { Addresses, Logger, WholeBodyRequest } from "@grantry/platform";
import { ENDPOINTS } from "@grantry/oauth2";
import type { OAuthError } from "@grantry/oauth2";
import { policyOf } from "../edge/cors.js";
import type { Metrics } from "../edge/metrics.js";
import type { Counted, RateLimits } from "../edge/rate-limits.js";
import { asOAuthError } from "../errors.js";
import type { OpenedProject } from "../project/opened-project.js";
import type { Projects } from "../project/projects.js";
import { LARGEST_FORM_BYTES } from "../public/bodies.js";
import { refusal } from "../public/endpoint.js";
import type { Endpoint, EndpointAnswer, EndpointRequest } from "../public/endpoint.js";
import { METADATA_ENDPOINTS } from "../public/metadata-endpoints.js";
import { FORM_ENDPOINTS, userinfoEndpoint } from "../public/token-endpoints.js";
import { noteAnswer } from "../request-log/note-answer.js";
import type { RequestLog } from "../request-log/request-log.js";

export interface ExpressLaneParts {
  readonly addresses: Addresses;
  readonly projects: Projects;
  readonly requestIdOf: (request: WholeBodyRequest) => string;
  /** Absent when they are switched off. */
  readonly rateLimits: RateLimits | undefined;
  readonly metrics: Metrics;
  readonly requestLog: RequestLog;
  readonly addressOf: (request: WholeBodyRequest) => string;
  /** What every answer carries unless its endpoint says otherwise. */
  readonly headers: Readonly<Record<string, string>>;
  readonly logger: Logger;
}

/** A request on its way through the lane. */
interface Passenger {
  readonly request: WholeBodyRequest;
  readonly method: "GET" | "POST";
  /** Where it goes inside the issuer; the route's name for limits and metrics. */
  readonly path: string;
  readonly endpoint: Endpoint;
  readonly project: OpenedProject;
  readonly counted: Counted | undefined;
  readonly requestId: string;
  readonly startedAt: number;
}

const GET_ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map([
  ...METADATA_ENDPOINTS,
  [ENDPOINTS.userinfo, userinfoEndpoint],
]);

const FORM = /^application\/x-www-form-urlencoded(; ?charset=utf-8)?$/i;
const BEARER = /^bearer /i;

/**
 * The frequent requests, answered before routing and hooks: those cost twice as much as the answer
 * itself. It takes a request only when nothing about it is unusual (an open and running project, no
 * other origin, a plain form of known length); whatever it leaves goes the ordinary way, through
 * routes that call the same endpoints. Rate limits, headers, metrics, request ids and refusals are
 * the ordinary ones.
 */
export class ExpressLane {
  readonly #parts: ExpressLaneParts;
  readonly #every: readonly (readonly [name: string, value: string])[];

  constructor(parts: ExpressLaneParts) {
    this.#parts = parts;
    this.#every = Object.entries(parts.headers);
  }

  /** Whether it took the request; then it answers it. */
  takes(request: WholeBodyRequest, response: ServerResponse): boolean {
    const passenger = this.#admit(request);
    if (passenger === undefined) return false;
    const { headers } = request;
    const answer = (form: URLSearchParams | undefined): void => {
      this.#answer(passenger, response, { headers, form }).catch((fault: unknown) => {
        this.#parts.logger.error({ err: fault, requestId: passenger.requestId }, "fault");
        response.destroy();
      });
    };
    const isForm = passenger.method === "POST";
    request.takeBody((body) => answer(isForm ? new URLSearchParams(body?.toString()) : undefined));
    return true;
  }

  #admit(request: WholeBodyRequest): Passenger | undefined {
    const { addresses, projects, rateLimits } = this.#parts;
    const { method, headers } = request;
    if (headers.origin !== undefined || headers["transfer-encoding"] !== undefined)
      return undefined;
    const isForm = method === "POST" && carriesForm(request);
    const isPlainGet = method === "GET" && headers["content-length"] === undefined;
    if (!isForm && !isPlainGet) return undefined;
    const route = addresses.route(headers.host, request.url ?? "/");
    if (route?.kind !== "project") return undefined;
    const { path, slug } = route;
    const endpoint = (isForm ? FORM_ENDPOINTS : GET_ENDPOINTS).get(path);
    if (endpoint === undefined) return undefined;
    const project = projects.opened(slug);
    if (project === undefined || project.state !== "running") return undefined;
    if (project.placement !== "here") return undefined;
    // Last, because a request that is left is counted where it goes. One refused took nothing.
    const counted = rateLimits?.takeOfProject(method, path, project.id);
    if (counted?.allowed === false) return undefined;
    return {
      request,
      method,
      path,
      endpoint,
      project,
      counted,
      requestId: this.#parts.requestIdOf(request),
      startedAt: performance.now(),
    };
  }

  async #answer(
    passenger: Passenger,
    response: ServerResponse,
    asked: EndpointRequest,
  ): Promise<void> {
    const { endpoint, project, requestId } = passenger;
    let answer: EndpointAnswer;
    let refused: OAuthError | undefined;
    try {
      const given = endpoint(project, asked);
      answer = given instanceof Promise ? await given : given;
    } catch (thrown) {
      refused = asOAuthError(thrown, this.#parts.logger, requestId);
      answer = refusal(refused, { requestId, realm: project.issuer.url });
    }
    this.#send(passenger, response, answer);
    this.#note(passenger, asked, answer, refused);
  }

  /** One write of head and body together where the body is text. */
  #send(
    { path, project, counted, requestId }: Passenger,
    response: ServerResponse,
    { status, headers, body }: EndpointAnswer,
  ): void {
    const head: string[] = [REQUEST_ID_HEADER, requestId];
    for (const [name, value] of this.#every) if (!(name in headers)) head.push(name, value);
    for (const name in headers) head.push(name, headers[name] ?? "");
    if (policyOf(project, path) !== undefined) head.push("vary", "Origin");
    if (counted !== undefined) {
      for (const name in counted.headers) head.push(name, counted.headers[name] ?? "");
    }
    const bytes = body === undefined ? 0 : Buffer.byteLength(body);
    if (status !== 304) head.push("content-length", String(bytes));
    response.writeHead(status, head);
    if (typeof body === "string") response.end(body, bytes === body.length ? "latin1" : "utf8");
    else response.end(body);
  }

  #note(
    { request, method, path, project, requestId, startedAt }: Passenger,
    { headers, form }: EndpointRequest,
    { status }: EndpointAnswer,
    refused: OAuthError | undefined,
  ): void {
    const { metrics, requestLog, addressOf } = this.#parts;
    const milliseconds = performance.now() - startedAt;
    metrics.count(path, method, status, milliseconds);
    noteAnswer(requestLog, {
      project,
      requestId,
      method,
      route: path,
      url: path,
      headers,
      form,
      address: () => addressOf(request),
      status,
      refusal: refused,
      milliseconds,
    });
  }
}

/** A bearer value at a form endpoint is an admin's, who has routes of their own. */
function carriesForm({ headers }: WholeBodyRequest): boolean {
  const length = Number(headers["content-length"] ?? "0");
  return (
    length > 0 &&
    length <= LARGEST_FORM_BYTES &&
    FORM.test(headers["content-type"] ?? "") &&
    !BEARER.test(headers.authorization ?? "")
  );
}
