import type { RightsRequest } from '../../src/cases/person/person-record.ts';
import { monday } from './case-file.ts';

export const rightsRequestId = 'rights-1';

/** A request of the person that the municipality recorded and nobody has answered. */
export const aRightsRequest = (kind: RightsRequest['kind']): RightsRequest => ({
  rightsRequestId,
  requestId: 'request-0001',
  at: monday,
  partnerId: 'town',
  userId: 'usr-town',
  data: {},
  kind,
  receivedOn: '2026-03-02',
  extendedAt: null,
  advices: [],
  decision: null,
  executions: [],
  answeredAt: null,
  exports: [],
});
