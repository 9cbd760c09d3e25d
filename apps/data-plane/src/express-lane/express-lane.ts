import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { REQUEST_ID_HEADER } from "@grantry/platform";
import type {
  Addresses,
  Answering,
  LinkedAnswer,
  Logger,
  PlainAnswer,
  PlainHead,
  WholeBodyRequest,
} from "@grantry/platform";
import { ENDPOINTS, readForm } from "@grantry/oauth2";
import type { FormFields, OAuthError } from "@grantry/oauth2";
import { policyOf } from "../edge/cors.js";
import type { Metrics } from "../edge/metrics.js";
import type { Counted, RateLimits } from "../edge/rate-limits.js";
import { asOAuthError } from "../errors.js";
import type { OpenedProject } from "../project/opened-project.js";
import type { Projects } from "../project/projects.js";
import { LARGEST_FORM_BYTES } from "../public/bodies.js";
import { refusal } from "../public/endpoint.js";
import type { DocumentEndpoint, Endpoint, EndpointAnswer } from "../public/endpoint.js";
import { METADATA_ENDPOINTS } from "../public/metadata-endpoints.js";
import { FORM_ENDPOINTS, userinfoEndpoint } from "../public/token-endpoints.js";
import { noteAnswer } from "../request-log/note-answer.js";
import type { RequestLog } from "../request-log/request-log.js";
import { AnswerText } from "./answer-text.js";
import type { AnswerFields } from "./answer-text.js";

/** What the lane looks at of a request, whoever has read it. */
export type LaneRequest = Pick<IncomingMessage, "headers" | "socket"> & {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
};

export interface ExpressLaneParts {
  readonly addresses: Addresses;
  readonly projects: Projects;
  readonly requestIdOf: (request: LaneRequest) => string;
  /** Absent when they are switched off. */
  readonly rateLimits: RateLimits | undefined;
  readonly metrics: Metrics;
  readonly requestLog: RequestLog;
  readonly addressOf: (request: LaneRequest) => string;
  /** What takes a document by POST, by its path. */
  readonly documentEndpoints: ReadonlyMap<string, DocumentEndpoint>;
  /** What every answer carries unless its endpoint says otherwise. */
  readonly headers: Readonly<Record<string, string>>;
  readonly logger: Logger;
}

/** A request on its way through the lane. */
interface Passenger {
  readonly request: LaneRequest;
  readonly method: "GET" | "POST";
  /** Where it goes inside the issuer; the route's name for limits and metrics. */
  readonly path: string;
  readonly answering: (passenger: Passenger, body: string) => ReturnType<Endpoint>;
  readonly project: OpenedProject;
  readonly counted: Counted | undefined;
  readonly requestId: string;
  readonly startedAt: number;
  form: FormFields | undefined;
  /** Why it was refused, where it was. */
  refused: OAuthError | undefined;
}

const GET_ANSWERS = answersOf(
  new Map([...METADATA_ENDPOINTS, [ENDPOINTS.userinfo, userinfoEndpoint]]),
  (endpoint) =>
    ({ project, request: { headers } }) =>
      endpoint(project, { headers, form: undefined }),
);

const FORM_ANSWERS = answersOf(FORM_ENDPOINTS, (endpoint) => (passenger, body) => {
  passenger.form = readForm(body);
  return endpoint(passenger.project, { headers: passenger.request.headers, form: passenger.form });
});

