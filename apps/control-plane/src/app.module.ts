import { type DynamicModule, Module, StandardSchemaValidationPipe } from "@nestjs/common";
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from "@nestjs/core";
import { PassportModule } from "@nestjs/passport";
import { Health } from "@grantry/platform";
import { AccessGuard } from "./access/access.guard.js";
import { CliTokenStrategy } from "./access/cli-token.strategy.js";
import { ConsoleSessionStrategy } from "./access/console-session.strategy.js";
import { DeclaredAccess } from "./access/declared-access.js";
import { PersonalAccessTokenStrategy } from "./access/personal-access-token.strategy.js";
import { WhoamiController } from "./access/whoami.controller.js";
import { ControlPlane } from "./control-plane.js";
import { DocumentationController } from "./documentation/documentation.controller.js";
import { ErrorFilter } from "./http/error.filter.js";
import { HealthController } from "./http/health.controller.js";
import { IdempotencyInterceptor } from "./http/idempotency.interceptor.js";
import { PagedInterceptor } from "./http/paged.interceptor.js";
import { refusedBody } from "./http/refused-body.js";
import { SecretScanningController } from "./leaks/secret-scanning.controller.js";
import { InvitationController } from "./invitations/invitation.controller.js";
import { MailboxController } from "./mail/mailbox.controller.js";
import { MemberController } from "./members/member.controller.js";
import { ServiceAccountController } from "./members/service-account.controller.js";
import { DataPlaneController } from "./planes/data-plane.controller.js";
import { ProjectMoveController } from "./planes/project-move.controller.js";
import { RoutingTableController } from "./planes/routing-table.controller.js";
import { ProjectFileController } from "./project-files/project-file.controller.js";
import { AdminProxyController } from "./projects/admin-proxy.controller.js";
import { DeletedProjectController } from "./projects/deleted-project.controller.js";
import { ProjectController } from "./projects/project.controller.js";
import { AuditController } from "./records/audit.controller.js";
import { RecordController } from "./records/record.controller.js";
import { RevisionController } from "./revisions/revision.controller.js";
import { RoleController } from "./roles/role.controller.js";
import { SessionController } from "./session/session.controller.js";
import { CustomDomainController } from "./domains/custom-domain.controller.js";
import { RoutingTables } from "./planes/routing-tables.js";
import { RoutingController } from "./routing/routing.controller.js";
import { EventStreamController } from "./streams/event-stream.controller.js";
import { SignedInBrowsersController } from "./session/signed-in-browsers.controller.js";
import { ApiKeyController } from "./tokens/api-key.controller.js";
import { PersonalAccessTokenController } from "./tokens/personal-access-token.controller.js";
import { TokenPolicyController } from "./tokens/token-policy.controller.js";
import { TokenExchangeController } from "./trust/token-exchange.controller.js";
import { TrustedIssuerController } from "./trust/trusted-issuer.controller.js";
import { UsageController } from "./usage/usage.controller.js";
import { WorkspaceController } from "./workspaces/workspace.controller.js";

/** Wires the control plane: controllers, sign-in strategies, and what stands around every route. */
@Module({})
export class AppModule {
  static over(controlPlane: ControlPlane, health: Health): DynamicModule {
    return {
      module: AppModule,
      imports: [DiscoveryModule, PassportModule],
      controllers: [
        HealthController,
        DocumentationController,
        RoutingTableController,
        DataPlaneController,
        ProjectMoveController,
        SessionController,
        SignedInBrowsersController,
        WhoamiController,
        MemberController,
        ServiceAccountController,
        RoleController,
        InvitationController,
        MailboxController,
        WorkspaceController,
        ApiKeyController,
        PersonalAccessTokenController,
        AuditController,
        TokenPolicyController,
        TrustedIssuerController,
        TokenExchangeController,
        SecretScanningController,
        DeletedProjectController,
        UsageController,
        RecordController,
        AdminProxyController,
        CustomDomainController,
        RoutingController,
        EventStreamController,
        ProjectController,
        RevisionController,
        ProjectFileController,
      ],
      providers: [
        { provide: ControlPlane, useValue: controlPlane },
        { provide: Health, useValue: health },
        { provide: RoutingTables, useFactory: () => new RoutingTables(controlPlane) },
        PersonalAccessTokenStrategy,
        CliTokenStrategy,
        ConsoleSessionStrategy,
        DeclaredAccess,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        { provide: APP_INTERCEPTOR, useClass: PagedInterceptor },
        { provide: APP_FILTER, useFactory: () => new ErrorFilter(controlPlane.logger) },
        {
          provide: APP_PIPE,
          useFactory: () => new StandardSchemaValidationPipe({ exceptionFactory: refusedBody }),
        },
      ],
    };
  }
}
