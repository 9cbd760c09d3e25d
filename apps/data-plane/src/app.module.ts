import { Module } from "@nestjs/common";
import type { DynamicModule } from "@nestjs/common";
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from "@nestjs/core";
import type { Logger } from "@grantry/platform";
import { AdminCredentials } from "./admin/admin-credentials.js";
import { AdminEventInterceptor } from "./admin/admin-event.interceptor.js";
import { AdminGuard } from "./admin/admin.guard.js";
import { ClientSetController } from "./admin/client-set.controller.js";
import { ClientsController } from "./admin/clients.controller.js";
import {
  ConsentRequestsController,
  DeviceRequestsController,
  LoginRequestsController,
  LogoutRequestsController,
} from "./admin/interaction.controllers.js";
import { DeliveriesController } from "./admin/deliveries.controller.js";
import { IntrospectionController } from "./admin/introspection.controller.js";
import { IdentitiesController } from "./admin/identities/identities.controller.js";
import { JsonWebKeysController } from "./admin/json-web-keys.controller.js";
import { MetricsController } from "./admin/metrics.controller.js";
import { OAuthErrorFilter } from "./admin/oauth-error.filter.js";
import { RequestLogController } from "./admin/request-log.controller.js";
import { SessionsController } from "./admin/sessions.controller.js";
import { SigningKeysController } from "./admin/signing-keys.controller.js";
import { TokensController } from "./admin/tokens.controller.js";
import { TrustedIssuersController } from "./admin/trusted-issuers.controller.js";
import { ClientAddress } from "./client-address.js";
import { Metrics } from "./edge/metrics.js";

export interface AppParts {
  readonly credentials: AdminCredentials;
  readonly clientAddress: ClientAddress;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** The admin API; the hot endpoints and the hosted pages are routes of the Fastify instance. */
@Module({})
export class AppModule {
  static with(parts: AppParts): DynamicModule {
    return {
      module: AppModule,
      controllers: [
        ClientSetController,
        ClientsController,
        IntrospectionController,
        LoginRequestsController,
        ConsentRequestsController,
        LogoutRequestsController,
        SessionsController,
        TokensController,
        DeviceRequestsController,
        TrustedIssuersController,
        DeliveriesController,
        JsonWebKeysController,
        SigningKeysController,
        IdentitiesController,
        RequestLogController,
        MetricsController,
      ],
      providers: [
        { provide: AdminCredentials, useValue: parts.credentials },
        { provide: ClientAddress, useValue: parts.clientAddress },
        { provide: Metrics, useValue: parts.metrics },
        { provide: APP_GUARD, useClass: AdminGuard },
        {
          provide: APP_INTERCEPTOR,
          useValue: new AdminEventInterceptor(parts.clientAddress, parts.logger),
        },
        { provide: APP_FILTER, useValue: new OAuthErrorFilter(parts.logger) },
      ],
    };
  }
}
