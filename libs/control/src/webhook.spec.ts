import { generateSigningSecret, webhookHeaders } from "./webhook.js";

describe("a webhook", () => {
  it("is signed as the example of Standard Webhooks", () => {
    const message = {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      at: new Date(1_614_265_330_000),
      body: '{"test": 2432232314}',
    };
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    expect(webhookHeaders(message, [secret])).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  it("carries a signature of each secret while two overlap", () => {
    const secrets = [generateSigningSecret(), generateSigningSecret()];
    const headers = webhookHeaders({ id: "a", at: new Date(0), body: "{}" }, secrets);
    const signatures = headers["webhook-signature"].split(" ");
    expect(new Set(signatures).size).toBe(2);
    expect(signatures.every((each) => /^v1,[\w+/]{43}=$/.test(each))).toBe(true);
    expect(secrets.every((secret) => /^whsec_[\w+/]{43}=$/.test(secret))).toBe(true);
  });
});
