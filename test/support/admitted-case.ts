import type { CaseWorld } from './case-world.ts';

export const participants = [
  'gemeente-voorbeeldstad',
  'politie-voorbeeldland',
  'om-voorbeeldland',
  'zorg-voorbeeldland',
];

/** A case of municipality, police, prosecution and care that was just admitted; its case manager is `gemeente`. */
export async function admittedCase(world: CaseWorld, signal: object = {}): Promise<string> {
  const { caseId } = await world.desk.openCase(world.user('zorg'), {
    requestId: `request-${crypto.randomUUID()}`,
    data: { ...world.signalData(), ...signal },
  });
  const item = await world.userTask(caseId, {
    elementId: 'compose-partners',
    formId: 'composition',
    partnerIds: ['gemeente-voorbeeldstad'],
  });
  await world.submit(world.user('gemeente'), item.itemId, {
    partners: participants.map((partnerId) => ({ partnerId, reason: 'Heeft een taak in deze casus.' })),
    caseManagerId: 'usr-demo-gemeente',
    deputyId: 'usr-demo-gemeente-2',
  });
  const invitation = await world.userTask(caseId, {
    elementId: 'answer-invitation',
    formId: 'invitation-answer',
    partnerIds: ['zorg-voorbeeldland'],
    variables: { invitation: { partnerId: 'zorg-voorbeeldland' } },
  });
  await world.submit(world.user('zorg'), invitation.itemId, { consent: 'accepted' });
  await world.step(caseId, 'register-composition');
  return caseId;
}
