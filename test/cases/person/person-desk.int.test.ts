import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createAccessPrinter } from '../../../src/cases/person/access-printer.ts';
import { onTrail, Trail } from '../../../src/cases/accountability/trail.ts';
import { personOf } from '../../../src/cases/person/person-record.ts';
import type { Answers } from '../../../src/demo/fill-form.ts';
import { admittedCase, participants } from '../../support/admitted-case.ts';
import { openCaseWorld, type CaseWorld } from '../../support/case-world.ts';
import type { Variables } from '../../../src/zeebe/process-client.ts';

let world: CaseWorld;
beforeAll(async () => {
  world = await openCaseWorld();
});
afterAll(() => world.close());

describe('informing the person', () => {
  test('starts without waiting for the reconciler, and comes back by date or by a partner', async () => {
    const caseId = await admittedCase(world);
    expect(world.engine.messages.map(({ name }) => name)).toContain('case-admitted');

    const item = await world.userTask(caseId, {
      elementId: 'inform-or-motivate',
      formId: 'inform-subject',
      partnerIds: ['gemeente-voorbeeldstad'],
      termId: 'inform-subject',
    });
    const completed = await world.submit(world.user('gemeente'), item.itemId, { noticeOutcome: 'exception' });
    expect(completed.item.state).toBe('completed');
    expect(await world.step(caseId, 'plan-notice-recheck')).toEqual({
      noticeRecheckAt: '2026-06-02T21:59:59.999Z',
    });

    const police = world.user('politie');
    expect((await world.personDesk.read(police, caseId)).notice).toMatchObject({
      state: 'exception',
      recheckAt: '2026-06-02T21:59:59.999Z',
      canReportLapse: true,
    });
    await world.personDesk.reportLapse(police, caseId, { reason: 'Het onderzoek is afgerond.' });
    expect(world.engine.messages.map(({ name }) => name)).toContain('notice-exception-lapsed');
    expect((await world.personDesk.read(world.user('gemeente'), caseId)).notice.lapseReports).toHaveLength(1);
  });

  test('who takes no part learns nothing of it', async () => {
    const caseId = await admittedCase(world);
    await expect(world.personDesk.read(world.user('waterwoude'), caseId)).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(
      world.personDesk.reportLapse(world.user('reclassering'), caseId, { reason: 'Een reden.' }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a request for access', () => {
  const submitAs = async (
    caseId: string,
    who: string,
    formId: string,
    rightsRequestId: string,
    answers: Answers,
  ) => {
    const user = world.user(who);
    const item = await world.userTask(caseId, {
      elementId: formId,
      formId,
      partnerIds: [user.partnerId],
      variables: { rightsRequestId },
    });
    await world.submit(user, item.itemId, answers);
  };
  const ask = async (caseId: string) => {
    const { id } = await world.personDesk.recordRightsRequest(world.user('gemeente'), caseId, {
      requestId: `request-${caseId.slice(-12)}`,
      data: {
        kind: 'access',
        receivedOn: '2026-03-02',
        request: 'Welke gegevens hebt u over mij?',
        requester: 'subject',
        recipientName: 'Sam Voorbeeld',
        identityMethod: 'in-person',
        identityExplanation: 'Paspoort gezien aan de balie.',
      },
    });
    return id;
  };

  test('has a legal term of a month from its receipt, and consults every participant', async () => {
    const caseId = await admittedCase(world);
    const rightsRequestId = await ask(caseId);
    expect(await ask(caseId)).toBe(rightsRequestId);
    world.clock.advance(5 * 86_400_000);
    const prepared = await world.step(caseId, 'prepare-rights-request', { variables: { rightsRequestId } });
    expect(prepared).toMatchObject({
      consultations: participants.map((partnerId) => ({ partnerId })),
      terms: { rightsDecision: { dueAt: '2026-04-02T21:59:59.999Z' } },
    });
    await submitAs(caseId, 'gemeente', 'rights-decision', rightsRequestId, { rightsDecision: 'extend' });
    expect(await world.step(caseId, 'extend-rights-term', { variables: { rightsRequestId } })).toMatchObject({
      terms: { rightsDecision: { dueAt: '2026-06-02T21:59:59.999Z' } },
    });
    world.clock.advance(-5 * 86_400_000);
  });

  test('is for the contact point; another participant does not record or print it', async () => {
    const caseId = await admittedCase(world);
    const rightsRequestId = await ask(caseId);
    for (const attempt of [
      world.personDesk.form(world.user('politie'), caseId, 'rights-request'),
      world.personDesk.printAccess(world.user('politie'), caseId, rightsRequestId),
    ])
      await expect(attempt).rejects.toMatchObject({ code: 'not-permitted' });
  });

  test('gives every part with supplier, date, ground and readers; without names; what is withheld is named', async () => {
    const caseId = await admittedCase(world, {
      facts: 'Feitenmerk: Zoë Zorg sprak met buurvrouw Mien Melder.',
      opinion: 'Duidingmerk: dit is zorgelijk gedrag.',
    });
    await correctInMeeting(caseId, 'Eerdermerk: zo stond het er eerst.', 'Laatstmerk: zo staat het er nu.');
    const rightsRequestId = await ask(caseId);
    await submitAs(caseId, 'politie', 'rights-advice', rightsRequestId, {
      rightsAdvice: 'exception',
      exceptionScope: 'Adviesmerk: een onderzoek dat loopt.',
    });
    await submitAs(caseId, 'gemeente', 'rights-decision', rightsRequestId, {
      rightsDecision: 'partly',
      withheldPartners: ['politie-voorbeeldland'],
      withheldReason: 'Redenmerk: dit kan nu niet worden gegeven.',
      otherNames: ['Mien Melder'],
    });
    const pdf = await world.personDesk.printAccess(world.user('gemeente'), caseId, rightsRequestId);
    expect(Buffer.from(pdf.slice(0, 5)).toString()).toBe('%PDF-');

    const caseFile = await world.repository.get(caseId);
    const [made] = personOf(caseFile).rightsRequests[0]!.exports;
    const printer = createAccessPrinter({ ...world.context, ...world.parts });
    const { sections } = await printer.compose(caseFile, rightsRequestId, made!);
    const text = JSON.stringify(sections);
    for (const mark of ['Feitenmerk', 'Duidingmerk', 'Redenmerk', 'Eerdermerk', 'Laatstmerk'])
      expect(text).toContain(mark);
    for (const hidden of ['Zoë Zorg', 'Mien Melder', 'Gerda Gemeente', 'Adviesmerk'])
      expect(text).not.toContain(hidden);
    const signal = sections.find(({ heading }) => heading.startsWith('Signaal van'));
    expect(signal?.lines.slice(0, 4)).toEqual([
      { label: 'Afkomstig van', value: 'Zorgorganisatie Voorbeeldland' },
      { label: 'Vastgelegd op', value: '2 maart 2026' },
      { label: 'Grondslag', value: 'Wgpart art. 5, eerste lid (aanmelding)' },
      { label: 'Te lezen door', value: expect.stringContaining('Politie, eenheid Voorbeeldland') },
    ]);
    const headings = sections.map(({ heading }) => heading);
    expect(headings).toContain('Wie gegevens ontvingen');
    expect(sections.find(({ heading }) => heading === 'Uw verzoeken')?.lines).toEqual([
      { label: 'Inzage, ontvangen op 2 maart 2026', value: 'Gedeeltelijk toegewezen op 2 maart 2026.' },
    ]);
    expect(headings.filter((heading) => heading.includes('Gemeente Voorbeeldstad'))).toEqual([
      expect.stringContaining('compose-partners'),
      expect.stringContaining('Duiding in het casusoverleg'),
    ]);
  });
});

describe('what the person gets of a request for access', () => {
  const passage = 'Zijn zus Mien is (ook) ziek; Passagemerk.';
  const decide = async (caseId: string, withheldPassages: readonly object[]) => {
    const { id: rightsRequestId } = await world.personDesk.recordRightsRequest(
      world.user('gemeente'),
      caseId,
      {
        requestId: `request-passage-${caseId.slice(-12)}`,
        data: {
          kind: 'access',
          receivedOn: '2026-03-02',
          request: 'Welke gegevens hebt u over mij?',
          requester: 'subject',
          recipientName: 'Sam Voorbeeld',
          identityMethod: 'in-person',
          identityExplanation: 'Paspoort gezien aan de balie.',
        },
      },
    );
    const { itemId } = await world.userTask(caseId, {
      elementId: 'decide-rights-request',
      formId: 'rights-decision',
      partnerIds: ['gemeente-voorbeeldstad'],
      variables: { rightsRequestId },
    });
    const data = await world.answers(world.user('gemeente'), itemId, {
      rightsDecision: 'partly',
      withheldReason: 'Redenmerk: over anderen zeggen wij niets.',
      rationale: 'Overwegingsmerk: er loopt een onderzoek.',
    });
    await world.inbox.submitItem({
      itemId,
      user: world.user('gemeente'),
      data: { ...data, withheldPassages },
    });
    return rightsRequestId;
  };
  const printed = async (caseId: string, rightsRequestId: string) => {
    const made = { exportId: 'export-1', at: world.clock.now(), userId: 'usr-demo-gemeente' };
    const printer = createAccessPrinter({ ...world.context, ...world.parts });
    return printer.compose(await world.repository.get(caseId), rightsRequestId, made);
  };

  test('leaves out passages about others with their ground, counts them, and keeps the rest of the text', async () => {
    const caseId = await admittedCase(world, { facts: `Voormerk. ${passage} Namerk.` });
    const rightsRequestId = await decide(caseId, [{ passage, ground: 'others' }]);
    const text = JSON.stringify((await printed(caseId, rightsRequestId)).sections);
    expect(text).toContain('Voormerk. [passage weggelaten om anderen te beschermen] Namerk.');
    expect(text).toContain('Weggelaten is 1 passage om anderen te beschermen. Redenmerk');
    expect(text).not.toContain('Passagemerk');
  });

  test('leaves out nothing that is not in the file word for word: the decision says so', async () => {
    const caseId = await admittedCase(world, { facts: `Voormerk. ${passage}` });
    await expect(decide(caseId, [{ passage: 'Zijn zus is ziek', ground: 'others' }])).rejects.toMatchObject({
      code: 'invalid-form',
      errors: [
        { pointer: '/withheldPassages/0/passage', message: expect.stringContaining('woord voor woord') },
      ],
    });
  });

  test('has no judgement of a colleague and no weighing of what is withheld; it says that somebody looked in an emergency', async () => {
    const caseId = await admittedCase(world, { facts: passage });
    const reader = world.user('raad');
    const { reference } = await world.repository.get(caseId);
    const request = { requestId: 'request-break-9', reference, reason: 'Noodmerk: er is nu echt gevaar.' };
    await onTrail(new Trail(), () => world.breakGlass.open(reader, request));
    const { breakGlassId } = (await world.repository.get(caseId)).breakGlass[0]!;
    const { itemId } = await world.userTask(caseId, {
      elementId: 'review-break-glass',
      processId: 'break-glass-review',
      formId: 'break-glass-review',
      candidateUserIds: ['usr-demo-fg'],
      variables: { breakGlassId },
    });
    await world.submit(world.user('fg'), itemId, {
      breakGlassReview: 'not-justified',
      rationale: 'Oordeelmerk: de collega had kunnen wachten.',
    });
    const rightsRequestId = await decide(caseId, [{ passage, ground: 'detection' }]);
    const { sections } = await printed(caseId, rightsRequestId);
    for (const hidden of ['Oordeelmerk', 'Overwegingsmerk', 'Noodmerk', 'Passagemerk', reader.name])
      expect(JSON.stringify(sections)).not.toContain(hidden);
    const recipients = sections.find(({ heading }) => heading === 'Wie gegevens ontvingen');
    expect(recipients?.lines).toContainEqual({
      label: world.parts.partnerName(reader.partnerId),
      value:
        'Iemand van deze organisatie opende het dossier op 2 maart 2026 met noodtoegang, zonder deel te nemen.',
    });
  });
});

describe('a request for erasure', () => {
  const erasureRequest = (requestId: string) => ({
    requestId,
    data: {
      kind: 'erasure',
      receivedOn: '2026-03-02',
      request: 'Dat verhaal gaat niet over mij.',
      requester: 'subject',
      recipientName: 'Sam Voorbeeld',
      identityMethod: 'in-person',
      identityExplanation: 'Paspoort gezien aan de balie.',
    },
  });

  test('is carried out in the file by the supplier of what the decision names', async () => {
    // Long, so that pages that the store no longer uses still hold some of it.
    const story = 'Wismerk: een verhaal over een ander. '.repeat(200).trim();
    const caseId = await admittedCase(world);
    const { requests } = await world.step(caseId, 'prepare-information-requests');
    const asked = (requests as readonly { requestId: string; partnerId: string }[]).find(
      ({ partnerId }) => partnerId === 'politie-voorbeeldland',
    );
    const police = world.user('politie');
    const step = (user: typeof police, formId: string, variables: Variables) =>
      world.userTask(caseId, { elementId: formId, formId, partnerIds: [user.partnerId], variables });
    const answer = await step(police, 'information-answer', { request: asked! });
    await world.submit(police, answer.itemId, {
      answer: 'supplied',
      items: [{ information: story }],
    });
    const { id: rightsRequestId } = await world.personDesk.recordRightsRequest(
      world.user('gemeente'),
      caseId,
      erasureRequest('request-erasure-1'),
    );
    const { informationId } = (await world.repository.get(caseId)).informationItems[0]!;
    const decision = await step(world.user('gemeente'), 'rights-decision', { rightsRequestId });
    await world.submit(world.user('gemeente'), decision.itemId, {
      rightsDecision: 'grant',
      informationIds: [informationId],
    });
    const execution = await step(police, 'rights-execution', { rightsRequestId });
    const { context } = await world.inbox.read(police, execution.itemId);
    expect(context.find(({ title }) => title.includes('genoemd in het besluit'))?.lines).toContainEqual(
      expect.objectContaining({ value: story }),
    );
    const carryOut = (part: object) =>
      world.submit(police, execution.itemId, { execution: 'done', parts: { [informationId]: part } });
    await expect(carryOut({ change: 'unchanged' })).rejects.toMatchObject({ code: 'rule-refused' });
    await world.step(caseId, 'erase-withdrawn', { variables: { rightsRequestId } });
    expect(world.filesHold('Wismerk')).toBe(!process.env['MONGODB_URI']);
    await carryOut({ change: 'withdrawn', reason: 'Dit ging over een ander.' });
    expect(JSON.stringify(await world.repository.get(caseId))).not.toContain('Wismerk');
    expect(world.engine.messages.at(-1)?.name).toBe('information-corrected');
    // A partner without information of its own has nothing to change.
    const other = await step(world.user('om'), 'rights-execution', { rightsRequestId });
    await world.submit(world.user('om'), other.itemId, { execution: 'not-held' });

    const erase = world.job(caseId, 'erase-withdrawn', { variables: { rightsRequestId } });
    expect(await world.handle(erase)).toEqual({ kind: 'complete', variables: {} });
    expect(world.filesHold('Wismerk')).toBe(false);
    // The engine hands the same job over again, such as when the store stopped half-way.
    expect(await world.handle(erase)).toEqual({ kind: 'complete', variables: {} });
  });

  test('of a signal: it is gone from the file and the files of the store, and the case is found by the right name', async () => {
    const story = 'Signaalmerk: een verhaal over een ander. '.repeat(150).trim();
    const caseId = await admittedCase(world, {
      facts: story,
      subject: { kind: 'person', name: 'Verkeerdnaam Testpersoon', birthDate: '2001-02-03' },
    });
    const { id: rightsRequestId } = await world.personDesk.recordRightsRequest(
      world.user('gemeente'),
      caseId,
      erasureRequest('request-erasure-signal'),
    );
    const { signals, matchKeys } = await world.repository.get(caseId);
    const { signalId } = signals[0]!;
    const step = (name: string, formId: string) =>
      world.userTask(caseId, {
        elementId: formId,
        formId,
        partnerIds: [world.user(name).partnerId],
        variables: { rightsRequestId },
      });
    const decision = await step('gemeente', 'rights-decision');
    const { form } = await world.inbox.read(world.user('gemeente'), decision.itemId);
    expect(JSON.stringify(form.schema)).toContain('1. Signaal van Zorgorganisatie Voorbeeldland');
    await world.submit(world.user('gemeente'), decision.itemId, {
      rightsDecision: 'grant',
      informationIds: [signalId],
    });
    const execution = await step('zorg', 'rights-execution');
    const { context } = await world.inbox.read(world.user('zorg'), execution.itemId);
    expect(context.find(({ title }) => title.includes('genoemd in het besluit'))?.lines).toContainEqual(
      expect.objectContaining({ value: story }),
    );
    await world.submit(world.user('zorg'), execution.itemId, {
      execution: 'done',
      signals: {
        [signalId]: { change: 'corrected', name: 'Rechtnaam Testpersoon', reason: 'De naam klopte niet.' },
      },
    });
    await world.step(caseId, 'erase-withdrawn', { variables: { rightsRequestId } });
    const renamed = await world.repository.get(caseId);
    expect(JSON.stringify(renamed)).not.toContain('Verkeerdnaam');
    expect(world.filesHold('Verkeerdnaam')).toBe(false);
    expect(renamed.matchKeys).not.toEqual(matchKeys);
    expect(renamed.matchKeys).toEqual(world.context.matchKeys.of(renamed));

    const again = await step('zorg', 'rights-execution');
    await world.submit(world.user('zorg'), again.itemId, {
      execution: 'done',
      signals: { [signalId]: { change: 'withdrawn', reason: 'Dit ging over een ander.' } },
    });
    await world.step(caseId, 'erase-withdrawn', { variables: { rightsRequestId } });
    expect(JSON.stringify(await world.repository.get(caseId))).not.toContain('Signaalmerk');
    expect(world.filesHold('Signaalmerk')).toBe(false);
    const { messages } = world.engine;
    const { correctionId } = messages.at(-1)!.variables as { correctionId: string };
    const { notices } = await world.step(caseId, 'prepare-correction-notices', {
      variables: { correctionId },
    });
    expect(notices).toHaveLength(participants.length - 1);
    const notice = await world.userTask(caseId, {
      elementId: 'take-note-of-correction',
      formId: 'correction-notice',
      partnerIds: ['politie-voorbeeldland'],
      variables: { correctionId },
    });
    const told = await world.inbox.read(world.user('politie'), notice.itemId);
    expect(told.context.find(({ title }) => title === 'Deze correctie')?.lines).toEqual(
      expect.arrayContaining([
        { label: 'Wat klopte er niet?', value: 'Dit ging over een ander.' },
        expect.objectContaining({ label: 'Gewist' }),
      ]),
    );
    const register = await world.information.register(world.user('gemeente'), caseId);
    expect(register.receipts.filter(({ kind }) => kind === 'correction')).toHaveLength(
      participants.length - 1,
    );
  });

  test('refused or not for anybody to carry out: the store is not stopped for it', async () => {
    const caseId = await admittedCase(world);
    const { id: rightsRequestId } = await world.personDesk.recordRightsRequest(
      world.user('gemeente'),
      caseId,
      erasureRequest('request-erasure-2'),
    );
    const eraseDeleted = jest.spyOn(world.context.repository, 'eraseDeleted');
    await world.step(caseId, 'erase-withdrawn', { variables: { rightsRequestId } });
    expect(eraseDeleted).not.toHaveBeenCalled();
    eraseDeleted.mockRestore();
  });
});

describe('a data breach', () => {
  test('is reported by any participant; its terms count from the discovery and its reviewer is named', async () => {
    const caseId = await admittedCase(world);
    const { id } = await world.personDesk.reportDataBreach(world.user('zorg'), caseId, {
      requestId: 'request-breach-1',
      data: {
        discoveredOn: '2026-03-01',
        discoveredTime: '22:15',
        what: 'Een verslag ging naar een verkeerd adres.',
        nature: ['confidentiality'],
        immediate: 'Gevraagd het te wissen.',
      },
    });
    expect(
      await world.step(caseId, 'prepare-data-breach', { variables: { dataBreachId: id } }),
    ).toMatchObject({
      reviewerIds: ['usr-demo-fg'],
      terms: { breachNotification: { dueAt: '2026-03-04T21:15:00.000Z' } },
    });
    const { dataBreaches } = await world.personDesk.read(world.user('gemeente'), caseId);
    expect(dataBreaches).toMatchObject([{ notifyBefore: '2026-03-04T21:15:00.000Z', closedAt: null }]);
  });
});

/** What a meeting recorded about the case and corrected. */
async function correctInMeeting(caseId: string, before: string, after: string): Promise<void> {
  const chair = world.user('voorzitter-2');
  const { meetingId } = await world.meetingDesk.plan(chair, {
    requestId: `request-plan-${caseId}`,
    date: '2026-03-12',
    time: '14:00',
    municipalityIds: ['voorbeeldstad'],
  });
  await world.meetingDesk.add(chair, meetingId, caseId);
  await world.meetingDesk.start(chair, meetingId);
  const { recordId } = await world.meetingItemDesk.interpret(chair, meetingId, caseId, {
    requestId: `request-record-${caseId}`,
    data: { interpretation: before, category: 'ordinary' },
  });
  await world.meetingItemDesk.correct(chair, meetingId, caseId, 'interpretation', recordId, {
    requestId: `request-correct-${caseId}`,
    revision: 0,
    data: { interpretation: after, category: 'ordinary' },
  });
}
