import { InvalidRequest } from "../errors.js";
import type { Parameters } from "../parameters.js";

/**
 * Values of `prompt`: OpenID Connect Core §3.1.2.1, `create` of OpenID Connect Initiating User
 * Registration 1.0, and Hydra's older word for it.
 */
export const PROMPTS = ["none", "login", "consent", "select_account", "create"] as const;
export type Prompt = (typeof PROMPTS)[number];

const ALIASES: Readonly<Record<string, Prompt>> = { registration: "create" };

/** The prompts of a request. Throws `invalid_request` for unknown ones and for `none` with others. */
export function readPrompt(parameters: Parameters): ReadonlySet<Prompt> {
  const prompts = new Set<Prompt>();
  for (const word of parameters.words("prompt")) {
    const prompt = ALIASES[word] ?? PROMPTS.find((known) => known === word);
    if (prompt === undefined) {
      throw new InvalidRequest(
        `The parameter 'prompt' has an unknown value. Use ${PROMPTS.join(", ")}.`,
      );
    }
    prompts.add(prompt);
  }
  if (prompts.has("none") && prompts.size > 1) {
    throw new InvalidRequest("prompt 'none' cannot be combined with another value.");
  }
  return prompts;
}
