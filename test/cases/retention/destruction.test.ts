import { describe, expect, test } from '@jest/globals';
import { endWithoutCase, shieldCase } from '../../../src/cases/closing.ts';
import type { CaseFile } from '../../../src/cases/case-file.ts';
import { loadConfiguration } from '../../../src/cases/configuration.ts';
import {
  beginRetention,
  destroyBeforeOf,
  destroyCase,
  nextRetentionReview,
  recipientsOf,
  recordDestructionNotice,
  recordRetentionApproval,
  recordRetentionDecision,
} from '../../../src/cases/retention/destruction.ts';
import { aCase, monday, partners } from '../../support/case-file.ts';

const { destruction: settings } = loadConfiguration('config');
const timeZone = 'Europe/Amsterdam';
const destroyBefore = new Date('2031-03-02T10:00:00.000Z');
const shielded = shieldCase(aCase(), monday, destroyBefore);

const decide = (caseFile: CaseFile, choice: 'destroy' | 'keep', keepUntil: string | null = null) =>
  recordRetentionDecision(
    caseFile,
    { choice, keepUntil, at: monday, userId: 'usr-first', submissionId: '1' },
    timeZone,
  );
const judge = (caseFile: CaseFile, choice: 'approve' | 'reject', userId = 'usr-second') =>
  recordRetentionApproval(caseFile, { choice, at: monday, userId, submissionId: '2' });
const destroyed = (caseFile: CaseFile) =>
  destroyCase(judge(decide(caseFile, 'destroy'), 'approve'), monday, settings, timeZone);

describe('the term of a shielded case', () => {
  const rule = { period: 'P5Y', source: 'test' };

  test('counts from the moment of shielding, or from the opening where the configuration says so', () => {
    const old = aCase({ openedAt: new Date('2024-03-02T10:00:00.000Z') });
    const from = (countsFrom: 'first-processing' | 'last-processing') =>
      destroyBeforeOf(old, { ...rule, countsFrom }, monday, timeZone).toISOString();
    expect(from('last-processing')).toBe('2031-03-02T10:00:00.000Z');
    expect(from('first-processing')).toBe('2029-03-02T10:00:00.000Z');
  });

  test('is looked at every year, at the chosen date, and at its end', () => {
    const next = (caseFile: CaseFile, at = monday) =>
      nextRetentionReview(caseFile, at, settings, timeZone).toISOString();
    expect(next(shielded)).toBe('2027-03-02T10:00:00.000Z');
    expect(next(decide(shielded, 'keep', '2026-06-01'))).toBe('2026-05-31T22:00:00.000Z');
    expect(next(shielded, new Date('2030-12-01T10:00:00.000Z'))).toBe(destroyBefore.toISOString());
    const over = new Date('2032-01-01T10:00:00.000Z');
    expect(next(shielded, over)).toBe(over.toISOString());
  });

  test('begins with a promise to the engine that says nothing about the person', () => {
    const begun = beginRetention(shielded, monday, settings, timeZone);
    expect(begun.outbox.at(-1)).toMatchObject({
      name: 'case-shielded',
      variables: {
        caseId: shielded.caseId,
        municipalityPartnerId: partners.municipality,
        retentionReviewAt: '2027-03-02T10:00:00.000Z',
      },
    });
  });
});

describe('the decision about a shielded case', () => {
  test('cannot keep data beyond the term, or until a day that has passed', () => {
    expect(() => decide(shielded, 'keep', '2031-03-03')).toThrow(/niet langer bewaard/);
    expect(() => decide(shielded, 'keep', '2026-03-01')).toThrow(/in de toekomst/);
    expect(decide(shielded, 'keep', '2031-03-01').retentionDecisions).toHaveLength(1);
  });

  test('is not taken while the case runs', () => {
    expect(() => decide(aCase(), 'destroy')).toThrow(/niet afgesloten/);
  });

  test('to destroy is judged by somebody else, once', () => {
    const decided = decide(shielded, 'destroy');
    expect(() => judge(decided, 'approve', 'usr-first')).toThrow(/zelf genomen/);
    const judged = judge(decided, 'reject');
    expect(judged.retentionDecisions.at(-1)?.approval?.choice).toBe('reject');
    expect(() => judge(judged, 'approve')).toThrow(/geen besluit/);
    expect(() => judge(shielded, 'approve')).toThrow(/geen besluit/);
    expect(() => judge(decide(shielded, 'keep', '2027-01-01'), 'approve')).toThrow(/geen besluit/);
  });
});

describe('destruction', () => {
  test('happens only after an approved decision', () => {
    const attempt = (caseFile: CaseFile) => () => destroyCase(caseFile, monday, settings, timeZone);
    expect(attempt(shielded)).toThrow(/no approved decision/);
    expect(attempt(decide(shielded, 'destroy'))).toThrow(/no approved decision/);
    expect(attempt(judge(decide(shielded, 'destroy'), 'reject'))).toThrow(/no approved decision/);
  });

  test('leaves a certificate that names who decided, who had the data, and each backup with its end', () => {
    expect(destroyed(shielded)).toMatchObject({
      phase: 'destroyed',
      destroyBefore: null,
      destruction: {
        at: monday,
        decidedBy: 'usr-first',
        approvedBy: 'usr-second',
        endedAs: 'closed',
        destroyBefore,
        recipients: [partners.care, partners.police, partners.prosecution, partners.municipality]
          .sort()
          .map((partnerId) => ({ partnerId, answer: null })),
        backups: [{ name: expect.any(String), until: new Date('2026-04-01T09:00:00.000Z') }],
      },
    });
    expect(destroyed(endWithoutCase(aCase(), monday, destroyBefore, true)).destruction?.endedAs).toBe(
      'not-admitted',
    );
  });

  test('leaves nothing of what was written, and keeps the request id so that a late repeat opens nothing', () => {
    const marked = {
      ...shielded,
      signals: shielded.signals.map((signal) => ({ ...signal, data: { facts: 'MARK' } })),
      matchKeys: ['MARK'],
      possibleMatches: [
        {
          caseId: 'MARK',
          reference: 'MARK',
          likeness: { name: 'equal', birthDate: 'equal', residence: 'equal' } as const,
        },
      ],
    };
    const left = destroyed(marked);
    expect(JSON.stringify(left)).not.toContain('MARK');
    expect(left.signals.map(({ requestId }) => requestId)).toEqual(
      marked.signals.map(({ requestId }) => requestId),
    );
  });

  test('is answered once by each partner that had the data, and by nobody else', () => {
    const left = destroyed(shielded);
    const answer = { choice: 'destroyed', at: monday, userId: 'usr-care' } as const;
    const answered = recordDestructionNotice(left, partners.care, answer);
    expect(answered.destruction?.recipients.find(({ partnerId }) => partnerId === partners.care)).toEqual({
      partnerId: partners.care,
      answer,
    });
    expect(() => recordDestructionNotice(answered, partners.care, answer)).toThrow(/al beantwoord/);
    expect(() => recordDestructionNotice(left, partners.other, answer)).toThrow(/geen gegevens/);
    expect(recipientsOf(left)).toEqual(['destroyed']);
  });
});
