import type { LoginFlow } from "./login-flow.js";
import type { Visit } from "./visit.js";

/** Who may make an account here: everybody, one invited address, or nobody. */
export type Registration =
  | { readonly kind: "open" }
  | { readonly kind: "invited"; readonly email: string }
  | { readonly kind: "closed" };

/**
 * A project with open sign-up takes everybody. Where sign-up is closed, an
 * `invitation_ticket` in the authorization request opens it for the address that the ticket names
 * (`registration` is taken: OpenID Connect Core §7.2.1).
 */
export function registrationFor({ project, options }: Visit, flow: LoginFlow): Registration {
  if (project.accountExperience.registrationEnabled) return { kind: "open" };
  const asked = flow.question?.requestUrl;
  const ticket = asked === undefined ? null : new URL(asked).searchParams.get("invitation_ticket");
  const email = ticket === null ? undefined : options.invitedAddress(project, ticket);
  return email === undefined ? { kind: "closed" } : { kind: "invited", email };
}
