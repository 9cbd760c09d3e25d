import {
  acceptConsentRequest,
  acceptDeviceRequest,
  acceptLoginRequest,
  acceptLogoutRequest,
  denyDeviceRequest,
  findWaitingDevice,
  getConsentRequest,
  getDeviceRequest,
  getLoginRequest,
  getLogoutRequest,
  rejectConsentRequest,
  rejectLogoutRequest,
} from "@grantry/oauth2";
import type { Interactions } from "../account-experience/ports.js";
import type { OpenedProject } from "./opened-project.js";

/** The hosted pages answer login, consent, logout and device requests by the same functions as any other app. */
export const interactions: Interactions<OpenedProject> = {
  loginRequest: ({ issuer }, challenge) => getLoginRequest(issuer, challenge),
  acceptLogin: ({ issuer }, challenge, answer) => acceptLoginRequest(issuer, challenge, answer),
  consentRequest: ({ issuer }, challenge) => getConsentRequest(issuer, challenge),
  acceptConsent: ({ issuer }, challenge, answer) => acceptConsentRequest(issuer, challenge, answer),
  rejectConsent: ({ issuer }, challenge, answer) => rejectConsentRequest(issuer, challenge, answer),
  logoutRequest: ({ issuer }, challenge) => getLogoutRequest(issuer, challenge),
  acceptLogout: ({ issuer }, challenge) => acceptLogoutRequest(issuer, challenge),
  rejectLogout: ({ issuer }, challenge) => rejectLogoutRequest(issuer, challenge),
  deviceRequest: async ({ issuer }, challenge) => getDeviceRequest(issuer, challenge),
  findDevice: ({ issuer }, userCode) => findWaitingDevice(issuer, userCode),
  acceptDevice: ({ issuer }, challenge, userCode) =>
    acceptDeviceRequest(issuer, challenge, userCode),
  denyDevice: ({ issuer }, challenge, userCode) => denyDeviceRequest(issuer, challenge, userCode),
};
