import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import tls from "node:tls";
import { toyFetch } from "../support/local-fetch.js";
import { selfSignedCertificate } from "../support/self-signed-certificate.js";
import { GatewayAlone } from "./gateway-alone.js";

describe("TLS at the gateway (GRANTRY_TLS_CERT, GRANTRY_TLS_KEY)", () => {
  let gateway: GatewayAlone;
  let folder: string;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "grantry-tls-"));
    const { certificate, key } = selfSignedCertificate("console.example.com");
    fs.writeFileSync(path.join(folder, "cert.pem"), certificate);
    fs.writeFileSync(path.join(folder, "key.pem"), key);
    gateway = await GatewayAlone.start({
      env: {
        GRANTRY_DOMAIN: "example.com",
        GRANTRY_TLS_CERT: path.join(folder, "cert.pem"),
        GRANTRY_TLS_KEY: path.join(folder, "key.pem"),
      },
    });
  });

  afterAll(async () => {
    await gateway.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("shows the certificate and says https to the plane", async () => {
    const answer = await toyFetch(gateway.url("/y", "x.projects.example.com", "https"));
    expect(answer.status).toBe(200);
    expect(gateway.plane.last.headers["x-forwarded-proto"]).toBe("https");
    const subject = await new Promise((resolve, reject) => {
      const options = { port: gateway.port, host: "127.0.0.1", rejectUnauthorized: false };
      const socket = tls.connect(options, () => {
        resolve(socket.getPeerCertificate().subject.CN);
        socket.destroy();
      });
      socket.on("error", reject);
    });
    expect(subject).toBe("console.example.com");
  });

  it("speaks no TLS older than 1.2 and no plain HTTP", async () => {
    const old = new Promise((_resolve, reject) => {
      const options = { port: gateway.port, host: "127.0.0.1", rejectUnauthorized: false };
      tls.connect({ ...options, minVersion: "TLSv1", maxVersion: "TLSv1.1" }).on("error", reject);
    });
    await expect(old).rejects.toThrow();
    await expect(toyFetch(gateway.url("/", "console.example.com", "http"))).rejects.toThrow();
  });
});
