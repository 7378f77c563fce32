import { describe, expect, test } from '@jest/globals';
import { accessExport, type ExportedPart } from '../../../src/cases/person/access-export.ts';
import type { RightsDecision } from '../../../src/cases/person/person-record.ts';
import { monday } from '../../support/case-file.ts';
import { aRightsRequest } from '../../support/rights-request.ts';

const part = (partnerId: string): ExportedPart => ({
  partId: `part-${partnerId}`,
  title: 'Onderdeel',
  partnerId,
  at: monday,
  ground: 'Wgpart',
  readerPartnerIds: [],
  lines: [],
});
const decision: RightsDecision = {
  choice: 'partly',
  at: monday,
  userId: 'usr-town',
  submissionId: '1',
  withheldPartnerIds: [],
  withheldReason: 'Reden',
  otherNames: [],
};

/** What the printout says of itself, when the police and care each have this many parts in the file. */
function saysOf(changes: Partial<RightsDecision>, partnerIds: readonly string[]): string {
  const { sections } = accessExport({
    reference: 'C-2026-0001',
    request: {
      ...aRightsRequest('access'),
      data: { recipientName: 'Sam' },
      decision: { ...decision, ...changes },
    },
    requests: [],
    exportId: 'export-1',
    madeAt: monday,
    parts: partnerIds.map(part),
    provisions: [],
    participants: [],
    otherConsultations: [],
    emergencyReaders: [],
    purposes: [],
    retention: '',
    redact: (text) => text,
    partnerName: (partnerId) => partnerId,
    day: () => '2 maart 2026',
  });
  return sections[0]!.paragraphs.join(' ');
}

describe('what a printout says of what is left out', () => {
  const passage = { passage: 'Over een ander', ground: 'others' } as const;

  test.each([
    [['police'], 'Weggelaten is 1 onderdeel van police. Reden'],
    [['police', 'police'], 'Weggelaten zijn 2 onderdelen van police. Reden'],
    [['police', 'care', 'town'], 'Weggelaten zijn 2 onderdelen van police, care. Reden'],
  ])('counts the parts of the partners that are withheld: %j', (partnerIds, expected) => {
    expect(saysOf({ withheldPartnerIds: ['police', 'care'] }, partnerIds)).toContain(expected);
  });

  test('joins parts and passages', () => {
    expect(
      saysOf({ withheldPartnerIds: ['police'], withheldPassages: [passage, passage] }, ['police']),
    ).toContain('Weggelaten zijn 1 onderdeel van police, en 2 passages om anderen te beschermen.');
    expect(saysOf({ withheldPassages: [passage] }, [])).toContain('Weggelaten is 1 passage om');
  });

  test('counts nothing when the partner that is withheld has nothing in the file; the decision and its reason are told', () => {
    const text = saysOf({ withheldPartnerIds: ['police'] }, ['town']);
    expect(text).toContain('Gegevens van police worden niet gegeven. Reden');
    expect(text).not.toContain('Weggelaten');
    expect(saysOf({}, ['town'])).not.toContain('Reden');
  });
});
