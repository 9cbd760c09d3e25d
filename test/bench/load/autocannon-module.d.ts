/** What of autocannon is used here; the package brings no types. */
declare module "autocannon" {
  interface SentRequest {
    method: string;
    path: string;
    headers: Record<string, string>;
    body?: string;
  }

  interface Options {
    url: string;
    connections: number;
    duration?: number;
    amount?: number;
    sampleInt?: number;
    timeout?: number;
    requests: {
      setupRequest: (request: SentRequest) => SentRequest;
      onResponse: (status: number, body: string) => void;
    }[];
  }

  interface Result {
    duration: number;
    errors: number;
    timeouts: number;
    latency: { p50: number; p99: number };
  }

  export default function autocannon(options: Options): Promise<Result>;
}
