/** One answer, and how much of the request has to be understood before it is given. */
export interface LimitSettings {
  readonly port: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the request's body is parsed as. */
  readonly parses: "nothing" | "form" | "json";
  /** Signs once with ES256 before it answers. */
  readonly signs: boolean;
}
