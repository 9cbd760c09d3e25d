import type { Addresses } from "@grantry/platform";
import { localFetch } from "./local-fetch.js";

export interface CreatedProject {
  id: string;
  slug: string;
  name: string;
  /** Issuer identifier. */
  issuer: string;
}

export interface CreatedClient {
  client_id: string;
  client_secret: string;
  [field: string]: unknown;
}

/** Calls the control plane and projects' admin APIs with a personal access token. */
export class AdminClient {
  constructor(
    private readonly addresses: Addresses,
    private readonly token: string,
  ) {}

  /** Any call: `body` goes as JSON. Returns the answer whatever its status. */
  async call(method: string, url: string, body?: unknown): Promise<Response> {
    return await localFetch(url, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** Creates a project; throws unless it is ready. */
  async createProject(name = "A project"): Promise<CreatedProject> {
    const url = `${this.addresses.api}/projects`;
    const project = await expectJson<Omit<CreatedProject, "issuer">>(
      await this.call("POST", url, { name }),
      201,
    );
    return { ...project, issuer: this.addresses.issuer(project.slug) };
  }

  /** Creates an OAuth 2.0 client of a project, by default for the code flow with refresh. */
  async createClient(
    project: CreatedProject,
    fields: Record<string, unknown> = {},
  ): Promise<CreatedClient> {
    const url = `${project.issuer}/admin/clients`;
    const answer = await this.call("POST", url, {
      client_name: "A client",
      grant_types: ["authorization_code", "refresh_token", "client_credentials"],
      response_types: ["code"],
      redirect_uris: ["http://127.0.0.1:4446/callback"],
      scope: "openid offline_access offline email profile",
      token_endpoint_auth_method: "client_secret_basic",
      ...fields,
    });
    return await expectJson<CreatedClient>(answer, 201);
  }
}

/** The JSON of an answer with the expected status; throws with the body when it is another one. */
export async function expectJson<Body>(answer: Response, status: number): Promise<Body> {
  const text = await answer.text();
  if (answer.status !== status) {
    throw new Error(`expected ${status}, got ${answer.status} from ${answer.url}: ${text}`);
  }
  return JSON.parse(text) as Body;
}
