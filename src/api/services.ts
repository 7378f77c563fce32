import type { Accounts } from '../access/accounts/index.ts';
import type { AccessLogReader } from '../cases/accountability/access-log.ts';
import type { YearlyReportReader } from '../cases/accountability/yearly-report.ts';
import type { Recorder } from '../cases/accountability/recorder.ts';
import type { BreakGlassDesk } from '../cases/break-glass/desk.ts';
import type { CaseDesk } from '../cases/case-desk.ts';
import type { Configuration, Demo } from '../cases/configuration.ts';
import type { DashboardReader } from '../cases/dashboard.ts';
import type { Inbox } from '../cases/inbox.ts';
import type { LawfulnessDesk } from '../cases/lawfulness-desk.ts';
import type { MeetingItemDesk } from '../cases/meeting/item-desk.ts';
import type { MeetingDesk } from '../cases/meeting/meeting-desk.ts';
import type { PersonDesk } from '../cases/person/person-desk.ts';
import type { InformationDesk } from '../cases/information/desk.ts';
import type { ExternalDesk } from '../cases/provision/external-desk.ts';
import type { ProvisionDesk } from '../cases/provision/provision-desk.ts';
import type { ProcessDefinitions } from '../cases/process-definitions/index.ts';
import type { Certificates } from '../cases/retention/certificates.ts';
import type { TransferDesk } from '../cases/transfer/desk.ts';
import type { ProcessClient } from '../zeebe/process-client.ts';

/** Everything that operations use. */
export interface ApiServices {
  readonly configuration: Pick<
    Configuration,
    'partners' | 'externalParties' | 'municipalities' | 'regions' | 'access' | 'register' | 'retention'
  >;
  readonly accounts: Accounts;
  readonly recorder: Recorder;
  readonly accessLog: AccessLogReader;
  readonly yearlyReport: YearlyReportReader;
  readonly inbox: Inbox;
  readonly caseDesk: CaseDesk;
  readonly breakGlass: BreakGlassDesk;
  readonly lawfulness: LawfulnessDesk;
  readonly personDesk: PersonDesk;
  readonly information: InformationDesk;
  readonly meetingDesk: MeetingDesk;
  readonly meetingItemDesk: MeetingItemDesk;
  readonly provisionDesk: ProvisionDesk;
  readonly externalDesk: ExternalDesk;
  readonly transferDesk: TransferDesk;
  readonly processDefinitions: ProcessDefinitions;
  readonly dashboard: DashboardReader;
  readonly certificates: Certificates;
  readonly engine: Pick<ProcessClient, 'topology'>;
  /** Rejects when the store does not answer. */
  readonly store: { ping(): Promise<unknown> };
  /** Version of the product, from package.json. */
  readonly productVersion: string;
  /** The demo accounts shown at sign-in; null outside demo mode. */
  readonly demo: Demo | null;
  /** Whether browsers may send the refresh cookie over TLS only. */
  readonly secureCookies: boolean;
  /** The OpenAPI document. */
  readonly apiDescription: { readonly [name: string]: unknown };
}
