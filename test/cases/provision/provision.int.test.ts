import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { User } from '../../../src/cases/people.ts';
import type { ProposeProvision } from '../../../src/contract/provision.ts';
import { admittedCase } from '../../support/admitted-case.ts';
import { openCaseWorld, type CaseWorld } from '../../support/case-world.ts';

const marks = {
  facts: 'Merk: feit, gezien op het plein.',
  opinion: 'Merk: duiding, dit baart zorgen.',
  sourceExplanation: 'Merk: bron, een jongerenwerker.',
  purpose: 'Merk: doel, hulp op gang brengen.',
  necessity: 'Merk: noodzaak, zonder dit geen hulp.',
};

let world: CaseWorld;
let caseId: string;
let police: User;
let recipient: User;
const another: User = {
  userId: 'usr-another-party',
  partnerId: 'school-voorbeeldstad',
  name: 'Een ander',
  roles: ['external-provider'],
  municipalityIds: [],
  chairedMunicipalityIds: [],
  fieldGroups: { casework: [], lawfulnessReview: [], known: [] },
  at: new Date('2026-03-02T10:00:00Z'),
  missing: [],
};

beforeAll(async () => {
  world = await openCaseWorld();
  caseId = await admittedCase(world, marks);
  police = world.user('politie');
  recipient = world.user('woningcorporatie');
});
afterAll(() => world.close());

let proposals = 0;
const proposal = (changes: Partial<ProposeProvision>): ProposeProvision => ({
  requestId: `request-proposal-${(proposals += 1)}`,
  recipientId: recipient.userId,
  itemIds: [],
  purpose: 'Een passende woning zoeken.',
  necessity: 'Zonder dit kan de corporatie niet helpen.',
  questions: ['Is er een woning beschikbaar?'],
  expiresOn: '2026-03-20',
  ...changes,
});
const choices = async () => (await world.provisionDesk.read(police, caseId)).choices;

/** Proposes, lets the case manager approve, and opens the package. */
async function provide(request: ProposeProvision): Promise<string> {
  const { packageId } = await world.provisionDesk.propose(police, caseId, request);
  const item = await world.userTask(caseId, {
    elementId: 'approve-provision',
    formId: 'provision-approval',
    assigneeId: 'usr-demo-gemeente',
    variables: { packageId },
  });
  await world.submit(world.user('gemeente'), item.itemId, { provisionDecision: 'approve' });
  await world.step(caseId, 'release-provision', { variables: { packageId } });
  return packageId;
}
const end = (packageId: string) => world.step(caseId, 'end-provision', { variables: { packageId } });
const shownTo = async (user: User) => (await world.externalDesk.packages(user)).packages;

