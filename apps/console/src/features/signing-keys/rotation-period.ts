import type { Project } from "@grantry/contracts";
import { secondsOf } from "../configuration/duration.js";
import { shownValue } from "../configuration/edits.js";
import { settingAt } from "../configuration/setting-groups.js";

/** How long a key of a project signs, in seconds; undefined when keys rotate on request only. */
export function rotationSecondsOf(project: Project): number | undefined {
  const setting = settingAt("/services/oauth2/config/keys/rotation_period");
  const value = setting && shownValue(project, setting, {});
  return typeof value === "string" ? secondsOf(value) : undefined;
}
