import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { shieldCase } from '../../../src/cases/closing.ts';
import type { MeetingItem } from '../../../src/cases/meeting/model.ts';
import { personOf } from '../../../src/cases/person/person-record.ts';
import { admittedCase } from '../../support/admitted-case.ts';
import { openCaseWorld, type CaseWorld } from '../../support/case-world.ts';

const title = 'Verslagen van het overleg over deze casus';
const ordinary = 'Merkduiding: herhaalt wat de politie gaf.';
const criminal = 'Merkstraf: is eerder veroordeeld.';

let world: CaseWorld;
let caseId: string;
let requests = 0;
beforeAll(async () => {
  world = await openCaseWorld();
  caseId = await admittedCase(world);
  const at = world.clock.now();
  const written = (recordId: string, data: Record<string, unknown>) => ({
    recordId,
    requestId: `request-${recordId}`,
    at,
    partnerId: 'gemeente-voorbeeldstad',
    userId: world.user('gemeente').userId,
    data,
  });
  const item: MeetingItem = {
    meetingId: 'meeting-0123456789',
    plannedAt: at,
    position: 1,
    addedAt: at,
    addedBy: world.user('voorzitter-2').userId,
    attendance: [],
    interpretations: [
      written('record-1', { interpretation: ordinary, category: 'ordinary' }),
      written('record-2', { interpretation: criminal, category: 'criminal' }),
    ],
    decisions: [],
    closedAt: at,
    copies: [],
  };
  await world.repository.change(caseId, (caseFile) => ({ ...caseFile, meetings: [item] }));
});
afterAll(() => world.close());

/** What a step of a request of this kind shows of meetings. */
async function shown(kind: string, who: string, partnerId: string): Promise<string | undefined> {
  const requestId = `request-${kind}-${who}-${(requests += 1)}`;
  await world.repository.change(caseId, (caseFile) => {
    const person = personOf(caseFile);
    const request = {
      requestId,
      rightsRequestId: requestId,
      at: world.clock.now(),
      partnerId: 'gemeente-voorbeeldstad',
      userId: world.user('gemeente').userId,
      data: {},
      kind: kind as 'access' | 'correction',
      receivedOn: '2026-03-02',
      extendedAt: null,
      advices: [],
      decision: null,
      executions: [],
      answeredAt: null,
      exports: [],
    };
    return { ...caseFile, person: { ...person, rightsRequests: [...person.rightsRequests, request] } };
  });
  const { itemId } = await world.userTask(caseId, {
    elementId: 'advise-on-rights-request',
    formId: 'rights-advice',
    processId: 'rights-request',
    partnerIds: [partnerId],
    variables: { rightsRequestId: requestId },
  });
  const { context } = await world.inbox.read(world.user(who), itemId);
  const section = context.find((candidate) => candidate.title === title);
  return section && JSON.stringify(section);
}

test('is not shown with a request for access', async () => {
  expect(await shown('access', 'gemeente', 'gemeente-voorbeeldstad')).toBeUndefined();
});

test('names what meetings recorded, to who could read it, also after closing', async () => {
  const check = async (): Promise<void> => {
    const ofMunicipality = await shown('correction', 'gemeente', 'gemeente-voorbeeldstad');
    expect(ofMunicipality).toContain(ordinary);
    expect(ofMunicipality).toContain(criminal);
    expect(ofMunicipality).toContain('Overleg van 2-3-2026, duiding van Gemeente Voorbeeldstad');
    const ofCare = await shown('correction', 'zorg', 'zorg-voorbeeldland');
    expect(ofCare).toContain(ordinary);
    expect(ofCare).not.toContain(criminal);
  };
  await check();
  await world.repository.change(caseId, (caseFile) =>
    shieldCase(caseFile, world.clock.now(), world.clock.now()),
  );
  await check();
});
