import type { Language } from "@grantry/identity";
import { appNameMark, appTile, siteOf, visible } from "./app-display.js";
import type { Problem } from "./fields.js";
import { errorSummary, textField } from "./fields.js";
import { html } from "./html.js";
import type { View } from "./page.js";
import type { DeviceToConnect } from "./ports.js";
import { hidden } from "./sign-in-form.js";

interface DeviceForm {
  readonly token: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/** The page that asks for the code (step `code`). */
export function deviceCodeView(form: DeviceForm & { typed: string }, language: Language): View {
  const { problems } = form;
  return {
    page: "device",
    step: "code",
    title: language.text("device.title"),
    hasError: problems.length > 0,
    content: html`<p class="ax-lead">${language.text("device.lead")}</p>
      ${errorSummary(problems, language)}
      <form id="device-form" method="post" novalidate>
        ${hidden(form.parameters, form.token)}
        ${textField(
          {
            name: "user_code",
            type: "text",
            label: language.text("device.code"),
            autocomplete: "off",
            autocapitalize: "characters",
            placeholder: "ABCD-EFGH",
            value: form.typed,
          },
          problems,
          language,
        )}
        <button class="ax-button" id="device-submit" type="submit" name="action" value="continue">
          ${language.text("device.submit")}
        </button>
      </form>`,
  };
}

/** The page that asks whether the code is on a device of the user's (step `confirm`; RFC 8628 §5.4). */
export function deviceConfirmView(
  form: Omit<DeviceForm, "problems"> & { device: DeviceToConnect },
  language: Language,
): View {
  const { client, userCode } = form.device;
  const host = siteOf(client);
  return {
    page: "device",
    step: "confirm",
    title: language.text("device.confirmTitle"),
    content: html`<p class="ax-code" data-user-code="${userCode}">
        <code>${drawn(userCode)}</code>
      </p>
      <div class="ax-app ax-gap">
        ${appTile(client, language)}
        <div>
          <p>${appNameMark(client, language)}</p>
          ${
            host !== "" &&
            html`<p class="ax-muted" data-client-host="${host}"><bdi>${visible(host)}</bdi></p>`
          }
        </div>
      </div>
      <p class="ax-gap">${language.text("device.confirmText")}</p>
      <form id="device-form" method="post" novalidate>
        ${hidden({ ...form.parameters, user_code: userCode }, form.token)}
        <div class="ax-pair">
          <button class="ax-button" id="device-confirm" type="submit" name="action" value="confirm">
            ${language.text("device.confirm")}
          </button>
          <button
            class="ax-button ax-second"
            id="device-cancel"
            type="submit"
            name="action"
            value="cancel"
          >
            ${language.text("device.cancel")}
          </button>
        </div>
      </form>`,
  };
}

/** The end of the journey: the device is connected, or nothing was. */
export function deviceEndView(connected: boolean, language: Language): View {
  return {
    page: "device-success",
    step: connected ? "connected" : "denied",
    title: language.text(connected ? "device.connectedTitle" : "device.deniedTitle"),
    content: html`<p class="ax-gap">
      ${language.text(connected ? "device.connectedText" : "device.deniedText")}
    </p>`,
  };
}

/** `ABCDEFGH` as `ABCD-EFGH` (RFC 8628 §6.1). */
function drawn(userCode: string): string {
  return userCode.length === 8 ? `${userCode.slice(0, 4)}-${userCode.slice(4)}` : userCode;
}
