import { Command } from "commander";
import { Failure } from "../failure.js";
import { openSession } from "../session.js";
import { recordingWorld } from "../testing/recording-world.js";
import {
  addClientFlags,
  readClientFlags,
  withDefaults,
  type ClientOptions,
} from "./client-flags.js";

async function read(argv: string[], stdin = ""): Promise<unknown> {
  const command = new Command("create").exitOverride();
  addClientFlags(command, "create");
  command.parse(argv, { from: "user" });
  const session = openSession(recordingWorld({}, [stdin]), {});
  return readClientFlags(session, command.opts<ClientOptions>());
}

describe("flags of create and update oauth2-client", () => {
  it("name the members of a client", async () => {
    const argv = [
      "--name",
      "demo",
      "--grant-type",
      "authorization_code,refresh_token",
      "--response-type",
      "code",
    ];
    const more = [
      "--redirect-uri",
      "http://127.0.0.1:4446/callback",
      "--scope",
      "openid,offline",
      "--scope",
      "email",
    ];
    expect(await read([...argv, ...more, "--metadata", '{"a":1}', "--skip-consent"])).toEqual({
      client_name: "demo",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      redirect_uris: ["http://127.0.0.1:4446/callback"],
      scope: "openid offline email",
      metadata: { a: 1 },
      skip_consent: true,
    });
  });

  it("leave out what was not given", async () => {
    expect(await read([])).toEqual({});
  });

  it("come before the file", async () => {
    const file = '{"client_name":"from file","owner":"o"}';
    expect(await read(["--file", "-", "--name", "from flag"], file)).toEqual({
      client_name: "from flag",
      owner: "o",
    });
  });

  it("refuse metadata and files that are not JSON", async () => {
    await expect(read(["--metadata", "{"])).rejects.toThrow(Failure);
    await expect(read(["--file", "-"], "[]")).rejects.toThrow(Failure);
  });

  it("have defaults at creation only where nothing was said", () => {
    expect(withDefaults({ grant_types: ["client_credentials"] })).toEqual({
      grant_types: ["client_credentials"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_basic",
      request_object_signing_alg: "RS256",
      subject_type: "public",
    });
  });
});
