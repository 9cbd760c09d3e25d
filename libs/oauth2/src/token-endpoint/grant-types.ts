import { authorizationCode } from "./grants/authorization-code.js";
import { clientCredentials } from "./grants/client-credentials.js";
import { deviceCode } from "./grants/device-code.js";
import { jwtBearer } from "./grants/jwt-bearer.js";
import { refreshToken } from "./grants/refresh-token.js";
import type { GrantType } from "./grant-type.js";

/** The grant types of the token endpoint; discovery and registration derive from this list. */
export const GRANT_TYPES: readonly GrantType[] = [
  authorizationCode,
  clientCredentials,
  refreshToken,
  deviceCode,
  jwtBearer,
];