describe('a package', () => {
  test('is not there for its recipient before the case manager approved it, and the preview shows it as it will be', async () => {
    const [fact] = (await choices()).filter(({ value }) => value === marks.facts);
    const request = proposal({ itemIds: [fact!.itemId] });
    const { packageId } = await world.provisionDesk.propose(police, caseId, request);
    expect(await world.provisionDesk.propose(police, caseId, request)).toEqual({ packageId });
    expect(await shownTo(recipient)).toEqual([]);
    const preview = await world.provisionDesk.preview(police, caseId, packageId);

    const item = await world.userTask(caseId, {
      elementId: 'approve-provision',
      formId: 'provision-approval',
      assigneeId: 'usr-demo-gemeente',
      variables: { packageId },
    });
    await world.submit(world.user('gemeente'), item.itemId, { provisionDecision: 'approve' });
    await world.step(caseId, 'release-provision', { variables: { packageId } });
    expect(await shownTo(recipient)).toEqual([preview]);
    expect(await shownTo(another)).toEqual([]);
    expect(await shownTo(police)).toEqual([]);
    await end(packageId);
  });

  test('is gone when its end has passed, also before the process says so, and then its content is erased', async () => {
    const packageId = await provide(proposal({ itemIds: (await choices()).map(({ itemId }) => itemId) }));
    expect(await shownTo(recipient)).toHaveLength(1);
    world.clock.set(new Date('2026-03-20T23:30:00Z'));
    expect(await shownTo(recipient)).toEqual([]);
    await expect(world.provisionDesk.preview(police, caseId, packageId)).rejects.toMatchObject({
      code: 'not-found',
    });
    await end(packageId);
    const { provisions } = await world.repository.get(caseId);
    expect(JSON.stringify(provisions)).not.toContain('Merk:');
    world.clock.set(new Date('2026-03-02T10:00:00Z'));
  });

  test('takes an answer to each question once; the provider reads it', async () => {
    const [first] = await choices();
    const packageId = await provide(proposal({ itemIds: [first!.itemId] }));
    const answer = (user: User, text: string) =>
      world.externalDesk.answer(user, packageId, 'question-1', text);
    await answer(recipient, 'Ja, vanaf april.');
    await answer(recipient, 'Ja, vanaf april.');
    await expect(answer(recipient, 'Nee.')).rejects.toMatchObject({ code: 'rule-refused' });
    await expect(answer(another, 'Ja.')).rejects.toMatchObject({ code: 'not-found' });
    const { provisions } = await world.provisionDesk.read(world.user('gemeente'), caseId);
    expect(provisions.find((provision) => provision.packageId === packageId)?.questions).toEqual([
      { text: 'Is er een woning beschikbaar?', answer: 'Ja, vanaf april.' },
    ]);
    await end(packageId);
  });

  test('holds only what its provider may see, for a recipient that exists, with an end to come', async () => {
    const [first] = await choices();
    const refused = (changes: Partial<ProposeProvision>, code: string) =>
      expect(
        world.provisionDesk.propose(police, caseId, proposal({ itemIds: [first!.itemId], ...changes })),
      ).rejects.toMatchObject({ code });
    await refused({ itemIds: ['signal-of-another-case-1'] }, 'invalid-request');
    await refused({ recipientId: 'usr-demo-politie' }, 'invalid-request');
    await refused({ expiresOn: '2026-02-30' }, 'invalid-request');
    await refused({ expiresOn: '2026-03-01' }, 'rule-refused');
  });

  test('never shows its recipient anything that was not chosen', async () => {
    const all = (await choices()).filter(({ value }) => value.startsWith('Merk:'));
    expect(all.map(({ value }) => value).sort()).toEqual(Object.values(marks).sort());
    await fc.assert(
      fc.asyncProperty(fc.subarray(all, { minLength: 1 }), async (chosen) => {
        const packageId = await provide(proposal({ itemIds: chosen.map(({ itemId }) => itemId) }));
        const shown = JSON.stringify(await shownTo(recipient));
        for (const choice of all) expect(shown.includes(choice.value)).toBe(chosen.includes(choice));
        for (const foreign of [caseId, 'C-2026', 'politie-voorbeeldland', 'Zonder dit kan de corporatie'])
          expect(shown).not.toContain(foreign);
        await end(packageId);
      }),
      { numRuns: 8 },
    );
  });

  test('is in the register of recipients, with whom and when', async () => {
    const [first] = await choices();
    const packageId = await provide(proposal({ itemIds: [first!.itemId] }));
    const { receipts } = await world.repository.get(caseId);
    expect(receipts.filter(({ id }) => id === packageId)).toEqual([
      expect.objectContaining({ kind: 'provision', partnerId: recipient.partnerId }),
    ]);
    const register = await world.information.register(police, caseId);
    expect(register.receipts[0]).toMatchObject({ kind: 'provision', ground: 'third-party' });
    await end(packageId);
  });

  test('holds nothing whose supplier limited sharing, unless the supplier provides it', async () => {
    const { requests } = await world.step(caseId, 'prepare-information-requests');
    const request = (requests as readonly { requestId: string; partnerId: string }[]).find(
      ({ partnerId }) => partnerId === 'zorg-voorbeeldland',
    );
    const care = world.user('zorg');
    const item = await world.userTask(caseId, {
      elementId: 'answer-information-request',
      formId: 'information-answer',
      partnerIds: [care.partnerId],
      variables: { request: request! },
    });
    await world.submit(care, item.itemId, {
      answer: 'supplied',
      items: [
        { information: 'Begrensd voor het OM.', hiddenFrom: ['om-voorbeeldland'] },
        { information: 'Begrensd in gebruik.', useLimits: 'Alleen voor de taxatie.' },
        { information: 'Zonder grenzen.' },
      ],
    });
    const idOf = async (user: User, value: string) =>
      (await world.provisionDesk.read(user, caseId)).choices.find((choice) => choice.value === value)!;
    for (const limited of ['Begrensd voor het OM.', 'Begrensd in gebruik.']) {
      const choice = await idOf(police, limited);
      expect(choice.limit).toContain('leverancier');
      await expect(
        world.provisionDesk.propose(police, caseId, proposal({ itemIds: [choice.itemId] })),
      ).rejects.toMatchObject({ code: 'rule-refused', message: expect.stringContaining('leverancier') });
      const own = await idOf(care, limited);
      const { packageId } = await world.provisionDesk.propose(
        care,
        caseId,
        proposal({ itemIds: [own.itemId] }),
      );
      expect(packageId).toMatch(/^package-/);
    }
    const free = await idOf(police, 'Zonder grenzen.');
    expect(free.limit).toBeNull();
    const packageId = await provide(proposal({ itemIds: [free.itemId] }));
    expect(JSON.stringify(await shownTo(recipient))).toContain('Zonder grenzen.');

    // What its supplier corrects is shown to no third party any more.
    const { informationItems } = await world.repository.get(caseId);
    const corrected = informationItems.find(({ content }) => content?.['information'] === 'Zonder grenzen.')!;
    await world.information.correct(care, caseId, corrected.informationId, {
      requestId: 'request-correction-1',
      data: { correction: 'withdrawn', reason: 'Dit ging over een ander.' },
    });
    expect(JSON.stringify(await shownTo(recipient))).not.toContain('Zonder grenzen.');
    expect(world.engine.messages.map(({ messageId }) => messageId)).toContain(`provision-ended-${packageId}`);
  });

  test('ends with its case', async () => {
    const [first] = await choices();
    await provide(proposal({ itemIds: [first!.itemId] }));
    await world.step(caseId, 'shield-case');
    expect(await shownTo(recipient)).toEqual([]);
    expect(world.engine.messages.map(({ name }) => name)).toContain('provision-ended');
    expect(JSON.stringify((await world.repository.get(caseId)).provisions)).not.toContain('Merk:');
  });
});
