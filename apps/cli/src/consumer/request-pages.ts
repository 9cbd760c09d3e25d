import { randomBytes, timingSafeEqual } from "node:crypto";
import {
  answerRequest,
  getConsentRequest,
  getLoginRequest,
  type Connection,
} from "@grantry/api-client";
import { requestPage } from "./pages.js";

/** A page to show, or where to send the browser. */
export type PageAnswer = { html: string; status?: number } | { redirectTo: string };

export type RequestKind = "login" | "consent";

export interface RequestPages {
  show(kind: RequestKind, query: URLSearchParams): Promise<PageAnswer>;
  submit(kind: RequestKind, form: URLSearchParams): Promise<PageAnswer>;
}

/**
 * The built-in login and consent pages, for projects whose own pages are set to this program.
 * @param skip which of the two answer by themselves where the request allows it
 */
export function openRequestPages(
  admin: () => Promise<Connection>,
  skip: readonly string[],
): RequestPages {
  const formToken = randomBytes(16).toString("base64url");

  async function answer(
    kind: RequestKind,
    challenge: string,
    body: Record<string, unknown> | undefined,
  ) {
    const [verdict, facts] =
      body === undefined
        ? ([
            "reject",
            { error: "access_denied", error_description: "The resource owner denied the request." },
          ] as const)
        : (["accept", body] as const);
    const { redirect_to: redirectTo } = await answerRequest(
      await admin(),
      kind,
      verdict,
      challenge,
      facts,
    );
    return { redirectTo };
  }

  return {
    async show(kind, query) {
      const challenge = query.get(`${kind}_challenge`) ?? "";
      if (kind === "login") {
        const request = await getLoginRequest(await admin(), challenge);
        const { subject } = request;
        if (request.skip || (skip.includes("login") && subject !== "")) {
          return answer(kind, challenge, { subject });
        }
        return { html: requestPage({ kind, challenge, formToken, subject, scopes: [], request }) };
      }
      const request = await getConsentRequest(await admin(), challenge);
      const scopes = request.requested_scope ?? [];
      const mayAnswer = request.skip === true || request.client?.skip_consent === true;
      if (mayAnswer || skip.includes("consent")) {
        const audience = request.requested_access_token_audience ?? [];
        const granted = { grant_scope: scopes, grant_access_token_audience: audience };
        return answer(kind, challenge, granted);
      }
      return { html: requestPage({ kind, challenge, formToken, subject: "", scopes, request }) };
    },

    async submit(kind, form) {
      // Another page of the same browser cannot know the token, so it cannot answer in its place.
      if (!equal(form.get("form_token") ?? "", formToken)) {
        return { html: "This form came from somewhere else.", status: 403 };
      }
      const challenge = form.get(`${kind}_challenge`) ?? "";
      if (form.get("action") !== "accept") return answer(kind, challenge, undefined);
      const remember = form.get("remember") === "true";
      if (kind === "login")
        return answer(kind, challenge, { subject: form.get("subject") ?? "", remember });
      const request = await getConsentRequest(await admin(), challenge);
      const audience = request.requested_access_token_audience ?? [];
      const granted = {
        grant_scope: form.getAll("grant_scope"),
        grant_access_token_audience: audience,
      };
      return answer(kind, challenge, { ...granted, remember });
    },
  };
}

function equal(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
