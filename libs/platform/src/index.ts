export { hostName } from "./addresses.js";
export { TextRecords } from "./text-records.js";
export {
  Addresses,
  addressesFromEnvironment,
  CONSOLE_SLUG,
  type AddressSettings,
  type Route,
} from "./addresses.js";
export { boundedBody } from "./bounded-body.js";
export { CidrList, plainAddress } from "./cidr-list.js";
export { clientAddress, trustedPeers, trustedProxies } from "./client-address.js";
export { furtherPlaneVariable, namedDataPlanes, type NamedDataPlane } from "./data-planes.js";
export { readDefaultLimits } from "./default-limits.js";
export { Environment, EnvironmentError, type EnvironmentValues } from "./environment.js";
export { Health, startHealthServer, type HealthAnswer, type HealthCheck } from "./health.js";
export { mailServerFromEnvironment, type MailServer } from "./mail-server.js";
export {
  assertCertificateFiles,
  assertRandomMasterKeys,
  databaseAddress,
  logLevel,
  outboundAllow,
  redisAddress,
} from "./start-up-settings.js";
export { awaitDatabase } from "./await-database.js";
export {
  answerFrameText,
  FRAME,
  FrameReader,
  frameText,
  LARGEST_ANSWER_FRAME,
  LARGEST_REQUEST_FRAME,
  LINK_PREFACE,
  MalformedFrame,
  MOST_UNDER_WAY,
  readAnswerFrame,
  type LinkedAnswer,
} from "./link-frames.js";
export { LinkWriter } from "./link-writer.js";
export { createLogger, type Logger, type LoggerOptions } from "./logger.js";
export { PLACEMENT_HEADER } from "./placement-header.js";
export { newRequestId, REQUEST_ID_HEADER, requestIdFrom } from "./request-id.js";
export {
  mintServiceCredential,
  verifyServiceCredential,
  type ServiceClaims,
} from "./service-credential.js";
export { mintRegistrationTicket, openRegistrationTicket } from "./registration-ticket.js";
export { drainSeconds, onShutdown, runMain, type Notice, type RefusedSetting } from "./shutdown.js";
export {
  GuardedFetch,
  OutboundError,
  type GuardedAnswer,
  type GuardedRequest,
} from "./guarded-fetch.js";
export {
  PlainConnections,
  type Answering,
  type PlainAnswer,
  type PlainConnectionsOptions,
} from "./plain-connections.js";
export { readPlainHead, type PlainHead } from "./plain-request.js";
export { WholeBodyRequest } from "./whole-body-request.js";
