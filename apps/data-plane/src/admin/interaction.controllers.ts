import { Body, Controller, Get, HttpCode, Put, Query } from "@nestjs/common";
import {
  InvalidRequest,
  acceptConsentRequest,
  acceptDeviceRequest,
  acceptLoginRequest,
  acceptLogoutRequest,
  getConsentRequest,
  getLoginRequest,
  getLogoutRequest,
  rejectConsentRequest,
  rejectLoginRequest,
  rejectLogoutRequest,
} from "@grantry/oauth2";
import { CurrentProject } from "../project/current-project.js";
import type { OpenedProject } from "../project/opened-project.js";
import { readConsentAcceptance, readLoginAcceptance, readRejectionBody } from "./answers.js";
import { objectOf } from "./json-body.js";
import { Needs } from "./permissions.js";
import {
  describeConsentRequest,
  describeLoginRequest,
  describeLogoutRequest,
} from "./request-documents.js";

type ChallengeQuery = Readonly<Record<string, string | string[] | undefined>>;

/** The challenge of a request, under its own name or as `challenge`; 400 when it is missing. */
function challengeOf(query: ChallengeQuery, name: string): string {
  const value = query[name] ?? query["challenge"];
  if (typeof value === "string" && value !== "") return value;
  throw new InvalidRequest("Query parameter 'challenge' is not defined but should have been.");
}

interface RedirectDocument {
  readonly redirect_to: string;
}

async function redirectTo(
  answer: Promise<{ readonly redirectTo: string }>,
): Promise<RedirectDocument> {
  return { redirect_to: (await answer).redirectTo };
}

/** The hand-off to a login app (Hydra's login requests). */
@Controller("admin/oauth2/auth/requests/login")
export class LoginRequestsController {
  @Get()
  @Needs("users:write")
  async get(@CurrentProject() project: OpenedProject, @Query() query: ChallengeQuery) {
    const challenge = challengeOf(query, "login_challenge");
    return describeLoginRequest(await getLoginRequest(project.issuer, challenge));
  }

  @Put("accept")
  @Needs("users:write")
  accept(
    @CurrentProject() project: OpenedProject,
    @Query() query: ChallengeQuery,
    @Body() body: unknown,
  ): Promise<RedirectDocument> {
    const challenge = challengeOf(query, "login_challenge");
    const acceptance = readLoginAcceptance(objectOf(body));
    return redirectTo(acceptLoginRequest(project.issuer, challenge, acceptance));
  }

  @Put("reject")
  @Needs("users:write")
  reject(
    @CurrentProject() project: OpenedProject,
    @Query() query: ChallengeQuery,
    @Body() body: unknown,
  ): Promise<RedirectDocument> {
    const challenge = challengeOf(query, "login_challenge");
    return redirectTo(rejectLoginRequest(project.issuer, challenge, readRejectionBody(body)));
  }
}

/** The hand-off to a consent app (Hydra's consent requests). */
@Controller("admin/oauth2/auth/requests/consent")
export class ConsentRequestsController {
  @Get()
  @Needs("users:write")
  async get(@CurrentProject() project: OpenedProject, @Query() query: ChallengeQuery) {
    const challenge = challengeOf(query, "consent_challenge");
    return describeConsentRequest(await getConsentRequest(project.issuer, challenge));
  }

  @Put("accept")
  @Needs("users:write")
  accept(
    @CurrentProject() project: OpenedProject,
    @Query() query: ChallengeQuery,
    @Body() body: unknown,
  ): Promise<RedirectDocument> {
    const challenge = challengeOf(query, "consent_challenge");
    const acceptance = readConsentAcceptance(objectOf(body));
    return redirectTo(acceptConsentRequest(project.issuer, challenge, acceptance));
  }

  @Put("reject")
  @Needs("users:write")
  reject(
    @CurrentProject() project: OpenedProject,
    @Query() query: ChallengeQuery,
    @Body() body: unknown,
  ): Promise<RedirectDocument> {
    const challenge = challengeOf(query, "consent_challenge");
    return redirectTo(rejectConsentRequest(project.issuer, challenge, readRejectionBody(body)));
  }
}

/** The hand-off to a logout page (Hydra's logout requests). */
@Controller("admin/oauth2/auth/requests/logout")
export class LogoutRequestsController {
  @Get()
  @Needs("users:write")
  async get(@CurrentProject() project: OpenedProject, @Query() query: ChallengeQuery) {
    const challenge = challengeOf(query, "logout_challenge");
    return describeLogoutRequest(await getLogoutRequest(project.issuer, challenge));
  }

  @Put("accept")
  @Needs("users:write")
  accept(
    @CurrentProject() project: OpenedProject,
    @Query() query: ChallengeQuery,
  ): Promise<RedirectDocument> {
    return redirectTo(acceptLogoutRequest(project.issuer, challengeOf(query, "logout_challenge")));
  }

  @Put("reject")
  @HttpCode(204)
  @Needs("users:write")
  reject(@CurrentProject() project: OpenedProject, @Query() query: ChallengeQuery): Promise<void> {
    return rejectLogoutRequest(project.issuer, challengeOf(query, "logout_challenge"));
  }
}

/** The hand-off to a device page (Hydra's device requests). */
@Controller("admin/oauth2/auth/requests/device")
export class DeviceRequestsController {
  @Put("accept")
  @Needs("users:write")
  accept(
    @CurrentProject() project: OpenedProject,
    @Query() query: ChallengeQuery,
    @Body() body: unknown,
  ): Promise<RedirectDocument> {
    const challenge = challengeOf(query, "device_challenge");
    const userCode = objectOf(body)["user_code"];
    if (typeof userCode !== "string" || userCode === "" || userCode.length > 64) {
      throw new InvalidRequest("Field 'user_code' must be the code the user typed.");
    }
    return redirectTo(acceptDeviceRequest(project.issuer, challenge, userCode));
  }
}
