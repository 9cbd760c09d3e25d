import type { Session } from "../stores.js";
import type { AuthorizationResponse } from "./response.js";

/** What the browser brings to the authorization endpoint. */
export interface AuthorizationInput {
  readonly parameters: URLSearchParams;
  /** The live session of this browser, when it has one. */
  readonly session: Session | undefined;
  /** The value of a flow cookie by its name. */
  readonly flowCookie: (name: string) => string | undefined;
  readonly userAgent?: string;
  readonly address?: string;
}

/** What the browser is told. */
export type AuthorizationOutcome =
  /** Go to a page that asks; the flow's cookie binds the browser to it. */
  | {
      readonly kind: "interaction";
      readonly location: string;
      readonly flowId: string;
      readonly session?: Session;
    }
  /** Take the response to the client; the flow is over. */
  | {
      readonly kind: "response";
      readonly response: AuthorizationResponse;
      readonly flowId?: string;
      readonly session?: Session;
    };

/** Sends the browser to a page that asks, with the sealed challenge it will answer. */
export function interactionAt(
  page: string,
  name: "login_challenge" | "consent_challenge" | "device_challenge",
  challenge: string,
  flowId: string,
): AuthorizationOutcome {
  const location = `${page}${page.includes("?") ? "&" : "?"}${name}=${challenge}`;
  return { kind: "interaction", location, flowId };
}
