import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

const BUDGET_MILLISECONDS = 5;

/**
 * Requests that begin within one turn of the event loop for five milliseconds; the others begin in
 * the turns that follow, in the order in which they came. A page takes a hundred times as long as a
 * token: when a crowd asks for pages, whoever asks for a token waits for a few of them, not for all.
 */
export function inTurns<
  Request extends typeof IncomingMessage,
  Response extends typeof ServerResponse<InstanceType<Request>>,
>(listener: RequestListener<Request, Response>): RequestListener<Request, Response> {
  const waiting: Parameters<typeof listener>[] = [];
  let endsAt: number | undefined;

  const beginTurn = (): void => {
    endsAt = performance.now() + BUDGET_MILLISECONDS;
    setImmediate(endTurn);
  };
  const endTurn = (): void => {
    endsAt = undefined;
    if (waiting.length === 0) return;
    beginTurn();
    do {
      const [request, response] = waiting.shift() ?? [];
      if (request !== undefined && response !== undefined) listener(request, response);
    } while (waiting.length > 0 && performance.now() < (endsAt ?? 0));
  };

  return (request, response) => {
    if (endsAt === undefined) beginTurn();
    else if (waiting.length > 0 || performance.now() >= endsAt) {
      waiting.push([request, response]);
      return;
    }
    listener(request, response);
  };
}