const JSON_TYPE = /^application\/json(; ?charset=utf-8)?$/i;
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
  readonly #text: AnswerText;
  readonly #documentAnswers: ReadonlyMap<string, Passenger["answering"]>;

  constructor(parts: ExpressLaneParts) {
    this.#parts = parts;
    this.#every = Object.entries(parts.headers);
    this.#text = new AnswerText(parts.headers);
    this.#documentAnswers = answersOf(parts.documentEndpoints, (endpoint) => (passenger, body) => {
      const { project, request, requestId } = passenger;
      const { headers } = request;
      return endpoint(project, { headers, body, requestId, address: parts.addressOf(request) });
    });
  }

  /** Whether it took a request that `node:http` has read; then it answers it. */
  takes(request: WholeBodyRequest, response: ServerResponse): boolean {
    const passenger = this.#admit(request);
    if (passenger === undefined) return false;
    const send = (answer: EndpointAnswer): void => {
      this.#send(passenger, response, answer);
      this.#note(passenger, answer);
    };
    request.takeBody((body) => {
      const made = this.#answer(passenger, body);
      if (!(made instanceof Promise)) return send(made);
      made.then(send).catch((fault: unknown) => {
        this.#parts.logger.error({ err: fault, requestId: passenger.requestId }, "fault");
        response.destroy();
      });
    });
    return true;
  }

  /** What answers a request that was read from the line, when the lane takes it. */
  takesPlain(head: PlainHead, socket: Socket, isClosing: () => boolean): Answering | undefined {
    return this.#taking<PlainAnswer>(head, socket, (answer, fields) =>
      this.#text.write(answer, fields, isClosing() ? "ends" : "goes on"),
    );
  }

  /** What answers a request that came over a link, when the lane takes it. */
  takesLinked(head: PlainHead, socket: Socket): Answering<LinkedAnswer> | undefined {
    return this.#taking(head, socket, this.#linked);
  }

  readonly #linked = (answer: EndpointAnswer, fields: AnswerFields): LinkedAnswer =>
    this.#text.writeLinked(answer, fields);

  #taking<Answer>(
    { method, url, headers }: PlainHead,
    socket: Socket,
    form: (answer: EndpointAnswer, fields: AnswerFields) => Answer,
  ): Answering<Answer> | undefined {
    const passenger = this.#admit({ method, url, headers, socket });
    if (passenger === undefined) return undefined;
    const write = (answer: EndpointAnswer): Answer => {
      this.#note(passenger, answer);
      const { requestId, counted, project, path } = passenger;
      const variesByOrigin = policyOf(project, path) !== undefined;
      return form(answer, { requestId, counted: counted?.headers, variesByOrigin });
    };
    return (body) => {
      const made = this.#answer(passenger, body);
      return made instanceof Promise ? made.then(write) : write(made);
    };
  }

  #admit(request: LaneRequest): Passenger | undefined {
    const { addresses, projects, rateLimits } = this.#parts;
    const { method, headers } = request;
    if (headers.origin !== undefined || headers["transfer-encoding"] !== undefined)
      return undefined;
    if (method !== "GET" && method !== "POST") return undefined;
    const route = addresses.route(headers.host, request.url ?? "/");
    if (route?.kind !== "project") return undefined;
    const { path, slug } = route;
    const answering = this.#answeringOf(request, path);
    if (answering === undefined) return undefined;
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
      answering,
      project,
      counted,
      requestId: this.#parts.requestIdOf(request),
      startedAt: performance.now(),
      form: undefined,
      refused: undefined,
    };
  }

  /** What answers a request of this kind at this path, when the lane knows it. */
  #answeringOf(request: LaneRequest, path: string): Passenger["answering"] | undefined {
    if (request.method === "GET") {
      const isPlain = request.headers["content-length"] === undefined;
      return isPlain ? GET_ANSWERS.get(path) : undefined;
    }
    if (!carriesBody(request)) return undefined;
    if (carriesForm(request)) return FORM_ANSWERS.get(path);
    return carriesDocument(request) ? this.#documentAnswers.get(path) : undefined;
  }

  /** The answer of the endpoint, or the refusal it threw. */
  #answer(
    passenger: Passenger,
    body: Buffer | undefined,
  ): EndpointAnswer | Promise<EndpointAnswer> {
    const refuse = (thrown: unknown): EndpointAnswer => this.#refuse(passenger, thrown);
    try {
      const given = passenger.answering(passenger, body?.toString() ?? "");
      return given instanceof Promise ? given.catch(refuse) : given;
    } catch (thrown) {
      return refuse(thrown);
    }
  }

  #refuse(passenger: Passenger, thrown: unknown): EndpointAnswer {
    const { requestId, project } = passenger;
    passenger.refused = asOAuthError(thrown, this.#parts.logger, requestId);
    return refusal(passenger.refused, { requestId, realm: project.issuer.url });
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

  #note(passenger: Passenger, { status }: EndpointAnswer): void {
    const { metrics, requestLog, addressOf } = this.#parts;
    const { request, method, path, project, requestId, startedAt, form, refused } = passenger;
    const milliseconds = performance.now() - startedAt;
    metrics.count(path, method, status, milliseconds);
    noteAnswer(requestLog, {
      project,
      requestId,
      method,
      route: path,
      url: path,
      headers: request.headers,
      form,
      address: () => addressOf(request),
      status,
      refusal: refused,
      milliseconds,
    });
  }
}

function answersOf<Kind>(
  endpoints: ReadonlyMap<string, Kind>,
  answering: (endpoint: Kind) => Passenger["answering"],
): ReadonlyMap<string, Passenger["answering"]> {
  return new Map([...endpoints].map(([path, endpoint]) => [path, answering(endpoint)]));
}

function carriesBody({ headers }: LaneRequest): boolean {
  const length = Number(headers["content-length"] ?? "0");
  return length > 0 && length <= LARGEST_FORM_BYTES;
}

/** A bearer value at a form endpoint is an admin's, who has routes of their own. */
function carriesForm({ headers }: LaneRequest): boolean {
  return FORM.test(headers["content-type"] ?? "") && !BEARER.test(headers.authorization ?? "");
}

function carriesDocument({ headers }: LaneRequest): boolean {
  return JSON_TYPE.test(headers["content-type"] ?? "");
}
