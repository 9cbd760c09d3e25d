import { CookieJar } from "./cookie-jar.js";
import { formsOf, type HtmlForm } from "./html-form.js";
import { localFetch } from "./local-fetch.js";

/** Where a user agent has arrived. */
export interface Page {
  url: string;
  status: number;
  headers: Headers;
  html: string;
}

export interface Submission {
  /** Values over those already in the form; undefined leaves a field out. */
  fields?: Record<string, string | string[] | undefined>;
  /** Id of the button pressed; the first one when absent. */
  button?: string;
}

const mostRedirects = 15;

/** A browser without scripts: cookies, redirects, forms. */
export class UserAgent {
  readonly cookies = new CookieJar();

  /**
   * Opens an address and follows redirects, as long as they stay where `isOurs` says so: the first
   * address elsewhere (a client's callback) is where it ends, with status 0 and no content.
   */
  async open(url: string, isOurs: (url: string) => boolean = () => true): Promise<Page> {
    return await this.follow(await this.send(url, { method: "GET" }), isOurs);
  }

  /** Submits a form of a page as a browser would, and follows like {@link open}. */
  async submit(
    page: Page,
    form: HtmlForm | string,
    submission: Submission = {},
    isOurs: (url: string) => boolean = () => true,
  ): Promise<Page> {
    const target = typeof form === "string" ? this.form(page, form) : form;
    const body = encode(target, submission);
    const answer = await this.send(target.action, {
      method: "POST",
      body: body.toString(),
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        origin: new URL(page.url).origin,
        referer: page.url,
        "sec-fetch-site": "same-origin",
      },
    });
    return await this.follow(answer, isOurs);
  }

  /** The form of a page by its id; throws with the page when there is none. */
  form(page: Page, id: string): HtmlForm {
    const found = formsOf(page.html, page.url).find((form) => form.id === id);
    if (found === undefined) {
      throw new Error(`no #${id} on ${page.url} (${page.status}): ${page.html.slice(0, 3_000)}`);
    }
    return found;
  }

  /** One request with this browser's cookies; follows nothing. */
  async send(
    url: string,
    init: { method: string; body?: string; headers?: Record<string, string> },
  ): Promise<Response> {
    const cookie = this.cookies.header(url);
    const headers = {
      accept: "text/html,application/xhtml+xml",
      ...init.headers,
      ...(cookie !== undefined && { cookie }),
    };
    const answer = await localFetch(url, { ...init, headers });
    this.cookies.store(url, answer.headers);
    return answer;
  }

  private async follow(first: Response, isOurs: (url: string) => boolean): Promise<Page> {
    let answer = first;
    for (let count = 0; count < mostRedirects; count += 1) {
      const location = answer.headers.get("location");
      if (location === null || answer.status < 300 || answer.status > 399) {
        const { url, status, headers } = answer;
        return { url, status, headers, html: await answer.text() };
      }
      await answer.body?.cancel();
      const next = new URL(location, answer.url).href;
      if (!isOurs(next)) return { url: next, status: 0, headers: answer.headers, html: "" };
      answer = await this.send(next, { method: "GET" });
    }
    throw new Error(`more than ${mostRedirects} redirects, last ${answer.url}`);
  }
}

function encode(form: HtmlForm, { fields = {}, button }: Submission): URLSearchParams {
  const body = new URLSearchParams();
  for (const [name, value] of form.fields) {
    if (!Object.hasOwn(fields, name)) body.append(name, value);
  }
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value ?? []].flat()) body.append(name, one);
  }
  const pressed =
    button === undefined ? form.buttons[0] : form.buttons.find(({ id }) => id === button);
  if (button !== undefined && pressed === undefined) throw new Error(`no button #${button}`);
  if (pressed?.name !== undefined) body.append(pressed.name, pressed.value);
  return body;
}
