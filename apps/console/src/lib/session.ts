import { grants, type ConsoleSession, type SignOut } from "@grantry/contracts";
import {
  queryOptions,
  useQueryClient,
  useSuspenseQuery,
  type QueryClient,
} from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { asApiError } from "./api-error.js";
import { callApi, read, rememberCsrfToken } from "./api.js";
import { readPreference, storePreference } from "./stored.js";

/** The workspace that this window shows; another window may show another one. */
let shownWorkspace = readPreference("workspace");

/** Who is signed in to the console in this browser. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }) => {
    const session = await read<ConsoleSession>("/auth/session", {
      signal,
      query: { workspace_id: shownWorkspace },
    });
    rememberCsrfToken(session);
    return session;
  },
  staleTime: 60_000,
  retry: false,
});

/** Whoever is signed in, whether or not they belong to a workspace. */
export interface Visitor {
  email: string;
}

/** Who visits a page outside the session's; null when nobody is signed in. */
export const visitorQuery = queryOptions({
  queryKey: ["visitor"],
  queryFn: async ({ signal }): Promise<Visitor | null> => {
    try {
      const session = await read<ConsoleSession>("/auth/session", { signal });
      rememberCsrfToken(session);
      return { email: session.member.email };
    } catch (thrown) {
      const { status, code, details } = asApiError(thrown);
      const { email, csrf_token: csrfToken } = details;
      if (code === "no_workspace" && typeof email === "string" && typeof csrfToken === "string") {
        rememberCsrfToken({ csrf_token: csrfToken });
        return { email };
      }
      if (status === 401 || status === 403) return null;
      throw thrown;
    }
  },
  retry: false,
});

/** The session; only below routes that have made sure that there is one. */
export function useSession(): ConsoleSession {
  return useSuspenseQuery(sessionQuery).data;
}

/** Shows another of one's workspaces from now on; what is cached is keyed by workspace. */
export async function enterWorkspace(
  queryClient: QueryClient,
  workspaceId: string,
): Promise<ConsoleSession> {
  shownWorkspace = workspaceId;
  storePreference("workspace", workspaceId);
  return await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
}

/** Answers whether a permission is held. */
export type May = (permission: string) => boolean;

/** The project whose pages are drawn, by its ID; none on the pages of a workspace. */
export const ShownProject = createContext<string | undefined>(undefined);

/**
 * What the signed-in member may do in a project, by its ID: the role there replaces the one of the
 * workspace. Without a project: in the workspace.
 */
export function useMayIn(): (project: string | undefined) => May {
  const { member } = useSession();
  return (project) => {
    const held = project === undefined ? undefined : member.project_permissions[project];
    return (permission) => grants(held ?? member.permissions, permission);
  };
}

/** What the signed-in member may do where this is drawn: in its project, or in the workspace. */
export function useMay(): May {
  const project = useContext(ShownProject);
  return useMayIn()(project);
}

/** What the signed-in member may do in the workspace, from whatever page it is asked. */
export function useMayInWorkspace(): May {
  return useMayIn()(undefined);
}

/** The start of a sign-in that comes back to an address of the console. */
export function signInAddress(returnTo: string): string {
  return `/api/auth/sign-in?return_to=${encodeURIComponent(returnTo)}`;
}

/** The start of a sign-in that asks again who it is, for a small window. */
export const confirmAddress = "/api/auth/sign-in?prompt=login&return_to=/confirmed";

/** Ends the session here and at the issuer, and goes where the issuer says. */
export function useSignOut(): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    const { data } = await callApi<SignOut>("POST", "/auth/sign-out", { body: {} });
    tellOtherWindows("signed-out");
    queryClient.clear();
    window.location.assign(data.redirect_to);
  };
}

type SessionNews = "signed-in" | "signed-out";

/** One channel per window: what a window says it does not hear itself. */
const otherWindows = new BroadcastChannel("grantry.session");

/** Tells the console's other windows that the session began again or ended. */
export function tellOtherWindows(news: SessionNews): void {
  otherWindows.postMessage(news);
}

/** Hears what other windows tell, until the returned function is called. */
export function hearOtherWindows(listener: (news: SessionNews) => void): () => void {
  const hear = (event: MessageEvent<SessionNews>) => listener(event.data);
  otherWindows.addEventListener("message", hear);
  return () => otherWindows.removeEventListener("message", hear);
}
