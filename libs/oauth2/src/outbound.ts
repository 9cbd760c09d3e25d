/**
 * How the core reaches addresses that a tenant chose: through a guard that resolves, pins and refuses
 * private networks, follows no redirects and caps size and time. It is the only way out.
 */
export interface Outbound {
  /**
   * A GET for a JSON document. Rejects with a generic error when it cannot be had: unreachable,
   * refused, not 200, too large, too slow or no JSON.
   */
  readonly json: (url: string) => Promise<unknown>;
  /** A GET for a text such as a request object; rejects likewise. */
  readonly text: (url: string) => Promise<string>;
}
