import fastify from "fastify";
import { Metrics } from "./metrics.js";

describe("metrics of a process", () => {
  it("count requests by route pattern, cumulatively, and name no parameter", async () => {
    const app = fastify();
    const metrics = new Metrics();
    metrics.watch(app);
    app.get("/things/:id", async () => "a thing");
    for (const url of ["/things/first", "/things/second", "/nowhere"]) await app.inject({ url });
    const { type, text } = await metrics.expose();
    await app.close();
    expect(type).toMatch(/^text\/plain; version=/);
    const labels = 'method="GET",route="/things/:id",code="200"';
    expect(text).toContain(`http_requests_duration_seconds_count{${labels}} 2`);
    expect(text).toContain(`http_requests_duration_seconds_bucket{${labels},le="+Inf"} 2`);
    expect(text).toMatch(/http_requests_duration_seconds_sum\{[^}]+\} \d+(\.\d+)?(e-\d+)?\n/);
    expect(text).toContain('route="unknown",code="404"} 1');
    expect(text).not.toContain("first");
  });
});
