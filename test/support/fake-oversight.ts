import type {
  AccessLogPage,
  CaseAccessExplained,
  CaseUnderReview,
  ContextSection,
  DestructionCertificatePage,
  PublishedRegister,
  YearlyReport,
} from '../../src/contract/index.ts';
import type { Configuration } from '../../src/cases/configuration.ts';
import type { FakeAnswer, FakeHandler } from './fake-api.ts';

const at = '2026-11-20T09:30:00.000Z';

/** What the lawfulness reviewer and the manager read, and how a case is opened in an emergency; all made up. */
export function oversightOperations(
  { register, retention }: Pick<Configuration, 'register' | 'retention'>,
  section: ContextSection,
  caseId: string,
  problem: (status: number, code: string, extra?: Record<string, unknown>) => FakeAnswer,
): Record<string, FakeHandler> {
  const ok = <T>(body: T): FakeAnswer => ({ status: 200, body });
  return {
    'GET /v1/access-log': ({ query }) =>
      ok<AccessLogPage>({
        reference: query.get('reference') ?? '',
        entries: [
          {
            at,
            name: 'Rita Raad',
            partnerName: 'Raad voor de Kinderbescherming',
            what: 'Een casus: waar die staat en wat u ervan mag zien',
            access: 'read',
            outcome: 'done',
            activity: 'Uitvoeren en volgen',
            purpose: 'Volgen',
            ground: 'Wgpart artikel 6',
            statedPurpose: null,
            statedGround: { kind: 'break-glass', reason: 'Er was nu gevaar en niemand was bereikbaar.' },
            parts: [],
          },
          {
            at,
            name: null,
            partnerName: null,
            what: 'send-reminder',
            access: 'write',
            outcome: 'done',
            activity: 'Uitvoeren en volgen',
            purpose: 'Volgen',
            ground: 'Wgpart artikel 6',
            statedPurpose: null,
            statedGround: null,
            parts: [],
          },
        ],
        total: 2,
        page: 1,
        pageSize: 25,
      }),
    'POST /v1/lawfulness-reviews': ({ body }) => {
      const { reference } = body as { reference: string };
      return reference === 'C-2026-9999'
        ? problem(404, 'not-found')
        : ok<CaseUnderReview>({
            reference,
            phase: 'monitoring',
            openedAt: at,
            isShielded: false,
            sections: [section],
            timeline: [{ at, text: 'Casus geopend na een signaal', stepName: null, partnerName: 'Zorg' }],
          });
    },
    'POST /v1/break-glass': ({ body }) =>
      (body as { reference: string }).reference === 'C-2026-9999'
        ? problem(404, 'not-found')
        : { status: 201, body: { caseId, until: '2026-11-20T13:30:00.000Z' } },
    'GET /v1/access-explanations': ({ query }) =>
      ok<CaseAccessExplained>(
        query.get('reference') === 'C-2026-9999'
          ? {
              isKnown: false,
              decisions: [
                {
                  kind: 'see',
                  subject: 'De casus en waar die staat',
                  allowed: false,
                  why: 'Uw organisatie neemt niet deel aan deze casus, of u bent er niet voor aangewezen.',
                  needed: 'De casusregisseur kan uw organisatie uitnodigen.',
                },
              ],
            }
          : {
              isKnown: true,
              decisions: [
                {
                  kind: 'see',
                  subject: 'De casus en waar die staat',
                  allowed: true,
                  why: 'Uw organisatie neemt deel aan deze casus.',
                  needed: null,
                },
                {
                  kind: 'field',
                  subject: 'Gezondheid van andere organisaties',
                  allowed: false,
                  why: 'Dit soort gegevens is niet nodig voor de taak van uw organisatie.',
                  needed: 'Vraag de casusregisseur wat u mag weten.',
                },
              ],
            },
      ),
    'GET /v1/processing-register': () =>
      ok<PublishedRegister>({
        register,
        retentionRules: Object.entries(retention).map(([ruleId, { period, countsFrom, source }]) => ({
          ruleId,
          period,
          countsFrom,
          source,
        })),
      }),
    'GET /v1/yearly-reports/:year': (_request, { year }) =>
      ok<YearlyReport>({
        year: Number(year),
        asOf: at,
        hiddenBelow: 3,
        opened: 12,
        tables: [
          {
            tableId: 'screening-results',
            total: null,
            rows: [
              { rowId: 'admit', count: 8 },
              { rowId: 'stop', count: null },
            ],
          },
        ],
        durations: [
          { durationId: 'opened-to-screened', medianDays: 10 },
          { durationId: 'opened-to-closed', medianDays: null },
        ],
      }),
    'GET /v1/destruction-certificates': () =>
      ok<DestructionCertificatePage>({
        certificates: [
          {
            reference: 'C-2021-0003',
            openedAt: at,
            endedAs: 'closed',
            shieldedAt: at,
            destroyBefore: at,
            destroyedAt: at,
            municipalityPartnerName: 'Gemeente Voorbeeldstad',
            decidedByName: 'Gerda Gemeente',
            approvedByName: 'Giel Gemeente',
            recipients: [{ partnerName: 'Politie', choice: null, at: null }],
            backups: [],
          },
        ],
        total: 1,
        page: 1,
        pageSize: 25,
      }),
  };
}
