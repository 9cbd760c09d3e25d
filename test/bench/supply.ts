import { Browser } from "./browsers.js";
import { Connection } from "./http/connection.js";
import type { ClientKind, Target } from "./servers/target.js";

/** What a token response holds (RFC 6749 §5.1). */
export interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
}

const lanes = 16;
const userKinds: readonly ClientKind[] = ["plain", "rs256", "es256"];

/**
 * Codes and tokens of one authorization server, got through its front door: signed-in browsers ask
 * for codes, clients redeem them. What a load consumes is made just before.
 */
export class Supply {
  #browsers: Promise<readonly Browser[]> | undefined;

  constructor(private readonly target: Target) {}

  /** Browsers that are signed in and need no page. */
  browsers(): Promise<readonly Browser[]> {
    this.#browsers ??= signInAll(this.target);
    return this.#browsers;
  }

  /** Fresh authorization codes that nobody has redeemed. */
  async codes(kind: ClientKind, count: number): Promise<string[]> {
    return await this.#inLanes(count, (browser, connection) => codeOf(browser, connection, kind));
  }

  /** Fresh tokens of as many grants. */
  async tokens(kind: ClientKind, count: number): Promise<Tokens[]> {
    return await this.#inLanes(count, async (browser, connection) => {
      const code = await codeOf(browser, connection, kind);
      const answer = await browser.redeem(connection, kind, code);
      if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.body}`);
      return JSON.parse(answer.body) as Tokens;
    });
  }

  async #inLanes<Item>(
    count: number,
    make: (browser: Browser, connection: Connection) => Promise<Item>,
  ): Promise<Item[]> {
    const made: Item[] = [];
    let begun = 0;
    const run = async (browser: Browser): Promise<void> => {
      const connection = await Connection.open(this.target.port);
      try {
        while (begun < count) {
          begun += 1;
          made.push(await make(browser, connection));
        }
      } finally {
        connection.close();
      }
    };
    await Promise.all((await this.browsers()).map(run));
    return made;
  }
}

/** Where a revoked token takes the remembered consent along, the user consents anew. */
async function codeOf(browser: Browser, connection: Connection, kind: ClientKind): Promise<string> {
  try {
    return await browser.code(connection, kind);
  } catch {
    await browser.consent(kind);
    return await browser.code(connection, kind);
  }
}

/** Few at once: passwords are hashed slowly on purpose. */
async function signInAll(target: Target): Promise<readonly Browser[]> {
  const browsers: Browser[] = [];
  while (browsers.length < lanes) {
    const some = Array.from({ length: 4 }, () => Browser.signIn(target, userKinds));
    browsers.push(...(await Promise.all(some)));
  }
  return browsers;
}
