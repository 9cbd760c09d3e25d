import { ENDPOINTS } from "@grantry/oauth2";
import { deviceCodeView, deviceConfirmView, deviceEndView } from "./device-form.js";
import { expiredPage, foreignFormPage } from "./ended-page.js";
import type { Problem } from "./fields.js";
import type { FlowKey } from "./flow.js";
import { beginFlow, endFlow, isOwnForm, problemsOn, readFlow, writeFlow } from "./flow.js";
import { askedOrEnded, refusedFlow } from "./login-flow.js";
import type { DeviceQuestion, DeviceToConnect } from "./ports.js";
import type { Answer, Visit } from "./visit.js";
import { basePath, languageOf, pagePath, redirectTo } from "./visit.js";

const longestTyped = 64;

/** A visit of the device page on its way. */
interface DeviceFlow {
  readonly key: FlowKey;
  readonly question: DeviceQuestion;
}

/** `GET /ui/device`: asks for the code; with one in the address, whether it is on a device of ours. */
export async function showDevice(visit: Visit): Promise<Answer> {
  const typed = (visit.query.get("user_code") ?? "").slice(0, longestTyped);
  const key = deviceKeyOf(visit.query);
  if (key === undefined) return redirectTo(verificationUri(visit, typed));
  const flow = await openDevice(visit, key);
  if ("kind" in flow) return flow;
  if (typed === "") return codePage(visit, flow);
  const found = await lookUp(visit, flow, typed);
  return found.kind === "found"
    ? confirmPage(visit, flow, found.device)
    : codePage(visit, flow, { ...found, typed });
}

/** `POST /ui/device` */
export async function answerDevice(visit: Visit, form: URLSearchParams): Promise<Answer> {
  const key = deviceKeyOf(form);
  if (key === undefined) return expiredPage(visit, "device", undefined);
  const parameters = { [key.parameter]: key.value };
  const state = readFlow(visit, key);
  if (state === undefined || !isOwnForm(visit, state, form.get("csrf_token") ?? "")) {
    return foreignFormPage(visit, "device", parameters);
  }
  const flow = await openDevice(visit, key);
  if ("kind" in flow) return flow;
  const typed = (form.get("user_code") ?? "").slice(0, longestTyped);
  const found = await lookUp(visit, flow, typed);
  if (found.kind === "held-back") return codePage(visit, flow, { ...found, typed });
  if (found.kind === "wrong") {
    writeFlow(visit, key, { ...state, page: "device", problems: [found.problem], kept: { typed } });
    return redirectTo(pagePath(visit.project, "device", parameters));
  }
  return decide(visit, flow, found.device, form.get("action"));
}

async function decide(
  visit: Visit,
  { key }: DeviceFlow,
  { userCode }: DeviceToConnect,
  action: string | null,
): Promise<Answer> {
  const { project, options } = visit;
  if (action === "confirm") {
    const accepted = await options.interactions.acceptDevice(project, key.value, userCode);
    endFlow(visit, key);
    return redirectTo(accepted.redirectTo);
  }
  if (action === "cancel") {
    await options.interactions.denyDevice(project, key.value, userCode);
    endFlow(visit, key);
    return redirectTo(pagePath(project, "device/success", { error: "access_denied" }));
  }
  return redirectTo(
    pagePath(project, "device", { [key.parameter]: key.value, user_code: userCode }),
  );
}

/** `GET /ui/device/success`: also where a flow ends whose user said no. */
export function showDeviceSuccess(visit: Visit): Answer {
  const language = languageOf(visit);
  const view = deviceEndView(visit.query.get("error") === null, language);
  return { kind: "page", status: 200, view, language, formTarget: "here" };
}

type LookedUp =
  | { readonly kind: "found"; readonly device: DeviceToConnect }
  | { readonly kind: "wrong"; readonly problem: Problem }
  | { readonly kind: "held-back"; readonly problem: Problem; readonly seconds: number };

/** The device of a code as typed; wrong ones are counted, and after too many none is looked at. */
async function lookUp(visit: Visit, flow: DeviceFlow, typed: string): Promise<LookedUp> {
  const { project, options, request, now } = visit;
  const { deviceGuesses, interactions } = options;
  const guess = {
    projectId: project.id,
    flowId: flow.question.flowId,
    address: options.addressOf(request),
  };
  const seconds = deviceGuesses.waitSeconds(guess, now);
  if (seconds > 0) {
    const values = { n: Math.ceil(seconds / 60) };
    return { kind: "held-back", seconds, problem: { message: "device.tooMany", values } };
  }
  const device = await interactions.findDevice(project, typed);
  if (device !== undefined) return { kind: "found", device };
  if (typed.trim() !== "") deviceGuesses.failed(guess, now);
  const values = { n: Math.round(project.issuer.policy.lifetimes.deviceUserCode / 60) };
  return { kind: "wrong", problem: { field: "user_code", message: "device.wrong", values } };
}

function codePage(
  visit: Visit,
  { key, question }: DeviceFlow,
  outcome?: { readonly problem: Problem; readonly typed: string; readonly seconds?: number },
): Answer {
  const language = languageOf(visit);
  const state = begin(visit, key, question);
  const parameters = { [key.parameter]: key.value };
  const problems = outcome === undefined ? problemsOn(state, "device") : [outcome.problem];
  const typed = outcome?.typed ?? state.kept?.["typed"] ?? "";
  const view = deviceCodeView({ token: state.token, parameters, problems, typed }, language);
  const page = { kind: "page", view, language, formTarget: "here", parameters } as const;
  return outcome?.seconds === undefined
    ? { ...page, status: 200 }
    : { ...page, status: 429, retryAfterSeconds: outcome.seconds };
}

function confirmPage(visit: Visit, { key, question }: DeviceFlow, device: DeviceToConnect): Answer {
  const language = languageOf(visit);
  const { token } = begin(visit, key, question);
  const parameters = { [key.parameter]: key.value };
  const view = deviceConfirmView({ token, parameters, device }, language);
  return { kind: "page", status: 200, view, language, formTarget: "client", parameters };
}

function begin(visit: Visit, key: FlowKey, { flowId }: DeviceQuestion) {
  return beginFlow(visit, key, { requestUrl: startAgainAt(visit), flowId });
}

async function openDevice(visit: Visit, key: FlowKey): Promise<DeviceFlow | Answer> {
  const { project, options } = visit;
  const question = await askedOrEnded(visit, "device", key, () =>
    options.interactions.deviceRequest(project, key.value),
  );
  if ("kind" in question) return question;
  const requestUrl = startAgainAt(visit);
  const { flowId } = question;
  return (await refusedFlow(visit, "device", { flowId, requestUrl })) ?? { key, question };
}

function startAgainAt({ project }: Visit): string {
  return `${project.issuer.url}${ENDPOINTS.deviceVerification}`;
}

/** The verification address (RFC 8628 §3.3), which gives this page its challenge. */
function verificationUri({ project }: Visit, userCode: string): string {
  const query =
    userCode === "" ? "" : `?${new URLSearchParams({ user_code: userCode }).toString()}`;
  return `${basePath(project)}${ENDPOINTS.deviceVerification}${query}`;
}

function deviceKeyOf(parameters: URLSearchParams): FlowKey | undefined {
  const value = parameters.get("device_challenge");
  return value === null ? undefined : { parameter: "device_challenge", value };
}
