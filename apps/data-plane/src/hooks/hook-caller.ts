import { DELIVERY_LOG_SECONDS, HookUnavailable, after, freshId } from "@grantry/oauth2";
import type { Delivery, HookAnswer, HookCall, HookCaller } from "@grantry/oauth2";
import { OutboundError } from "@grantry/platform";
import type { GuardedFetch } from "@grantry/platform";
import { CircuitBreaker } from "./circuit-breaker.js";
import type { DeliveryLog, DeliveryRecorder } from "./delivery-log.js";

/** A person waits at the end of most token requests. */
const TIMEOUT_MILLISECONDS = 5_000;

const CIRCUIT = { failures: 5, openMilliseconds: 10_000 };

export interface HookCallerParts {
  readonly fetch: Pick<GuardedFetch, "request">;
  readonly log: DeliveryLog;
  readonly clock?: () => Date;
}

/**
 * Asks hooks of projects: over kept-alive connections of the guarded way out, with a time limit, and
 * with a circuit breaker for each project and address. Every call leaves an entry in the project's
 * delivery log.
 */
export class HookCallers {
  readonly #parts: HookCallerParts;
  readonly #clock: () => Date;
  readonly #breaker: CircuitBreaker;

  constructor(parts: HookCallerParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? (() => new Date());
    this.#breaker = new CircuitBreaker(CIRCUIT, () => this.#clock().getTime());
  }

  /** The hooks of one project. */
  of(projectId: string, recorder: DeliveryRecorder): HookCaller {
    return { ask: (call) => this.#ask(projectId, recorder, call) };
  }

  async #ask(projectId: string, recorder: DeliveryRecorder, call: HookCall): Promise<HookAnswer> {
    const begun = this.#clock();
    const log = (result: Pick<Delivery, "state" | "status" | "error">): void => {
      const finished = this.#clock();
      this.#parts.log.add(projectId, recorder, {
        id: freshId(),
        kind: call.kind,
        clientId: call.clientId,
        url: call.target.url,
        attempts: 1,
        milliseconds: finished.getTime() - begun.getTime(),
        createdAt: begun,
        finishedAt: finished,
        expiresAt: after(begun, DELIVERY_LOG_SECONDS),
        ...result,
      });
    };
    const circuit = `${projectId} ${call.target.url}`;
    if (!this.#breaker.admits(circuit)) {
      log({ state: "failed", error: "not asked: it failed several times in a row" });
      throw new HookUnavailable("the circuit is open");
    }
    try {
      const answer = await this.#post(call);
      if (answer.status >= 500) this.#breaker.failed(circuit);
      else this.#breaker.succeeded(circuit);
      log(outcomeOf(answer));
      return answer;
    } catch (error) {
      this.#breaker.failed(circuit);
      log({ state: "failed", error: reasonOf(error) });
      throw new HookUnavailable("no answer", { cause: error });
    }
  }

  /** A kept-alive connection may be closed by the other side just now: that is tried once more. */
  async #post(call: HookCall): Promise<HookAnswer> {
    try {
      return await this.#send(call);
    } catch (error) {
      if (!wasReset(error)) throw error;
      return this.#send(call);
    }
  }

  async #send({ target, document }: HookCall): Promise<HookAnswer> {
    const { status, body } = await this.#parts.fetch.request(target.url, {
      method: "POST",
      headers: {
        "content-type": "application/json; charset=utf-8",
        accept: "application/json",
        ...credentialHeader(target),
      },
      body: JSON.stringify(document),
      timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    });
    return { status, body: body.toString("utf8") };
  }
}

function credentialHeader({ credential }: HookCall["target"]): Record<string, string> {
  if (credential === undefined) return {};
  const { in: place, name, value } = credential;
  return place === "header" ? { [name]: value } : { cookie: `${name}=${value}` };
}

function outcomeOf({ status }: HookAnswer): Pick<Delivery, "state" | "status" | "error"> {
  if (status === 200 || status === 204) return { state: "delivered", status };
  if (status === 403) return { state: "refused", status };
  return { state: "failed", status, error: `it answered ${status}` };
}

function wasReset(error: unknown): boolean {
  const cause = error instanceof OutboundError ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "ECONNRESET";
}

/** Told to members of the project: whether the guard refused, time ran out, or nobody answered. */
function reasonOf(error: unknown): string {
  if (!(error instanceof OutboundError)) return "the call failed";
  if (error.kind === "refused") return "the address is not allowed";
  const { cause } = error;
  return cause instanceof Error && ["AbortError", "TimeoutError"].includes(cause.name)
    ? "no answer in time"
    : error.message;
}
