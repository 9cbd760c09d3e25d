import {
  AppWindow,
  Bot,
  Globe,
  Server,
  SlidersHorizontal,
  Smartphone,
  Terminal,
} from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { ClientType } from "./client-type.js";

export const typeTexts: Record<
  ClientType,
  { label: string; description: string; icon: LucideIcon }
> = {
  web: { label: "Web server", description: "Keeps a secret on your server.", icon: Globe },
  browser: { label: "Browser", description: "Runs in the page, no secret.", icon: AppWindow },
  native: {
    label: "Mobile or desktop",
    description: "Installed on a device.",
    icon: Smartphone,
  },
  device: { label: "Command line, TV", description: "No browser or no keyboard.", icon: Terminal },
  service: { label: "Service", description: "No user, server to server.", icon: Server },
  agent: { label: "AI agent, MCP", description: "Acts on behalf of a user.", icon: Bot },
  other: {
    label: "Something else",
    description: "Choose everything yourself.",
    icon: SlidersHorizontal,
  },
};

/** Why a grant type is there. */
export function grantReason(grantTypes: readonly string[]): string {
  const code = grantTypes.includes("authorization_code");
  const refresh = grantTypes.includes("refresh_token");
  if (code && refresh) return "Users sign in; it keeps working after they leave.";
  if (code) return "Users sign in; it works while they are there.";
  if (grantTypes.includes("client_credentials")) return "No user: it acts in its own name.";
  return refresh ? "It keeps working after users leave." : "It cannot ask for a token yet.";
}

/** Why a client authenticates as it does. */
export function methodReason(method: string): string {
  switch (method) {
    case "client_secret_basic":
      return "A server can keep a secret; it goes in the Authorization header.";
    case "client_secret_post":
      return "A server can keep a secret; it goes in the request body.";
    case "private_key_jwt":
      return "Stronger: it signs with a private key that never leaves it.";
    default:
      return "No secret, so each refresh token works once and PKCE is required.";
  }
}
