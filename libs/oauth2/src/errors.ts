/**
 * A refusal the wire knows. `code` is the registered error, `description` is for the developer of
 * the client (printable ASCII, no secrets), `status` the HTTP status, `cause` for the log only.
 */
export class OAuthError extends Error {
  readonly code: string;
  readonly description: string;
  readonly status: number;

  constructor(code: string, description: string, status = 400, cause?: unknown) {
    super(`${code}: ${description}`, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.description = printable(description);
    this.status = status;
  }
}

/** RFC 6749 §4.1.2.1 and §5.2: descriptions exclude `"`, `\` and everything but printable ASCII. */
function printable(text: string): string {
  return text.replaceAll('"', "'").replace(/[^\x20-\x7e]|\\/g, "?");
}

function registered(code: string, status: number) {
  return class extends OAuthError {
    constructor(description: string, cause?: unknown) {
      super(code, description, status, cause);
    }
  };
}

/** RFC 6749 §4.1.2.1, §5.2 */
export class InvalidRequest extends registered("invalid_request", 400) {}
export class InvalidGrant extends registered("invalid_grant", 400) {}
export class InvalidScope extends registered("invalid_scope", 400) {}
export class UnauthorizedClient extends registered("unauthorized_client", 400) {}
export class UnsupportedGrantType extends registered("unsupported_grant_type", 400) {}
export class UnsupportedResponseType extends registered("unsupported_response_type", 400) {}
export class AccessDenied extends registered("access_denied", 403) {}
export class TemporarilyUnavailable extends registered("temporarily_unavailable", 503) {}

/** RFC 6749 §5.2: 401 with a challenge when the client used the `Authorization` header. */
export class InvalidClient extends OAuthError {
  readonly challenge: boolean;

  constructor(description: string, options: { readonly challenge?: boolean } = {}) {
    super("invalid_client", description, 401);
    this.challenge = options.challenge ?? false;
  }
}

/** OAuth 2.0 Multiple Response Types §2.1, OAuth 2.0 Form Post Response Mode §2 */
export class UnsupportedResponseMode extends registered("unsupported_response_mode", 400) {}

/** RFC 6750 §3.1 */
export class InvalidToken extends registered("invalid_token", 401) {}
export class InsufficientScope extends registered("insufficient_scope", 403) {}

/** OpenID Connect Core §3.1.2.6 */
export class LoginRequired extends registered("login_required", 400) {}
export class ConsentRequired extends registered("consent_required", 400) {}
export class InteractionRequired extends registered("interaction_required", 400) {}
export class AccountSelectionRequired extends registered("account_selection_required", 400) {}
export class RequestNotSupported extends registered("request_not_supported", 400) {}
export class RequestUriNotSupported extends registered("request_uri_not_supported", 400) {}
export class RegistrationNotSupported extends registered("registration_not_supported", 400) {}
export class InvalidRequestObject extends registered("invalid_request_object", 400) {}
export class InvalidRequestUri extends registered("invalid_request_uri", 400) {}

/** RFC 8707 §2 */
export class InvalidTarget extends registered("invalid_target", 400) {}

/** RFC 7591 §3.2.2 */
export class InvalidClientMetadata extends registered("invalid_client_metadata", 400) {}
export class InvalidRedirectUri extends registered("invalid_redirect_uri", 400) {}

/** RFC 7009 §2.2.1 */
export class UnsupportedTokenType extends registered("unsupported_token_type", 400) {}

/** Hydra's own: a request that expired or came from another browser. */
export class RequestUnauthorized extends registered("request_unauthorized", 401) {}
export class RequestForbidden extends registered("request_forbidden", 403) {}

/** The answer names a page to go to: the flow has been answered or must begin again. */
export class FlowEnded extends OAuthError {
  readonly startAgain: string;

  constructor(description: string, startAgain: string) {
    super("invalid_request", description, 410);
    this.startAgain = startAgain;
  }
}
