import { describeStores } from "@grantry/oauth2/testing";

import { startPlaneFixture } from "../testing/plane-fixture.js";
import type { PlaneFixture } from "../testing/plane-fixture.js";

jest.setTimeout(60_000);

let fixture: PlaneFixture;
beforeAll(async () => {
  fixture = await startPlaneFixture();
});
afterAll(() => fixture.stop());

describeStores("PostgreSQL", async () => fixture.plane.inProject(await fixture.project()));
