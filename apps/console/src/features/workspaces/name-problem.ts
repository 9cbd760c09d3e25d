import { workspaceTexts as texts } from "./texts.js";

/** What is wrong with the name of a workspace. */
export function nameProblem(name: string): string | undefined {
  const length = name.trim().length;
  if (length === 0) return texts.nameMissing;
  return length > 100 ? texts.nameLong : undefined;
}
